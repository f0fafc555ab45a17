//! Workbooks, row by row in little memory.

use std::{io::Write, path::Path};

use jiff::civil::{Date, DateTime};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

use super::{Put, Sheet, WriteFault};
use crate::table::csv::may_compute;

/// The narrowest and the widest column, in characters.
const WIDTHS: (usize, usize) = (10, 40);

/// Writes a workbook sheet by sheet. Rows go to temporary files, so memory
/// stays the same for a dozen rows and for a million.
pub struct XlsxWriter {
    book: Workbook,
    sheet: Option<(Worksheet, u32)>,
    styles: Styles,
    made: ExcelDateTime,
}

struct Styles {
    header: Format,
    description: Format,
    /// The number format of text, so that editing `0012` keeps its zeros.
    text: Format,
    /// The same with the mark that keeps a text from becoming a formula when edited.
    quoted: Format,
    day: Format,
}

impl XlsxWriter {
    /// An empty workbook that states when it was made.
    ///
    /// # Errors
    /// A moment outside the years 1900–9999.
    pub fn new(made: DateTime) -> Result<Self, WriteFault> {
        let (day, time) = (made.date(), made.time());
        let made =
            excel_day(day)?.and_hms(time.hour() as u16, time.minute() as u8, f64::from(time.second()))?;
        let mut book = Workbook::new();
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let text = Format::new().set_num_format("@");
        let styles = Styles {
            header: Format::new().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter),
            description: Format::new().set_italic(),
            quoted: text.clone().set_quote_prefix(),
            text,
            day: Format::new().set_num_format("yyyy-mm-dd"),
        };
        Ok(Self { book, sheet: None, styles, made })
    }

    /// Puts the mark of whoever takes it away into the properties of the workbook: their name, and a number under which
    /// is kept what was taken.
    pub fn mark(&mut self, maker: &str, number: &str) {
        let properties =
            DocProperties::new().set_creation_datetime(&self.made).set_author(maker).set_comment(number);
        self.book.set_properties(&properties);
    }

    /// Begin a sheet: its description, its header, which stays in view.
    ///
    /// # Errors
    /// A name that cannot be a sheet's, or more columns than a sheet has.
    pub fn begin(&mut self, head: &Sheet) -> Result<(), WriteFault> {
        self.end();
        let mut sheet = self.book.new_worksheet_with_constant_memory()?;
        sheet.set_name(&head.name)?;
        for (column, header) in (0..).zip(&head.headers) {
            sheet.set_column_width(column, width(header) as f64)?;
        }
        let mut row = 0;
        if let Some(description) = &head.description {
            sheet.write_string_with_format(row, 0, description, &self.styles.description)?;
            row += 1;
        }
        for (column, header) in (0..).zip(&head.headers) {
            sheet.write_string_with_format(row, column, header, &self.styles.header)?;
        }
        sheet.set_freeze_panes(row + 1, 0)?;
        self.sheet = Some((sheet, row + 1));
        Ok(())
    }

    /// One more row of the sheet.
    ///
    /// # Errors
    /// [`WriteFault::NoSheet`], or what a sheet cannot hold.
    pub fn row(&mut self, cells: &[Put]) -> Result<(), WriteFault> {
        let (sheet, row) = self.sheet.as_mut().ok_or(WriteFault::NoSheet)?;
        for (column, cell) in (0..).zip(cells) {
            put(sheet, *row, column, cell, &self.styles)?;
        }
        *row += 1;
        Ok(())
    }

    /// Write the file.
    ///
    /// # Errors
    /// [`WriteFault::Workbook`], also for a disk that is full.
    pub fn save(mut self, path: &Path) -> Result<(), WriteFault> {
        self.end();
        Ok(self.book.save(path)?)
    }

    /// Write the file to any place that takes bytes.
    ///
    /// # Errors
    /// As [`XlsxWriter::save`].
    pub fn save_to(mut self, out: impl Write + std::io::Seek + Send) -> Result<(), WriteFault> {
        self.end();
        Ok(self.book.save_to_writer(out)?)
    }

    fn end(&mut self) {
        if let Some((sheet, _)) = self.sheet.take() {
            self.book.push_worksheet(sheet);
        }
    }
}

fn put(sheet: &mut Worksheet, row: u32, column: u16, cell: &Put, styles: &Styles) -> Result<(), WriteFault> {
    match cell {
        Put::Nothing => return Ok(()),
        Put::Text(text) if text.is_empty() => return Ok(()),
        Put::Text(text) => {
            let style = if may_compute(text) { &styles.quoted } else { &styles.text };
            sheet.write_string_with_format(row, column, text, style)?
        }
        // A spreadsheet keeps fifteen digits of a number.
        Put::Whole(number) if number.unsigned_abs() >= 1_000_000_000_000_000 => {
            sheet.write_string_with_format(row, column, number.to_string(), &styles.text)?
        }
        Put::Whole(number) => sheet.write_number(row, column, *number as f64)?,
        Put::Decimal(number) => sheet.write_number(row, column, *number)?,
        Put::Day(day) => match excel_day(*day) {
            Ok(date) => sheet.write_date_with_format(row, column, &date, &styles.day)?,
            Err(_) => sheet.write_string_with_format(row, column, day.to_string(), &styles.text)?,
        },
    };
    Ok(())
}

fn excel_day(day: Date) -> Result<ExcelDateTime, WriteFault> {
    Ok(ExcelDateTime::from_ymd(day.year().max(0) as u16, day.month() as u8, day.day() as u8)?)
}

/// Chinese characters take the room of two.
fn width(header: &str) -> usize {
    let room: usize = header.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    (room + 4).clamp(WIDTHS.0, WIDTHS.1)
}
