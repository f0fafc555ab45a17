//! Every text the store may send, for the test that prepares each of them on both databases.

use crate::db::{Bulk, Dialect, Sql};

/// The statements of one module.
struct Module {
    name: &'static str,
    statements: &'static [(&'static str, Sql)],
    bulks: &'static [(&'static str, Bulk)],
}

macro_rules! modules {
    ($($name:literal: $($module:ident)::+ $([$bulks:ident])?;)*) => {
        &[$(Module {
            name: $name,
            statements: modules!(@statements $($module)::+ ; $($bulks)?),
            bulks: modules!(@bulks $($module)::+ ; $($bulks)?),
        }),*]
    };
    (@statements $($module:ident)::+ ; only) => { &[] };
    (@statements $($module:ident)::+ ; $($bulks:ident)?) => { crate::$($module)::+::STATEMENTS };
    (@bulks $($module:ident)::+ ;) => { &[] };
    (@bulks $($module:ident)::+ ; $bulks:ident) => { crate::$($module)::+::BULKS };
}

const MODULES: &[Module] = modules! {
    "units": units [bulks];
    "people": people [bulks];
    "people::candidates": people::candidates [only];
    "imports": imports;
    "imports::rows": imports::rows [bulks];
    "imports::mapping": imports::mapping;
    "jobs": jobs;
};

/// `(module.NAME, text)` of every fixed, bulk and built statement.
pub fn every_statement(dialect: Dialect) -> Vec<(String, String)> {
    let fixed = MODULES.iter().flat_map(move |module| {
        let of = move |(name, sql): &(&str, Sql)| {
            (format!("{}.{name}", module.name), sql.text(dialect).to_owned())
        };
        module.statements.iter().map(of)
    });
    let bulk = MODULES.iter().flat_map(move |module| {
        let of =
            move |(name, bulk): &(&str, Bulk)| (format!("{}.{name}", module.name), bulk.text(2, dialect));
        module.bulks.iter().map(of)
    });
    let built =
        crate::people::grid::every_statement().into_iter().map(|text| ("people::grid".to_owned(), text));
    fixed.chain(bulk).chain(built).collect()
}
