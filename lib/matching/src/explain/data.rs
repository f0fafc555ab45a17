//! The answers as JSON: every number a page may want to show.

use serde_json::{Value, json};

use super::{Answer, Explanation, Rule};
use crate::Language;
use crate::model::{ClassId, Instance};

impl Explanation {
    /// Everything an answer says, for pages and programs: its kind, its figures, the words in both languages.
    pub fn json(&self, instance: &Instance) -> Value {
        json!({
            "person": instance.person_key(self.person),
            "class": instance.class_key(self.class),
            "answer": self.answer.kind(),
            "price": self.price,
            "forced": self.forced,
            "data": self.data(instance),
            "zh": self.words(instance, Language::Chinese),
            "en": self.words(instance, Language::English),
        })
    }

    /// The fields of the answer.
    pub fn data(&self, instance: &Instance) -> Value {
        let key = |class: &ClassId| instance.class_key(*class).to_string();
        match &self.answer {
            Answer::Seated { closes, worth, runner_up, promised } => json!({
                "worth": worth,
                "promised": promised,
                "closes": closes.iter().map(|g| json!({
                    "topic": g.topic, "severity": g.severity, "percent_before": g.percent_before,
                    "percent_after": g.percent_after, "worth": g.worth,
                })).collect::<Vec<_>>(),
                "runner_up": runner_up.as_ref().map(|(class, worth)| json!({"class": key(class), "worth": worth})),
            }),
            Answer::NotEligible(rule) => json!({ "rule": rule_data(rule) }),
            Answer::NotHeld { min, reach } => json!({ "min": min, "reach": reach }),
            Answer::Clash { with, gain, promised } => {
                json!({ "with": with.iter().map(key).collect::<Vec<_>>(), "gain": gain, "promised": promised })
            }
            Answer::OwnLimit { max, gain } => json!({ "max": max, "gain": gain }),
            Answer::NothingGained { gain } => json!({ "gain": gain }),
            Answer::Full { gain, marginal } => json!({ "gain": gain, "marginal": marginal }),
            Answer::QuotaFull { unit, max, gain, marginal } => {
                json!({ "unit": unit, "max": max, "gain": gain, "marginal": marginal })
            }
            Answer::UnitLimit { days, away, cap, gain, marginal } => json!({
                "days": days.iter().map(|d| d.to_string()).collect::<Vec<_>>(),
                "away": away, "cap": cap, "gain": gain, "marginal": marginal,
            }),
            Answer::LeaderAway { days, gain, marginal } => json!({
                "days": days.iter().map(|d| d.to_string()).collect::<Vec<_>>(), "gain": gain, "marginal": marginal,
            }),
            Answer::NeededElsewhere { class, gain } => json!({ "class": key(class), "gain": gain }),
            Answer::Exception { gain, marginal, cause } => {
                json!({ "gain": gain, "marginal": marginal, "cause": cause.word() })
            }
        }
    }
}

fn rule_data(rule: &Rule) -> Value {
    match rule {
        Rule::Audience { unit } => json!({ "name": "audience", "unit": unit }),
        Rule::Rank { rank, from, to } => json!({ "name": "rank", "rank": rank, "from": from, "to": to }),
        Rule::Role { role } => json!({ "name": "role", "role": role.word() }),
        Rule::Sector => json!({ "name": "sector" }),
        Rule::History { topic } => json!({ "name": "history", "topic": topic }),
        Rule::Busy { from, to } => json!({ "name": "busy", "from": from.to_string(), "to": to.to_string() }),
        Rule::NoNeed => json!({ "name": "no_need" }),
    }
}
