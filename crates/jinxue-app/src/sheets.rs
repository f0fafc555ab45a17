//! Tables for people to take away.

use jinxue_api::imports::ImportRow;
use jinxue_exchange::fault::CellFault;
use jinxue_exchange::write::{FaultyRows, Language, WriteFault, XlsxWriter};

use crate::{Answer, Refusal};

/// The faulty rows of a file as they were, with a column of reasons.
pub(crate) fn faulty(headers: &[String], rows: &[ImportRow], made: jiff::civil::DateTime) -> Answer<Vec<u8>> {
    let write = || -> Result<Vec<u8>, WriteFault> {
        let mut sheet = FaultyRows::begin(XlsxWriter::new(made)?, headers, Language::Chinese)?;
        for row in rows {
            let faults: Vec<CellFault> = row.faults.iter().map(of_wire).collect();
            sheet.row(u32::try_from(row.row_no).unwrap_or(0), &row.cells, &faults)?;
        }
        let mut bytes = std::io::Cursor::new(Vec::new());
        sheet.finish().save_to(&mut bytes)?;
        Ok(bytes.into_inner())
    };
    write().map_err(|fault| Refusal::internal(&fault))
}

fn of_wire(fault: &jinxue_api::imports::CellFault) -> CellFault {
    let words = |words: &jinxue_api::Words| jinxue_domain::Words::new(words.zh.clone(), words.en.clone());
    CellFault {
        field: "",
        header: fault.header.clone().unwrap_or_default(),
        column: fault.column.and_then(|column| usize::try_from(column).ok()),
        value: fault.value.clone(),
        code: "",
        expected: words(&fault.expected),
        words: words(&fault.message),
    }
}
