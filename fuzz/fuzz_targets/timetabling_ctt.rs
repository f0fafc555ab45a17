//! Whatever reads must write and read again as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use timetabling::format::ctt::{Dialect, read, write};

fuzz_target!(|text: &str| {
    for dialect in [Dialect::Ctt, Dialect::Ectt] {
        if let Ok(problem) = read(text, dialect) {
            let _ = read(&write(&problem, dialect), dialect);
        }
    }
});
