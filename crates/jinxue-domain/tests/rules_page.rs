//! `docs/rules.md` lists the catalogue: the page and the data cannot drift apart.

use jinxue_domain::rules::{CATALOGUE, Rule, RuleBook, RuleInForce};

const BEGIN: &str = "<!-- catalogue: begin -->";
const END: &str = "<!-- catalogue: end -->";

fn row(rule: &'static Rule) -> String {
    let force = RuleInForce { rule, local: None };
    let figures: Vec<_> =
        force.values().map(|(figure, value)| figure.words(&value).zh.into_owned()).collect();
    let on = if rule.on { "是" } else { "否" };
    let source = rule.source.words().zh;
    format!(
        "| `{}` | {} | {} | {} | {on} | {source} |",
        rule.code,
        rule.title.zh,
        figures.join("；"),
        rule.mark.as_str()
    )
}

#[test]
fn the_page_lists_every_rule_as_it_is_shipped() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/rules.md")).unwrap();
    let listed =
        page.split_once(BEGIN).and_then(|(_, rest)| rest.split_once(END)).map(|(table, _)| table.trim());
    let head = "| 代码 | 规则 | 数值 | 标记 | 启用 | 依据 |\n|---|---|---|---|---|---|";
    let expected = format!("{head}\n{}", CATALOGUE.iter().map(row).collect::<Vec<_>>().join("\n"));
    assert_eq!(listed, Some(expected.as_str()), "paste this between the marks:\n{expected}\n");
}

/// Every figure the rules of this crate ask for is in the catalogue: asking panics otherwise.
#[test]
fn every_figure_asked_for_is_there() {
    use jinxue_domain::fee::{FeeRules, Lecture, LecturerTitle, Money, lecture_fee_cap};
    use jinxue_domain::hours::{HoursPerson, HoursRules, hours_verdict, online_verdict};
    use jinxue_domain::{Date, FeeCategory, PostLevel, Rank, Tenths};

    let (book, unit, on) = (RuleBook::shipped(), "0001".parse().unwrap(), Date::constant(2026, 6, 1));
    let hours = HoursRules::at(&book, &unit, on).unwrap();
    for &level in PostLevel::ALL {
        let person = HoursPerson { level, rank: Rank::Clerk1, post_since: Some(Date::constant(2026, 2, 1)) };
        assert!(hours_verdict(&person, &[], on, &hours).is_some_and(|verdict| verdict.met.is_none()));
    }
    assert!(online_verdict(&[], on, &hours.online).missing > Tenths::ZERO);
    let fees = FeeRules::at(&book, &unit, on).unwrap();
    for &category in FeeCategory::ALL {
        assert!(fees.cap(category, fees.days(40, 1, 1)).per_person > Money::default());
    }
    let rule = book.in_force(&jinxue_domain::rules::code::FEE_LECTURE, &unit, on).unwrap();
    for &title in LecturerTitle::ALL {
        let lecture = Lecture { key: "a".into(), title, hours: Tenths::from_hours(4), half_days: 1 };
        assert!(lecture_fee_cap(&[lecture], &rule).total > Money::default());
    }
}
