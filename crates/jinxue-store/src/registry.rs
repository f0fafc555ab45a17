//! Every text the store may send, for the test that prepares each of them on both databases.

use crate::db::{Bulk, Dialect, Sql};

/// The statements of one module.
struct Module {
    name: &'static str,
    statements: &'static [(&'static str, Sql)],
    bulks: &'static [(&'static str, Bulk)],
}

macro_rules! modules {
    ($($name:literal: $($module:ident)::+ $([$has:ident])?;)*) => {
        &[$(Module {
            name: $name,
            statements: modules!(@statements $($module)::+ ; $($has)?),
            bulks: modules!(@bulks $($module)::+ ; $($has)?),
        }),*]
    };
    // `[only]` has bulk statements and no others, `[bulks]` has both.
    (@statements $($module:ident)::+ ; only) => { &[] };
    (@statements $($module:ident)::+ ; $($bulks:ident)?) => { crate::$($module)::+::STATEMENTS };
    (@bulks $($module:ident)::+ ;) => { &[] };
    (@bulks $($module:ident)::+ ; $has:ident) => { crate::$($module)::+::BULKS };
}

const MODULES: &[Module] = modules! {
    "accounts": accounts;
    "audit": audit [bulks];
    "classes": classes [bulks];
    "classes::stamp": classes::stamp;
    "dump": dump;
    "exports": exports;
    "gap_changes": gap_changes [bulks];
    "gaps": gaps [bulks];
    "grants": grants;
    "idempotency": idempotency;
    "imports": imports;
    "imports::mapping": imports::mapping;
    "imports::rows": imports::rows [bulks];
    "jobs": jobs;
    "links": links;
    "need_counts": need_counts [bulks];
    "passkeys": passkeys;
    "passwords": passwords;
    "people": people [bulks];
    "people::anonymise": people::anonymise;
    "people::candidates": people::candidates [only];
    "people::grid": people::grid [only];
    "planning_facts": planning_facts;
    "plans": plans [bulks];
    "posts": posts [bulks];
    "profiles": profiles [bulks];
    "providers": providers;
    "records": records [bulks];
    "rules": rules;
    "runs": runs;
    "runs::compare": runs::compare;
    "runs::result": runs::result [bulks];
    "sealed::states": sealed::states;
    "sealed::take_over": sealed::take_over [bulks];
    "seats": seats;
    "second_factors": second_factors [bulks];
    "sessions": sessions;
    "settings": settings;
    "shares": shares [bulks];
    "sign_in_failures": sign_in_failures;
    "surveys": surveys [bulks];
    "surveys::answers": surveys::answers [bulks];
    "surveys::counts": surveys::counts [bulks];
    "topics": topics [bulks];
    "units": units [bulks];
    "views": views;
    "whereabouts": whereabouts;
    "wishes": wishes [bulks];
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
        let of = move |(name, bulk): &(&str, Bulk)| {
            (format!("{}.{name}", module.name), bulk.text(bulk.rows_per_chunk(), dialect))
        };
        module.bulks.iter().map(of)
    });
    let built = [
        ("audit", crate::audit::every_statement()),
        ("people::grid", crate::people::grid::every_statement()),
        ("classes::list", crate::classes::list::every_statement()),
        ("runs::result", crate::runs::result::every_statement()),
        ("classes", crate::classes::every_statement()),
        ("classes::stamp", crate::classes::stamp::every_statement()),
        ("need_counts", crate::need_counts::every_statement()),
        ("imports", crate::imports::every_statement()),
        ("people::counts", crate::people::counts::every_statement()),
        ("plans", crate::plans::every_statement()),
        ("runs", crate::runs::every_statement()),
        ("sealed", crate::sealed::every_statement(dialect)),
        ("search", crate::search::every_statement()),
        ("surveys::answers", crate::surveys::answers::every_statement()),
        ("surveys::counts", crate::surveys::counts::every_statement()),
        ("units", crate::units::every_statement()),
    ];
    let built = built
        .into_iter()
        .flat_map(|(name, texts)| texts.into_iter().map(move |text| (name.to_owned(), text)));
    fixed.chain(bulk).chain(built).collect()
}
