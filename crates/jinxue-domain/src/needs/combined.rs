//! Three needs in one: what the organisation asks for, what posts ask for, what people say they need.

use std::sync::Arc;

use jiff::civil::Date;

use crate::place::UnitPath;
use crate::rules::code::NEEDS_COMBINED;
use crate::rules::{RuleBook, RuleInForce};
use crate::vocabulary::vocabulary;

vocabulary! {
    /// Whose demand a target profile is.
    Demand, "需求来源", "demand" {
        Post = "post", "岗位需求", "of the post", "岗位";
        Organisation = "organisation", "组织需求", "of the organisation", "组织", "上级要求";
    }
}

/// How much of a topic is needed, in tenths of 0–100, by whom. As it is counted: the mean over people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parts {
    /// How far the organisation asks for it: the mean level over those asked.
    pub organisation: u64,
    /// How far their posts ask for it: the mean level over those asked.
    pub post: u64,
    /// How far they say they lack it: the mean severity over those who answered.
    pub personal: u64,
}

/// Each need against the topic that needs it most, which is 1,000: levels that are asked for and lacks that are told have no common
/// measure, but an order each. A need that nothing asks for stays nothing.
pub fn relative(all: &[Parts]) -> Vec<Parts> {
    let most = |of: fn(&Parts) -> u64| all.iter().map(of).max().unwrap_or(0);
    let (organisation, post, personal) =
        (most(|one| one.organisation), most(|one| one.post), most(|one| one.personal));
    let of = |part: u64, most: u64| if most == 0 { 0 } else { (part * 2_000 + most) / (2 * most) };
    all.iter()
        .map(|one| Parts {
            organisation: of(one.organisation, organisation),
            post: of(one.post, post),
            personal: of(one.personal, personal),
        })
        .collect()
}

/// How much each of the three needs counts (rule `needs.combined`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// Of the organisation's.
    pub organisation: u64,
    /// Of the posts'.
    pub post: u64,
    /// Of the people's own.
    pub personal: u64,
}

impl Weights {
    /// What holds at a unit on a day, with the rule that says so; none where the catalogue has no such rule.
    pub fn at(book: &RuleBook, unit: &UnitPath, on: Date) -> Option<(Weights, Arc<RuleInForce>)> {
        let rule = book.in_force(&NEEDS_COMBINED, unit, on)?;
        let weight = |figure: &str| rule.number(figure).unsigned_abs();
        let (organisation, post, personal) = (weight("organisation"), weight("post"), weight("personal"));
        Some((Weights { organisation, post, personal }, rule))
    }

    /// The combined need, in tenths of 0–100, rounded; nothing where nothing counts.
    pub fn combined(&self, parts: Parts) -> u64 {
        let all = self.organisation + self.post + self.personal;
        let sum =
            self.organisation * parts.organisation + self.post * parts.post + self.personal * parts.personal;
        if all == 0 { 0 } else { (2 * sum + all) / (2 * all) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_shipped_weights_count_every_need() {
        let root = UnitPath::root(1).unwrap();
        let (weights, _) =
            Weights::at(&RuleBook::shipped(), &root, Date::constant(2026, 1, 1)).expect("a rule");
        assert_eq!(weights, Weights { organisation: 40, post: 30, personal: 30 });
        assert_eq!(weights.combined(Parts { organisation: 900, post: 0, personal: 500 }), 510);
        assert_eq!(
            Weights { organisation: 0, post: 0, personal: 0 }
                .combined(Parts { organisation: 900, ..Parts::default() }),
            0
        );
    }

    #[test]
    fn each_need_is_held_against_the_topic_that_needs_it_most() {
        let part = |organisation, post, personal| Parts { organisation, post, personal };
        let all = [part(900, 0, 50), part(450, 0, 100), part(0, 0, 1)];
        assert_eq!(relative(&all), [part(1_000, 0, 500), part(500, 0, 1_000), part(0, 0, 10)]);
        assert!(relative(&[]).is_empty());
    }

    proptest! {
        /// The combined need lies between the least and the greatest part that counts.
        #[test]
        fn it_is_a_mean(parts in (0u64..=1000, 0u64..=1000, 0u64..=1000), weights in (0u64..=100, 0u64..=100, 1u64..=100)) {
            let of = Parts { organisation: parts.0, post: parts.1, personal: parts.2 };
            let by = Weights { organisation: weights.0, post: weights.1, personal: weights.2 };
            let counting = [(parts.0, weights.0), (parts.1, weights.1), (parts.2, weights.2)];
            let counting: Vec<u64> = counting.into_iter().filter(|(_, weight)| *weight > 0).map(|(part, _)| part).collect();
            let combined = by.combined(of);
            prop_assert!(counting.iter().min() <= Some(&combined) && Some(&combined) <= counting.iter().max());
        }
    }
}
