//! `docs/security/asvs.md` speaks of every requirement once, and every test it names is there.

use std::path::Path;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(path: &str) -> String {
    let path = root().join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

/// Requirement, verdict and what shows it.
fn rows(page: &str) -> Vec<(&str, &str, &str)> {
    page.lines()
        .filter_map(|line| {
            let mut cells = line.strip_prefix("| V")?.splitn(3, " | ");
            Some((cells.next()?, cells.next()?, cells.next()?.trim_end_matches('|').trim()))
        })
        .collect()
}

#[test]
fn every_requirement_of_level_two_has_one_verdict() {
    let page = read("docs/security/asvs.md");
    let found: Vec<String> = rows(&page).iter().map(|(id, ..)| format!("V{id}")).collect();
    let ids = read("docs/security/asvs-5.0-level-2.txt");
    let expected: Vec<&str> = ids.lines().collect();
    assert_eq!(expected.len(), 253, "the standard has 253 requirements of levels 1 and 2");
    assert_eq!(found, expected);
    for (id, verdict, shown) in rows(&page) {
        assert!(["met", "not applicable", "open"].contains(&verdict), "V{id}: {verdict}");
        assert!(!shown.is_empty(), "V{id} says nothing");
    }
}

#[test]
fn every_test_and_file_that_is_named_is_there() {
    let page = read("docs/security/asvs.md");
    let quoted: Vec<&str> = page.split('`').skip(1).step_by(2).collect();
    let tests: Vec<(&str, &str)> = quoted.iter().filter_map(|piece| piece.split_once(".rs::")).collect();
    assert!(tests.len() > 80, "{} tests are named", tests.len());
    for (file, test) in tests {
        assert!(read(&format!("{file}.rs")).contains(&format!("fn {test}(")), "{file}.rs has no {test}");
    }
    let is_file = |piece: &&&str| ["docs/", "web/", "e2e/"].iter().any(|folder| piece.starts_with(folder));
    for file in quoted.iter().filter(is_file) {
        assert!(root().join(file).exists(), "there is no {file}");
    }
}
