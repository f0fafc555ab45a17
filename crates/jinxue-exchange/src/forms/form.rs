//! What a form says.

use std::collections::BTreeMap;

use jinxue_domain::{CitizenNumber, Month, PersonName, Sex};

use super::resume::Resume;
use crate::fault::CellFault;

/// What becomes of the parts that only the appointment needs: family and photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sensitive {
    /// They are not even looked at.
    Drop,
    Keep,
}

/// A form and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadForm {
    pub form: AppointmentForm,
    /// Values that could not be read and are left out; a missing name too.
    pub faults: Vec<CellFault>,
    /// What a person should look at: a broken photo, a résumé that runs backwards.
    pub doubts: Vec<CellFault>,
}

/// The person of the form. Texts are as the file has them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AppointmentForm {
    pub name: Option<PersonName>,
    pub sex: Option<Sex>,
    pub birth_month: Option<Month>,
    pub citizen_no: Option<CitizenNumber>,
    pub ethnicity: Option<String>,
    pub native_place: Option<String>,
    pub birth_place: Option<String>,
    /// A month, or the name of another party.
    pub party_joined: Option<String>,
    pub work_since: Option<Month>,
    pub health: Option<String>,
    pub professional_title: Option<String>,
    pub speciality: Option<String>,
    pub full_time_education: Education,
    pub in_service_education: Education,
    pub post: Option<String>,
    pub proposed_post: Option<String>,
    pub removed_post: Option<String>,
    pub resume: Resume,
    pub awards: Option<String>,
    pub appraisals: Option<String>,
    pub reason: Option<String>,
    pub submitting_unit: Option<String>,
    /// The month by which ages were computed, the day of filling in, who filled it in.
    pub age_as_of: Option<String>,
    pub filled_on: Option<String>,
    pub filled_by: Option<String>,
    /// Empty unless kept.
    pub family: Vec<FamilyMember>,
    /// A JPEG or PNG, if kept.
    pub photo: Option<Vec<u8>>,
    /// Elements and fields that no part above is named for, verbatim.
    pub unknown: BTreeMap<String, String>,
}

/// One of the two educations of a form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Education {
    /// 学历.
    pub qualification: Option<String>,
    /// 学位.
    pub degree: Option<String>,
    /// School and subject of the qualification.
    pub qualification_school: Option<String>,
    /// School and subject of the degree.
    pub degree_school: Option<String>,
}

/// A member of the family.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FamilyMember {
    /// 称谓, such as 妻子.
    pub relation: Option<String>,
    pub name: Option<String>,
    pub birth: Option<String>,
    pub politics: Option<String>,
    pub unit_and_post: Option<String>,
}
