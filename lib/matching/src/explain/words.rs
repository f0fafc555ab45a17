//! The answers in words.

use jiff::civil::Date;

use super::{Answer, Closed, Explanation, Rule, Undone};
use crate::Language;
use crate::model::{ClassId, Instance};

impl Explanation {
    /// A few sentences for the person concerned. Other people appear as numbers only.
    pub fn words(&self, instance: &Instance, language: Language) -> String {
        let forced = self.forced.map_or(String::new(), |cost| forced_words(cost, language));
        self.answer.words(instance, language) + &forced
    }
}

impl Answer {
    /// One or two sentences for the person concerned.
    pub fn words(&self, instance: &Instance, language: Language) -> String {
        let c = |class: &ClassId| instance.class_key(*class).to_string();
        match language {
            Language::Chinese => chinese(self, &c),
            Language::English => english(self, &c),
        }
    }
}

/// What seating the person all the same would cost.
fn forced_words(cost: i64, language: Language) -> String {
    match language {
        Language::Chinese if cost < 0 => format!("若改为安排，整体可增加 {} 分。", -cost),
        Language::Chinese => format!("若强行安排，整体至多损失 {cost} 分。"),
        Language::English if cost < 0 => format!(" Seating them would gain the whole {} points.", -cost),
        Language::English => {
            format!(" Seating them all the same would cost the whole at most {cost} points.")
        }
    }
}

/// The days, as first to last where they follow each other.
fn days_words(days: &[Date], to: &str, between: &str) -> String {
    let runs = days.chunk_by(|a, b| a.tomorrow().is_ok_and(|next| next == *b));
    let run = |run: &[Date]| match (run.first(), run.last()) {
        (Some(first), Some(last)) if first != last => format!("{first}{to}{last}"),
        (Some(first), _) => first.to_string(),
        _ => String::new(),
    };
    runs.map(run).collect::<Vec<_>>().join(between)
}

fn join<T>(items: &[T], between: &str, word: impl Fn(&T) -> String) -> String {
    items.iter().map(word).collect::<Vec<_>>().join(between)
}

fn chinese(answer: &Answer, c: &dyn Fn(&ClassId) -> String) -> String {
    match answer {
        Answer::Seated { closes, worth, runner_up, promised } => {
            let gap = |g: &Closed| format!("{} 由 {}% 至 {}%", g.topic, g.percent_before, g.percent_after);
            let mut text = format!("已安排，价值 {worth} 分");
            if *promised {
                text.push_str("（已承诺名额）");
            }
            if !closes.is_empty() {
                text.push_str(&format!("；弥补短板：{}", join(closes, "、", gap)));
            }
            if let Some((class, worth)) = runner_up {
                text.push_str(&format!("。次优为班次 {}，价值 {worth} 分", c(class)));
            }
            text + "。"
        }
        Answer::NotEligible(rule) => format!("不符合条件：{}。", chinese_rule(rule)),
        Answer::NotHeld { min, reach } if reach < min => {
            format!("该班未开班：下限 {min} 人，能同时参加者最多 {reach} 人。")
        }
        Answer::NotHeld { min, reach } => {
            format!("该班未开班：下限 {min} 人；能同时参加者最多 {reach} 人，但去其他班次更有价值。")
        }
        Answer::Clash { with, promised: true, .. } => {
            format!("与已承诺的班次 {} 冲突。", join(with, "、", c))
        }
        Answer::Clash { with, gain, .. } => {
            format!("与已安排的班次 {} 冲突，换班将损失 {} 分。", join(with, "、", c), -gain)
        }
        Answer::OwnLimit { max, gain } => {
            format!("已达本人班次上限 {max} 个，换班将损失 {} 分。", -gain)
        }
        Answer::NothingGained { gain } => format!("现有安排已覆盖其需要，再参加增加 {gain} 分。"),
        Answer::Full { gain, marginal: None } => {
            format!("名额已满，均为已承诺名额（对本人价值 {gain} 分）。")
        }
        Answer::Full { gain, marginal: Some(marginal) } => {
            format!(
                "名额已满：对本人价值 {gain} 分，在班者中最低为 {marginal} 分，相差 {} 分。",
                marginal - gain
            )
        }
        Answer::QuotaFull { unit, max, gain, marginal } => {
            let marginal = marginal.map_or("均已承诺".into(), |m| format!("最低价值 {m} 分"));
            format!("单位 {unit} 的名额 {max} 个已满（{marginal}），对本人价值 {gain} 分。")
        }
        Answer::UnitLimit { days, away, cap, gain, marginal } => {
            let marginal =
                marginal.map_or("均为已承诺名额".into(), |m| format!("改留一人至少损失 {m} 分"));
            format!(
                "本单位在 {} 已有 {away} 人离岗，上限 {cap} 人（{marginal}），对本人价值 {gain} 分。",
                days_words(days, " 至 ", "、")
            )
        }
        Answer::LeaderAway { days, gain, marginal } => {
            let marginal =
                marginal.map_or("为已承诺名额".into(), |m| format!("改留其人至少损失 {m} 分"));
            format!(
                "在 {} 已有一名班子成员离岗，须留人主持工作（{marginal}），对本人价值 {gain} 分。",
                days_words(days, " 至 ", "、")
            )
        }
        Answer::NeededElsewhere { class, .. } => format!("若离开班次 {}，该班将不足开班下限。", c(class)),
        Answer::Exception { gain, cause: Undone::Together, .. } => {
            format!("例外：对本人价值 {gain} 分，高于在班者最低值，但整体互换得不偿失。")
        }
        Answer::Exception { gain, cause: Undone::Staying, .. } => {
            format!("例外：对本人价值 {gain} 分，高于在班者最低值，但不及让原有人员留在原班的价值。")
        }
        Answer::Exception { gain, .. } => {
            format!("例外：对本人价值 {gain} 分，高于在班者最低值；求解提前结束，尚未调整。")
        }
    }
}

fn chinese_rule(rule: &Rule) -> String {
    match rule {
        Rule::Audience { unit } => format!("该班面向单位 {unit}"),
        Rule::Rank { rank, from, to } => format!("职级 {rank} 不在 {from} 至 {to} 之间"),
        Rule::Role { role } => format!("职务类别 {} 不在范围内", role.word()),
        Rule::Sector => "所属领域不在范围内".into(),
        Rule::History { topic } => format!("已参加过主专题 {topic}"),
        Rule::Busy { from, to } => format!("{from} 至 {to} 已有安排"),
        Rule::NoNeed => "不弥补短板、不计所欠学时，亦非必修或志愿".into(),
    }
}

fn english(answer: &Answer, c: &dyn Fn(&ClassId) -> String) -> String {
    match answer {
        Answer::Seated { closes, worth, runner_up, promised } => {
            let gap = |g: &Closed| format!("{} from {}% to {}%", g.topic, g.percent_before, g.percent_after);
            let mut text = format!("Seated; worth {worth} points");
            if *promised {
                text.push_str(" (promised)");
            }
            if !closes.is_empty() {
                text.push_str(&format!("; closes {}", join(closes, ", ", gap)));
            }
            if let Some((class, worth)) = runner_up {
                text.push_str(&format!(". Next best: class {}, worth {worth}", c(class)));
            }
            text + "."
        }
        Answer::NotEligible(rule) => format!("Not eligible: {}.", english_rule(rule)),
        Answer::NotHeld { min, reach } if reach < min => {
            format!("The class is not held: it needs {min} people, and at most {reach} could come together.")
        }
        Answer::NotHeld { min, reach } => format!(
            "The class is not held: it needs {min} people; up to {reach} could come, but are worth more elsewhere."
        ),
        Answer::Clash { with, promised: true, .. } => {
            format!("Clashes with the promised {}.", join(with, ", ", c))
        }
        Answer::Clash { with, gain, .. } => {
            format!("Clashes with {}; changing would lose {} points.", join(with, ", ", c), -gain)
        }
        Answer::OwnLimit { max, gain } => {
            format!("Already has as many classes as allowed ({max}); changing would lose {} points.", -gain)
        }
        Answer::NothingGained { gain } => {
            format!("What it would give is covered already; one more class adds {gain} points.")
        }
        Answer::Full { gain, marginal: None } => {
            format!("Full: every seat was promised (worth {gain} points to this person).")
        }
        Answer::Full { gain, marginal: Some(marginal) } => format!(
            "Full: worth {gain} points to this person, at least {marginal} to everybody seated; {} short.",
            marginal - gain
        ),
        Answer::QuotaFull { unit, max, gain, marginal } => {
            let marginal = marginal.map_or("all promised".into(), |m| format!("worth at least {m} to each"));
            format!("The {max} seats for {unit} are taken ({marginal}); worth {gain} points to this person.")
        }
        Answer::UnitLimit { days, away, cap, gain, marginal } => {
            let marginal = marginal
                .map_or("all promised".into(), |m| format!("one of them staying would lose at least {m}"));
            format!(
                "On {} the unit already has {away} people away, at most {cap} ({marginal}); worth {gain} points to this person.",
                days_words(days, " to ", ", ")
            )
        }
        Answer::LeaderAway { days, gain, marginal } => {
            let marginal =
                marginal.map_or("promised".into(), |m| format!("who would lose at least {m} by staying"));
            format!(
                "On {} another leader of the unit is away ({marginal}); worth {gain} points to this person.",
                days_words(days, " to ", ", ")
            )
        }
        Answer::NeededElsewhere { class, .. } => {
            format!("Without this person class {} would fall below its minimum.", c(class))
        }
        Answer::Exception { gain, cause: Undone::Together, .. } => format!(
            "An exception: worth {gain} points, more than to somebody seated, but the exchange as a whole would lose."
        ),
        Answer::Exception { gain, cause: Undone::Staying, .. } => format!(
            "An exception: worth {gain} points, more than to somebody seated, but less than leaving people where they were."
        ),
        Answer::Exception { gain, .. } => format!(
            "An exception: worth {gain} points, more than to somebody seated; the search ended before this exchange."
        ),
    }
}

fn english_rule(rule: &Rule) -> String {
    match rule {
        Rule::Audience { unit } => format!("the class is for unit {unit}"),
        Rule::Rank { rank, from, to } => format!("rank {rank} is not within {from} to {to}"),
        Rule::Role { role } => format!("the class is not for the role {}", role.word()),
        Rule::Sector => "the class is not for this sector".into(),
        Rule::History { topic } => format!("the main topic {topic} was attended before"),
        Rule::Busy { from, to } => format!("away already from {from} to {to}"),
        Rule::NoNeed => {
            "it closes no gap, counts for no hours due, is neither mandatory nor preferred".into()
        }
    }
}
