//! The sentence of each answer, with the names of classes and topics.

use jinxue_domain::class::EligibilityRefusal;
use jinxue_domain::{ClassId, Fault, TopicCode, Words};

use super::{ClashReason, Explainer, Verdict};
use crate::facts::ClassFacts;
use crate::worth::Worth;

/// The answer about `class` in one sentence.
pub(super) fn words(of: &Explainer<'_>, class: &ClassFacts, verdict: &Verdict) -> Words {
    let name = class.quoted();
    let said = match verdict {
        Verdict::Seated { worth, runner_up } => seated(of, worth, *runner_up),
        Verdict::NotEligible { refusals } => not_eligible(of, refusals),
        Verdict::NotHeld { seats_min, .. } => Words::new(
            format!("不开班：能参加的人凑不足开班所需的 {seats_min} 人"),
            format!("not held: those who could attend do not make up the {seats_min} people it needs"),
        ),
        Verdict::Clash { with, reason, worth_of_seat } => clash(of, *with, *reason, *worth_of_seat),
        Verdict::OwnLimit { max_classes } => Words::new(
            format!("未安排：本人全年至多参加 {max_classes} 个班次，已排满"),
            format!("not seated: at most {max_classes} classes a year, and they are taken"),
        ),
        Verdict::UnitLimit { days, away, cap } => Words::new(
            format!("未安排：{days} 本单位已有 {away} 人参训，同时离岗至多 {cap} 人"),
            format!("not seated: {away} people of the unit are away {days}; at most {cap} may be"),
        ),
        Verdict::LeadersAway { days } => Words::new(
            format!("未安排：{days} 本单位另有班子成员参训，班子成员不同时离岗"),
            format!("not seated: another leader of the unit is away {days}; two never are"),
        ),
        Verdict::QuotaFull { seats_max, .. } => Words::new(
            format!("未安排：分配给所在地区或系统的 {seats_max} 个名额已满"),
            format!("not seated: the {seats_max} seats granted to the region or system are taken"),
        ),
        Verdict::Full { worth, least: Some(least) } => Words::new(
            format!("名额已满：对本人的价值为 {worth}，已安排人员中最低为 {least}"),
            format!("full: worth {worth} to this person; the least among those seated is {least}"),
        ),
        Verdict::Full { worth, least: None } => Words::new(
            format!("名额已满：对本人的价值为 {worth}，座位均已事先承诺"),
            format!("full: worth {worth} to this person; every seat was promised before"),
        ),
        Verdict::NoGain { worth } => Words::new(
            format!("未安排：在已有安排之外不再增加价值（{worth}）"),
            format!("not seated: it would add nothing to the other seats ({worth})"),
        ),
        Verdict::LeftUndone { worth } => Words::new(
            format!("未安排：可为本人增加 {worth}，属求解未尽的例外，可由管理员调整"),
            format!(
                "not seated although it would add {worth}: left undone by the search; it may be adjusted by hand"
            ),
        ),
    };
    Words::new(format!("{}{}。", name.zh, said.zh), format!("{} – {}.", name.en, said.en))
}

fn seated(of: &Explainer<'_>, worth: &Worth, runner_up: Option<(ClassId, i64)>) -> Words {
    let mut parts: Vec<Words> = worth.gaps.iter().map(|gap| gap_closed(of, gap.topic, gap.percent)).collect();
    if worth.mandatory > 0 {
        parts.push(Words::of("属必须参加", "it is mandatory"));
    }
    if worth.hours > 0 {
        parts.push(hours_counted(of));
    }
    if worth.first_class > 0 {
        let weeks = of.person.weeks_untrained;
        parts.push(Words::new(
            format!("是本年首次参训（已 {weeks} 周未训）"),
            format!("it is the first class of the year ({weeks} weeks untrained)"),
        ));
    }
    if worth.preference > 0 {
        parts.push(Words::of("符合意愿", "it is preferred"));
    }
    if parts.is_empty() {
        parts.push(Words::of("名额此前已通知", "the seat was promised before"));
    }
    let parts = joined(parts, "，", ", ");
    let total = worth.total();
    let instead = runner_up.and_then(|(id, adds)| Some((of.classes.get(&id)?.quoted(), adds)));
    let (next_zh, next_en) = instead.map_or_else(Default::default, |(name, adds)| {
        (format!("；其次为{}（{adds}）", name.zh), format!("; next best {} ({adds})", name.en))
    });
    Words::new(
        format!("已安排：{}，价值 {total}{next_zh}", parts.zh),
        format!("seated: {}; worth {total}{next_en}", parts.en),
    )
}

/// Hours are owed by a rule, and by one version of it.
fn hours_counted(of: &Explainer<'_>) -> Words {
    match of.hours_rules.and_then(|rules| rules.of(of.person.grade)) {
        None => Words::of("计入所欠学时", "it counts for hours due"),
        Some(rule) => {
            let source = rule.source();
            Words::new(
                format!("计入所欠学时（依据：{}）", source.zh),
                format!("it counts for hours due (by {})", source.en),
            )
        }
    }
}

fn gap_closed(of: &Explainer<'_>, topic: TopicCode, percent: u32) -> Words {
    let name = of.taxonomy.topic_name(topic);
    Words::new(
        format!("补“{}”短板 {percent}%", name.zh),
        format!("it closes {percent} % of the gap in “{}”", name.en),
    )
}

fn not_eligible(of: &Explainer<'_>, refusals: &[EligibilityRefusal]) -> Words {
    let said = refusals.iter().map(|refusal| match refusal {
        EligibilityRefusal::Repeated { topic } => {
            let name = of.taxonomy.topic_name(*topic);
            Words::new(format!("“{}”已参加过", name.zh), format!("“{}” was had before", name.en))
        }
        other => other.words(),
    });
    let said = joined(said.collect(), "；", "; ");
    Words::new(format!("不符合条件：{}", said.zh), format!("not eligible: {}", said.en))
}

fn clash(of: &Explainer<'_>, with: ClassId, reason: ClashReason, worth_of_seat: i64) -> Words {
    let own = of.classes.get(&with).map(|class| class.quoted()).unwrap_or_default();
    let (why_zh, why_en) = match reason {
        ClashReason::Days(days) => (format!("{days} 时间重叠"), format!("they share {days}")),
        ClashReason::Topic => ("主专题相同".to_owned(), "they have the same main topic".to_owned()),
    };
    Words::new(
        format!("未安排：与已安排的{}{why_zh}，后者价值 {worth_of_seat}", own.zh),
        format!("not seated: it clashes with {} ({why_en}), which is worth {worth_of_seat}", own.en),
    )
}

fn joined(parts: Vec<Words>, zh: &str, en: &str) -> Words {
    let (all_zh, all_en): (Vec<_>, Vec<_>) = parts.into_iter().map(|w| (w.zh, w.en)).unzip();
    Words::new(all_zh.join(zh), all_en.join(en))
}
