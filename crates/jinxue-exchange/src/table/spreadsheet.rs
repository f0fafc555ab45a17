//! The one shape that every table file is brought into.

use serde::{Deserialize, Serialize};

use super::{HEAD_ROWS, cell::Row, number::Epoch, sniff::Source};
use crate::{fault::FileFault, forms::folder, process::Conversation};

/// The rows of one sheet, in order; empty rows are left out. After the first
/// fault the iterator ends.
pub type Rows<'t> = Box<dyn Iterator<Item = Result<Row, FileFault>> + 't>;

/// A sheet's name and its first rows that hold something, to find the header in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetHead {
    pub name: String,
    /// At most [`HEAD_ROWS`].
    pub rows: Vec<Row>,
}

/// What the rows of a file were before they were rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Content {
    /// Rows of a table.
    Table,
    /// Appointment forms.
    Forms,
}

/// An opened table file.
pub struct Table {
    heads: Vec<SheetHead>,
    epoch: Epoch,
    content: Content,
    source: Origin,
}

enum Origin {
    Here(Box<Source>),
    Process(Box<Conversation>),
}

impl Table {
    pub(super) fn open(mut source: Source) -> Result<Self, FileFault> {
        let names = source.sheet_names();
        let mut heads = Vec::with_capacity(names.len());
        for (index, name) in names.into_iter().enumerate() {
            let rows = source.rows(index)?.take(HEAD_ROWS).collect::<Result<_, _>>()?;
            heads.push(SheetHead { name, rows });
        }
        let (epoch, content) = (source.epoch(), source.content());
        Ok(Self { heads, epoch, content, source: Origin::Here(Box::new(source)) })
    }

    pub(crate) fn from_process(
        heads: Vec<SheetHead>,
        epoch: Epoch,
        content: Content,
        conversation: Conversation,
    ) -> Self {
        Self { heads, epoch, content, source: Origin::Process(Box::new(conversation)) }
    }

    /// What its rows were.
    pub fn content(&self) -> Content {
        self.content
    }

    /// The sheets a person sees, in their order. A text file has one, named `CSV`.
    pub fn sheets(&self) -> &[SheetHead] {
        &self.heads
    }

    /// Where the workbook's serial dates begin.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// All rows of the sheet at `index` of [`Table::sheets`], from the first.
    ///
    /// # Errors
    /// A damaged sheet, or a reading process that has ended. An index that
    /// does not exist is [`FileFault::NoSuchSheet`].
    pub fn rows(&mut self, index: usize) -> Result<Rows<'_>, FileFault> {
        if index >= self.heads.len() {
            let sheets = self.heads.iter().map(|head| head.name.clone()).collect();
            return Err(FileFault::NoSuchSheet { name: (index + 1).to_string(), sheets });
        }
        match &mut self.source {
            Origin::Here(source) => source.rows(index),
            Origin::Process(conversation) => conversation.rows(index),
        }
    }
}

impl Source {
    fn sheet_names(&self) -> Vec<String> {
        match self {
            Self::Xlsx(source) => source.sheet_names().to_vec(),
            Self::Xls(source) => source.sheet_names().to_vec(),
            Self::Csv(_) => vec!["CSV".into()],
            Self::Forms(_) => vec![folder::SHEET.into()],
        }
    }

    fn epoch(&self) -> Epoch {
        match self {
            Self::Xlsx(source) => source.epoch(),
            Self::Xls(source) => source.epoch(),
            Self::Csv(_) | Self::Forms(_) => Epoch::Y1900,
        }
    }

    fn content(&self) -> Content {
        match self {
            Self::Xlsx(_) | Self::Xls(_) | Self::Csv(_) => Content::Table,
            Self::Forms(_) => Content::Forms,
        }
    }

    fn rows(&mut self, index: usize) -> Result<Rows<'_>, FileFault> {
        Ok(match self {
            Self::Xlsx(source) => Box::new(until_fault(source.rows(index)?)),
            Self::Xls(source) => Box::new(until_fault(source.rows(index)?)),
            Self::Csv(source) => Box::new(until_fault(source.rows()?)),
            Self::Forms(forms) => Box::new(until_fault(forms.rows())),
        })
    }
}

/// End after the first fault: what follows a fault cannot be trusted.
fn until_fault(
    mut rows: impl Iterator<Item = Result<Row, FileFault>>,
) -> impl Iterator<Item = Result<Row, FileFault>> {
    let mut failed = false;
    std::iter::from_fn(move || {
        if failed {
            return None;
        }
        let next = rows.next();
        failed = matches!(next, Some(Err(_)));
        next
    })
}
