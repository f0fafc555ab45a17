//! The kinds of tables that are read, one module each.

pub mod gaps;
pub mod history;
pub mod people;
pub mod person;
pub mod plan;
pub mod profiles;
pub mod roster;
pub mod told;
pub mod units;

pub use gaps::Gaps;
pub use history::History;
pub use people::People;
pub use person::PersonKey;
pub use plan::Plan;
pub use profiles::Profiles;
pub use roster::Roster;
pub use units::Units;

use crate::{columns::Field, reading::RowReader};

/// A kind of table: its columns and how a row of it is read.
pub trait TableKind {
    /// Every field a column can become.
    const FIELDS: &'static [Field];
    /// Groups of field names; of each group at least one needs a column.
    const NEEDED: &'static [&'static [&'static str]];
    /// Are appointment forms rows of this kind?
    const TAKES_FORMS: bool = false;
    /// Sheets of this name are meant when several would do.
    const SHEETS: &'static [&'static str] = &[];
    /// What a row says.
    type Row;
    /// What earlier rows leave behind, to find repetitions.
    type Seen: Default;

    /// A field, and its text, that the name of a sheet tells for all its rows.
    fn told_by_sheet(_sheet: &str) -> Option<(&'static str, &'static str)> {
        None
    }

    /// Read one row. `None` only after a fault was noted.
    fn read(row: &mut RowReader<'_>) -> Option<Self::Row>;

    /// Hold a row against those before it.
    fn compare(seen: &mut Self::Seen, value: &Self::Row, row: &mut RowReader<'_>);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::columns::plain;

    /// Every header leads to one field, and what is needed exists.
    fn is_coherent<K: TableKind>() {
        let mut claimed: BTreeMap<String, &str> = BTreeMap::new();
        for field in K::FIELDS {
            for header in [field.name, field.zh, field.en].iter().chain(field.aliases) {
                let before = claimed.insert(plain(header), field.name);
                assert!(
                    before.is_none_or(|name| name == field.name),
                    "{header}: {before:?} and {}",
                    field.name
                );
            }
        }
        for name in K::NEEDED.iter().copied().flatten() {
            assert!(K::FIELDS.iter().any(|field| field.name == *name), "{name}");
        }
    }

    #[test]
    fn no_header_is_claimed_twice() {
        is_coherent::<Units>();
        is_coherent::<Roster>();
        is_coherent::<Plan>();
        is_coherent::<History>();
        is_coherent::<Gaps>();
        is_coherent::<People>();
        is_coherent::<Profiles>();
    }
}
