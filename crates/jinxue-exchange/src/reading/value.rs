//! A filled cell on its way to becoming a value.

use crate::{
    fault::Problem,
    table::{Cell, CellKind, Epoch},
};

/// The text of a filled cell and what the file says it is.
#[derive(Debug, Clone, Copy)]
pub struct Value<'c> {
    /// Without the blanks around it; never empty.
    pub text: &'c str,
    pub kind: CellKind,
    pub epoch: Epoch,
}

impl<'c> Value<'c> {
    /// The value of a cell; `None` where nothing stands.
    ///
    /// # Errors
    /// A failed formula, and a number that has lost its digits.
    pub(super) fn of(cell: &'c Cell, epoch: Epoch) -> Result<Option<Self>, Problem> {
        let text = cell.text.trim();
        match cell.kind {
            _ if text.is_empty() => Ok(None),
            CellKind::Error => Err(Problem::FormulaError(text.into())),
            CellKind::LostDigits => Err(Problem::LostDigits(text.into())),
            kind => Ok(Some(Self { text, kind, epoch })),
        }
    }

    /// Could a spreadsheet have made a number of what was typed?
    pub(crate) fn may_be_number(&self) -> bool {
        matches!(self.kind, CellKind::Number | CellKind::Untyped)
    }
}
