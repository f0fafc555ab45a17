//! What a class must hold: shares of its hours by content and by lecturer.

use super::model::{LessonKind, Term};

/// A least share of a class's hours. The value is configuration: it carries the title of its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareRule {
    pub name: String,
    pub percent_min: u32,
    pub source: String,
    pub of: Share,
}

/// Whose hours are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// Theory and Party-spirit education together.
    TheoryAndPartySpirit,
    PartySpirit,
    LeadingCadres,
}

impl ShareRule {
    /// The rules of 中共中央关于加强和改进新形势下党校工作的意见 (2015) and of
    /// 中国共产党党校(行政学院)工作条例 (revised 2025), article 8(4).
    pub fn usual() -> Vec<Self> {
        let rule = |name: &str, percent_min, source: &str, of| Self {
            name: name.to_owned(),
            percent_min,
            source: source.to_owned(),
            of,
        };
        let opinion = "中央关于党校工作的意见 2015";
        vec![
            rule("理论教育和党性教育课时", 70, opinion, Share::TheoryAndPartySpirit),
            rule("党性教育课时", 20, opinion, Share::PartySpirit),
            rule("领导干部讲课课时", 20, "党校(行政学院)工作条例 第八条", Share::LeadingCadres),
        ]
    }
}

/// One rule of one class: hours held, hours of the class, and whether the share is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub class: usize,
    pub rule: ShareRule,
    pub hours: u32,
    pub of_hours: u32,
}

impl Held {
    /// Hours missing to the share; zero when it is kept.
    pub fn short_hours(&self) -> u32 {
        (self.of_hours * self.rule.percent_min).div_ceil(100).saturating_sub(self.hours)
    }
}

/// Every rule for every class. Ceremonies and self-study count for nothing; of parallel groups one counts.
pub fn shares(term: &Term, rules: &[ShareRule]) -> Vec<Held> {
    let mut held = Vec::new();
    for class in 0..term.classes.len() {
        let counted: Vec<_> = term
            .lessons
            .iter()
            .filter(|l| l.classes.contains(&class) && l.group.is_none_or(|g| g == 0))
            .filter(|l| !matches!(l.kind, LessonKind::Opening | LessonKind::Closing | LessonKind::SelfStudy))
            .collect();
        let of_hours = counted.iter().map(|l| l.hours).sum();
        for rule in rules {
            let hours = counted
                .iter()
                .filter(|l| match rule.of {
                    Share::TheoryAndPartySpirit => l.theory || l.party_spirit,
                    Share::PartySpirit => l.party_spirit,
                    Share::LeadingCadres => l.by_leading_cadre,
                })
                .map(|l| l.hours)
                .sum();
            held.push(Held { class, rule: rule.clone(), hours, of_hours });
        }
    }
    held
}
