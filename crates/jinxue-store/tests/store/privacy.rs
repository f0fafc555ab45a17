//! The page of personal data speaks of every table and column there is, and of no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use jinxue_store::dump;
use jinxue_testkit::on_both;

/// The words between backticks.
fn quoted(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('`').skip(1).step_by(2).map(str::to_owned)
}

/// Tables with their columns, and the tables that hold nothing personal.
fn page() -> (BTreeMap<String, Vec<String>>, BTreeSet<String>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/privacy.md");
    let text = std::fs::read_to_string(path).expect("the page is there");
    let mut personal: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in text.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        assert_eq!(cells.len(), 8, "six cells: {line}");
        assert!(cells[1..7].iter().all(|cell| !cell.is_empty()), "a cell says nothing: {line}");
        let table = quoted(cells[1]).next().expect("a table");
        personal.entry(table).or_default().extend(quoted(cells[2]));
    }
    let others =
        text.lines().find(|line| line.starts_with("Without personal data:")).expect("the other tables");
    (personal, quoted(others).collect())
}

on_both! {
    async fn every_column_with_personal_data_stands_on_the_page(db: TestDb) {
        let (personal, others) = page();
        let tables = db.read(async |mut conn| dump::tables(&mut conn).await).await.unwrap();
        assert!(tables.len() > 40);
        let mut faults = Vec::new();
        for table in &tables {
            let columns: BTreeSet<&str> = table.columns.iter().map(|(name, _)| name.as_str()).collect();
            match (personal.get(&table.name), others.contains(&table.name)) {
                (Some(said), false) => {
                    let said_once: BTreeSet<&str> = said.iter().map(String::as_str).collect();
                    if said_once != columns || said.len() != said_once.len() {
                        let odd: Vec<_> = said_once.symmetric_difference(&columns).collect();
                        faults.push(format!("{}: missing, unknown or twice: {odd:?}", table.name));
                    }
                }
                (None, true) => {}
                _ => faults.push(format!("{} stands on the page never or twice", table.name)),
            }
        }
        let known: BTreeSet<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        let unknown = personal.keys().chain(&others).filter(|name| !known.contains(name.as_str()));
        faults.extend(unknown.map(|name| format!("there is no table {name}")));
        assert!(faults.is_empty(), "docs/privacy.md:\n{}", faults.join("\n"));
    }
}
