//! Text tables.

use std::io::Write;

use encoding_rs::{EncoderResult, GB18030};

use super::{Put, WriteFault};
use crate::table::csv::{APOSTROPHE, may_compute};

/// What the text is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvEncoding {
    /// UTF-8 with its mark, without which Excel takes it for the local encoding.
    MarkedUtf8,
    /// GB 18030, which has a place for every character; GBK has not.
    Gb18030,
}

/// Writes a table as text, with commas.
pub struct CsvWriter<W: Write> {
    out: W,
    encoding: CsvEncoding,
    row: u64,
}

impl<W: Write> CsvWriter<W> {
    /// Begin with the header.
    ///
    /// # Errors
    /// As [`CsvWriter::row`].
    pub fn begin(mut out: W, encoding: CsvEncoding, headers: &[String]) -> Result<Self, WriteFault> {
        if encoding == CsvEncoding::MarkedUtf8 {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut writer = Self { out, encoding, row: 0 };
        let headers: Vec<Put> = headers.iter().cloned().map(Put::Text).collect();
        writer.row(&headers)?;
        Ok(writer)
    }

    /// One more row.
    ///
    /// # Errors
    /// [`WriteFault::Io`], and [`WriteFault::Unencodable`] for the few private
    /// characters that GB 18030 would turn into others.
    pub fn row(&mut self, cells: &[Put]) -> Result<(), WriteFault> {
        self.row += 1;
        let mut line = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        line.write_record(cells.iter().map(field)).map_err(std::io::Error::from)?;
        let bytes = line.into_inner().map_err(|error| std::io::Error::other(error.to_string()))?;
        match self.encoding {
            CsvEncoding::MarkedUtf8 => self.out.write_all(&bytes)?,
            CsvEncoding::Gb18030 => {
                let text = String::from_utf8_lossy(&bytes);
                let encoded = gb18030(&text)
                    .map_err(|character| WriteFault::Unencodable { row: self.row, character })?;
                self.out.write_all(&encoded)?;
            }
        }
        Ok(())
    }

    /// Flush, and give the place written to back.
    ///
    /// # Errors
    /// [`WriteFault::Io`].
    pub fn finish(mut self) -> Result<W, WriteFault> {
        self.out.flush()?;
        Ok(self.out)
    }
}

/// A text that a spreadsheet would compute gets an apostrophe, which reading takes off.
fn field(cell: &Put) -> String {
    let text = cell.to_text();
    match cell {
        Put::Text(_) if may_compute(&text) => format!("{APOSTROPHE}{text}"),
        _ => text,
    }
}

/// The text in GB 18030, or the first character that would not come back.
fn gb18030(text: &str) -> Result<Vec<u8>, char> {
    let mut encoded = Vec::with_capacity(text.len() + text.len() / 2);
    let mut encoder = GB18030.new_encoder();
    encoded.reserve(encoder.max_buffer_length_from_utf8_without_replacement(text.len()).unwrap_or(0));
    let (result, _) = encoder.encode_from_utf8_to_vec_without_replacement(text, &mut encoded, true);
    if let EncoderResult::Unmappable(character) = result {
        return Err(character);
    }
    let (back, _) = GB18030.decode_without_bom_handling(&encoded);
    match back.chars().zip(text.chars()).find(|(back, written)| back != written) {
        None => Ok(encoded),
        Some((_, written)) => Err(written),
    }
}
