//! Whatever reads must write and read again as itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use timetabling::format::itc2019::{read, write};

fuzz_target!(|text: &str| {
    if let Ok(problem) = read(text) {
        assert_eq!(read(&write(&problem)).as_ref(), Ok(&problem));
    }
});
