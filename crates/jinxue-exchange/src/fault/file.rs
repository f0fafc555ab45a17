//! Why a whole file is refused.

use jinxue_domain::Words;
use serde::{Deserialize, Serialize};

/// A reason to refuse a file as a whole. [`FileFault::words`] is what the
/// person who sent it is told; `Display` gives the English of it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{}", self.words().en)]
pub enum FileFault {
    /// The operating system refused to open or read the file.
    Unreadable { detail: String },
    /// Nothing is in it.
    Empty,
    /// The bytes belong to another sort of file (`PDF`, `PNG`, …).
    WrongFormat { found: String, expected: String },
    /// A web page, which some systems name `.xls`: a spreadsheet opens it, a reader of tables does not.
    WebPage,
    /// A workbook that can only be opened with its password.
    PasswordProtected,
    /// Cut off or corrupted: an upload that broke, usually.
    Damaged { detail: String },
    /// More than the reader is willing to take.
    TooLarge { measure: Measure, limit: u64 },
    /// Neither UTF-8 nor GB 18030. The positions count bytes from 0.
    UnknownEncoding { utf8_byte: u64, gb18030_byte: u64 },
    /// A byte order mark promises an encoding that the bytes do not keep.
    FalseMark { encoding: String, byte: u64 },
    /// The sheet asked for is not in the workbook.
    NoSuchSheet { name: String, sheets: Vec<String> },
    /// Several sheets hold a whole table of this kind: a person says which.
    SeveralSheets { sheets: Vec<String> },
    /// No row looks like the header of this kind of table.
    NoHeader { expected: Vec<String> },
    /// The header row lacks columns that every row needs.
    MissingColumns { sheet: String, header_row: u32, columns: Vec<String> },
    /// A hand-made mapping names a field this kind of table does not have.
    UnknownField { field: String, fields: Vec<String> },
    /// A document type declaration: the door to entity expansion.
    DocumentType,
    /// Elements inside elements inside elements.
    TooDeep { limit: u64 },
    /// The reading process needed more memory than it may have.
    OutOfMemory { limit_mib: u64 },
    /// The reading process computed or was silent for too long.
    TooSlow { limit_seconds: u64 },
    /// The reading process died or could not be started.
    ReaderDied { detail: String },
}

/// What was counted when a file was found too large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Measure {
    FileBytes,
    InflatedBytes,
    Entries,
    Rows,
    Columns,
    Cells,
    RowBytes,
    SharedStrings,
}

impl Measure {
    fn words(self) -> Words {
        let (zh, en) = match self {
            Self::FileBytes => ("文件字节数", "bytes in the file"),
            Self::InflatedBytes => ("解压后字节数", "bytes after inflation"),
            Self::Entries => ("压缩包内部件数", "parts inside the workbook"),
            Self::Rows => ("行数", "rows"),
            Self::Columns => ("列数", "columns"),
            Self::Cells => ("单元格数", "cells"),
            Self::RowBytes => ("单行字节数", "bytes in one row"),
            Self::SharedStrings => ("声明的共享字符串数", "declared shared strings"),
        };
        Words::of(zh, en)
    }
}

impl FileFault {
    /// The explanation in both languages: what was found, and what to do.
    pub fn words(&self) -> Words {
        match self {
            Self::Unreadable { detail } => {
                Words::new(format!("无法读取文件：{detail}"), format!("the file cannot be read: {detail}"))
            }
            Self::Empty => Words::new("文件是空的", "the file is empty"),
            Self::WrongFormat { found, expected } => Words::new(
                format!("文件内容是 {found}，应为 {expected}"),
                format!("the file holds {found}, expected {expected}"),
            ),
            Self::WebPage => Words::of(
                "文件其实是网页（有些系统导出的 .xls 是这样）；请用 Excel 或 WPS 打开后另存为 .xlsx",
                "the file is a web page, as some systems export under the name .xls; open it in Excel or WPS and save it as .xlsx",
            ),
            Self::PasswordProtected => Words::new(
                "文件有打开密码，请去掉密码后再导入",
                "the file is protected by a password; remove the password and try again",
            ),
            Self::Damaged { detail } => Words::new(
                format!("文件不完整或已损坏（{detail}），请重新上传"),
                format!("the file is cut off or damaged ({detail}); please send it again"),
            ),
            Self::TooLarge { measure, limit } => {
                let measure = measure.words();
                Words::new(
                    format!("文件过大：{}超过上限 {limit}", measure.zh),
                    format!("the file is too large: more than {limit} {}", measure.en),
                )
            }
            Self::UnknownEncoding { utf8_byte, gb18030_byte } => Words::new(
                format!(
                    "无法判断文字编码：第 {utf8_byte} 字节起不是 UTF-8，第 {gb18030_byte} 字节起不是 GB 18030；请另存为 UTF-8 或 .xlsx"
                ),
                format!(
                    "the text is neither UTF-8 (wrong at byte {utf8_byte}) nor GB 18030 (wrong at byte {gb18030_byte}); save it as UTF-8 or .xlsx"
                ),
            ),
            Self::FalseMark { encoding, byte } => Words::new(
                format!("文件开头标明是 {encoding}，但第 {byte} 字节不是；请另存为 {encoding} 或 .xlsx"),
                format!(
                    "the file is marked as {encoding}, but byte {byte} is not; save it as {encoding} or .xlsx"
                ),
            ),
            Self::NoSuchSheet { name, sheets } => Words::new(
                format!("工作簿中没有工作表“{name}”，只有：{}", sheets.join("、")),
                format!("the workbook has no sheet {name:?}, only: {}", sheets.join(", ")),
            ),
            Self::SeveralSheets { sheets } => Words::new(
                format!("工作簿中有 {} 个工作表都可以导入：{}；请指定一个", sheets.len(), sheets.join("、")),
                format!(
                    "{} sheets of the workbook could be meant: {}; say which",
                    sheets.len(),
                    sheets.join(", ")
                ),
            ),
            Self::NoHeader { expected } => Words::new(
                format!(
                    "前 {} 行中没有找到表头，应有这样的列：{}",
                    crate::table::HEAD_ROWS,
                    expected.join("、")
                ),
                format!(
                    "no header row among the first {} rows; expected columns such as: {}",
                    crate::table::HEAD_ROWS,
                    expected.join(", ")
                ),
            ),
            Self::MissingColumns { sheet, header_row, columns } => Words::new(
                format!("工作表“{sheet}”第 {header_row} 行的表头缺少：{}", columns.join("；")),
                format!("the header in row {header_row} of sheet {sheet:?} lacks: {}", columns.join("; ")),
            ),
            Self::UnknownField { field, fields } => Words::new(
                format!("没有名为“{field}”的字段，可用：{}", fields.join("、")),
                format!("there is no field {field:?}; the fields are: {}", fields.join(", ")),
            ),
            Self::DocumentType => Words::new(
                "XML 文件含有 DOCTYPE 声明，出于安全原因拒绝",
                "the XML holds a DOCTYPE declaration, which is refused for safety",
            ),
            Self::TooDeep { limit } => Words::new(
                format!("XML 嵌套超过 {limit} 层"),
                format!("the XML nests deeper than {limit} elements"),
            ),
            Self::OutOfMemory { limit_mib } => Words::new(
                format!("读取该文件需要超过 {limit_mib} MiB 内存，已中止；文件可能已损坏或被恶意构造"),
                format!(
                    "reading the file took more than {limit_mib} MiB of memory and was stopped; it may be damaged or hostile"
                ),
            ),
            Self::TooSlow { limit_seconds } => Words::new(
                format!("读取该文件超过 {limit_seconds} 秒，已中止；请拆分后再导入"),
                format!(
                    "reading the file took more than {limit_seconds} s and was stopped; split it and try again"
                ),
            ),
            Self::ReaderDied { detail } => Words::new(
                format!("读取程序异常退出（{detail}）；文件可能已损坏，请在 Excel 或 WPS 中另存后再导入"),
                format!(
                    "the reading process failed ({detail}); the file may be damaged: save it anew in Excel or WPS and try again"
                ),
            ),
        }
    }
}
