//! The rules the program ships, each with its mark and source. Adding a rule is adding an entry here; see
//! `docs/recipes/add-a-rule.md`.

use super::{Allowed, Choice, Figure, Mark, Rule, Source};
use crate::code::RuleCode;
use crate::words::Words;

/// Codes of the shipped rules.
pub mod code {
    use crate::code::RuleCode;

    macro_rules! codes {
        ($($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
            $(#[$doc])*
            pub const $name: RuleCode = RuleCode::known($code);
        )+};
    }

    codes! {
        /// Training time in five years, 县处级 and above.
        HOURS_FIVE_YEARS = "hours.county_and_above.five_years";
        /// Training time a year, 乡科级 and below.
        HOURS_YEARLY = "hours.section_and_below.yearly";
        /// Making up training time after a promotion.
        HOURS_MAKE_UP = "hours.promotion.make_up";
        /// Network training a year.
        HOURS_ONLINE = "hours.online.yearly";
        /// How the five years are counted.
        HOURS_WINDOW = "hours.window";
        /// Minutes of one 学时.
        HOURS_MINUTES = "hours.minutes";
        /// Days of training of the newly appointed.
        INDUCTION = "hours.induction";
        /// Days of training of the promoted, 县处级副职 and above.
        PROMOTION_COUNTY = "hours.promotion.county_and_above";
        /// Days of training of the promoted, 乡科级.
        PROMOTION_SECTION = "hours.promotion.section";
        /// Leave during a class that ends it.
        LEAVE = "class.leave";
        /// Theory and Party spirit in core classes.
        SHARE_THEORY = "share.core.theory_and_party_spirit";
        /// Party spirit in core classes.
        SHARE_SPIRIT = "share.core.party_spirit";
        /// Lectures of leading cadres in core classes.
        SHARE_LEADERS = "share.core.leaders";
        /// Seminars, cases and field teaching.
        SHARE_INTERACTIVE = "share.interactive";
        /// Cap per person and day, 一类.
        FEE_FIRST = "fee.cap.first";
        /// Cap per person and day, 二类.
        FEE_SECOND = "fee.cap.second";
        /// Cap per person and day, 三类.
        FEE_THIRD = "fee.cap.third";
        /// Reduction in long classes.
        FEE_LONG = "fee.long_class";
        /// Registration and departure days.
        FEE_TRAVEL_DAYS = "fee.registration_and_departure";
        /// Lecture fees per 学时.
        FEE_LECTURE = "fee.lecture";
        /// Staff of a class.
        FEE_STAFF = "fee.staff";
        /// When the year's plan is filed.
        PLAN_FILING = "plan.filing";
        /// Years untrained after which people are called up by name.
        CALL_UP_UNTRAINED = "call_up.untrained";
        /// Share of leading bodies trained a year.
        CALL_UP_LEADERS = "call_up.leading_bodies";
        /// How long evidence of a gap speaks.
        NEEDS_EVIDENCE_AGE = "needs.evidence_age";
        /// What a completed class leaves of a gap.
        NEEDS_CLASS = "needs.class_completed";
        /// What an answer to a survey says of a gap, and how few answers are shown.
        NEEDS_SURVEY = "needs.survey";
        /// How much each of the three needs counts.
        NEEDS_COMBINED = "needs.combined";
    }
}

const fn number(
    name: &'static str,
    label: (&'static str, &'static str),
    unit: (&'static str, &'static str),
    default: i64,
    range: (i64, i64),
) -> Figure {
    Figure { name, zh: label.0, en: label.1, unit, default, allowed: Allowed::Between(range.0, range.1) }
}

const fn word(
    name: &'static str,
    label: (&'static str, &'static str),
    default: i64,
    words: &'static [Choice],
) -> Figure {
    Figure { name, zh: label.0, en: label.1, unit: ("", ""), default, allowed: Allowed::OneOf(words) }
}

const fn choice(word: &'static str, zh: &'static str, en: &'static str) -> Choice {
    Choice { word, zh, en }
}

const fn source(
    title: (&'static str, &'static str),
    article: (&'static str, &'static str),
    date: &'static str,
) -> Source {
    Source { title: Words::of(title.0, title.1), article: Words::of(article.0, article.1), date }
}

const DAYS: (&str, &str) = ("天", "days");
const HOURS: (&str, &str) = ("学时", "hours");
const YEARS: (&str, &str) = ("年", "years");
const MONTHS: (&str, &str) = ("个月", "months");
const PERCENT: (&str, &str) = ("%", "%");
const YUAN_A_DAY: (&str, &str) = ("元/人天", "yuan per person and day");
const YUAN_AN_HOUR: (&str, &str) = ("元/学时", "yuan per hour");

const FORMS: &[Choice] = &[
    choice("offline", "只计脱产培训", "offline training only"),
    choice("all", "脱产与网络合并计算", "offline and online together"),
];
const WINDOWS: &[Choice] =
    &[choice("fixed", "固定周期", "fixed periods"), choice("rolling", "滚动计算", "rolling")];

const CLOSINGS: &[Choice] = &[
    choice("main", "主专题全部补齐，其他专题按比重", "the main topic wholly, the others by their share"),
    choice("share", "按班次中该专题的比重", "by the share of the class that is about the topic"),
    choice("whole", "全部补齐", "wholly"),
];

const REGULATION: (&str, &str) =
    ("干部教育培训工作条例", "Regulations on the education and training of cadres");
const REVISED: &str = "2023-08-31";
const CIVIL_SERVANTS: (&str, &str) = ("公务员培训规定", "Provisions on the training of civil servants");
const TRAINEES: (&str, &str) = ("干部教育培训学员管理规定", "Provisions on trainees");
const SCHOOLS_2015: (&str, &str) = ("中央关于党校工作的意见", "Opinions on the work of Party schools");
const SCHOOLS: (&str, &str) =
    ("中国共产党党校（行政学院）工作条例", "Regulations on the work of Party schools");
const FEES: (&str, &str) =
    ("中央和国家机关培训费管理办法", "Measures on training expenses of central offices");
const FEES_NUMBER: (&str, &str) = ("财行〔2016〕540号", "Cai Xing [2016] No. 540");
const LOCAL: (&str, &str) = ("各地实践", "local practice");
const OPEN: (&str, &str) = ("条文未定义，由各地配置", "not defined in the text; configured locally");
const NO_ARTICLE: (&str, &str) = ("", "");

macro_rules! rules {
    ($($code:ident, $zh:literal, $en:literal, $mark:ident, $on:literal, $from:literal, $source:expr, [$($figure:expr),+ $(,)?];)+) => {
        /// Every shipped rule, in the order a page lists them.
        pub static CATALOGUE: &[Rule] = &[$(Rule {
            code: code::$code,
            title: Words::of($zh, $en),
            figures: &[$($figure),+],
            mark: Mark::$mark,
            source: $source,
            valid_from: $from,
            on: $on,
        }),+];
    };
}

rules! {
    HOURS_FIVE_YEARS, "县处级以上五年培训时间", "Training time in five years, county level and above", Confirmed, true, "2023-08-31",
        source(REGULATION, ("第十四条第一款", "art. 14 ¶1"), REVISED), [
            number("years", ("周期", "period"), YEARS, 5, (1, 10)),
            number("days", ("或累计（3 个月，每月按 30 天）", "or in all (3 months of 30 days)"), DAYS, 90, (1, 366)),
            number("hours", ("或累计", "or in all"), HOURS, 550, (1, 5000)),
            word("forms", ("计入", "counted"), 0, FORMS),
        ];
    HOURS_YEARLY, "乡科级以下每年培训时间", "Training time a year, section level and below", Confirmed, true, "2023-08-31",
        source(REGULATION, ("第十四条第二款", "art. 14 ¶2"), REVISED), [
            number("days", ("每年", "a year"), DAYS, 12, (1, 366)),
            number("hours", ("或每年", "or a year"), HOURS, 90, (1, 2000)),
            word("forms", ("计入", "counted"), 1, FORMS),
        ];
    HOURS_MAKE_UP, "提任后补训期限", "Making up after a promotion", Confirmed, true, "2023-08-31",
        source(REGULATION, ("第十四条第一款", "art. 14 ¶1"), REVISED), [
            number("years", ("提任后", "after the appointment"), YEARS, 1, (1, 5)),
        ];
    HOURS_ONLINE, "每年网络培训学时", "Network training a year", Secondary, true, "2023-08-31",
        source(REGULATION, ("第十四条第三款；50 学时为常见做法", "art. 14 ¶3; 50 hours are common practice"), REVISED), [
            number("hours", ("每年", "a year"), HOURS, 50, (0, 1000)),
        ];
    HOURS_WINDOW, "五年周期的算法", "How the five years are counted", Unconfirmed, true, "",
        source(OPEN, NO_ARTICLE, ""), [
            word("kind", ("算法", "counting"), 0, WINDOWS),
            number("first_year", ("固定周期起始年", "first year of a fixed period"), ("年", ""), 2023, (1990, 2100)),
        ];
    HOURS_MINUTES, "每学时分钟数", "Minutes of one hour of learning", Unconfirmed, true, "",
        source(OPEN, NO_ARTICLE, ""), [
            number("minutes", ("每学时", "each"), ("分钟", "minutes"), 45, (30, 60)),
        ];
    INDUCTION, "初任培训时间", "Induction training", Secondary, true, "2008",
        source(CIVIL_SERVANTS, NO_ARTICLE, "2008"), [
            number("days", ("不少于", "at least"), DAYS, 12, (1, 366)),
            number("years", ("任职后", "after taking office, within"), YEARS, 1, (1, 5)),
        ];
    PROMOTION_COUNTY, "县处级副职以上任职培训时间", "Promotion training, county level and above", Secondary, true, "2008",
        source(CIVIL_SERVANTS, NO_ARTICLE, "2008"), [
            number("days", ("不少于", "at least"), DAYS, 30, (1, 366)),
            number("years", ("任职前或任职后", "before or after taking office, within"), YEARS, 1, (1, 5)),
        ];
    PROMOTION_SECTION, "乡科级任职培训时间", "Promotion training, section level", Secondary, true, "2008",
        source(CIVIL_SERVANTS, NO_ARTICLE, "2008"), [
            number("days", ("不少于", "at least"), DAYS, 15, (1, 366)),
            number("years", ("任职前或任职后", "before or after taking office, within"), YEARS, 1, (1, 5)),
        ];
    LEAVE, "请假累计超限退学", "Leave that ends a training", Confirmed, true, "2013",
        source(TRAINEES, NO_ARTICLE, "2013"), [
            number("one_in", ("累计超过总学时的几分之一", "more than one part in"), ("", ""), 7, (2, 100)),
        ];
    SHARE_THEORY, "主体班次理论与党性教育课时占比", "Theory and Party spirit in core classes", Confirmed, true, "2015",
        source(SCHOOLS_2015, NO_ARTICLE, "2015"), [
            number("percent", ("不低于总课时的", "at least, of all hours"), PERCENT, 70, (0, 100)),
        ];
    SHARE_SPIRIT, "主体班次党性教育课时占比", "Party spirit in core classes", Confirmed, true, "2015",
        source(SCHOOLS_2015, NO_ARTICLE, "2015"), [
            number("percent", ("不低于总课时的", "at least, of all hours"), PERCENT, 20, (0, 100)),
        ];
    SHARE_LEADERS, "领导干部讲课占主体班次课时", "Lectures of leading cadres in core classes", Confirmed, true, "2025",
        source(SCHOOLS, ("第八条第四项", "art. 8(4)"), "2025"), [
            number("percent", ("每学期不低于总课时的", "at least, of a semester's hours"), PERCENT, 20, (0, 100)),
        ];
    SHARE_INTERACTIVE, "研讨式、案例式、模拟式、体验式教学占比", "Seminar, case, simulation and field teaching", Unconfirmed, false, "",
        source(LOCAL, NO_ARTICLE, ""), [
            number("percent", ("不低于总课时的", "at least, of all hours"), PERCENT, 30, (0, 100)),
        ];
    FEE_FIRST, "一类培训综合定额", "Cap of first-category training", Confirmed, true, "2017-01-01",
        source(FEES, FEES_NUMBER, "2016"), [number("yuan", ("上限", "at most"), YUAN_A_DAY, 760, (1, 5000))];
    FEE_SECOND, "二类培训综合定额", "Cap of second-category training", Confirmed, true, "2017-01-01",
        source(FEES, FEES_NUMBER, "2016"), [number("yuan", ("上限", "at most"), YUAN_A_DAY, 650, (1, 5000))];
    FEE_THIRD, "三类培训综合定额", "Cap of third-category training", Confirmed, true, "2017-01-01",
        source(FEES, FEES_NUMBER, "2016"), [number("yuan", ("上限", "at most"), YUAN_A_DAY, 550, (1, 5000))];
    FEE_LONG, "长期培训超出天数折算", "Days beyond the limit in long classes", Confirmed, true, "2017-01-01",
        source(FEES, FEES_NUMBER, "2016"), [
            number("full_days", ("全额计算", "in full up to"), DAYS, 30, (1, 366)),
            number("percent", ("超出部分按", "days beyond at"), PERCENT, 70, (0, 100)),
        ];
    FEE_TRAVEL_DAYS, "报到和离开时间", "Registration and departure", Confirmed, true, "2017-01-01",
        source(FEES, FEES_NUMBER, "2016"), [
            number("registration_days", ("报到最多计", "registration counts at most"), DAYS, 1, (0, 3)),
            number("departure_days", ("离开最多计", "departure counts at most"), DAYS, 1, (0, 3)),
        ];
    FEE_LECTURE, "讲课费（税后）", "Lecture fees after tax", Confirmed, true, "2017-01-01",
        source(FEES, FEES_NUMBER, "2016"), [
            number("vice_senior", ("副高级", "vice-senior title"), YUAN_AN_HOUR, 500, (0, 20_000)),
            number("senior", ("正高级", "senior title"), YUAN_AN_HOUR, 1000, (0, 20_000)),
            number("expert", ("院士、全国知名专家", "academician or nationally known expert"), YUAN_AN_HOUR, 1500, (0, 20_000)),
            number("half_day_hours", ("每半天最多", "at most each half-day"), HOURS, 4, (1, 8)),
        ];
    FEE_STAFF, "工作人员数量", "Staff of a class", Unconfirmed, false, "",
        source(FEES, FEES_NUMBER, "2016"), [
            number("percent", ("不超过参训人数的", "at most, of the trainees"), PERCENT, 10, (0, 100)),
            number("people", ("且不超过", "and at most"), ("人", "people"), 10, (0, 100)),
        ];
    PLAN_FILING, "年度培训计划备案期限", "Filing of the year's plan", Confirmed, true, "2017-01-01",
        source(FEES, FEES_NUMBER, "2016"), [
            number("month", ("月", "month"), ("", ""), 3, (1, 12)),
            number("day", ("日前", "day"), ("", ""), 31, (1, 31)),
        ];
    CALL_UP_UNTRAINED, "多年未参训点名调训", "Called up by name when long untrained", Secondary, true, "",
        source(LOCAL, NO_ARTICLE, ""), [
            number("years", ("未参加培训达", "untrained for"), YEARS, 5, (1, 20)),
        ];
    CALL_UP_LEADERS, "领导班子成员每年调训比例", "Leading-body members trained a year", Secondary, true, "",
        source(LOCAL, NO_ARTICLE, ""), [
            number("one_in", ("每年不少于几分之一", "at least one in"), ("", ""), 5, (1, 20)),
        ];
    NEEDS_EVIDENCE_AGE, "短板证据的时效", "How long evidence of a gap speaks", Unconfirmed, true, "",
        source(OPEN, NO_ARTICLE, ""), [
            number("self_months", ("本人自评", "a self-report"), MONTHS, 24, (1, 600)),
            number("appraisal_months", ("组织评价", "an appraisal"), MONTHS, 36, (1, 600)),
            number("measured_months", ("测评结果与结业", "a measurement or a completed class"), MONTHS, 60, (1, 600)),
        ];
    NEEDS_CLASS, "结业对短板的补齐", "What a completed class closes of a gap", Unconfirmed, true, "",
        source(OPEN, NO_ARTICLE, ""), [
            word("closing", ("补齐", "closed"), 0, CLOSINGS),
        ];
    NEEDS_SURVEY, "需求调研的折算与保护", "What an answer to a survey says, and how few are shown", Unconfirmed, true, "",
        source(OPEN, NO_ARTICLE, ""), [
            number("mild", ("“一般”记为缺口程度", "“somewhat” is a severity of"), ("", ""), 20, (0, 100)),
            number("needed", ("“需要”记为缺口程度", "“needed” is a severity of"), ("", ""), 50, (0, 100)),
            number("urgent", ("“迫切”记为缺口程度", "“urgent” is a severity of"), ("", ""), 80, (0, 100)),
            number("group_least", ("匿名结果显示的最小作答人数", "the fewest answers shown where nobody is named"), ("人", "people"), 5, (3, 100)),
        ];
    NEEDS_COMBINED, "三类需求的权重", "How much each of the three needs counts", Unconfirmed, true, "",
        source(OPEN, NO_ARTICLE, ""), [
            number("organisation", ("组织需求", "the organisation's"), ("", ""), 40, (0, 100)),
            number("post", ("岗位需求", "the posts'"), ("", ""), 30, (0, 100)),
            number("personal", ("个人需求", "the people's own"), ("", ""), 30, (0, 100)),
        ];
}

/// The shipped rule of a code.
pub fn rule(code: &RuleCode) -> Option<&'static Rule> {
    CATALOGUE.iter().find(|rule| rule.code == *code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_rule_is_complete() {
        let codes: BTreeSet<_> = CATALOGUE.iter().map(|r| r.code.as_str()).collect();
        assert_eq!(codes.len(), CATALOGUE.len(), "codes are told apart");
        for rule in CATALOGUE {
            assert!(rule.code.as_str().parse::<RuleCode>().is_ok(), "{}", rule.code);
            assert!(!rule.title.zh.is_empty() && !rule.title.en.is_empty(), "{}", rule.code);
            assert!(!rule.source.title.zh.is_empty(), "{}", rule.code);
            let names: BTreeSet<_> = rule.figures.iter().map(|f| f.name).collect();
            assert_eq!(names.len(), rule.figures.len(), "{}", rule.code);
            for figure in rule.figures {
                assert!(figure.admits(&figure.value()), "{} {}", rule.code, figure.name);
            }
        }
    }
}
