//! The generated province, read back as an office's files are read.

use std::{
    collections::{BTreeMap, HashSet},
    path::{Path, PathBuf},
    process::Command,
};

use jinxue_domain::taxonomy::Taxonomy;
use jinxue_exchange::{
    columns::{Request, recognise},
    forms::{Sensitive, open_form},
    kinds::{Gaps, History, Plan, Roster, TableKind, Units},
    limits::Limits,
    reading::{ReadRow, read},
    table::open_table,
};

fn generate(folder: &Path, seed: u64) {
    let status = Command::new(env!("CARGO_BIN_EXE_jinxue"))
        .args(["generate", "province"])
        .arg(folder)
        .args(["--people", "2000", "--seed", &seed.to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

fn rows<K: TableKind>(path: &Path) -> Vec<ReadRow<K::Row>> {
    let mut table = open_table(path, &Limits::default()).unwrap();
    let mapping = recognise::<K>(&table, &Request::default()).unwrap();
    read::<K>(&mut table, mapping).unwrap().map(Result::unwrap).collect()
}

/// The rows of a table without a single fault or doubt.
fn clean<K: TableKind>(path: &Path) -> Vec<K::Row> {
    let rows = rows::<K>(path).into_iter().map(|row| {
        assert!(row.doubts.is_empty(), "{} row {}: {:?}", path.display(), row.number, row.doubts);
        row.value.unwrap_or_else(|faults| panic!("{} row {}: {faults:?}", path.display(), row.number))
    });
    rows.collect()
}

/// Every file below a folder, by its path.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    fn collect(folder: &Path, top: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, top, found);
            } else {
                found.insert(path.strip_prefix(top).unwrap().to_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    let mut found = BTreeMap::new();
    collect(folder, folder, &mut found);
    found
}

#[test]
fn every_table_reads_back_without_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), 7);
    check_tables(folder.path());
}

#[test]
fn the_small_province_among_the_examples_reads_without_a_fault() {
    check_tables(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/province-small"));
}

fn check_tables(folder: &Path) {
    let at = |name: &str| folder.join(name);

    let units = clean::<Units>(&at("01-units.xlsx"));
    let names: HashSet<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
    assert_eq!(names.len(), units.len());
    let codes: HashSet<&str> = units.iter().filter_map(|unit| unit.code.as_deref()).collect();
    assert!(units.iter().filter_map(|unit| unit.parent_code.as_deref()).all(|parent| codes.contains(parent)));

    let roster = clean::<Roster>(&at("02-roster.xlsx"));
    assert_eq!(roster.len(), 2_000);
    let numbers: HashSet<_> = roster.iter().filter_map(|person| person.citizen_no).collect();
    assert_eq!(numbers.len(), roster.len());
    assert!(roster.iter().filter_map(|person| person.unit_code.as_deref()).all(|unit| codes.contains(unit)));

    let taxonomy = Taxonomy::built_in();
    let history = clean::<History>(&at("03-history.xlsx"));
    assert!(history.len() > 2_000);
    assert!(history.iter().all(|record| record.person.citizen_no.is_some_and(|no| numbers.contains(&no))));
    assert!(
        history
            .iter()
            .filter_map(|record| record.topic.as_deref())
            .all(|topic| taxonomy.read_topic(topic).is_some())
    );

    let gaps = clean::<Gaps>(&at("04-gaps.xlsx"));
    assert!(gaps.len() > 3_000);
    assert!(gaps.iter().all(|gap| taxonomy.read_topic(&gap.topic).is_some()));

    let plan = clean::<Plan>(&at("05-plan.xlsx"));
    assert!(plan.len() > 100);
    for class in &plan {
        assert!(names.contains(class.organiser.as_str()), "{}", class.organiser);
        assert!(class.audience.as_deref().is_some_and(|unit| names.contains(unit)));
        assert!(class.quotas.iter().all(|quota| names.contains(quota.unit.as_str())));
        assert!(class.topics.iter().all(|share| taxonomy.read_topic(&share.what).is_some()));
        assert_eq!((class.start.year(), class.end.year()), (2026, 2026));
    }
    assert!(plan.iter().any(|class| !class.quotas.is_empty()));
}

#[test]
fn the_roster_with_faults_has_good_rows_and_each_mistake() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), 7);
    let rows = rows::<Roster>(&folder.path().join("07-roster-with-faults.xlsx"));
    let good = rows.iter().filter(|row| row.value.is_ok()).count();
    assert!(good >= 30, "{good}");
    let faulty: HashSet<String> = rows
        .iter()
        .filter_map(|row| row.value.as_ref().err())
        .flatten()
        .map(|fault| fault.header.clone())
        .collect();
    for header in ["身份证号", "任现职时间", "出生年月", "职级", "班子角色", "年度最多班次", "姓名"]
    {
        assert!(faulty.contains(header), "{header}: {faulty:?}");
    }
}

#[test]
fn the_appointment_forms_are_of_people_of_the_roster() {
    let folder = tempfile::tempdir().unwrap();
    generate(folder.path(), 7);
    let roster = clean::<Roster>(&folder.path().join("02-roster.xlsx"));
    let known: HashSet<_> = roster.iter().map(|person| (person.name.folded(), person.birth_month)).collect();
    let mut formats = HashSet::new();
    for entry in std::fs::read_dir(folder.path().join("people")).unwrap().map(Result::unwrap) {
        let read = open_form(&entry.path(), Sensitive::Drop).unwrap();
        assert!(read.faults.is_empty() && read.doubts.is_empty(), "{:?} {:?}", read.faults, read.doubts);
        let name = read.form.name.unwrap();
        assert!(known.contains(&(name.folded(), read.form.birth_month)), "{name}");
        formats.insert(entry.path().extension().map(|extension| extension.to_owned()));
    }
    assert_eq!(formats.len(), 2);
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_others() {
    let [one, same, other] = [7, 7, 8].map(|seed| {
        let folder = tempfile::tempdir().unwrap();
        generate(folder.path(), seed);
        files(folder.path())
    });
    assert!(one.keys().any(|name| name.ends_with("05-plan.xlsx")));
    assert_eq!(one.keys().collect::<Vec<_>>(), same.keys().collect::<Vec<_>>());
    for (name, bytes) in &one {
        assert!(same[name] == *bytes, "{}", name.display());
    }
    assert_ne!(one[Path::new("02-roster.xlsx")], other[Path::new("02-roster.xlsx")]);
}
