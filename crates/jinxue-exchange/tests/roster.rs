//! Rosters as they lie on desks.

mod common;

use common::{Folder, Put, citizen_no, workbook};
use jinxue_domain::{PostLevel, Rank, Role, Sex, person::CheckDigit};
use jinxue_exchange::{
    columns::{Becomes, Mapping, Request, recognise},
    fault::FileFault,
    kinds::{Roster, roster::RosterRow},
    limits::Limits,
    reading::{ReadRow, RowParser, read},
    table::{Epoch, open_table},
};

type People = Vec<ReadRow<RosterRow>>;

fn read_as(bytes: &[u8], request: &Request) -> Result<(Mapping, People), FileFault> {
    let folder = Folder::new();
    let mut table = open_table(&folder.file("roster", bytes), &Limits::default())?;
    let mapping = recognise::<Roster>(&table, request)?;
    let rows = read::<Roster>(&mut table, mapping.clone())?.collect::<Result<_, _>>()?;
    Ok((mapping, rows))
}

fn people(text: &str) -> People {
    read_as(text.as_bytes(), &Request::default()).expect("a roster").1
}

/// Codes of the faults of the only row.
fn faults(text: &str) -> Vec<(&'static str, &'static str)> {
    let rows = people(text);
    assert_eq!(rows.len(), 1, "{rows:?}");
    let faults = rows[0].value.as_ref().expect_err("faulty");
    faults.iter().map(|fault| (fault.field, fault.code)).collect()
}

#[test]
fn a_roster_below_merged_titles_is_found() {
    let number = citizen_no(7).leak() as &'static str;
    let book = workbook(&[
        vec![Put::Text("晋阳市干部名册")],
        vec![Put::Text("填报单位：市委组织部"), Put::Nothing, Put::Text("填报日期：2026.1.5")],
        vec![],
        [
            "序号",
            "姓 名",
            "公民身份号码",
            "所属单位",
            "内设机构",
            "现任职务",
            "干部级别",
            "职级",
            "班子角色",
            "任职时间",
            "备注",
        ]
        .map(Put::Text)
        .to_vec(),
        vec![
            Put::Number(1.0),
            Put::Text("张  三"),
            Put::Text(number),
            Put::Text("晋阳市财政局"),
            Put::Text("预算科"),
            Put::Text("副局长"),
            Put::Text("县处级副职"),
            Put::Text("三级调研员"),
            Put::Text("副职"),
            Put::Date(46_266.0),
            Put::Text("无"),
        ],
    ]);
    let (mapping, rows) = read_as(&book, &Request::default()).expect("a roster");
    assert_eq!((mapping.header_row, mapping.sheet.as_str()), (4, "Sheet1"));
    let unknown: Vec<_> =
        mapping.columns.iter().filter(|c| c.becomes == Becomes::Unknown).map(|c| c.header.as_str()).collect();
    assert_eq!(unknown, ["序号", "备注"]);
    let person = rows[0].value.as_ref().expect("a person");
    assert_eq!(rows[0].number, 5);
    assert_eq!(person.name.folded(), "张三");
    assert_eq!(person.citizen_no.map(|n| n.reveal().to_owned()).as_deref(), Some(number));
    assert_eq!(person.post_level, Some(PostLevel::ViceDivisionHead));
    assert_eq!(person.rank, Some(Rank::Researcher3));
    assert_eq!(person.role, Some(Role::Deputy));
    assert_eq!(person.post_since, Some(jiff::civil::date(2026, 9, 1)));
    assert!(matches!(person.sex, Some(Sex::Male | Sex::Female)));
    assert!(person.birth_month.is_some());
    assert_eq!(rows[0].raw[1], "张  三");
}

#[test]
fn a_citizen_number_kept_as_a_number_is_refused_with_the_reason() {
    let book = workbook(&[
        ["姓名", "单位", "身份证号"].map(Put::Text).to_vec(),
        vec![Put::Text("李四"), Put::Text("财政局"), Put::Number(140_105_197_501_010_017.0)],
    ]);
    let (_, rows) = read_as(&book, &Request::default()).expect("a roster");
    let faults = rows[0].value.as_ref().expect_err("lost digits");
    assert_eq!((faults[0].code, faults[0].value.as_str()), ("cell_lost_digits", "1.40105E+17"));
    assert!(faults[0].words.zh.contains("超过 15 位"), "{}", faults[0].words.zh);
    assert_eq!((faults[0].header.as_str(), faults[0].column), ("身份证号", Some(2)));
    assert_eq!(
        self::faults("姓名,单位,身份证号\n李四,财政局,1.40105E+17\n"),
        [("citizen_no", "cell_lost_digits")]
    );
}

#[test]
fn every_fault_of_a_row_is_told_at_its_cell() {
    let found = faults(
        "姓名,单位,身份证号,性别,职级,任职时间,年度最多班次\n,财政局,11010519491231002Y,男女,处长,2026-02-30,很多\n",
    );
    assert_eq!(
        found,
        [
            ("name", "cell_missing"),
            ("citizen_no", "citizen_number_character"),
            ("rank", "word_unknown"),
            ("sex", "word_unknown"),
            ("max_classes", "cell_not_within"),
            ("post_since", "cell_no_such_day"),
        ]
    );
}

#[test]
fn citizen_numbers_with_a_wrong_check_digit_or_fifteen_digits() {
    let header = "姓名,单位,身份证号\n";
    assert_eq!(
        faults(&format!("{header}王五,财政局,110105194912310021\n")),
        [("citizen_no", "citizen_number_check_digit")]
    );
    assert_eq!(
        faults(&format!("{header}王五,财政局,110105491231002\n")),
        [("citizen_no", "citizen_number_fifteen_digits")]
    );
}

#[test]
fn a_wrong_check_digit_can_be_confirmed_and_fifteen_digits_cannot() {
    let text = "姓名,单位,身份证号\n王五,财政局,110105194912310021\n王五,财政局,110105491231002\n";
    let (mapping, rows) = read_as(text.as_bytes(), &Request::default()).expect("a roster");
    let mut parser = RowParser::<Roster>::new(mapping, Epoch::Y1900).expect("complete");
    let outcome = rows.iter().map(|row| {
        let again = parser.read_texts(row.number, row.raw.clone(), CheckDigit::Confirmed);
        again.value.map(|person| person.citizen_no.map(|number| number.reveal().to_owned()))
    });
    let outcome: Vec<_> = outcome.map(|value| value.map_err(|faults| faults[0].code)).collect();
    assert_eq!(outcome, [Ok(Some("110105194912310021".into())), Err("citizen_number_fifteen_digits")]);
}

#[test]
fn a_header_of_two_rows_is_read_as_one() {
    let rows = people("姓名,单位,出生年月,现任,\n,,,职务,职级\n甲,局,1980-01,科长,一级科员\n");
    let person = rows[0].value.as_ref().expect("a person");
    assert_eq!((rows[0].number, person.post.as_deref()), (3, Some("科长")));
    assert_eq!(person.rank, Some(Rank::Clerk1));
}

#[test]
fn a_roster_without_a_unit_column_takes_the_unit_told_for_the_whole_file() {
    let text = "姓名,出生年月\n甲,1980-01\n";
    assert!(matches!(read_as(text.as_bytes(), &Request::default()), Err(FileFault::MissingColumns { .. })));
    let given = [("unit_code".to_string(), "U1".to_string())].into();
    let (_, rows) = read_as(text.as_bytes(), &Request { given, ..Request::default() }).expect("a roster");
    assert_eq!(rows[0].value.as_ref().map(|person| person.unit_code.as_deref()), Ok(Some("U1")));
}

#[test]
fn several_sheets_that_fit_are_asked_about() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["2024年", "2025年", "说明"] {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        let rows: &[&[&str]] = match name {
            "说明" => &[&["填表说明"]],
            _ => &[&["姓名", "单位", "出生年月"], &["甲", "局", "1980-01"]],
        };
        for (row, cells) in (0..).zip(rows) {
            for (column, text) in (0..).zip(*cells) {
                sheet.write_string(row, column, *text).expect("a cell");
            }
        }
    }
    let bytes = book.save_to_buffer().expect("a workbook");
    let asked = read_as(&bytes, &Request::default()).expect_err("two sheets fit");
    assert_eq!(asked, FileFault::SeveralSheets { sheets: vec!["2024年".into(), "2025年".into()] });
    let request = Request { sheet: Some("2025年".into()), ..Request::default() };
    assert_eq!(read_as(&bytes, &request).expect("chosen").0.sheet, "2025年");
}

#[test]
fn without_a_number_the_birth_month_is_needed() {
    let header = "姓名,单位,身份证号,出生年月\n";
    assert_eq!(faults(&format!("{header}王五,财政局,,\n")), [("citizen_no", "cells_all_missing")]);
    assert!(people(&format!("{header}王五,财政局,,1975.03\n"))[0].value.is_ok());
    assert_eq!(faults(&format!("{header}王五,财政局,,1975.1\n")), [("birth_month", "cell_month_lost_zero")]);
}

#[test]
fn the_same_person_twice_names_the_first_row_also_in_two_units() {
    let number = citizen_no(3);
    let rows = people(&format!(
        "姓名,单位,身份证号,出生年月\n赵六,财政局,{number},\n钱七,财政局,,1980.02\n赵六,审计局,{number},\n钱 七,财政局,,198002\n钱七,审计局,,1980.02\n"
    ));
    let outcome: Vec<_> = rows
        .iter()
        .map(|row| row.value.as_ref().err().map(|faults| (faults[0].code, faults[0].words.zh.to_string())))
        .collect();
    assert!(outcome[0].is_none() && outcome[1].is_none() && outcome[4].is_none());
    for (row, first) in [(2, "第 2 行"), (3, "第 3 行")] {
        let (code, words) = outcome[row].as_ref().expect("repeated");
        assert!(*code == "row_repeated" && words.contains(first), "{words}");
        assert!(!words.contains(&number), "the number stays masked: {words}");
    }
}

#[test]
fn a_birth_month_against_the_number_is_doubtful() {
    let rows = people("姓名,单位,身份证号,出生年月\n孙八,财政局,11010519491231002X,1950.01\n");
    assert!(rows[0].value.is_ok());
    assert_eq!(rows[0].doubts.iter().map(|doubt| doubt.field).collect::<Vec<_>>(), ["birth_month"]);
}

#[test]
fn rare_characters_stay_and_invisible_ones_are_refused() {
    let rows = people("姓名,单位,出生年月\n𠮷㐂鿿,财政局,1980-02\n张\u{200b}三,财\u{202e}政局,1980-02\n");
    assert_eq!(rows[0].value.as_ref().map(|person| person.name.to_string()), Ok("𠮷㐂鿿".into()));
    let faults = rows[1].value.as_ref().expect_err("invisible");
    assert_eq!(faults.len(), 2);
}

#[test]
fn columns_can_be_mapped_by_hand_and_the_mapping_remembered() {
    let text = "甲,乙,丙,姓名\n周九,财政局,1980-02,吴十\n";
    let nothing = read_as(text.as_bytes(), &Request::default()).expect_err("no header");
    assert!(matches!(nothing, FileFault::NoHeader { .. }));
    let by_hand = [("甲", "name"), ("#B", "unit_name"), ("丙", "birth_month")];
    let request = Request {
        columns: by_hand.map(|(header, field)| (header.to_string(), field.to_string())).into(),
        ..Request::default()
    };
    let (mapping, rows) = read_as(text.as_bytes(), &request).expect("mapped");
    assert_eq!(rows[0].value.as_ref().map(|person| person.name.to_string()), Ok("周九".into()));
    assert_eq!(mapping.columns[3].becomes, Becomes::LeftOut);
    let (again, _) = read_as(text.as_bytes(), &mapping.to_request()).expect("remembered");
    assert_eq!(again, mapping);
}

#[test]
fn two_columns_of_one_meaning_wait_for_a_person() {
    let text = "姓名,人员姓名,单位,出生年月\na,b,c,1980-01\n";
    let fault = read_as(text.as_bytes(), &Request::default()).expect_err("ambiguous");
    assert!(
        matches!(fault, FileFault::MissingColumns { ref columns, .. } if columns == &["姓名"]),
        "{fault}"
    );
}

#[test]
fn a_mapping_to_a_field_that_is_none_is_refused() {
    let request =
        Request { columns: [("姓名".to_string(), "nmae".to_string())].into(), ..Request::default() };
    let fault = read_as(b"a,b\n", &request).expect_err("a typing error");
    assert!(matches!(fault, FileFault::UnknownField { .. }));
}

#[test]
fn headers_repeated_on_every_page_and_blank_rows_are_passed_over() {
    let rows =
        people("姓名,单位,出生年月,序号\n甲,局,1980-01,1\n姓名,单位,出生年月,序号\n,,,3\n乙,局,1980-01,2\n");
    assert_eq!(rows.iter().map(|row| row.number).collect::<Vec<_>>(), [2, 5]);
}

#[test]
fn a_row_mended_on_a_page_is_read_alone() {
    let text = "姓名,单位,出生年月\n甲,局,1980-13\n";
    let (mapping, rows) = read_as(text.as_bytes(), &Request::default()).expect("a roster");
    assert!(rows[0].value.is_err());
    let mut mended = rows[0].raw.clone();
    mended[2] = "1980-12".into();
    let mut parser = RowParser::<Roster>::new(mapping, Epoch::Y1900).expect("complete");
    for _ in 0..2 {
        let row = parser.read_texts(rows[0].number, mended.clone(), CheckDigit::MustFit);
        assert_eq!(row.value.map(|person| person.name.to_string()), Ok("甲".into()));
    }
}
