/// The web client is generated from the document that is checked in.
#[test]
fn the_openapi_document_is_the_one_checked_in() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../jinxue-api/openapi.json");
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(
        kept == jinxue_server::openapi(),
        "run cargo run -p jinxue-server --example openapi > crates/jinxue-api/openapi.json"
    );
}
