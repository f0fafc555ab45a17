//! `.lrm`: one record of 33 quoted fields, told apart by their place.

use std::collections::BTreeMap;

use csv::{ReaderBuilder, StringRecord};

use super::{EXPECTED, raw::RawForm};
use crate::fault::FileFault;

/// Elements of `.lrmx` by the place of the field; empty where its meaning is not known.
const PLACES: [&str; 33] = [
    "XingMing",
    "XingBie",
    "ChuShengNianYue",
    "MinZu",
    "JiGuan",
    "RuDangShiJian",
    "JianKangZhuangKuang",
    "ChuShengDi",
    "CanJiaGongZuoShiJian",
    "",
    "",
    "ZhuanYeJiShuZhiWu",
    "",
    "",
    "",
    "",
    "ShuXiZhuanYeYouHeZhuanChang",
    "JianLi",
    "JiangChengQingKuang",
    "NianDuKaoHeJieGuo",
    "",
    "",
    "",
    "",
    "",
    "XianRenZhiWu",
    "NiRenZhiWu",
    "NiMianZhiWu",
    "RenMianLiYou",
    "ChengBaoDanWei",
    "JiSuanNianLingShiJian",
    "",
    "TianBiaoShiJian",
];

/// Education and schools: `全日制学历#学位@在职学历#学位`.
const EDUCATION: (usize, [&str; 4]) =
    (9, ["QuanRiZhiJiaoYu_XueLi", "QuanRiZhiJiaoYu_XueWei", "ZaiZhiJiaoYu_XueLi", "ZaiZhiJiaoYu_XueWei"]);
const SCHOOLS: (usize, [&str; 4]) = (
    10,
    [
        "QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
        "QuanRiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
        "ZaiZhiJiaoYu_XueLi_BiYeYuanXiaoXi",
        "ZaiZhiJiaoYu_XueWei_BiYeYuanXiaoXi",
    ],
);

/// Five lists of the family, one member at the same place of each.
const FAMILY: (usize, [&str; 5]) =
    (20, ["ChengWei", "XingMing", "ChuShengRiQi", "ZhengZhiMianMao", "GongZuoDanWeiJiZhiWu"]);

/// The last field may be lacking; some writers leave it out.
const FIELDS_MIN: usize = 32;

pub(super) fn read(text: &str) -> Result<RawForm, FileFault> {
    let mut records = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    records.read_record(&mut record).map_err(|error| FileFault::Damaged { detail: error.to_string() })?;
    if record.len() < FIELDS_MIN {
        let found = format!("{} quoted fields", record.len());
        return Err(FileFault::WrongFormat { found, expected: EXPECTED.into() });
    }
    let mut form = RawForm::default();
    for (place, text) in record.iter().enumerate() {
        place_field(&mut form, place, text);
    }
    form.family = family(&record);
    Ok(form)
}

fn place_field(form: &mut RawForm, place: usize, text: &str) {
    let mut put = |element: &str, text: &str| form.elements.insert(element.to_owned(), text.to_owned());
    let is_family = (FAMILY.0..FAMILY.0 + FAMILY.1.len()).contains(&place);
    if let Some((_, elements)) = [EDUCATION, SCHOOLS].into_iter().find(|(at, _)| *at == place) {
        for (element, part) in elements.iter().zip(four(text)) {
            put(element, &part);
        }
    } else if let Some(element) = PLACES.get(place).filter(|element| !element.is_empty()) {
        put(element, text);
    } else if !is_family {
        put(&format!("lrm_{place}"), text);
    }
}

/// Full-time and in-service, each with two parts.
fn four(text: &str) -> [String; 4] {
    let (full_time, in_service) = text.split_once('@').unwrap_or((text, ""));
    let two = |text: &str| {
        let (first, second) = text.split_once('#').unwrap_or((text, ""));
        [first.to_owned(), second.to_owned()]
    };
    let ([a, b], [c, d]) = (two(full_time), two(in_service));
    [a, b, c, d]
}

fn family(record: &StringRecord) -> Vec<BTreeMap<String, String>> {
    let mut members: Vec<BTreeMap<String, String>> = Vec::new();
    for (list, element) in (FAMILY.0..).zip(FAMILY.1) {
        let texts = record.get(list).unwrap_or_default();
        for (at, text) in texts.split('@').enumerate().filter(|(_, text)| !text.trim().is_empty()) {
            if members.len() <= at {
                members.resize_with(at + 1, BTreeMap::new);
            }
            members[at].insert(element.to_owned(), text.to_owned());
        }
    }
    members.retain(|member| !member.is_empty());
    members
}
