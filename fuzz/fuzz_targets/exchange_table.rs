//! Bytes as a table file of any format, read to the end.
#![no_main]

use std::io::Write;

use jinxue_exchange::{limits::Limits, table::open_table};
use libfuzzer_sys::fuzz_target;

/// Workbooks of the old binary format: their parsing library can be led in a
/// circle until the memory is full, which is why they are read in a process of
/// their own and are of no use here.
const OLD_WORKBOOK: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

fuzz_target!(|bytes: &[u8]| {
    if bytes.starts_with(OLD_WORKBOOK) {
        return;
    }
    let path = std::env::temp_dir().join(format!("exchange_table-{}", std::process::id()));
    let written = std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes));
    if written.is_err() {
        return;
    }
    let limits = Limits { inflated_bytes_max: 4 << 20, cells_max: 100_000, ..Limits::default() };
    if let Ok(mut table) = open_table(&path, &limits) {
        for sheet in 0..table.sheets().len() {
            if let Ok(rows) = table.rows(sheet) {
                rows.for_each(drop);
            }
        }
    }
});
