//! Target profiles: what people of a post, grade and sector must master, and how far.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;

use super::{Demand, Severity};
use crate::class::{Audience, Candidate};
use crate::code::TopicCode;
use crate::vocabulary::vocabulary;
use crate::words::{Form, Malformed};

/// How far a topic must be mastered: 1–100, where 100 asks for everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Level(u8);

impl Level {
    /// Nothing may be lacking: what holds where no profile speaks of a topic.
    pub const WHOLE: Level = Level(100);

    /// The number, 1–100.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// What is missing to this level where `lack` is missing to all there is.
    pub fn shortfall(self, lack: Severity) -> Severity {
        Severity::least(lack.get().saturating_sub(Level::WHOLE.0 - self.0))
    }

    /// What must be missing to all there is for `shortfall` to be missing to this level; nothing where nothing is.
    pub fn lack(self, shortfall: Severity) -> Severity {
        match shortfall {
            Severity::NONE => Severity::NONE,
            some => Severity::least(some.get().saturating_add(Level::WHOLE.0 - self.0)),
        }
    }

    /// What is missing where nothing is mastered.
    pub fn whole_shortfall(self) -> Severity {
        Severity::least(self.0)
    }
}

impl TryFrom<i64> for Level {
    type Error = Malformed;
    fn try_from(number: i64) -> Result<Level, Malformed> {
        let form = &Form {
            code: "level_out_of_range",
            what: ("目标水平", "target level"),
            expected: ("1 到 100", "1 to 100"),
        };
        let fits = u8::try_from(number).ok().filter(|n| (1..=100).contains(n));
        fits.map(Level).ok_or_else(|| Malformed::new(form, &number.to_string()))
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

vocabulary! {
    /// What a profile makes of a topic about which nothing that counts is known.
    Unproven, "无证据时", "where unproven" {
        Asked = "asked", "待测评", "to be assessed", "待评", "不计缺口";
        Lacking = "lacking", "计为缺口", "counts as a gap", "视为缺口", "从严";
    }
}

/// A profile as it holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// Whose profile it is.
    pub audience: Audience,
    /// What it makes of what nobody has shown.
    pub unproven: Unproven,
    /// Whose demand it is.
    pub demand: Demand,
    /// What must be mastered, and how far.
    pub levels: BTreeMap<TopicCode, Level>,
    /// The day from which it holds in this version.
    pub since: Date,
}

/// What one person must master of one topic: the strictest of their profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// How far.
    pub level: Level,
    /// What holds where nothing is known.
    pub unproven: Unproven,
    /// Since when.
    pub since: Date,
}

/// What one person must master.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Targets(BTreeMap<TopicCode, Target>);

impl Targets {
    /// The targets of a person, from all profiles that are theirs.
    pub fn of<'a>(profiles: impl IntoIterator<Item = &'a Profile>, person: &Candidate<'_>) -> Targets {
        let mut targets: BTreeMap<TopicCode, Target> = BTreeMap::new();
        let own = profiles.into_iter().filter(|profile| profile.audience.admits(person));
        for profile in own {
            for (topic, level) in &profile.levels {
                let asked = Target { level: *level, unproven: profile.unproven, since: profile.since };
                targets.entry(*topic).and_modify(|known| *known = known.stricter(asked)).or_insert(asked);
            }
        }
        Targets(targets)
    }

    /// What is asked of a topic, if anything is.
    pub fn get(&self, topic: TopicCode) -> Option<Target> {
        self.0.get(&topic).copied()
    }

    /// Topic by topic, in order.
    pub fn iter(&self) -> impl Iterator<Item = (TopicCode, Target)> {
        self.0.iter().map(|(topic, target)| (*topic, *target))
    }
}

impl Target {
    /// Of two targets the higher level, the stricter view of what is unproven, and the later day.
    fn stricter(self, other: Target) -> Target {
        Target {
            level: self.level.max(other.level),
            unproven: if self.unproven == Unproven::Lacking { self.unproven } else { other.unproven },
            since: self.since.max(other.since),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::audience_for_tests as audience;
    use crate::vocabulary::{Grade, Role};

    fn profile(of: Audience, unproven: Unproven, levels: &[(&str, i64)]) -> Profile {
        let level = |(topic, level): &(&str, i64)| (topic.parse().unwrap(), (*level).try_into().unwrap());
        let since = Date::constant(2026, 1, 1);
        Profile {
            audience: of,
            unproven,
            demand: Demand::Post,
            levels: levels.iter().map(level).collect(),
            since,
        }
    }

    #[test]
    fn a_person_has_the_strictest_of_all_their_profiles() {
        let profiles = [
            profile(audience("0001", (1, 12), "", ""), Unproven::Asked, &[("T0101", 60), ("T0202", 70)]),
            profile(audience("0001", (1, 6), "head", ""), Unproven::Lacking, &[("T0101", 90), ("T0202", 50)]),
            profile(audience("0001.0002", (1, 12), "", ""), Unproven::Asked, &[("T0603", 80)]),
        ];
        let unit = "0001.0001".parse().unwrap();
        let of = |grade: u8, role| {
            let candidate = Candidate {
                unit: &unit,
                grade: Grade::try_from(grade).unwrap(),
                role,
                sector: "party".parse().unwrap(),
            };
            let said = |(topic, target): (TopicCode, Target)| {
                (topic.to_string(), target.level.get(), target.unproven)
            };
            Targets::of(&profiles, &candidate).iter().map(said).collect::<Vec<_>>()
        };
        use Unproven::{Asked, Lacking};
        assert_eq!(of(8, Role::Head), [("T0101".into(), 60, Asked), ("T0202".into(), 70, Asked)]);
        assert_eq!(of(5, Role::Head), [("T0101".into(), 90, Lacking), ("T0202".into(), 70, Lacking)]);
    }

    #[test]
    fn a_level_takes_what_is_not_asked_for_from_a_lack() {
        let level = |n: i64| Level::try_from(n).unwrap();
        let lack = |n: i64| Severity::try_from(n).unwrap();
        for (asked, missing, left) in
            [(100i64, 40i64, 40i64), (70, 40, 10), (70, 30, 0), (1, 100, 1), (60, 0, 0)]
        {
            assert_eq!(level(asked).shortfall(lack(missing)), lack(left), "{asked} {missing}");
            if left > 0 {
                assert_eq!(level(asked).lack(lack(left)).get(), u8::try_from(missing).unwrap());
            }
        }
        assert!(Level::try_from(0).is_err() && Level::try_from(101).is_err());
    }
}
