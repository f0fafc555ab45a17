//! Appointment forms of made-up people, whole and broken.

use jinxue_domain::{Month, Sex};
use jinxue_exchange::{
    fault::{FileFault, Measure},
    forms::{FILE_BYTES_MAX, ReadForm, Sensitive, open_form, read_form},
};

/// A one-pixel picture of nobody.
const PHOTO: &str = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//";

fn lrmx(inner: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<Person>{inner}</Person>")
}

fn read(inner: &str, sensitive: Sensitive) -> ReadForm {
    read_form(lrmx(inner).as_bytes(), sensitive).expect("a form")
}

fn refused(text: &str) -> FileFault {
    read_form(text.as_bytes(), Sensitive::Drop).expect_err("no form")
}

const WHOLE: &str = "<XingMing>张  三</XingMing><XingBie>男</XingBie><ChuShengNianYue>197501</ChuShengNianYue>\
    <MinZu>汉族</MinZu><JiGuan>山西晋阳</JiGuan><RuDangShiJian>1999.06</RuDangShiJian>\
    <CanJiaGongZuoShiJian>1996.08</CanJiaGongZuoShiJian>\
    <QuanRiZhiJiaoYu_XueLi>大学</QuanRiZhiJiaoYu_XueLi><QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi>晋阳大学经济系</QuanRiZhiJiaoYu_XueLi_BiYeYuanXiaoXi>\
    <ZaiZhiJiaoYu_XueWei>硕士</ZaiZhiJiaoYu_XueWei>\
    <XianRenZhiWu>晋阳市财政局副局长</XianRenZhiWu><NiRenZhiWu/>\
    <JianLi>1992.09--1996.08  晋阳大学经济系学习&#xD;\n1996.08--2005.03  晋阳市财政局科员（其间：2001.09--2003.07在职学习）\n2005.03--         副局长</JianLi>\
    <JiaTingChengYuan><Item><ChengWei>妻子</ChengWei><XingMing>李四</XingMing><ChuShengRiQi>197603</ChuShengRiQi></Item><Item/></JiaTingChengYuan>\
    <ShenFenZheng>11010519491231002X</ShenFenZheng><Version>3.2.1.6</Version><XinZiDuan>新的</XinZiDuan>";

#[test]
fn a_whole_form() {
    let ReadForm { form, faults, doubts } = read(WHOLE, Sensitive::Drop);
    assert_eq!((faults.len(), doubts.len()), (0, 0), "{faults:?} {doubts:?}");
    assert_eq!(form.name.as_ref().map(|name| name.folded()).as_deref(), Some("张三"));
    assert_eq!((form.sex, form.birth_month), (Some(Sex::Male), Month::new(1975, 1)));
    assert_eq!(form.work_since, Month::new(1996, 8));
    assert_eq!(form.full_time_education.qualification_school.as_deref(), Some("晋阳大学经济系"));
    assert_eq!(form.in_service_education.degree.as_deref(), Some("硕士"));
    assert_eq!((form.proposed_post, form.health), (None, None));
    assert_eq!(form.citizen_no.map(|number| number.masked()).as_deref(), Some("110105********002X"));
    assert_eq!(form.resume.entries.len(), 3);
    assert_eq!(form.resume.entries[1].meanwhile.len(), 1);
    assert_eq!(form.resume.entries[2].to, None);
    assert_eq!(form.family.len(), 0, "dropped unless asked for");
    assert_eq!(form.unknown.into_iter().collect::<Vec<_>>(), [("XinZiDuan".to_string(), "新的".to_string())]);
}

#[test]
fn family_and_photo_only_when_asked_for() {
    let with_photo = format!("{WHOLE}<ZhaoPian>{PHOTO}</ZhaoPian>");
    let dropped = read(&with_photo, Sensitive::Drop).form;
    assert_eq!((dropped.photo, dropped.unknown.contains_key("ZhaoPian")), (None, false));
    let kept = read(&with_photo, Sensitive::Keep);
    assert!(kept.doubts.is_empty() && kept.form.photo.is_some());
    assert_eq!(kept.form.family.len(), 1);
    assert_eq!(kept.form.family[0].name.as_deref(), Some("李四"));
}

#[test]
fn a_broken_photo_is_a_warning() {
    let large = "/9j/".repeat(1 << 20);
    for photo in ["not base64!", "AAAA", large.as_str()] {
        let read = read(&format!("<XingMing>张三</XingMing><ZhaoPian>{photo}</ZhaoPian>"), Sensitive::Keep);
        assert_eq!((read.form.photo, read.faults.len()), (None, 0));
        assert_eq!(read.doubts.iter().map(|doubt| doubt.field).collect::<Vec<_>>(), ["photo"]);
    }
}

#[test]
fn a_resume_without_end_is_a_fault_and_takes_no_time() {
    let nested = "2001.09--2003.07（其间：".repeat(20_000);
    let long = read(&format!("<XingMing>张三</XingMing><JianLi>{nested}</JianLi>"), Sensitive::Drop);
    assert_eq!(long.faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["cell_too_long"]);
    let shorter: String = nested.chars().take(20_000).collect();
    let short = read(&format!("<XingMing>张三</XingMing><JianLi>{shorter}</JianLi>"), Sensitive::Drop);
    assert_eq!(short.form.resume.entries.len(), 1);
}

#[test]
fn missing_elements_are_fine_and_a_missing_name_is_not() {
    let read_one = read("<XingMing>张三</XingMing>", Sensitive::Drop);
    assert!(read_one.faults.is_empty());
    let nameless = read("<XingBie>女</XingBie>", Sensitive::Drop);
    assert_eq!(nameless.faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["cell_missing"]);
}

#[test]
fn values_that_cannot_be_read_are_faults_at_their_element() {
    let read = read(
        "<XingMing>张三</XingMing><XingBie>?</XingBie><ChuShengNianYue>197513</ChuShengNianYue><ShenFenZheng>110105194912310021</ShenFenZheng><JianLi>2005.03--2001.01 倒着</JianLi>",
        Sensitive::Drop,
    );
    let faults: Vec<_> = read.faults.iter().map(|fault| (fault.field, fault.header.as_str())).collect();
    assert_eq!(
        faults,
        [("sex", "XingBie"), ("birth_month", "ChuShengNianYue"), ("citizen_no", "ShenFenZheng")]
    );
    assert_eq!(read.doubts.iter().map(|doubt| doubt.field).collect::<Vec<_>>(), ["resume"]);
}

#[test]
fn entity_expansion_is_refused() {
    let laughs = "<!DOCTYPE Person [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><Person><XingMing>&b;</XingMing></Person>";
    assert_eq!(refused(laughs), FileFault::DocumentType);
    let external = "<?xml version=\"1.0\"?><!doctype Person SYSTEM \"file:///etc/passwd\"><Person/>";
    assert!(matches!(refused(external), FileFault::DocumentType | FileFault::Damaged { .. }));
    assert!(matches!(refused(&lrmx("<XingMing>&b;</XingMing>")), FileFault::Damaged { .. }));
}

#[test]
fn depth_size_and_other_documents() {
    let deep = format!("{}{}", "<a>".repeat(64), "</a>".repeat(64));
    assert_eq!(refused(&lrmx(&deep)), FileFault::TooDeep { limit: 64 });
    let large = lrmx(&" ".repeat(FILE_BYTES_MAX as usize));
    assert_eq!(refused(&large), FileFault::TooLarge { measure: Measure::FileBytes, limit: FILE_BYTES_MAX });
    assert!(matches!(refused("<html/>"), FileFault::WrongFormat { .. }));
    assert!(matches!(refused("姓名,单位"), FileFault::WrongFormat { .. }));
    assert_eq!(refused(""), FileFault::Empty);
}

#[test]
fn a_truncated_form_is_damaged() {
    let whole = lrmx(WHOLE);
    for share in [3, 2] {
        let cut: String = whole.chars().take(whole.chars().count() / share).collect();
        assert!(matches!(refused(&cut), FileFault::Damaged { .. }));
    }
    let gone = open_form(std::path::Path::new("/nonexistent.lrmx"), Sensitive::Drop);
    assert!(matches!(gone, Err(FileFault::Unreadable { .. })));
}

fn lrm() -> String {
    let mut fields = vec![String::new(); 33];
    for (place, text) in [
        (0, "王  五"),
        (1, "女"),
        (2, "1980.02"),
        (3, "汉族"),
        (8, "2001.07"),
        (9, "大学#学士@研究生#硕士"),
        (10, "晋阳大学#晋阳大学@省委党校#"),
        (13, "?"),
        (17, "1997.09--2001.07  学习, 兼班长\r\n2001.07--         科员"),
        (20, "丈夫@女儿"),
        (21, "赵六@赵七"),
        (24, "学校教师@"),
        (25, "晋阳市审计局科员"),
        (32, "20260105"),
    ] {
        fields[place] = text.into();
    }
    let quoted: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
    quoted.join(",")
}

#[test]
fn the_older_format_in_gbk() {
    let (bytes, _, _) = encoding_rs::GB18030.encode(Box::leak(lrm().into_boxed_str()));
    let ReadForm { form, faults, .. } = read_form(&bytes, Sensitive::Keep).expect("a form");
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(form.name.as_ref().map(|name| name.folded()).as_deref(), Some("王五"));
    assert_eq!(form.full_time_education.degree.as_deref(), Some("学士"));
    assert_eq!(form.in_service_education.qualification_school.as_deref(), Some("省委党校"));
    assert_eq!(form.in_service_education.degree_school, None);
    assert_eq!(form.resume.entries.len(), 2);
    assert_eq!(form.resume.entries[0].text, "学习, 兼班长");
    assert_eq!(form.post.as_deref(), Some("晋阳市审计局科员"));
    assert_eq!(form.family.len(), 2);
    assert_eq!(form.family[0].unit_and_post.as_deref(), Some("学校教师"));
    assert_eq!(form.unknown.get("lrm_13").map(String::as_str), Some("?"));
}

#[test]
fn an_older_form_of_too_few_fields_is_refused() {
    assert!(matches!(refused("\"张三\",\"男\""), FileFault::WrongFormat { .. }));
}
