//! What is wrong with one cell, or doubtful about it.

use std::ops::RangeInclusive;

use jinxue_domain::words::{Fault, Words};

/// A fault at one cell of one row: which column, which value, what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellFault {
    /// The field the column was read as.
    pub field: &'static str,
    /// The header as it stands in the file; the field's own label where the
    /// file has no such column.
    pub header: String,
    /// The column counted from 0, if the file has it.
    pub column: Option<usize>,
    /// The value, masked where it is sensitive.
    pub value: String,
    /// A stable code for machines.
    pub code: &'static str,
    /// What would have been accepted.
    pub expected: Words,
    /// The whole sentence.
    pub words: Words,
}

/// What this crate itself finds wrong with a value; what a value type of the
/// domain refuses speaks for itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// Nothing stands in a cell that must be filled.
    Missing,
    /// All of these columns are empty; one of them is needed. Labels in both languages.
    MissingAll(Words),
    /// A number cell of more than 15 digits.
    LostDigits(String),
    /// The formula of the cell failed.
    FormulaError(String),
    /// No date in a form that is read.
    NotADate(String),
    /// A date that no calendar has, such as 30 February.
    NoSuchDay(String),
    /// `1975.1` as a number: January, or an October that lost its zero?
    MonthLostZero(String),
    /// Not a whole number within the bounds.
    NotWithin { value: String, from: i64, to: i64 },
    /// A character nobody sees: control, direction mark, zero width.
    Invisible { value: String, found: char, position: usize },
    /// Longer than the field may be, in characters.
    TooLong { value: String, characters_max: usize },
    /// A part of a list that is not of the form asked for.
    Malformed { value: String, expected: Words },
    /// The same thing stands in an earlier row.
    Repeated { value: String, first_row: u32 },
    /// Days that another row of the same person holds too.
    Overlap { value: String, other_row: u32 },
    /// The first value must not be above the second.
    Disordered { value: String, limit: String, limit_header: Words },
    /// A code that is known neither in the file nor to the caller.
    UnknownCode(String),
    /// Parents that lead back to where they began.
    Cycle(Vec<String>),
    /// A file of several that is no appointment form, and why.
    UnreadableForm { file: String, why: Words },
}

impl Problem {
    /// Outside a range of whole numbers.
    pub(crate) fn not_within(value: &str, range: &RangeInclusive<i64>) -> Self {
        Self::NotWithin { value: value.into(), from: *range.start(), to: *range.end() }
    }
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words().zh)
    }
}

impl std::error::Error for Problem {}

impl Fault for Problem {
    fn code(&self) -> &'static str {
        match self {
            Self::Missing => "cell_missing",
            Self::MissingAll(_) => "cells_all_missing",
            Self::LostDigits(_) => "cell_lost_digits",
            Self::FormulaError(_) => "cell_formula_error",
            Self::NotADate(_) => "cell_not_a_date",
            Self::NoSuchDay(_) => "cell_no_such_day",
            Self::MonthLostZero(_) => "cell_month_lost_zero",
            Self::NotWithin { .. } => "cell_not_within",
            Self::Invisible { .. } => "cell_invisible_character",
            Self::TooLong { .. } => "cell_too_long",
            Self::Malformed { .. } => "cell_malformed",
            Self::Repeated { .. } => "row_repeated",
            Self::Overlap { .. } => "row_overlaps",
            Self::Disordered { .. } => "cells_disordered",
            Self::UnknownCode(_) => "code_unknown",
            Self::Cycle(_) => "tree_cycle",
            Self::UnreadableForm { .. } => "form_unreadable",
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Missing | Self::MissingAll(_) => String::new(),
            Self::LostDigits(value)
            | Self::FormulaError(value)
            | Self::NotADate(value)
            | Self::NoSuchDay(value)
            | Self::MonthLostZero(value)
            | Self::UnknownCode(value)
            | Self::NotWithin { value, .. }
            | Self::Invisible { value, .. }
            | Self::TooLong { value, .. }
            | Self::Malformed { value, .. }
            | Self::Repeated { value, .. }
            | Self::Overlap { value, .. }
            | Self::Disordered { value, .. } => value.clone(),
            Self::Cycle(codes) => codes.join(" → "),
            Self::UnreadableForm { file, .. } => file.clone(),
        }
    }

    fn expected(&self) -> Words {
        match self {
            Self::Missing => Words::of("必填", "a value"),
            Self::MissingAll(labels) => {
                Words::new(format!("{}至少填一项", labels.zh), format!("at least one of {}", labels.en))
            }
            Self::LostDigits(_) => {
                Words::of("文本格式的完整号码", "the whole number, in a cell formatted as text")
            }
            Self::FormulaError(_) => {
                Words::of("能算出值的公式或直接填写的值", "a formula that has a value, or the value")
            }
            Self::NotADate(_) | Self::NoSuchDay(_) => Words::of(
                "存在的日期，如 2026-09-01、2026.9.1、20260901",
                "a day of the calendar such as 2026-09-01, 2026.9.1 or 20260901",
            ),
            Self::MonthLostZero(_) => {
                Words::of("年月，如 1975-01 或 1975-10", "a month such as 1975-01 or 1975-10")
            }
            Self::NotWithin { from, to, .. } => {
                Words::new(format!("{from} 到 {to} 的整数"), format!("a whole number from {from} to {to}"))
            }
            Self::Invisible { .. } => Words::of("只含可见字符的文字", "visible characters only"),
            Self::TooLong { characters_max, .. } => Words::new(
                format!("不超过 {characters_max} 个字"),
                format!("at most {characters_max} characters"),
            ),
            Self::Malformed { expected, .. } => expected.clone(),
            Self::Repeated { .. } => Words::of("每行各不相同", "a row of its own"),
            Self::Overlap { .. } => Words::of("时间不重叠的培训", "classes on different days"),
            Self::Disordered { limit, limit_header, .. } => Words::new(
                format!("不大于 {limit}（{}）", limit_header.zh),
                format!("at most {limit} ({})", limit_header.en),
            ),
            Self::UnknownCode(_) => {
                Words::of("文件或系统中已有的代码或名称", "a code or name of the file or the system")
            }
            Self::Cycle(_) => Words::of("能一直向上到达最高单位的上级", "a parent that leads up to the top"),
            Self::UnreadableForm { .. } => {
                Words::of("干部任免审批表（.lrmx、.lrm）", "an appointment form (.lrmx, .lrm)")
            }
        }
    }

    fn words(&self) -> Words {
        let expected = self.expected();
        let value = self.value();
        match self {
            Self::Missing => Words::of("不能为空", "must not be empty"),
            Self::MissingAll(_) => expected,
            Self::LostDigits(_) => Words::new(
                format!(
                    "“{value}”是超过 15 位的数字，表格软件已把末几位变成 0，无法还原；请把该列设为文本后重新填写"
                ),
                format!(
                    "“{value}” is a number of more than 15 digits, whose last digits the spreadsheet has replaced by zeros for good; format the column as text and enter it again"
                ),
            ),
            Self::NoSuchDay(_) => Words::new(
                format!("日历上没有“{value}”这一天"),
                format!("there is no day “{value}” in the calendar"),
            ),
            Self::MonthLostZero(_) => Words::new(
                format!("“{value}”可能是 1 月，也可能是丢了末位 0 的 10 月；请写成 {}", expected.zh),
                format!("“{value}” may be January or an October that lost its zero; write {}", expected.en),
            ),
            Self::Invisible { found, position, .. } => Words::new(
                format!("“{value}”第 {position} 个字符 <U+{:04X}> 不可见，请删去", u32::from(*found)),
                format!(
                    "“{value}” has an invisible character <U+{:04X}> at position {position}; remove it",
                    u32::from(*found)
                ),
            ),
            Self::Repeated { first_row, .. } => Words::new(
                format!("“{value}”与第 {first_row} 行重复"),
                format!("“{value}” stands in row {first_row} already"),
            ),
            Self::Overlap { other_row, .. } => Words::new(
                format!("“{value}”与第 {other_row} 行同一人的培训时间重叠"),
                format!("“{value}” overlaps with row {other_row} of the same person"),
            ),
            Self::Cycle(_) => {
                Words::new(format!("上级单位成环：{value}"), format!("the parents form a cycle: {value}"))
            }
            Self::UnreadableForm { why, .. } => {
                Words::new(format!("“{value}”：{}", why.zh), format!("“{value}”: {}", why.en))
            }
            _ => Words::new(
                format!("“{value}”无法接受，应为{}", expected.zh),
                format!("“{value}” is not accepted; expected {}", expected.en),
            ),
        }
    }
}
