//! Units, plans, history and gaps as they lie on desks.

mod common;

use common::Folder;
use jinxue_domain::{ClassKind, Evidence, FeeCategory, Grade, RecordForm, Role, Tenths, Tier};
use jinxue_exchange::{
    columns::{Request, recognise},
    fault::FileFault,
    kinds::{Gaps, History, Plan, TableKind, Units},
    limits::Limits,
    reading::{ReadRow, read},
    table::open_table,
};

fn read_as<K: TableKind>(text: &str) -> Result<Vec<ReadRow<K::Row>>, FileFault> {
    let folder = Folder::new();
    let mut table = open_table(&folder.file("table.csv", text.as_bytes()), &Limits::default())?;
    let mapping = recognise::<K>(&table, &Request::default())?;
    read::<K>(&mut table, mapping)?.collect()
}

/// Field and code of every fault of the only row.
fn faults<K: TableKind>(text: &str) -> Vec<(&'static str, &'static str)> {
    let rows = read_as::<K>(text).expect("a table");
    assert_eq!(rows.len(), 1);
    let faults = rows[0].value.as_ref().err().cloned().unwrap_or_default();
    faults.iter().map(|fault| (fault.field, fault.code)).collect()
}

#[test]
fn units_with_their_parents() {
    let rows = read_as::<Units>(
        "单位编码,单位名称,上级编码,层级,行政区划代码,离岗上限\nA,晋阳市,,市级,140100,\nB,财政局,A,市直,140100,5\nA,重复,,市级,,\n",
    )
    .expect("units");
    let second = rows[1].value.as_ref().expect("a unit");
    assert_eq!((second.parent_code.as_deref(), second.release_cap), (Some("A"), Some(5)));
    assert_eq!(second.tier, Some(Tier::City));
    let fault = &rows[2].value.as_ref().expect_err("repeated")[0];
    assert_eq!((fault.field, fault.code), ("code", "row_repeated"));
    assert_eq!(
        faults::<Units>("单位名称,上级编码,层级,行政区划代码,离岗上限\n财政局,A,村级,14,-1\n"),
        [("tier", "word_unknown"), ("division", "division_malformed"), ("release_cap", "cell_not_within")]
    );
}

const PLAN: &str = "班次编号,班次名称,主办单位,班次类别,专题,主专题,开始日期,结束日期,天数,最少人数,最多人数,学时,级别上限,级别下限,角色,培训费类别,预算（元）,名额分配\n";

#[test]
fn a_class_of_the_plan() {
    let rows = read_as::<Plan>(&format!(
        "{PLAN}P001,县处级干部专题研讨班,省委党校,专题研讨班,T0301:100|T0302:40,T0302,2026.3.2,20260306,,20,50,37.5,县处级正职,四级调研员,正职、副职,三类,2.2275万元,140100:5-20|140200:3-\n"
    ))
    .expect("a plan");
    let class = rows[0].value.as_ref().expect("a class");
    assert_eq!(class.kind, ClassKind::SpecialTopic);
    assert_eq!((class.main_topic.as_str(), class.topics.len()), ("T0302", 2));
    assert_eq!((class.end - class.start).get_days(), 4);
    assert_eq!((class.seats_min, class.seats_max, class.hours), (20, 50, Tenths::new(375)));
    assert_eq!((class.grade_from.get(), class.grade_to.get()), (5, 6));
    assert_eq!(class.roles, [Role::Head, Role::Deputy]);
    assert_eq!((class.fee_category, class.budget_yuan), (Some(FeeCategory::Third), Some(22_275)));
    assert_eq!(
        (class.quotas[1].unit.as_str(), class.quotas[1].min, class.quotas[1].max),
        ("140200", 3, None)
    );
}

#[test]
fn what_a_plan_leaves_out_means_all_and_days_tell_the_end() {
    let rows =
        read_as::<Plan>(&format!("{PLAN}P1,班,校,其他,,T1,2026-03-02,,5天,,50,40,,,,,,\n")).expect("a plan");
    let class = rows[0].value.as_ref().expect("a class");
    assert_eq!(class.end, jiff::civil::date(2026, 3, 6));
    assert_eq!((class.topics[0].what.as_str(), class.topics[0].percent), ("T1", 100));
    assert_eq!((class.grade_from, class.grade_to), (Grade::HIGHEST, Grade::LOWEST));
    assert_eq!((class.seats_min, class.roles.len()), (1, 0));
}

#[test]
fn faults_of_a_plan() {
    for (cells, expected) in [
        ("P1,班,校,其他,,T1,2026-03-06,2026-03-02,,,50,40,,,,,,", vec![("start", "cells_disordered")]),
        ("P1,班,校,其他,,T1,2026-03-02,2026-03-06,,60,50,40,,,,,,", vec![("seats_min", "cells_disordered")]),
        (
            "P1,班,校,其他,T2:50,T1,2026-03-02,2026-03-06,,,50,40,,,,,,",
            vec![("main_topic", "cell_malformed")],
        ),
        (
            "P1,班,校,其他,,T1,2026-03-02,2026-03-06,,,50,40,一级科员,县处级正职,,,,",
            vec![("grade_from", "cell_malformed")],
        ),
        (
            "P1,,校,读书会,T1:0,,2026-02-30,,,,0,很多,,,站长,四类,-1,x",
            vec![
                ("name", "cell_missing"),
                ("kind", "word_unknown"),
                ("topics", "cell_malformed"),
                ("end", "cells_all_missing"),
                ("start", "cell_no_such_day"),
                ("seats_max", "cell_not_within"),
                ("hours", "cell_malformed"),
                ("roles", "word_unknown"),
                ("fee_category", "word_unknown"),
                ("budget_yuan", "cell_not_within"),
                ("quotas", "cell_malformed"),
            ],
        ),
    ] {
        assert_eq!(faults::<Plan>(&format!("{PLAN}{cells}\n")), expected, "{cells}");
    }
}

#[test]
fn past_training_by_the_codes_of_the_personnel_systems() {
    let rows = read_as::<History>(
        "姓名,身份证号,A1131,A1101,A1107,A1111,A1107B,A1108,A1114A,A1117,A1144,A1147\n张三,11010519491231002X,初任培训班,17,20200301,20200312,12,90,省委组织部,A05,1,财政局科员\n",
    )
    .expect("history");
    let record = rows[0].value.as_ref().expect("a record");
    let kind = record.kind.as_ref().expect("a kind");
    assert_eq!((kind.text.as_str(), kind.known), ("17", None));
    assert_eq!((record.start, record.end), (jiff::civil::date(2020, 3, 1), jiff::civil::date(2020, 3, 12)));
    assert_eq!((record.days, record.hours), (Some(12), Some(Tenths::new(900))));
    assert_eq!(record.completion.as_deref(), Some("1"));
    assert_eq!(record.unit_then.as_deref(), Some("财政局科员"));
}

#[test]
fn codes_nobody_knows_are_kept_verbatim_and_every_known_one_is_read() {
    let rows = read_as::<History>(
        "姓名,公民身份号码,A1131,A1101,A1107,A1111,A1107B,A1108,A1114A,A1114B,A1117,A1121A,A1144,A1147,A1151,A1104,A1127,备注,是否认可\n张三,11010519491231002X,班,17,20200301,20200312,12,90,组织部,X1,A05,党校,1,科员,0,07,网络,无,否\n",
    )
    .expect("history");
    let record = rows[0].value.as_ref().expect("a record");
    let told = [("A1104".to_string(), "07".to_string()), ("A1127".to_string(), "网络".to_string())];
    assert_eq!(record.verbatim, told.into());
    assert_eq!((record.organiser_code.as_deref(), record.abroad.as_deref()), (Some("X1"), Some("0")));
    assert_eq!((record.institution.as_deref(), record.recognised), (Some("党校"), Some(false)));
}

#[test]
fn the_right_sheet_of_a_provincial_workbook_is_found() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheets: [(&str, &[&str], &[&str]); 4] = [
        (
            "培训班数据",
            &["培训班次名称", "主办单位", "开始时间", "结束时间"],
            &["班", "部", "20240506", "20240510"],
        ),
        (
            "学员培训信息",
            &["姓名", "身份证号", "培训班次名称", "开始时间", "结束时间", "学时"],
            &["张三", "11010519491231002X", "班", "20240506", "20240510", "40"],
        ),
        (
            "网络课程培训",
            &["姓名", "身份证号", "课程名称", "开始学习时间", "完成学习时间", "学时"],
            &["张三", "11010519491231002X", "课", "20240506", "20240510", "4"],
        ),
        ("单位人数信息", &["单位", "人数"], &["局", "5"]),
    ];
    for (name, header, row) in sheets {
        let sheet = book.add_worksheet().set_name(name).expect("a name");
        for (number, cells) in [(0, header), (1, row)] {
            for (column, text) in (0..).zip(cells) {
                sheet.write_string(number, column, *text).expect("a cell");
            }
        }
    }
    let folder = Folder::new();
    let path = folder.file("book.xlsx", &book.save_to_buffer().expect("a workbook"));
    let read_sheet = |sheet: Option<&str>| {
        let mut table = open_table(&path, &Limits::default()).expect("a table");
        let request = Request { sheet: sheet.map(str::to_owned), ..Request::default() };
        let mapping = recognise::<History>(&table, &request).expect("a sheet");
        let rows: Vec<_> = read::<History>(&mut table, mapping.clone()).expect("columns").collect();
        let row = rows.into_iter().next().expect("a row").expect("read").value.expect("good");
        (mapping.sheet, row.class_name, row.form.and_then(|form| form.known))
    };
    assert_eq!(read_sheet(None), ("学员培训信息".into(), "班".into(), None));
    let online = ("网络课程培训".into(), "课".into(), Some(RecordForm::Online));
    assert_eq!(read_sheet(Some("网络课程培训")), online);
}

#[test]
fn a_provincial_workbook_of_trainees() {
    let rows = read_as::<History>(
        "人员姓名,所属单位,职务,培训班次名称,培训类型,培训方式,开始(学习)时间,完成学习时间,培训学时\n李四,财政局,科长,专题班,专题培训,网络培训,2024.5.6,2024.5.20,12.5\n",
    )
    .expect("history");
    let record = rows[0].value.as_ref().expect("a record");
    assert_eq!(record.form.as_ref().and_then(|form| form.known), Some(RecordForm::Online));
    assert_eq!(record.kind.as_ref().and_then(|kind| kind.known), Some(ClassKind::SpecialTopic));
    assert_eq!(record.post_then.as_deref(), Some("科长"));
}

#[test]
fn overlapping_classes_of_one_person_are_doubtful_and_the_same_class_a_fault() {
    let rows = read_as::<History>(
        "姓名,单位,班次名称,培训形式,开始日期,结束日期\n\
         甲,局,一班,,2024-03-01,2024-03-05\n\
         甲,局,二班,,2024-03-05,2024-03-08\n\
         甲,局,三班,网络,2024-03-01,2024-03-31\n\
         乙,局,二班,,2024-03-05,2024-03-08\n\
         甲,局,一班,,2024-03-01,2024-03-05\n\
         甲,局,四班,,2024-05-05,2024-05-01\n",
    )
    .expect("history");
    let doubts: Vec<_> = rows.iter().map(|row| row.doubts.len()).collect();
    assert_eq!(doubts, [0, 1, 0, 0, 0, 0]);
    assert!(rows[1].doubts[0].words.zh.contains("第 2 行"));
    let codes: Vec<_> =
        rows.iter().map(|row| row.value.as_ref().err().map(|faults| faults[0].code)).collect();
    assert_eq!(codes, [None, None, None, None, Some("row_repeated"), Some("cells_disordered")]);
}

#[test]
fn gaps_with_their_evidence() {
    let header = "姓名,单位,专题代码,缺口类别,严重程度,证据来源,记录日期,备注\n";
    let rows =
        read_as::<Gaps>(&format!("{header}甲,局,T0301,能力弱项,80,自评,2026-01-05,想学\n")).expect("gaps");
    let gap = rows[0].value.as_ref().expect("a gap");
    assert_eq!((gap.severity, gap.evidence), (80, Evidence::SelfReport));
    assert_eq!(
        faults::<Gaps>(&format!("{header},,T0301,弱,101,听说,昨天,\n")),
        [
            ("citizen_no", "cells_all_missing"),
            ("birth_month", "cells_all_missing"),
            ("kind", "word_unknown"),
            ("severity", "cell_not_within"),
            ("evidence", "word_unknown"),
            ("noted_on", "cell_not_a_date"),
        ]
    );
}

#[test]
fn a_file_of_another_kind_is_not_taken() {
    let fault = read_as::<Plan>("姓名,单位,出生年月\n甲,局,1980-01\n").expect_err("no plan");
    assert!(matches!(fault, FileFault::NoHeader { .. }), "{fault}");
}
