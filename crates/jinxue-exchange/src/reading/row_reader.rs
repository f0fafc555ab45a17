//! Takes one row apart and collects everything that is wrong with it.

use jinxue_domain::{
    CitizenNumber,
    person::CheckDigit,
    words::{Fault, Words},
};

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
    check_digit: CheckDigit,
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
        let check_digit = CheckDigit::MustFit;
        Self { row, mapping, epoch, fields, memo, check_digit, faults: Vec::new(), doubts: Vec::new() }
    }

    /// The same with what a person said of the row's citizen number.
    pub(super) fn trusting(self, check_digit: CheckDigit) -> Self {
        Self { check_digit, ..self }
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

    /// The citizen number of the row.
    pub fn citizen_number(&mut self) -> Option<CitizenNumber> {
        let check_digit = self.check_digit;
        self.optional("citizen_no", |value| CitizenNumber::read(value.text, check_digit))
    }

    /// What is asked of the last character of the row's citizen number.
    pub fn check_digit(&self) -> CheckDigit {
        self.check_digit
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

    /// Note what another reader found wrong or doubtful, each at the column of its field.
    pub(crate) fn adopt(&mut self, faults: Vec<CellFault>, doubts: Vec<CellFault>) {
        let placed = |fault: CellFault| match self.mapping.column(fault.field) {
            Some(column) => CellFault { header: column.header.clone(), column: Some(column.index), ..fault },
            None => fault,
        };
        self.faults.extend(faults.into_iter().map(placed));
        self.doubts.extend(doubts.into_iter().map(placed));
    }

    /// The text of a field as it stands, blanks around it dropped; where the file has no such column, what was told
    /// for the whole file.
    pub fn text(&self, field: &str) -> &'r str {
        match self.mapping.column(field) {
            Some(column) => self.row.cell(column.index).map_or("", |cell| cell.text.trim()),
            None => self.mapping.given.get(field).map_or("", String::as_str),
        }
    }

    /// Header and text of every filled column that is read as no field and whose header `wanted` says yes to.
    pub fn beside(&self, wanted: impl Fn(&str) -> bool) -> Vec<(&'r str, &'r str)> {
        let unread =
            self.mapping.columns.iter().filter(|column| column.field().is_none() && wanted(&column.header));
        unread
            .filter_map(|column| Some((column.header.as_str(), self.row.cell(column.index)?.text.trim())))
            .filter(|(_, text)| !text.is_empty())
            .collect()
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
