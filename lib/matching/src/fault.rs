//! What is wrong with an instance: every faulty row, not only the first.

use std::fmt;

use crate::Language;

/// How many faults are kept; further ones are only counted, so that a file of millions of faulty rows
/// still gives a page a person can read.
const KEPT: usize = 1000;

/// One fault: where it stands, what stands there and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, `people.csv` for instance; the same name is used for rows handed over in memory.
    pub file: &'static str,
    /// The line in the file (the header is line 1); 0 where the whole file is meant.
    pub line: u64,
    /// The column, empty where the whole row or file is meant.
    pub column: &'static str,
    /// What stands there, shortened to a readable length.
    pub value: String,
    /// What is wrong with it.
    pub problem: Problem,
}

/// The ways in which input can be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The file must exist and does not.
    FileMissing,
    /// The file exists and cannot be read.
    Unreadable,
    /// The bytes are not UTF-8.
    Encoding,
    /// The first row must be exactly these column names.
    Header { expected: String },
    /// The row has another number of fields than the header.
    FieldCount { expected: usize },
    /// A key must not be empty nor hold line breaks or other control characters.
    Key,
    /// A whole number was expected.
    Number,
    /// A number was expected.
    Decimal,
    /// A whole number between the two, inclusive, was expected.
    Range { low: i64, high: i64 },
    /// A date `YYYY-MM-DD` was expected.
    Date,
    /// Exactly this many digits were expected.
    Digits { count: usize },
    /// One of these words was expected.
    Word { expected: &'static str },
    /// The key was given before in the same file.
    Duplicate,
    /// No such key in the other file.
    Unknown { file: &'static str },
    /// The unit is its own ancestor.
    Cycle,
    /// This column must not be below the other column, which holds the given value.
    Below { column: &'static str, other: String },
    /// Classes start on too many different days.
    TooManyDays { limit: usize },
    /// The weights are so large that the value of a person's classes cannot be computed exactly.
    Overflow { limit: i64 },
}

impl Problem {
    /// What was expected, in words.
    pub fn words(&self, language: Language) -> String {
        use Problem::*;
        match language {
            Language::Chinese => match self {
                FileMissing => "缺少该文件".into(),
                Unreadable => "文件无法读取".into(),
                Encoding => "应为 UTF-8 编码".into(),
                Header { expected } => format!("表头应为 {expected}"),
                FieldCount { expected } => format!("应有 {expected} 列"),
                Key => "编号不能为空，也不能含换行或控制字符".into(),
                Number => "应为整数".into(),
                Decimal => "应为数字".into(),
                Range { low, high } => format!("应为 {low} 至 {high} 的整数"),
                Date => "应为日期，格式 YYYY-MM-DD".into(),
                Digits { count } => format!("应为 {count} 位数字"),
                Word { expected } => format!("应为 {expected} 之一"),
                Duplicate => "重复，前面已经出现".into(),
                Unknown { file } => format!("在 {file} 中找不到"),
                Cycle => "单位隶属关系成环".into(),
                Below { column, other } => format!("不应小于 {column}（{other}）"),
                TooManyDays { limit } => format!("开班日期过多：不同日期至多 {limit} 个"),
                Overflow { limit } => format!("权重过大：单人总价值应小于 {limit}"),
            },
            Language::English => match self {
                FileMissing => "the file is missing".into(),
                Unreadable => "the file cannot be read".into(),
                Encoding => "expected UTF-8".into(),
                Header { expected } => format!("expected the header {expected}"),
                FieldCount { expected } => format!("expected {expected} fields"),
                Key => "expected a key: not empty, no line breaks or control characters".into(),
                Number => "expected a whole number".into(),
                Decimal => "expected a number".into(),
                Range { low, high } => format!("expected a whole number from {low} to {high}"),
                Date => "expected a date, YYYY-MM-DD".into(),
                Digits { count } => format!("expected {count} digits"),
                Word { expected } => format!("expected one of {expected}"),
                Duplicate => "given before in this file".into(),
                Unknown { file } => format!("not found in {file}"),
                Cycle => "the unit is its own ancestor".into(),
                Below { column, other } => format!("expected no less than {column} ({other})"),
                TooManyDays { limit } => format!("expected at most {limit} different days"),
                Overflow { limit } => {
                    format!("the weights are too large: one person's value must stay below {limit}")
                }
            },
        }
    }
}

impl Fault {
    /// One line: place, value, what was expected.
    pub fn words(&self, language: Language) -> String {
        let mut place = self.file.to_string();
        if self.line > 0 {
            place.push_str(&match language {
                Language::Chinese => format!(" 第 {} 行", self.line),
                Language::English => format!(" line {}", self.line),
            });
        }
        if !self.column.is_empty() {
            place.push(' ');
            place.push_str(self.column);
        }
        let problem = self.problem.words(language);
        match language {
            Language::Chinese if self.value.is_empty() => format!("{place}：{problem}"),
            Language::Chinese => format!("{place}：“{}” {problem}", self.value),
            Language::English if self.value.is_empty() => format!("{place}: {problem}"),
            Language::English => format!("{place}: “{}” {problem}", self.value),
        }
    }
}

/// All the faults of an instance, bounded: the first thousand in full, the rest counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, thiserror::Error)]
pub struct Faults {
    /// The faults in the order of the files and lines.
    pub list: Vec<Fault>,
    /// How many more there are.
    pub more: u64,
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        if self.list.len() < KEPT {
            self.list.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many faults there are, kept or only counted.
    pub fn count(&self) -> u64 {
        self.list.len() as u64 + self.more
    }

    pub(crate) fn or<T>(self, value: T) -> Result<T, Faults> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }

    /// A line a fault, and a last line that counts those not shown.
    pub fn words(&self, language: Language) -> String {
        let mut lines: Vec<String> = self.list.iter().map(|f| f.words(language)).collect();
        if self.more > 0 {
            lines.push(match language {
                Language::Chinese => format!("……另有 {} 处错误", self.more),
                Language::English => format!("… and {} more", self.more),
            });
        }
        lines.join("\n")
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Language::English))
    }
}

/// Where a row stands; faults are reported through it.
pub(crate) struct Row<'a> {
    pub file: &'static str,
    pub line: u64,
    pub faults: &'a mut Faults,
}

impl Row<'_> {
    pub fn fault(&mut self, column: &'static str, value: impl fmt::Display, problem: Problem) {
        let value = value.to_string();
        let shown = if value.chars().count() > 60 {
            value.chars().take(60).chain("…".chars()).collect()
        } else {
            value
        };
        let shown = shown.replace(['\n', '\r'], "⏎");
        self.faults.add(Fault { file: self.file, line: self.line, column, value: shown, problem });
    }

    pub fn range(&mut self, column: &'static str, value: i64, low: i64, high: i64) -> bool {
        let inside = (low..=high).contains(&value);
        if !inside {
            self.fault(column, value, Problem::Range { low, high });
        }
        inside
    }

    pub fn key(&mut self, column: &'static str, value: &str) -> bool {
        let good = !value.is_empty() && !value.chars().any(char::is_control);
        if !good {
            self.fault(column, value, Problem::Key);
        }
        good
    }
}
