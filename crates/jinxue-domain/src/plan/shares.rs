//! A plan's targets handed down the tree: the province sets, cities and counties divide and answer for their share.
//!
//! Whoever holds a target divides it among units below. A share belongs to one holder only and no two shares of one
//! division lie one above the other, so what stands under a holder is counted once.

use std::collections::BTreeSet;

use crate::id::UnitId;
use crate::place::UnitPath;
use crate::vocabulary::Tier;
use crate::words::{Fault, Words, fault_display};

/// How much shall be held: classes and person-times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Aim {
    /// Classes.
    pub classes: u32,
    /// Person-times, the seats of those classes.
    pub person_times: u32,
}

impl Aim {
    /// Whether it asks for nothing.
    pub const fn is_nothing(self) -> bool {
        self.classes == 0 && self.person_times == 0
    }

    /// Both together; what no number can hold stays at the greatest.
    pub const fn plus(self, other: Aim) -> Aim {
        Aim {
            classes: self.classes.saturating_add(other.classes),
            person_times: self.person_times.saturating_add(other.person_times),
        }
    }
}

/// How what a unit holds of a tier agrees with what it has handed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The unit's own tier or one above: it holds these classes itself.
    Own,
    /// Everything is handed on, exactly.
    Even,
    /// Something is asked of tiers below, and nothing is handed on yet.
    Undivided,
    /// What is handed on differs from what is held.
    Off {
        /// Classes handed on beyond what is held; negative where some are still to be handed on.
        classes: i64,
        /// Person-times likewise.
        person_times: i64,
    },
}

impl Standing {
    /// How `held` of `tier` agrees with what a unit of tier `own` has `handed` on.
    ///
    /// Of its own tier a unit may hand a part on and keep the rest; of the tiers below everything is to be handed on.
    pub fn of(own: Tier, tier: Tier, held: Aim, handed: Aim) -> Standing {
        let over = |handed: u32, held: u32| i64::from(handed) - i64::from(held);
        let off = Standing::Off {
            classes: over(handed.classes, held.classes),
            person_times: over(handed.person_times, held.person_times),
        };
        if tier <= own {
            let beyond = handed.classes > held.classes || handed.person_times > held.person_times;
            return if beyond { off } else { Standing::Own };
        }
        match (held == handed, handed.is_nothing()) {
            (true, _) => Standing::Even,
            (false, true) => Standing::Undivided,
            (false, false) => off,
        }
    }

    /// The stable word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Standing::Own => "own",
            Standing::Even => "even",
            Standing::Undivided => "undivided",
            Standing::Off { .. } => "off",
        }
    }

    /// What is to be said of the unit `name` that holds `held` of `tier`; nothing where all agrees.
    pub fn words(self, name: &str, tier: Tier, held: Aim) -> Option<Words> {
        let Aim { classes, person_times } = held;
        match self {
            Standing::Own | Standing::Even => None,
            Standing::Undivided => Some(Words::new(
                format!("{name}：{}班次 {classes} 个、{person_times} 人次还没有向下分解", tier.zh()),
                format!(
                    "{name}: {classes} {} classes, {person_times} person-times, not handed on yet",
                    tier.en()
                ),
            )),
            Standing::Off { classes, person_times } => {
                let (zh, en): (Vec<String>, Vec<String>) = [
                    differing(classes, "班次", "个", "classes"),
                    differing(person_times, "培训量", "人次", "person-times"),
                ]
                .into_iter()
                .flatten()
                .unzip();
                Some(Words::new(
                    format!("{name}：{}任务{}", tier.zh(), zh.join("，")),
                    format!("{name}: of {} targets {}", tier.en(), en.join(", ")),
                ))
            }
        }
    }

    /// What is to be said of a unit that no longer lies below the one that gave it its share.
    pub fn moved(name: &str, from: &str, tier: Tier) -> Words {
        Words::new(
            format!("{name}：{}任务由“{from}”下达，而它已不在“{from}”之下，请重新分解", tier.zh()),
            format!(
                "{name}: its {} targets come from “{from}”, below which it no longer lies; divide them anew",
                tier.en()
            ),
        )
    }
}

/// How far what is handed on differs from what is held.
fn differing(over: i64, what_zh: &str, of_zh: &str, what_en: &str) -> Option<(String, String)> {
    let size = over.unsigned_abs();
    match over {
        0 => None,
        1.. => {
            Some((format!("{what_zh}多分 {size} {of_zh}"), format!("{size} {what_en} too many handed on")))
        }
        _ => Some((format!("{what_zh}还差 {size} {of_zh}"), format!("{size} {what_en} still to hand on"))),
    }
}

/// A unit that is to get a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receiver {
    /// Which.
    pub id: UnitId,
    /// Where it stands.
    pub path: UnitPath,
    /// Its tier.
    pub tier: Tier,
    /// Its name, for those who read a refusal.
    pub name: String,
    /// What it is to hold of each tier.
    pub aims: Vec<(Tier, Aim)>,
}

/// Why a division cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DivisionRefusal {
    /// The unit does not lie below the one that divides.
    NotBelow {
        /// Whose share was refused.
        name: String,
    },
    /// Two shares for one unit.
    Twice {
        /// Whose.
        name: String,
    },
    /// One unit lies below another of the same division: its classes would count twice.
    Nested {
        /// The lower.
        name: String,
        /// The upper.
        above: String,
    },
    /// A share of a tier above the unit's own.
    TierAbove {
        /// Whose share was refused.
        name: String,
        /// Its tier.
        own: Tier,
        /// The tier asked of it.
        asked: Tier,
    },
    /// Less than what is approved already below the unit.
    BelowApproved {
        /// Whose share was refused.
        name: String,
        /// The tier.
        tier: Tier,
        /// What was to be set.
        asked: u32,
        /// Classes approved, announced or held.
        approved: u32,
    },
}

/// Every reason why `holder` cannot divide its targets so.
pub fn division_faults(holder: &UnitPath, receivers: &[Receiver]) -> Vec<DivisionRefusal> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    let mut by_path: Vec<&Receiver> = Vec::new();
    for receiver in receivers {
        let name = || receiver.name.clone();
        if receiver.path == *holder || !holder.contains(&receiver.path) {
            faults.push(DivisionRefusal::NotBelow { name: name() });
        }
        if !seen.insert(receiver.id) {
            faults.push(DivisionRefusal::Twice { name: name() });
            continue;
        }
        by_path.push(receiver);
        let above = receiver.aims.iter().filter(|(tier, aim)| *tier < receiver.tier && !aim.is_nothing());
        let refused = |tier| DivisionRefusal::TierAbove { name: name(), own: receiver.tier, asked: tier };
        faults.extend(above.map(|(tier, _)| refused(*tier)));
    }
    by_path.sort_by(|a, b| a.path.cmp(&b.path));
    let mut upper: Option<&Receiver> = None;
    for receiver in by_path {
        match upper {
            Some(upper) if upper.path.contains(&receiver.path) => faults
                .push(DivisionRefusal::Nested { name: receiver.name.clone(), above: upper.name.clone() }),
            _ => upper = Some(receiver),
        }
    }
    faults
}

/// A whole divided by weights, by the largest remainders; the earlier of equals gets the one more. All zero when no
/// weight is.
pub fn proportional(whole: u32, weights: &[u64]) -> Vec<u32> {
    let sum: u128 = weights.iter().map(|&weight| u128::from(weight)).sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let exact = |weight: u64| u128::from(whole) * u128::from(weight);
    let mut parts: Vec<u32> =
        weights.iter().map(|&w| u32::try_from(exact(w) / sum).unwrap_or(whole)).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(exact(weights[at]) % sum));
    let left = whole - parts.iter().sum::<u32>();
    for at in order.into_iter().take(left as usize) {
        parts[at] += 1;
    }
    parts
}

impl Fault for DivisionRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotBelow { .. } => "share_not_below",
            Self::Twice { .. } => "share_twice",
            Self::Nested { .. } => "share_nested",
            Self::TierAbove { .. } => "share_tier_above",
            Self::BelowApproved { .. } => "share_below_approved",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::NotBelow { name } | Self::Twice { name } | Self::Nested { name, .. } => name.clone(),
            Self::TierAbove { asked, .. } => asked.to_string(),
            Self::BelowApproved { asked, .. } => asked.to_string(),
        }
    }
    fn expected(&self) -> Words {
        match self {
            Self::NotBelow { .. } => Words::of("本单位的下级单位", "a unit below this one"),
            Self::Twice { .. } => Words::of("每个单位一次", "each unit once"),
            Self::Nested { .. } => Words::of("互不隶属的单位", "units none of which lies below another"),
            Self::TierAbove { own, .. } => {
                Words::new(format!("{}或以下", own.zh()), format!("{} or below", own.en()))
            }
            Self::BelowApproved { approved, .. } => {
                Words::new(format!("≥ {approved}"), format!("≥ {approved}"))
            }
        }
    }
    fn words(&self) -> Words {
        match self {
            Self::NotBelow { name } => Words::new(
                format!("“{name}”不是下级单位，不能向它分解任务"),
                format!("“{name}” does not lie below this unit, nothing can be handed to it"),
            ),
            Self::Twice { name } => {
                Words::new(format!("“{name}”出现了两次"), format!("“{name}” stands there twice"))
            }
            Self::Nested { name, above } => Words::new(
                format!("“{name}”隶属“{above}”，两处都分解会重复计算；请由“{above}”再向下分解"),
                format!(
                    "“{name}” lies below “{above}”: both would count its classes; let “{above}” hand it on"
                ),
            ),
            Self::TierAbove { name, own, asked } => Words::new(
                format!("“{name}”是{}单位，不能承担{}班次", own.zh(), asked.zh()),
                format!("“{name}” is a unit of the {} tier and cannot hold {} classes", own.en(), asked.en()),
            ),
            Self::BelowApproved { name, tier, asked, approved } => Words::new(
                format!("“{name}”的{}班次已批准 {approved} 个，任务不能降到 {asked} 个", tier.zh()),
                format!(
                    "{approved} {} classes of “{name}” are approved; the target cannot go down to {asked}",
                    tier.en()
                ),
            ),
        }
    }
}
fault_display!(DivisionRefusal);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn aim(classes: u32, person_times: u32) -> Aim {
        Aim { classes, person_times }
    }

    fn receiver(number: u128, path: &str, tier: Tier, aims: Vec<(Tier, Aim)>) -> Receiver {
        let id = UnitId::from_uuid(uuid::Uuid::from_u128(number));
        Receiver { id, path: path.parse().unwrap(), tier, name: path.to_owned(), aims }
    }

    #[test]
    fn a_unit_keeps_its_own_tier_and_hands_on_the_tiers_below() {
        use Tier::{City, County, Province};
        let of = Standing::of;
        assert_eq!(of(Province, Province, aim(100, 5_000), Aim::default()), Standing::Own);
        assert_eq!(of(City, City, aim(45, 2_000), aim(5, 200)), Standing::Own);
        assert_eq!(of(City, City, aim(4, 200), aim(5, 200)), Standing::Off { classes: 1, person_times: 0 });
        assert_eq!(of(Province, City, aim(500, 40_000), aim(500, 40_000)), Standing::Even);
        assert_eq!(of(Province, City, aim(500, 40_000), Aim::default()), Standing::Undivided);
        assert_eq!(of(Province, City, Aim::default(), Aim::default()), Standing::Even);
        let off = Standing::Off { classes: -4, person_times: 100 };
        assert_eq!(of(City, County, aim(270, 20_000), aim(266, 20_100)), off);
        assert_eq!(
            of(City, County, Aim::default(), aim(1, 40)),
            Standing::Off { classes: 1, person_times: 40 }
        );
    }

    #[test]
    fn every_fault_of_a_division_is_told() {
        let holder: UnitPath = "0001.0002".parse().unwrap();
        let county = |number, path| receiver(number, path, Tier::County, vec![(Tier::County, aim(1, 40))]);
        assert_eq!(division_faults(&holder, &[county(1, "0001.0002.0001"), county(2, "0001.0002.0002")]), []);
        let above = receiver(
            9,
            "0001.0002.0009",
            Tier::County,
            vec![(Tier::City, aim(1, 40)), (Tier::Province, Aim::default())],
        );
        let faults = division_faults(
            &holder,
            &[
                county(1, "0001.0003"),
                county(2, "0001.0002"),
                county(3, "0001.0002.0001"),
                county(3, "0001.0002.0001"),
                county(4, "0001.0002.0001.0007"),
                above,
            ],
        );
        let codes: Vec<_> = faults.iter().map(Fault::code).collect();
        assert_eq!(
            codes,
            [
                "share_not_below",
                "share_not_below",
                "share_twice",
                "share_tier_above",
                "share_nested",
                "share_nested",
                "share_nested"
            ],
            "the unit that divides lies above all of its own: {faults:?}"
        );
    }

    proptest! {
        #[test]
        fn what_is_divided_adds_up_and_is_within_one_of_exact(whole in 0u32..1_000_000, weights in prop::collection::vec(0u64..1_000_000, 1..40)) {
            let parts = proportional(whole, &weights);
            let sum: u64 = weights.iter().sum();
            let expected = if sum == 0 { 0 } else { whole };
            prop_assert_eq!(parts.iter().sum::<u32>(), expected);
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = if sum == 0 { 0.0 } else { f64::from(whole) * *weight as f64 / sum as f64 };
                prop_assert!((f64::from(*part) - exact).abs() < 1.0, "{part} of {exact}");
            }
        }
    }
}
