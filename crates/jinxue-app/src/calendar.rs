//! Public holidays of a year.

use jinxue_api::calendar::{Calendar, Holiday};
use jinxue_domain::calendar::{self as domain, Notice};

use crate::{Answer, wire};

/// Holidays and make-up workdays of a year; a year whose notice is not known yet is provisional.
///
/// # Errors
/// `invalid_value` for a year no plan can have.
pub fn year(year: i64) -> Answer<Calendar> {
    let known = wire::between("year", year, 2000, 2100)?;
    let year = i16::try_from(known).unwrap_or_default();
    let calendar = domain::Calendar::built_in();
    let notice = calendar.notice(year);
    Ok(Calendar {
        year,
        provisional: notice.is_none(),
        source: notice.map(|notice| format!("{}（{}）", notice.title.zh, notice.number)),
        mark: notice.map(|_| "C".into()),
        holidays: notice.map(holidays).unwrap_or_default(),
        workdays: notice.map(workdays).unwrap_or_default(),
    })
}

/// The free days of a notice.
pub(crate) fn holidays(notice: &Notice) -> Vec<Holiday> {
    let one = |free: &domain::Holiday| Holiday {
        from: free.period.from().to_string(),
        to: free.period.to().to_string(),
        name: free.name.zh.to_string(),
        name_en: free.name.en.to_string(),
    };
    notice.holidays.iter().map(one).collect()
}

/// The weekend days worked by a notice.
pub(crate) fn workdays(notice: &Notice) -> Vec<String> {
    let days = notice.workdays.iter().flat_map(|worked| worked.period.iter());
    days.map(|day| day.to_string()).collect()
}
