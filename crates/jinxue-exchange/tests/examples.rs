//! The files of `examples/`, written by other programs, read as they are.

use std::path::PathBuf;

use jinxue_exchange::{
    columns::{Request, recognise},
    forms::{Sensitive, open_form},
    kinds::{Gaps, History, Plan, Roster, TableKind, Units, units::check_tree},
    limits::Limits,
    reading::{ReadRow, read},
    table::open_table,
};

fn example(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

fn rows<K: TableKind>(name: &str) -> Vec<ReadRow<K::Row>> {
    let mut table = open_table(&example(name), &Limits::default()).expect(name);
    let mapping = recognise::<K>(&table, &Request::default()).expect(name);
    read::<K>(&mut table, mapping).expect(name).collect::<Result<_, _>>().expect(name)
}

/// Good rows, faulty rows, doubts.
fn counts<K: TableKind>(name: &str) -> (usize, usize, usize) {
    let rows = rows::<K>(name);
    let good = rows.iter().filter(|row| row.value.is_ok()).count();
    (good, rows.len() - good, rows.iter().map(|row| row.doubts.len()).sum())
}

#[test]
fn every_table_is_read_whole() {
    assert_eq!(counts::<Units>("units.xlsx"), (10, 0, 0));
    assert_eq!(counts::<Roster>("roster.xlsx"), (14, 0, 0));
    assert_eq!(counts::<Roster>("roster-gb18030.csv"), (2, 0, 0));
    assert_eq!(counts::<Roster>("roster-old.xls"), (1, 0, 0));
    assert_eq!(counts::<Plan>("plan.xlsx"), (6, 0, 0));
    assert_eq!(counts::<History>("history.xlsx"), (5, 0, 1));
    assert_eq!(counts::<Gaps>("gaps.csv"), (10, 0, 0));
}

#[test]
fn the_units_make_a_tree() {
    let units = rows::<Units>("units.xlsx");
    let units: Vec<_> = units.into_iter().filter_map(|row| Some((row.number, row.value.ok()?))).collect();
    assert_eq!(check_tree(&units, |_| false), []);
}

#[test]
fn the_faulty_roster_tells_every_fault() {
    let rows = rows::<Roster>("roster-faulty.xlsx");
    let codes: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.value.as_ref().err().into_iter().flatten().map(|fault| fault.code).collect())
        .collect();
    assert_eq!(
        codes,
        [
            vec!["cell_lost_digits"],
            vec!["citizen_number_fifteen_digits"],
            vec!["citizen_number_check_digit"],
            vec!["word_unknown", "word_unknown", "word_unknown", "cell_not_within", "cell_no_such_day"],
            vec!["name_invisible_character"],
            vec![],
            vec!["row_repeated"],
            vec!["cell_missing", "cells_all_missing"],
        ]
    );
}

#[test]
fn the_forms_are_those_of_people_in_the_roster() {
    let people = rows::<Roster>("roster.xlsx");
    for (file, name, entries) in [("zhang-san.lrmx", "张三", 4), ("wang-jianguo.lrm", "王建国", 3)] {
        let form = open_form(&example(file), Sensitive::Drop).expect(file);
        assert!(form.faults.is_empty() && form.doubts.is_empty(), "{file}: {:?}", form.faults);
        let form = form.form;
        assert_eq!(form.resume.entries.len(), entries, "{file}");
        let same = people
            .iter()
            .filter_map(|row| row.value.as_ref().ok())
            .find(|person| person.name.folded() == name);
        assert_eq!(same.and_then(|person| person.birth_month), form.birth_month, "{file}");
    }
}
