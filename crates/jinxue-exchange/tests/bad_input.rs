//! `docs/bad-input.md` points to a test for every sort of bad input: the tests are there.

use std::path::Path;

#[test]
fn every_sort_of_bad_input_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let page = std::fs::read_to_string(root.join("docs/bad-input.md")).expect("the page");
    let pointers: Vec<(&str, &str)> = page.split('`').filter_map(|piece| piece.split_once(".rs::")).collect();
    assert!(pointers.len() >= 20, "{} pointers", pointers.len());
    for (file, test) in pointers {
        let path = root.join(format!("{file}.rs"));
        let source =
            std::fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
        assert!(source.contains(&format!("fn {test}(")), "{file}.rs has no {test}");
    }
}
