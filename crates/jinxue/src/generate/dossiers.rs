//! 干部任免审批表 of some people, in both formats of the personnel systems:
//! `.lrmx` (XML) and the older `.lrm` (one line of quoted fields in GBK; rare names
//! take its successor GB 18030).

use std::path::Path;

use anyhow::Context;
use encoding_rs::GB18030;
use jinxue_domain::Role;

use super::{Province, people::Person, units::Unit};

/// How many forms of each format.
const EACH: usize = 6;
/// Fields of a `.lrm`.
const LRM_FIELDS: usize = 33;

/// Writes the forms of the first heads that have one, into a folder of their own.
///
/// # Errors
/// When a file cannot be written; the message names it.
pub(super) fn write(province: &Province, folder: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let heads = province.people.iter().filter(|person| person.role == Role::Head);
    for (place, person) in heads.take(2 * EACH).enumerate() {
        let form = Form { person, unit: &province.units[person.unit], year: province.year };
        let (bytes, extension) = if place % 2 == 0 { (form.lrmx(), "lrmx") } else { (form.lrm(), "lrm") };
        let path = folder.join(format!("{:02}-{}.{extension}", place + 1, person.name));
        std::fs::write(&path, bytes).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

struct Form<'a> {
    person: &'a Person,
    unit: &'a Unit,
    year: i16,
}

impl Form<'_> {
    fn lrmx(&self) -> Vec<u8> {
        let elements: String = self
            .elements()
            .iter()
            .map(|(name, text)| format!("  <{name}>{}</{name}>\n", escaped(text)))
            .collect();
        format!("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Person>\n{elements}</Person>\n").into_bytes()
    }

    fn elements(&self) -> [(&'static str, String); 15] {
        [
            ("XingMing", self.spaced_name()),
            ("XingBie", self.person.sex.zh().to_owned()),
            ("ChuShengNianYue", self.birth_month()),
            ("MinZu", "汉族".to_owned()),
            ("JiGuan", "山西".to_owned()),
            ("RuDangShiJian", self.month_at(25)),
            ("CanJiaGongZuoShiJian", self.month_at(22)),
            ("JianKangZhuangKuang", "健康".to_owned()),
            ("QuanRiZhiJiaoYu_XueLi", "大学".to_owned()),
            ("XianRenZhiWu", self.post()),
            ("JianLi", self.resume("\n")),
            ("NianDuKaoHeJieGuo", "近三年年度考核均为称职".to_owned()),
            ("TianBiaoShiJian", format!("{}0105", self.year)),
            ("ShenFenZheng", self.person.citizen_no.reveal().to_owned()),
            ("Version", "3.2.1.6".to_owned()),
        ]
    }

    fn lrm(&self) -> Vec<u8> {
        let mut fields = vec![String::new(); LRM_FIELDS];
        let said = [
            (0, self.spaced_name()),
            (1, self.person.sex.zh().to_owned()),
            (2, self.birth_month()),
            (3, "汉族".to_owned()),
            (4, "山西".to_owned()),
            (5, self.month_at(25)),
            (6, "健康".to_owned()),
            (8, self.month_at(22)),
            (9, "大学#学士@#".to_owned()),
            (17, self.resume("\r\n")),
            (25, self.post()),
            (32, format!("{}0105", self.year)),
        ];
        for (place, text) in said {
            fields[place] = text;
        }
        let line: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
        GB18030.encode(&line.join(",")).0.into_owned()
    }

    /// 张  三: names of two characters stand as wide as those of three.
    fn spaced_name(&self) -> String {
        let name = self.person.name.as_str();
        match name.chars().collect::<Vec<_>>().as_slice() {
            [surname, given] => format!("{surname}  {given}"),
            _ => name.to_owned(),
        }
    }

    fn birth_month(&self) -> String {
        self.person.born.strftime("%Y%m").to_string()
    }

    fn month_at(&self, age: i16) -> String {
        format!("{}07", self.person.born.year() + age)
    }

    fn post(&self) -> String {
        format!("{}{}", self.unit.name, self.person.post)
    }

    fn resume(&self, line_break: &str) -> String {
        let born = self.person.born.year();
        let since = self.person.post_since;
        let (worked, led) = (born + 22, born + 32);
        let lines = [
            format!("{}.09--{worked}.07  山西大学学习", born + 18),
            format!("{worked}.07--{led}.03  {}办公室科员", self.unit.name),
            format!("{led}.03--{}.{:02}  {}副职", since.year(), since.month(), self.unit.name),
            format!("{}.{:02}--         {}", since.year(), since.month(), self.post()),
        ];
        lines.join(line_break)
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
