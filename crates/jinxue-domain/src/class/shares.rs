//! What a core class must hold: shares of theory and Party spirit in its hours.

use std::sync::Arc;

use jiff::civil::Date;

use crate::code::TopicCode;
use crate::place::UnitPath;
use crate::rules::{RuleBook, RuleInForce, code};
use crate::taxonomy::Taxonomy;
use crate::tenths::Tenths;
use crate::vocabulary::Family;
use crate::words::Words;

/// Hours of a class by content.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContentHours {
    /// All hours.
    pub total: Tenths,
    /// Party theory.
    pub theory: Tenths,
    /// Party spirit.
    pub party_spirit: Tenths,
    /// Lectures of leading cadres, where they are known.
    pub leaders: Option<Tenths>,
}

impl ContentHours {
    /// An estimate before a timetable exists: the class's hours divided among its topics by their percentages. Leading
    /// cadres' lectures are not known yet.
    pub fn estimate(hours: Tenths, topics: &[(TopicCode, u8)], taxonomy: &Taxonomy) -> ContentHours {
        let whole = topics.iter().map(|(_, percent)| u32::from(*percent)).sum();
        let of = |family| {
            let of_family = topics.iter().filter(|(topic, _)| taxonomy.family(*topic) == Some(family));
            hours.share(of_family.map(|(_, percent)| u32::from(*percent)).sum(), whole)
        };
        ContentHours {
            total: hours,
            theory: of(Family::Theory),
            party_spirit: of(Family::PartySpirit),
            leaders: None,
        }
    }
}

/// One share, held against its rule.
#[derive(Debug, Clone)]
pub struct ShareVerdict {
    /// The rule.
    pub rule: Arc<RuleInForce>,
    /// The hours that count for it.
    pub hours: Tenths,
    /// All hours.
    pub total: Tenths,
    /// The percent due.
    pub percent_due: u32,
    /// Whether it is reached, exactly.
    pub met: bool,
}

/// The shares of a core class (主体班次): theory and Party spirit, Party spirit alone, and leading cadres' lectures where they are known.
pub fn core_shares(
    hours: &ContentHours,
    book: &RuleBook,
    organiser: &UnitPath,
    on: Date,
) -> Vec<ShareVerdict> {
    let asked = [
        (code::SHARE_THEORY, Some(hours.theory + hours.party_spirit)),
        (code::SHARE_SPIRIT, Some(hours.party_spirit)),
        (code::SHARE_LEADERS, hours.leaders),
    ];
    let verdict = |(code, part): (_, Option<Tenths>)| {
        let rule = book.in_force(&code, organiser, on).filter(|rule| rule.on())?;
        let (part, percent_due) = (part?, u32::try_from(rule.number("percent")).unwrap_or_default());
        let met = u64::from(part.get()) * 100 >= u64::from(percent_due) * u64::from(hours.total.get());
        Some(ShareVerdict { rule, hours: part, total: hours.total, percent_due, met })
    };
    asked.into_iter().filter_map(verdict).collect()
}

impl ShareVerdict {
    /// The verdict in one sentence, with the rule.
    pub fn words(&self) -> Words {
        let ShareVerdict { hours, total, percent_due, .. } = self;
        let rule = self.rule.words();
        let (zh, en) = if self.met { ("达标", "met") } else { ("未达标", "not met") };
        Words::new(
            format!("{hours}/{total} 学时，应不低于 {percent_due}%，{zh}。依据：{}", rule.zh),
            format!("{hours} of {total} hours, at least {percent_due} % due, {en}. Rule: {}", rule.en),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ON: Date = Date::constant(2026, 1, 1);

    fn verdicts(theory: u32, spirit: u32, leaders: Option<u32>) -> Vec<bool> {
        let hours = ContentHours {
            total: Tenths::from_hours(100),
            theory: Tenths::from_hours(theory),
            party_spirit: Tenths::from_hours(spirit),
            leaders: leaders.map(Tenths::from_hours),
        };
        let unit = "0001".parse().unwrap();
        core_shares(&hours, &RuleBook::shipped(), &unit, ON).iter().map(|v| v.met).collect()
    }

    #[test]
    fn seventy_twenty_twenty() {
        assert_eq!(verdicts(50, 20, Some(20)), [true, true, true]);
        assert_eq!(verdicts(49, 20, Some(19)), [false, true, false]);
        assert_eq!(verdicts(60, 19, None), [true, false]);
    }

    #[test]
    fn a_plan_estimates_by_the_percentages_of_topics() {
        let topics = [("T0101", 60), ("T0201", 20), ("T0401", 20)].map(|(t, p)| (t.parse().unwrap(), p));
        let hours = ContentHours::estimate(Tenths::from_hours(50), &topics, &Taxonomy::built_in());
        assert_eq!((hours.theory, hours.party_spirit), (Tenths::from_hours(30), Tenths::from_hours(10)));
    }
}
