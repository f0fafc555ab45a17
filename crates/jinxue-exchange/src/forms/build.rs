//! From the texts of a form to its values.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};
use jinxue_domain::{
    CitizenNumber, PersonName, Sex,
    person::CheckDigit,
    words::{Fault, Words},
};

use super::{
    form::{AppointmentForm, Education, FamilyMember, ReadForm, Sensitive},
    raw::RawForm,
    resume::Resume,
};
use crate::{
    fault::{CellFault, Problem},
    reading::Value,
    table::Epoch,
    values::{long_text, month},
};

const PHOTO_BYTES_MAX: usize = 2 << 20;

/// Many times the longest career.
const RESUME_CHARACTERS_MAX: usize = 20_000;

pub(super) fn build(raw: RawForm, sensitive: Sensitive, check_digit: CheckDigit) -> ReadForm {
    let mut builder = Builder { raw, check_digit, faults: Vec::new(), doubts: Vec::new() };
    let mut form = builder.person();
    form.resume = builder.resume();
    match sensitive {
        Sensitive::Keep => {
            form.family = builder.family();
            form.photo = builder.photo();
        }
        Sensitive::Drop => {
            builder.raw.elements.remove(PHOTO);
        }
    }
    form.unknown = builder.rest();
    ReadForm { form, faults: builder.faults, doubts: builder.doubts }
}

const NAME: &str = "XingMing";
const PHOTO: &str = "ZhaoPian";
const RESUME: &str = "JianLi";
/// The version of the program that wrote the file: of no use to anyone.
const VERSION: &str = "Version";

struct Builder {
    raw: RawForm,
    check_digit: CheckDigit,
    faults: Vec<CellFault>,
    doubts: Vec<CellFault>,
}

impl Builder {
    fn person(&mut self) -> AppointmentForm {
        let check_digit = self.check_digit;
        let name = self.read("name", NAME, |v| v.text.parse::<PersonName>());
        if name.is_none() && self.faults.is_empty() {
            self.faults.push(fault("name", NAME, &Problem::Missing));
        }
        AppointmentForm {
            name,
            sex: self.read("sex", "XingBie", |v| Sex::read(v.text)),
            birth_month: self.read("birth_month", "ChuShengNianYue", month),
            citizen_no: self.read("citizen_no", "ShenFenZheng", |v| CitizenNumber::read(v.text, check_digit)),
            ethnicity: self.text("ethnicity", "MinZu"),
            native_place: self.text("native_place", "JiGuan"),
            birth_place: self.text("birth_place", "ChuShengDi"),
            party_joined: self.text("party_joined", "RuDangShiJian"),
            work_since: self.read("work_since", "CanJiaGongZuoShiJian", month),
            health: self.text("health", "JianKangZhuangKuang"),
            professional_title: self.text("professional_title", "ZhuanYeJiShuZhiWu"),
            speciality: self.text("speciality", "ShuXiZhuanYeYouHeZhuanChang"),
            full_time_education: self.education("QuanRiZhiJiaoYu"),
            in_service_education: self.education("ZaiZhiJiaoYu"),
            post: self.text("post", "XianRenZhiWu"),
            proposed_post: self.text("proposed_post", "NiRenZhiWu"),
            removed_post: self.text("removed_post", "NiMianZhiWu"),
            awards: self.text("awards", "JiangChengQingKuang"),
            appraisals: self.text("appraisals", "NianDuKaoHeJieGuo"),
            reason: self.text("reason", "RenMianLiYou"),
            submitting_unit: self.text("submitting_unit", "ChengBaoDanWei"),
            age_as_of: self.text("age_as_of", "JiSuanNianLingShiJian"),
            filled_on: self.text("filled_on", "TianBiaoShiJian"),
            filled_by: self.text("filled_by", "TianBiaoRen"),
            ..AppointmentForm::default()
        }
    }

    fn education(&mut self, kind: &str) -> Education {
        Education {
            qualification: self.text("education", &format!("{kind}_XueLi")),
            degree: self.text("education", &format!("{kind}_XueWei")),
            qualification_school: self.text("education", &format!("{kind}_XueLi_BiYeYuanXiaoXi")),
            degree_school: self.text("education", &format!("{kind}_XueWei_BiYeYuanXiaoXi")),
        }
    }

    fn resume(&mut self) -> Resume {
        let resume = self.read("resume", RESUME, career).unwrap_or_default();
        for entry in resume.entries.iter().filter(|entry| entry.to.is_some_and(|to| to < entry.from)) {
            let limit = entry.to.map(|to| to.to_string()).unwrap_or_default();
            let limit_header = Words::of("结束年月", "end");
            let problem = Problem::Disordered { value: entry.from.to_string(), limit, limit_header };
            self.doubts.push(fault("resume", RESUME, &problem));
        }
        resume
    }

    fn family(&mut self) -> Vec<FamilyMember> {
        let members = std::mem::take(&mut self.raw.family);
        let member = |mut texts: BTreeMap<String, String>| {
            let mut take = |element: &str| {
                texts.remove(element).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
            };
            FamilyMember {
                relation: take("ChengWei"),
                name: take(NAME),
                birth: take("ChuShengRiQi"),
                politics: take("ZhengZhiMianMao"),
                unit_and_post: take("GongZuoDanWeiJiZhiWu"),
            }
        };
        members.into_iter().map(member).filter(|member| *member != FamilyMember::default()).collect()
    }

    /// The photo, if it is one; a form without its photo is still a form.
    fn photo(&mut self) -> Option<Vec<u8>> {
        let text: String = self.raw.take(PHOTO)?.chars().filter(|c| !c.is_whitespace()).collect();
        let picture = STANDARD.decode(&text).ok();
        let whole = picture.filter(|bytes| bytes.len() <= PHOTO_BYTES_MAX && is_picture(bytes));
        if whole.is_none() {
            let expected = Words::of("2 MiB 以内的 JPEG 或 PNG 照片", "a JPEG or PNG photo of at most 2 MiB");
            let value = format!("{} B", text.len());
            self.doubts.push(fault("photo", PHOTO, &Problem::Malformed { value, expected }));
        }
        whole
    }

    /// What nobody has asked for, verbatim.
    fn rest(&mut self) -> BTreeMap<String, String> {
        let mut rest = std::mem::take(&mut self.raw.elements);
        rest.remove(VERSION);
        rest.retain(|_, text| !text.trim().is_empty());
        rest
    }

    fn text(&mut self, field: &'static str, element: &str) -> Option<String> {
        self.read(field, element, long_text)
    }

    fn read<T, F: Fault>(
        &mut self,
        field: &'static str,
        element: &str,
        parse: impl FnOnce(Value<'_>) -> Result<T, F>,
    ) -> Option<T> {
        let text = self.raw.take(element)?;
        match parse(Value { text: &text, epoch: Epoch::Y1900 }) {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.faults.push(fault(field, element, &refusal));
                None
            }
        }
    }
}

fn career(value: Value<'_>) -> Result<Resume, Problem> {
    if value.text.chars().nth(RESUME_CHARACTERS_MAX).is_some() {
        let start = value.text.chars().take(20).chain(['…']).collect();
        return Err(Problem::TooLong { value: start, characters_max: RESUME_CHARACTERS_MAX });
    }
    Ok(Resume::read(value.text))
}

pub(super) fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0xff, 0xd8, 0xff]) || bytes.starts_with(b"\x89PNG\r\n\x1a\n")
}

fn fault(field: &'static str, element: &str, problem: &impl Fault) -> CellFault {
    CellFault {
        field,
        header: element.to_owned(),
        column: None,
        value: problem.value(),
        code: problem.code(),
        expected: problem.expected(),
        words: problem.words(),
    }
}
