//! Prints the OpenAPI document: `cargo run -p jinxue-server --example openapi > crates/jinxue-api/openapi.json`.

fn main() {
    print!("{}", jinxue_server::openapi());
}
