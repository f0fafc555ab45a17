//! Every error code has its page in `docs/errors`, made from the table; `JINXUE_WRITE=1` makes them anew.

use std::fmt::Write as _;
use std::path::PathBuf;

use jinxue_api::ErrorCode;

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "..", "docs", "errors"].iter().collect()
}

fn page(code: ErrorCode) -> String {
    format!(
        "# {}\n\n{}\n\n- HTTP {}\n- 中文：{}\n- English: {}\n",
        code.code(),
        code.about().trim(),
        code.status(),
        code.zh(),
        code.en()
    )
}

fn index() -> String {
    let mut text = String::from(
        "# Errors\n\nEvery refusal carries one of these codes, a sentence in both languages, and where they apply the\nfield, its value, what was expected, further faults (`more`) and the object as it is now (`current`).\n\n| code | HTTP | 中文 | English |\n|---|---|---|---|\n",
    );
    for code in ErrorCode::ALL {
        let name = code.code();
        writeln!(text, "| [{name}]({name}.md) | {} | {} | {} |", code.status(), code.zh(), code.en())
            .expect("writing into a string succeeds");
    }
    text
}

#[test]
fn every_code_has_its_page() {
    let mut pages: Vec<(String, String)> =
        ErrorCode::ALL.iter().map(|code| (format!("{}.md", code.code()), page(*code))).collect();
    pages.push(("README.md".into(), index()));
    for (name, text) in &pages {
        let file = folder().join(name);
        if std::env::var("JINXUE_WRITE").as_deref() == Ok("1") {
            std::fs::create_dir_all(folder()).expect("the folder can be made");
            std::fs::write(&file, text).expect("the page can be written");
        }
        let found = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(&found, text, "{name} is out of date: run JINXUE_WRITE=1 cargo test -p jinxue-api");
    }
    let kept = std::fs::read_dir(folder()).expect("the folder is there").count();
    assert_eq!(kept, pages.len(), "docs/errors holds a page of no code");
}
