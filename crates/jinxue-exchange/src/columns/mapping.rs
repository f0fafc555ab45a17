//! Finding the sheet and the header row, and saying what every column becomes.

use std::collections::BTreeMap;

use super::{
    field::Field,
    header::{letters, plain, without_remark},
};
use crate::{
    fault::FileFault,
    forms::folder::not_a_table,
    kinds::TableKind,
    table::{Content, Row, SheetHead, Table},
};

/// What a person has decided about a file; by default nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The sheet to read; otherwise the first whose header fits best.
    pub sheet: Option<String>,
    /// The row of the header, counted from 1; otherwise it is looked for.
    pub header_row: Option<u32>,
    /// Header → field name. A column may also be named by its letter (`#B`),
    /// and an empty field name leaves the column out.
    pub columns: BTreeMap<String, String>,
    /// Field → text that holds for every row of a file without such a column.
    pub given: BTreeMap<String, String>,
}

/// How one sheet will be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    pub sheet: String,
    /// Its index among [`Table::sheets`].
    pub sheet_index: usize,
    /// The row of the header, counted from 1.
    pub header_row: u32,
    /// The columns that have a header, from left to right.
    pub columns: Vec<Column>,
    /// Groups of fields of which at least one needs a column and none has.
    pub missing: Vec<Vec<Field>>,
    /// Field → text that holds for every row, where the file has no such column.
    pub given: BTreeMap<String, String>,
}

/// One column of the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Counted from 0.
    pub index: usize,
    /// As it stands in the file.
    pub header: String,
    pub becomes: Becomes,
}

/// What a column becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Becomes {
    /// It is read as this field.
    Field(Field),
    /// No field is called so; the column is not read.
    Unknown,
    /// Other columns claim the same field, so none is read until a person says which.
    Ambiguous(Field),
    /// A person has left it out.
    LeftOut,
}

impl Mapping {
    /// The column of a field.
    pub fn column(&self, field: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.field().is_some_and(|known| known.name == field))
    }

    /// The decisions to remember, so that the same file is read the same way.
    pub fn to_request(&self) -> Request {
        let decision = |column: &Column| {
            let name = column.field().map_or("", |field| field.name);
            (column.header.clone(), name.to_owned())
        };
        Request { columns: self.columns.iter().map(decision).collect(), ..Request::default() }
    }

    /// The headers from the first column of the sheet on; empty where a column
    /// has none.
    pub fn headers(&self) -> Vec<String> {
        let columns = self.columns.iter().map(|column| column.index + 1).max().unwrap_or(0);
        let mut headers = vec![String::new(); columns];
        for column in &self.columns {
            headers[column.index].clone_from(&column.header);
        }
        headers
    }

    fn fields(&self) -> usize {
        self.columns.iter().filter(|column| column.field().is_some()).count()
    }
}

impl Column {
    /// The field it is read as.
    pub fn field(&self) -> Option<&Field> {
        match &self.becomes {
            Becomes::Field(field) => Some(field),
            Becomes::Unknown | Becomes::Ambiguous(_) | Becomes::LeftOut => None,
        }
    }
}

/// Find the sheet and the header row of this kind of table and say what every
/// column becomes. Titles above the header are passed over.
///
/// A mapping with missing columns is still a mapping: a person can complete it
/// by hand. Reading refuses it.
///
/// # Errors
/// [`FileFault::NoSuchSheet`], [`FileFault::UnknownField`], and
/// [`FileFault::NoHeader`] where no row has at least two known headers.
pub fn recognise<K: TableKind>(table: &Table, request: &Request) -> Result<Mapping, FileFault> {
    check_fields::<K>(request)?;
    if table.content() == Content::Forms && !K::TAKES_FORMS {
        return Err(not_a_table());
    }
    let sheets = chosen(table.sheets(), request)?;
    let found: Vec<Mapping> =
        sheets.into_iter().filter_map(|(index, head)| best_of_sheet::<K>(index, head, request)).collect();
    let with_rows = |mapping: &&Mapping| {
        let rows = &table.sheets()[mapping.sheet_index].rows;
        mapping.missing.is_empty() && rows.last().is_some_and(|last| last.number > mapping.header_row)
    };
    let whole: Vec<&Mapping> = found.iter().filter(with_rows).collect();
    if whole.len() > 1 {
        return meant::<K>(&whole);
    }
    let best =
        found.into_iter().reduce(|best, other| if worth(&other) > worth(&best) { other } else { best });
    best.ok_or_else(|| FileFault::NoHeader {
        expected: K::FIELDS.iter().map(|field| field.zh.into()).collect(),
    })
}

/// The sheet that offices give this kind of table, where one of several has its name.
fn meant<K: TableKind>(whole: &[&Mapping]) -> Result<Mapping, FileFault> {
    let named: Vec<_> = whole.iter().filter(|mapping| K::SHEETS.contains(&mapping.sheet.as_str())).collect();
    match named.as_slice() {
        [one] => Ok((**one).clone()),
        _ => Err(FileFault::SeveralSheets {
            sheets: whole.iter().map(|mapping| mapping.sheet.clone()).collect(),
        }),
    }
}

/// The header of a sheet: one row, or two where the upper one groups what the lower one names.
fn best_of_sheet<K: TableKind>(index: usize, head: &SheetHead, request: &Request) -> Option<Mapping> {
    let asked = |row: &&Row| request.header_row.is_none_or(|number| number == row.number);
    let mut best: Option<Mapping> = None;
    for (place, row) in head.rows.iter().enumerate().filter(|(_, row)| asked(row)) {
        let above = place.checked_sub(1).map(|above| &head.rows[above]);
        let two = above.filter(|above| above.number + 1 == row.number).map(|above| joined::<K>(above, row));
        for header in [Some(texts(row)), two].into_iter().flatten() {
            let mapping = map_row::<K>(index, head, row.number, &header, request);
            let better = best.as_ref().is_none_or(|best| worth(&mapping) > worth(best));
            if better && (mapping.fields() >= 2 || request.header_row.is_some()) {
                best = Some(mapping);
            }
        }
    }
    best
}

fn texts(row: &Row) -> Vec<String> {
    row.cells.iter().map(|cell| cell.text.trim().to_owned()).collect()
}

/// Two rows as one header: what the lower one says, else both together (主办单位 above 名称), else the upper one,
/// whose cells reach over those to their right that are merged with them.
fn joined<K: TableKind>(upper: &Row, lower: &Row) -> Vec<String> {
    let (upper, lower) = (texts(upper), texts(lower));
    let text = |row: &[String], at: usize| row.get(at).cloned().unwrap_or_default();
    let mut group = String::new();
    (0..upper.len().max(lower.len()))
        .map(|at| {
            let (above, below) = (text(&upper, at), text(&lower, at));
            if !above.is_empty() {
                group.clone_from(&above);
            }
            let both = format!("{group}{below}");
            match (below.is_empty(), known::<K>(&below).is_none() && known::<K>(&both).is_some()) {
                (true, _) => above,
                (false, true) => both,
                (false, false) => below,
            }
        })
        .collect()
}

/// A complete mapping before an incomplete one, then the one with more fields.
fn worth(mapping: &Mapping) -> (bool, usize) {
    (mapping.missing.is_empty(), mapping.fields())
}

fn check_fields<K: TableKind>(request: &Request) -> Result<(), FileFault> {
    let known = |name: &String| name.is_empty() || K::FIELDS.iter().any(|field| field.name == name);
    match request.columns.values().find(|name| !known(name)) {
        None => Ok(()),
        Some(name) => Err(FileFault::UnknownField {
            field: name.clone(),
            fields: K::FIELDS.iter().map(|field| field.name.into()).collect(),
        }),
    }
}

fn chosen<'t>(sheets: &'t [SheetHead], request: &Request) -> Result<Vec<(usize, &'t SheetHead)>, FileFault> {
    let all = sheets.iter().enumerate();
    let Some(name) = &request.sheet else { return Ok(all.collect()) };
    let found: Vec<_> = all.filter(|(_, head)| head.name == *name).collect();
    if found.is_empty() {
        let sheets = sheets.iter().map(|head| head.name.clone()).collect();
        return Err(FileFault::NoSuchSheet { name: name.clone(), sheets });
    }
    Ok(found)
}

fn map_row<K: TableKind>(
    sheet_index: usize,
    head: &SheetHead,
    header_row: u32,
    header: &[String],
    request: &Request,
) -> Mapping {
    let headed = header.iter().enumerate().filter(|(_, text)| !text.is_empty());
    let mut columns: Vec<Column> = headed
        .map(|(index, header)| Column {
            index,
            header: header.clone(),
            becomes: becomes::<K>(index, header, request),
        })
        .collect();
    settle_by_hand(&mut columns, request);
    mark_ambiguous(&mut columns);
    let mut mapping = Mapping {
        sheet: head.name.clone(),
        sheet_index,
        header_row,
        columns,
        missing: Vec::new(),
        given: request.given.clone(),
    };
    mapping
        .given
        .extend(K::told_by_sheet(&head.name).map(|(field, text)| (field.to_owned(), text.to_owned())));
    mapping.missing = missing::<K>(&mapping);
    mapping
}

fn becomes<K: TableKind>(index: usize, header: &str, request: &Request) -> Becomes {
    if let Some(name) = decision(index, header, request) {
        let field = K::FIELDS.iter().find(|field| field.name == name);
        return field.map_or(Becomes::LeftOut, |field| Becomes::Field(*field));
    }
    known::<K>(header).map_or(Becomes::Unknown, Becomes::Field)
}

/// The field a header is a name of.
fn known<K: TableKind>(header: &str) -> Option<Field> {
    let plain = plain(header);
    let called = |name: &str| K::FIELDS.iter().find(|field| field.is_called(name)).copied();
    called(&plain).or_else(|| without_remark(&plain).and_then(called))
}

fn decision<'r>(index: usize, header: &str, request: &'r Request) -> Option<&'r str> {
    let by_letter = request.columns.get(&format!("#{}", letters(index)));
    by_letter.or_else(|| request.columns.get(header)).map(String::as_str)
}

/// A column that a person chose wins over those that merely sound alike.
fn settle_by_hand(columns: &mut [Column], request: &Request) {
    let chosen: Vec<(usize, Field)> = columns
        .iter()
        .filter(|column| decision(column.index, &column.header, request).is_some())
        .filter_map(|column| Some((column.index, *column.field()?)))
        .collect();
    for column in columns {
        let Some(field) = column.field().copied() else { continue };
        let by_hand = chosen.iter().any(|(index, _)| *index == column.index);
        if !by_hand && chosen.iter().any(|(_, taken)| *taken == field) {
            column.becomes = Becomes::LeftOut;
        }
    }
}

fn mark_ambiguous(columns: &mut [Column]) {
    let fields: Vec<Field> = columns.iter().filter_map(Column::field).copied().collect();
    for column in columns {
        if let Some(field) = column.field().copied()
            && fields.iter().filter(|other| **other == field).count() > 1
        {
            column.becomes = Becomes::Ambiguous(field);
        }
    }
}

fn missing<K: TableKind>(mapping: &Mapping) -> Vec<Vec<Field>> {
    let is_told = |name: &&str| mapping.column(name).is_some() || mapping.given.contains_key(*name);
    let unmet = |group: &&&[&str]| !group.iter().any(is_told);
    let fields = |group: &&[&str]| {
        K::FIELDS.iter().filter(|field| group.contains(&field.name)).copied().collect::<Vec<_>>()
    };
    K::NEEDED.iter().filter(unmet).map(fields).collect()
}
