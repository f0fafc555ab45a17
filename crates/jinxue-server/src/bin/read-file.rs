//! The reading process alone. Tests of the interface start it; the product's binary does the same under a hidden word.

use std::process::ExitCode;

fn main() -> ExitCode {
    jinxue_app::read_file(std::env::args_os().skip(1))
}
