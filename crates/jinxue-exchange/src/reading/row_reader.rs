//! Takes one row apart and collects everything that is wrong with it.

use jinxue_domain::words::{Fault, Words};

use super::{memo::Memo, value::Value};
use crate::{
    columns::{Field, Mapping},
    fault::{CellFault, Problem},
    table::{Epoch, Row},
};

/// One row, asked field by field. A fault is noted and the reading goes on, so
/// that a person sees all faults of a row at once.
pub struct RowReader<'r> {
    row: &'r Row,
    mapping: &'r Mapping,
    epoch: Epoch,
    fields: &'static [Field],
    memo: &'r mut Memo,
    faults: Vec<CellFault>,
    doubts: Vec<CellFault>,
}

impl<'r> RowReader<'r> {
    pub(super) fn new(
        row: &'r Row,
        mapping: &'r Mapping,
        epoch: Epoch,
        fields: &'static [Field],
        memo: &'r mut Memo,
    ) -> Self {
        Self { row, mapping, epoch, fields, memo, faults: Vec::new(), doubts: Vec::new() }
    }

    pub(super) fn finish(self) -> (Vec<CellFault>, Vec<CellFault>) {
        (self.faults, self.doubts)
    }

    /// The number the spreadsheet shows.
    pub fn number(&self) -> u32 {
        self.row.number
    }

    /// The value of a field; `None` if the cell is empty, there is no such
    /// column, or the value is refused (and the refusal noted).
    pub fn optional<T, F: Fault>(
        &mut self,
        field: &str,
        parse: impl FnOnce(Value<'r>) -> Result<T, F>,
    ) -> Option<T> {
        match self.value(field) {
            Ok(value) => match parse(value?) {
                Ok(parsed) => Some(parsed),
                Err(refusal) => self.fault(field, &refusal),
            },
            Err(problem) => self.fault(field, &problem),
        }
    }

    /// The word of a closed list, by the list's own reader; otherwise as
    /// [`RowReader::optional`].
    pub fn word<T: Copy + Send + 'static, F: Fault>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&str) -> Result<T, F>,
    ) -> Option<T> {
        let known = self.value(field).ok().flatten().and_then(|word| self.memo.recall(field, word.text));
        known.or_else(|| {
            let meaning = self.optional(field, |word| read(word.text))?;
            self.memo.learn(field, self.text(field), meaning);
            Some(meaning)
        })
    }

    /// The word of a closed list in a field that must be filled.
    pub fn required_word<T: Copy + Send + 'static, F: Fault>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&str) -> Result<T, F>,
    ) -> Option<T> {
        if self.is_empty(field) {
            return self.fault(field, &Problem::Missing);
        }
        self.word(field, read)
    }

    /// What a word means, where the list knows it; no fault where it does not.
    pub fn meaning<T: Copy + Send + 'static, F>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&str) -> Result<T, F>,
    ) -> Option<T> {
        let word = self.text(field);
        self.memo.recall(field, word).unwrap_or_else(|| {
            let meaning = read(word).ok();
            self.memo.learn(field, word, meaning);
            meaning
        })
    }

    /// As [`RowReader::optional`] for a field that must be filled.
    pub fn required<T, F: Fault>(
        &mut self,
        field: &str,
        parse: impl FnOnce(Value<'r>) -> Result<T, F>,
    ) -> Option<T> {
        if self.is_empty(field) {
            return self.fault(field, &Problem::Missing);
        }
        self.optional(field, parse)
    }

    /// Of these fields at least one must be filled.
    pub fn one_of(&mut self, names: &[&str]) {
        if names.iter().all(|name| self.is_empty(name)) {
            let labels: Vec<Words> =
                names.iter().filter_map(|name| self.field(name)).map(Field::words).collect();
            let zh = labels.iter().map(|words| &*words.zh).collect::<Vec<_>>().join("、");
            let en = labels.iter().map(|words| &*words.en).collect::<Vec<_>>().join(", ");
            self.fault::<()>(names[0], &Problem::MissingAll(Words::new(zh, en)));
        }
    }

    /// Note that the value of a field cannot be taken.
    pub fn fault<T>(&mut self, field: &str, refusal: &impl Fault) -> Option<T> {
        let fault = self.at(field, refusal);
        self.faults.push(fault);
        None
    }

    /// Note that a person should look at the value of a field.
    pub fn doubt(&mut self, field: &str, hint: &impl Fault) {
        let doubt = self.at(field, hint);
        self.doubts.push(doubt);
    }

    /// The text of a field as it stands, blanks around it dropped.
    pub fn text(&self, field: &str) -> &'r str {
        self.mapping
            .column(field)
            .and_then(|column| self.row.cell(column.index))
            .map_or("", |cell| cell.text.trim())
    }

    fn is_empty(&self, field: &str) -> bool {
        self.text(field).is_empty()
    }

    fn value(&self, field: &str) -> Result<Option<Value<'r>>, Problem> {
        Value::of(self.text(field), self.epoch)
    }

    fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    fn at(&self, name: &str, fault: &impl Fault) -> CellFault {
        let column = self.mapping.column(name);
        let known = self.field(name);
        CellFault {
            field: known.map_or("", |field| field.name),
            header: column
                .map(|column| column.header.clone())
                .or_else(|| known.map(|field| field.zh.to_owned()))
                .unwrap_or_default(),
            column: column.map(|column| column.index),
            value: fault.value(),
            code: fault.code(),
            expected: fault.expected(),
            words: fault.words(),
        }
    }
}
