//! One year's notice, and the table notices are read from.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::period::Period;
use crate::words::{Fault, Words, fault_display};

/// Free days with a name, or days worked in exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The name.
    pub name: Words,
    /// The days.
    pub period: Period,
}

/// The State Council's notice for one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The year.
    pub year: i16,
    /// Its title.
    pub title: Words,
    /// Its number, such as 国办发明电〔2025〕7号.
    pub number: String,
    /// When it was issued.
    pub issued: Date,
    /// Free days, in order.
    pub holidays: Vec<Holiday>,
    /// Days worked in exchange, in order.
    pub workdays: Vec<Holiday>,
}

/// Something wrong in a table of notices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoticeFault {
    /// A line that cannot be read.
    Line {
        /// The line, the header being 1.
        line: usize,
        /// Its text.
        text: String,
    },
    /// Days of a year whose notice is not named.
    NoNotice {
        /// The year.
        year: i16,
    },
}

enum Line {
    Notice { title: Words, number: String, issued: Date },
    Free(Holiday),
    Worked(Holiday),
}

pub(super) fn read(text: &str) -> Result<Vec<Notice>, Vec<NoticeFault>> {
    let mut faults = Vec::new();
    let mut years: BTreeMap<i16, Vec<Line>> = BTreeMap::new();
    for (at, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        match read_line(line) {
            Some((year, read)) => years.entry(year).or_default().push(read),
            None => faults.push(NoticeFault::Line { line: at + 1, text: line.to_owned() }),
        }
    }
    let mut notices = Vec::new();
    for (year, lines) in years {
        match notice_of(year, lines) {
            Some(notice) => notices.push(notice),
            None => faults.push(NoticeFault::NoNotice { year }),
        }
    }
    if faults.is_empty() { Ok(notices) } else { Err(faults) }
}

fn read_line(line: &str) -> Option<(i16, Line)> {
    let cells: Vec<&str> = line.trim_end().split(',').collect();
    let [year, what, zh, en, from, to] = cells.as_slice() else { return None };
    let name = Words::new((*zh).to_owned(), (*en).to_owned());
    let to: Date = to.parse().ok()?;
    let days = || {
        let period = Period::new(from.parse().ok()?, to).ok()?;
        Some(Holiday { name: name.clone(), period })
    };
    let read = match *what {
        "notice" => Line::Notice { title: name.clone(), number: (*from).to_owned(), issued: to },
        "holiday" => Line::Free(days()?),
        "workday" => Line::Worked(days()?),
        _ => return None,
    };
    Some((year.parse().ok()?, read))
}

fn notice_of(year: i16, lines: Vec<Line>) -> Option<Notice> {
    let (mut head, mut holidays, mut workdays) = (None, Vec::new(), Vec::new());
    for line in lines {
        match line {
            Line::Notice { title, number, issued } => head = Some((title, number, issued)),
            Line::Free(days) => holidays.push(days),
            Line::Worked(days) => workdays.push(days),
        }
    }
    let (title, number, issued) = head?;
    holidays.sort_by_key(|days| days.period);
    workdays.sort_by_key(|days| days.period);
    Some(Notice { year, title, number, issued, holidays, workdays })
}

impl Fault for NoticeFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Line { .. } => "holiday_line",
            Self::NoNotice { .. } => "holiday_notice_missing",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::Line { text, .. } => text.clone(),
            Self::NoNotice { year } => year.to_string(),
        }
    }
    fn expected(&self) -> Words {
        Words::of("year,what,name,name_en,from,to", "year,what,name,name_en,from,to")
    }
    fn words(&self) -> Words {
        match self {
            Self::Line { line, text } => Words::new(
                format!("节假日表第 {line} 行“{text}”无法读取，应为 year,what,name,name_en,from,to"),
                format!(
                    "line {line} of the holiday table, “{text}”, cannot be read; expected year,what,name,name_en,from,to"
                ),
            ),
            Self::NoNotice { year } => Words::new(
                format!("{year} 年的节假日没有写明依据的通知"),
                format!("the holidays of {year} name no notice"),
            ),
        }
    }
}
fault_display!(NoticeFault);
