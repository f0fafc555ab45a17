//! Which units a province, a city and a county have: the offices that
//! everybody expects, most needed first, so that a small province keeps them.

use jinxue_domain::{
    Sector,
    UnitKind::{self, Department, Enterprise, Institution},
};

/// What the head of a unit and the head's deputies are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Titles {
    pub head: &'static str,
    pub deputy: &'static str,
}

const fn titles(head: &'static str, deputy: &'static str) -> Titles {
    Titles { head, deputy }
}

const MINISTER: Titles = titles("部长", "副部长");
const SECRETARY: Titles = titles("书记", "副书记");
const DIRECTOR: Titles = titles("主任", "副主任");
const HEAD: Titles = titles("厅长", "副厅长");
const CHIEF: Titles = titles("局长", "副局长");
const PRESIDENT: Titles = titles("院长", "副院长");
const PROCURATOR: Titles = titles("检察长", "副检察长");
const PRINCIPAL: Titles = titles("校长", "副校长");
const CHAIR: Titles = titles("主席", "副主席");
const FIRM: Titles = titles("董事长", "副总经理");

/// One kind of unit below a province, a city or a county.
#[derive(Debug, Clone, Copy)]
pub(super) struct Office {
    /// The unit's name; `{}` stands for the region.
    pub pattern: &'static str,
    pub kind: UnitKind,
    /// Code of the sector its people work in.
    pub sector: &'static str,
    /// How large it is beside the others of its list.
    pub size: u32,
    pub titles: Titles,
}

const fn office(
    pattern: &'static str,
    kind: UnitKind,
    sector: &'static str,
    size: u32,
    titles: Titles,
) -> Office {
    Office { pattern, kind, sector, size, titles }
}

pub(super) const PROVINCE: [Office; 74] = [
    office("{}委组织部", Department, "party", 10, MINISTER),
    office("{}财政厅", Department, "economy", 11, HEAD),
    office("{}应急管理厅", Department, "government", 10, HEAD),
    office("{}教育厅", Department, "education", 10, HEAD),
    office("{}委宣传部", Department, "party", 9, MINISTER),
    office("{}农业农村厅", Department, "agriculture", 12, HEAD),
    office("{}发展和改革委员会", Department, "economy", 14, DIRECTOR),
    office("{}卫生健康委员会", Department, "health", 11, DIRECTOR),
    office("{}公安厅", Department, "justice", 20, HEAD),
    office("{}政府办公厅", Department, "government", 14, DIRECTOR),
    office("{}委办公厅", Department, "party", 12, DIRECTOR),
    office("{}纪委监委机关", Department, "party", 18, SECRETARY),
    office("{}人力资源和社会保障厅", Department, "government", 12, HEAD),
    office("{}人民医院", Institution, "health", 26, PRESIDENT),
    office("{}行政学院", Institution, "party", 12, PRESIDENT),
    office("{}国有资本运营有限公司", Enterprise, "enterprise", 14, FIRM),
    office("{}科学技术厅", Department, "economy", 8, HEAD),
    office("{}工业和信息化厅", Department, "economy", 9, HEAD),
    office("{}能源局", Department, "economy", 9, CHIEF),
    office("{}生态环境厅", Department, "government", 10, HEAD),
    office("{}自然资源厅", Department, "government", 10, HEAD),
    office("{}住房和城乡建设厅", Department, "government", 9, HEAD),
    office("{}交通运输厅", Department, "government", 10, HEAD),
    office("{}水利厅", Department, "agriculture", 9, HEAD),
    office("{}民政厅", Department, "government", 8, HEAD),
    office("{}司法厅", Department, "justice", 9, HEAD),
    office("{}高级人民法院", Department, "justice", 14, PRESIDENT),
    office("{}人民检察院", Department, "justice", 14, PROCURATOR),
    office("{}委统战部", Department, "party", 7, MINISTER),
    office("{}委政法委员会", Department, "justice", 7, SECRETARY),
    office("{}人大常委会机关", Department, "congress", 10, DIRECTOR),
    office("{}政协机关", Department, "congress", 9, DIRECTOR),
    office("{}审计厅", Department, "economy", 9, HEAD),
    office("{}统计局", Department, "economy", 7, CHIEF),
    office("{}市场监督管理局", Department, "government", 11, CHIEF),
    office("{}商务厅", Department, "economy", 8, HEAD),
    office("{}文化和旅游厅", Department, "government", 8, HEAD),
    office("{}退役军人事务厅", Department, "government", 6, HEAD),
    office("{}医疗保障局", Department, "health", 6, CHIEF),
    office("{}林业和草原局", Department, "agriculture", 7, CHIEF),
    office("{}行政审批服务管理局", Department, "government", 6, CHIEF),
    office("{}国有资产监督管理委员会", Department, "economy", 8, DIRECTOR),
    office("{}数据局", Department, "economy", 6, CHIEF),
    office("{}信访局", Department, "government", 6, CHIEF),
    office("{}能源集团有限公司", Enterprise, "enterprise", 22, FIRM),
    office("{}交通控股集团有限公司", Enterprise, "enterprise", 16, FIRM),
    office("{}职业技术大学", Institution, "education", 20, PRINCIPAL),
    office("{}中医院", Institution, "health", 20, PRESIDENT),
    office("{}体育局", Department, "education", 6, CHIEF),
    office("{}粮食和物资储备局", Department, "agriculture", 5, CHIEF),
    office("{}乡村振兴中心", Institution, "agriculture", 6, DIRECTOR),
    office("{}总工会机关", Department, "congress", 6, CHAIR),
    office("{}团委机关", Department, "party", 5, SECRETARY),
    office("{}妇联机关", Department, "congress", 5, CHAIR),
    office("{}科学技术协会机关", Department, "congress", 5, CHAIR),
    office("{}残疾人联合会机关", Department, "congress", 5, CHAIR),
    office("{}文学艺术界联合会机关", Department, "party", 5, CHAIR),
    office("{}广播电视局", Department, "party", 6, CHIEF),
    office("{}文物局", Department, "government", 5, CHIEF),
    office("{}机关事务管理局", Department, "government", 6, CHIEF),
    office("{}外事办公室", Department, "government", 5, DIRECTOR),
    office("{}社会工作部", Department, "party", 5, MINISTER),
    office("{}档案馆", Institution, "party", 5, titles("馆长", "副馆长")),
    office("{}图书馆", Institution, "education", 6, titles("馆长", "副馆长")),
    office("{}博物院", Institution, "education", 6, PRESIDENT),
    office("{}农业科学研究院", Institution, "agriculture", 12, PRESIDENT),
    office("{}疾病预防控制中心", Institution, "health", 10, DIRECTOR),
    office("{}儿童医院", Institution, "health", 18, PRESIDENT),
    office("{}肿瘤医院", Institution, "health", 18, PRESIDENT),
    office("{}财经学院", Institution, "education", 16, PRINCIPAL),
    office("{}师范学院", Institution, "education", 18, PRINCIPAL),
    office("{}水务集团有限公司", Enterprise, "enterprise", 12, FIRM),
    office("{}文化旅游投资集团有限公司", Enterprise, "enterprise", 10, FIRM),
    office("{}建设投资集团有限公司", Enterprise, "enterprise", 14, FIRM),
];

pub(super) const CITY: [Office; 58] = [
    office("{}委组织部", Department, "party", 7, MINISTER),
    office("{}财政局", Department, "economy", 8, CHIEF),
    office("{}应急管理局", Department, "government", 8, CHIEF),
    office("{}农业农村局", Department, "agriculture", 9, CHIEF),
    office("{}教育局", Department, "education", 8, CHIEF),
    office("{}卫生健康委员会", Department, "health", 8, DIRECTOR),
    office("{}委宣传部", Department, "party", 7, MINISTER),
    office("{}公安局", Department, "justice", 20, CHIEF),
    office("{}政府办公室", Department, "government", 9, DIRECTOR),
    office("{}发展和改革委员会", Department, "economy", 8, DIRECTOR),
    office("{}人民医院", Institution, "health", 22, PRESIDENT),
    office("{}第一中学", Institution, "education", 14, PRINCIPAL),
    office("{}纪委监委机关", Department, "party", 11, SECRETARY),
    office("{}委办公室", Department, "party", 8, DIRECTOR),
    office("{}人力资源和社会保障局", Department, "government", 9, CHIEF),
    office("{}城市建设投资有限公司", Enterprise, "enterprise", 10, FIRM),
    office("{}工业和信息化局", Department, "economy", 7, CHIEF),
    office("{}生态环境局", Department, "government", 8, CHIEF),
    office("{}规划和自然资源局", Department, "government", 9, CHIEF),
    office("{}住房和城乡建设局", Department, "government", 8, CHIEF),
    office("{}交通运输局", Department, "government", 9, CHIEF),
    office("{}水务局", Department, "agriculture", 7, CHIEF),
    office("{}民政局", Department, "government", 6, CHIEF),
    office("{}司法局", Department, "justice", 7, CHIEF),
    office("{}中级人民法院", Department, "justice", 13, PRESIDENT),
    office("{}人民检察院", Department, "justice", 12, PROCURATOR),
    office("{}委统战部", Department, "party", 5, MINISTER),
    office("{}委政法委员会", Department, "justice", 5, SECRETARY),
    office("{}人大常委会机关", Department, "congress", 7, DIRECTOR),
    office("{}政协机关", Department, "congress", 7, DIRECTOR),
    office("{}审计局", Department, "economy", 6, CHIEF),
    office("{}统计局", Department, "economy", 5, CHIEF),
    office("{}市场监督管理局", Department, "government", 12, CHIEF),
    office("{}商务局", Department, "economy", 6, CHIEF),
    office("{}文化和旅游局", Department, "government", 6, CHIEF),
    office("{}退役军人事务局", Department, "government", 5, CHIEF),
    office("{}医疗保障局", Department, "health", 5, CHIEF),
    office("{}行政审批服务管理局", Department, "government", 7, CHIEF),
    office("{}城市管理局", Department, "government", 9, CHIEF),
    office("{}能源局", Department, "economy", 6, CHIEF),
    office("{}科学技术局", Department, "economy", 5, CHIEF),
    office("{}数据局", Department, "economy", 4, CHIEF),
    office("{}信访局", Department, "government", 4, CHIEF),
    office("{}委党校", Institution, "party", 7, PRINCIPAL),
    office("{}中医医院", Institution, "health", 16, PRESIDENT),
    office("{}职业技术学院", Institution, "education", 14, PRESIDENT),
    office("{}实验小学", Institution, "education", 9, PRINCIPAL),
    office("{}疾病预防控制中心", Institution, "health", 8, DIRECTOR),
    office("{}公共交通有限公司", Enterprise, "enterprise", 9, FIRM),
    office("{}总工会机关", Department, "congress", 4, CHAIR),
    office("{}团委机关", Department, "party", 3, SECRETARY),
    office("{}妇联机关", Department, "congress", 3, CHAIR),
    office("{}国有资产监督管理委员会", Department, "economy", 5, DIRECTOR),
    office("{}社会工作部", Department, "party", 4, MINISTER),
    office("{}机关事务服务中心", Institution, "government", 5, DIRECTOR),
    office("{}融媒体中心", Institution, "party", 7, DIRECTOR),
    office("{}水务集团有限公司", Enterprise, "enterprise", 8, FIRM),
    office("{}妇幼保健院", Institution, "health", 10, PRESIDENT),
];

pub(super) const COUNTY: [Office; 26] = [
    office("{}委组织部", Department, "party", 5, MINISTER),
    office("{}财政局", Department, "economy", 7, CHIEF),
    office("{}应急管理局", Department, "government", 7, CHIEF),
    office("{}农业农村局", Department, "agriculture", 8, CHIEF),
    office("{}教育局", Department, "education", 7, CHIEF),
    office("{}公安局", Department, "justice", 14, CHIEF),
    office("{}委宣传部", Department, "party", 5, MINISTER),
    office("{}政府办公室", Department, "government", 7, DIRECTOR),
    office("{}卫生健康和体育局", Department, "health", 7, CHIEF),
    office("{}发展和改革局", Department, "economy", 6, CHIEF),
    office("{}纪委监委机关", Department, "party", 8, SECRETARY),
    office("{}人力资源和社会保障局", Department, "government", 7, CHIEF),
    office("{}委办公室", Department, "party", 6, DIRECTOR),
    office("{}自然资源局", Department, "government", 8, CHIEF),
    office("{}住房和城乡建设管理局", Department, "government", 7, CHIEF),
    office("{}市场监督管理局", Department, "government", 10, CHIEF),
    office("{}人民法院", Department, "justice", 9, PRESIDENT),
    office("{}人民检察院", Department, "justice", 7, PROCURATOR),
    office("{}民政局", Department, "government", 5, CHIEF),
    office("{}交通运输局", Department, "government", 6, CHIEF),
    office("{}水利局", Department, "agriculture", 5, CHIEF),
    office("{}委政法委员会", Department, "justice", 4, SECRETARY),
    office("{}行政审批服务管理局", Department, "government", 5, CHIEF),
    office("{}人大常委会机关", Department, "congress", 5, DIRECTOR),
    office("{}政协机关", Department, "congress", 5, DIRECTOR),
    office("{}委党校", Institution, "party", 4, PRINCIPAL),
];

/// Schools, hospitals and firms of a county.
pub(super) const COUNTY_SERVICES: [Office; 7] = [
    office("{}第一中学", Institution, "education", 12, PRINCIPAL),
    office("{}人民医院", Institution, "health", 15, PRESIDENT),
    office("{}实验小学", Institution, "education", 8, PRINCIPAL),
    office("{}城市建设投资有限公司", Enterprise, "enterprise", 6, FIRM),
    office("{}中医院", Institution, "health", 8, PRESIDENT),
    office("{}职业中学", Institution, "education", 7, PRINCIPAL),
    office("{}融媒体中心", Institution, "party", 5, DIRECTOR),
];

/// Who leads a region itself: its Party committee and government.
pub(super) const REGION_TITLES: Titles = titles("党委书记", "党委副书记");
/// Who leads a township and a subdistrict.
pub(super) const TOWNSHIP_TITLES: Titles = titles("乡镇党委书记", "副乡镇长");
pub(super) const SUBDISTRICT_TITLES: Titles = titles("街道党工委书记", "办事处副主任");

/// Names of made-up townships, the seat first; a district calls them subdistricts.
pub(super) const TOWNSHIPS: [&str; 24] = [
    "城关",
    "河口",
    "古城",
    "安泰",
    "东社",
    "西社",
    "南庄",
    "北庄",
    "石门",
    "柳林沟",
    "杨家岭",
    "清泉",
    "龙泉",
    "凤凰",
    "上庄",
    "下庄",
    "高家堡",
    "双河",
    "新民",
    "永和",
    "太平",
    "白马",
    "水峪",
    "桃园",
];

/// The built-in sector of a code; every code of this catalogue is one.
pub(super) fn sector(code: &str) -> Sector {
    Sector::read(code).expect("the catalogue names built-in sectors only")
}
