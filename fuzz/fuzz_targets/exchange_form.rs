//! Bytes as an appointment form of either format.
#![no_main]

use jinxue_exchange::forms::{Sensitive, read_form};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = read_form(bytes, Sensitive::Keep);
});
