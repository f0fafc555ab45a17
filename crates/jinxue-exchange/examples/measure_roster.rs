//! Measures the reading of a large roster: `measure_roster [ROWS]`.
//!
//! Writes a made-up roster, reads it in this process and in a reading process,
//! and prints seconds and peak memory of each. This program is its own reading
//! process (`measure_roster parse-file FILE`) and measures one way per run of
//! itself (`measure_roster read FILE` and `client FILE`), because a process
//! remembers only its highest peak.

use std::{
    error::Error,
    path::Path,
    process::{Command, ExitCode},
    time::Instant,
};

use jiff::civil::datetime;
use jinxue_domain::{CitizenNumber, Month, PostLevel, Rank, Role, Sector};
use jinxue_exchange::{
    columns::{Request, recognise},
    kinds::{Roster, roster::RosterRow},
    limits::Limits,
    process::{self, ReaderProgram},
    reading::read,
    table::{Table, open_table},
    write::{CsvEncoding, CsvWriter, Put, Sheet, WrittenKind, XlsxWriter, sheet},
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["parse-file", file] => return process::serve([(*file).into()]),
        ["read", file] => measure_here(Path::new(file)),
        ["client", file] => measure_there(Path::new(file)),
        [rows] => measure_all(rows.parse().unwrap_or(250_000)),
        _ => measure_all(250_000),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure_all(rows: u32) -> Result<(), Box<dyn Error>> {
    let folder = std::env::temp_dir().join(format!("measure-roster-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let [book, text, shared] = ["roster.xlsx", "roster.csv", "shared.xlsx"].map(|name| folder.join(name));
    let begun = Instant::now();
    write(rows, &book, &text)?;
    share_strings(&book, &shared)?;
    println!(
        "{rows} rows of 20 columns written as .xlsx ({} MiB), again with shared strings, and as GB 18030 .csv in {:.1} s",
        std::fs::metadata(&book)?.len() >> 20,
        begun.elapsed().as_secs_f64()
    );
    for file in [&book, &shared, &text] {
        for way in ["read", "client"] {
            let this = std::env::current_exe()?;
            if !Command::new(this).arg(way).arg(file).status()?.success() {
                return Err(format!("{way} failed").into());
            }
        }
    }
    Ok(std::fs::remove_dir_all(&folder)?)
}

fn measure_here(file: &Path) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let table = open_table(file, &Limits::default())?;
    report("in this process", file, begun, read_all(table)?)
}

fn measure_there(file: &Path) -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let reader = ReaderProgram { program: std::env::current_exe()?, arguments: vec!["parse-file".into()] };
    let table = process::open_table(&reader, file, &Limits::default())?;
    report("through a reading process, the parent", file, begun, read_all(table)?)
}

fn read_all(mut table: Table) -> Result<(usize, usize), Box<dyn Error>> {
    let mapping = recognise::<Roster>(&table, &Request::default())?;
    let (mut good, mut faulty) = (0, 0);
    for row in read::<Roster>(&mut table, mapping)? {
        match row?.value {
            Ok(_) => good += 1,
            Err(_) => faulty += 1,
        }
    }
    Ok((good, faulty))
}

fn report(way: &str, file: &Path, begun: Instant, counts: (usize, usize)) -> Result<(), Box<dyn Error>> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    let kib: u64 = peak.trim().trim_end_matches(" kB").trim().parse().unwrap_or(0);
    println!(
        "{} {way}: {:.1} s, peak {} MiB, {} good and {} faulty rows",
        file.file_name().unwrap_or_default().display(),
        begun.elapsed().as_secs_f64(),
        kib >> 10,
        counts.0,
        counts.1
    );
    Ok(())
}

/// Fifteen fields of a roster and five columns that nobody asks for.
fn write(rows: u32, book_path: &Path, text_path: &Path) -> Result<(), Box<dyn Error>> {
    let mut book = XlsxWriter::new(datetime(2026, 1, 1, 0, 0, 0, 0))?;
    let Sheet { mut headers, .. } = sheet::<Roster>("人员", None);
    headers.extend(["序号", "民族", "籍贯", "学历", "备注"].map(String::from));
    book.begin(&Sheet { name: "人员".into(), description: None, headers: headers.clone() })?;
    let file = std::io::BufWriter::new(std::fs::File::create(text_path)?);
    let mut text = CsvWriter::begin(file, CsvEncoding::Gb18030, &headers)?;
    for number in 0..rows {
        let mut cells = Roster::cells(&person(number)?);
        cells.push(Put::Whole(number.into()));
        cells.extend(["汉族", "山西晋阳", "大学本科", ""].map(|word| Put::Text(word.into())));
        book.row(&cells)?;
        text.row(&cells)?;
    }
    text.finish()?;
    Ok(book.save(book_path)?)
}

/// The same roster as Excel itself saves it: every text once in a common table.
fn share_strings(book: &Path, shared: &Path) -> Result<(), Box<dyn Error>> {
    let mut table = open_table(book, &Limits::default())?;
    let mut copy = rust_xlsxwriter::Workbook::new();
    let sheet = copy.add_worksheet();
    for (at, row) in (0..).zip(table.rows(0)?) {
        for (column, text) in (0..).zip(row?.texts()) {
            sheet.write_string(at, column, text)?;
        }
    }
    Ok(copy.save(shared)?)
}

fn person(number: u32) -> Result<RosterRow, Box<dyn Error>> {
    const SURNAMES: [&str; 8] = ["王", "李", "张", "刘", "陈", "杨", "赵", "欧阳"];
    const GIVEN: [&str; 9] = ["伟", "芳", "建国", "秀英", "志强", "晓燕", "文斌", "雪梅", "玉龙"];
    let pick = |words: &[&'static str], stride: u32| words[(number / stride) as usize % words.len()];
    let (year, month, day) = (1966 + number / 336 % 35, 1 + number / 28 % 12, 1 + number % 28);
    // A division that is not assigned: nobody has such a number.
    let body = format!("1499{:02}{year}{month:02}{day:02}{:03}", number / 11_760 % 100, number % 1_000);
    let digits: &[u8; 17] = body.as_bytes().try_into()?;
    let citizen_no: CitizenNumber = format!("{body}{}", CitizenNumber::check_character(digits)).parse()?;
    let level = PostLevel::ALL[4 + number as usize % 5];
    Ok(RosterRow {
        citizen_no: Some(citizen_no),
        name: format!("{}{}{}", pick(&SURNAMES, 1), pick(&GIVEN, 8), pick(&GIVEN, 72)).parse()?,
        sex: Some(citizen_no.sex()),
        birth_month: Month::new(year as i16, month as i8),
        unit_code: Some(format!("U{:05}", number / 50)),
        unit_name: Some(format!("晋阳市第{}局", number / 50)),
        department: Some(format!("{}科", pick(&["办公室", "人事", "财务", "法规", "业务"], 3))),
        post: Some(pick(&["局长", "副局长", "科长", "副科长", "科员"], 1).into()),
        post_level: Some(level),
        rank: Some(Rank::ALL[number as usize % 12]),
        role: Some(Role::ALL[number as usize % 3]),
        sector: Some(Sector::read(Sector::BUILT_IN[number as usize % 10].zh)?),
        max_classes: Some(1 + i64::from(number % 3)),
        post_since: Some(jiff::civil::date(2015 + (number % 10) as i16, month as i8, day as i8)),
        rank_since: Some(jiff::civil::date(2016 + (number % 9) as i16, month as i8, day as i8)),
    })
}
