//! The classes of past years that people's histories are made of: each region
//! held some of each length, a length always in the same months, so that one
//! person's classes of different lengths never overlap.

use std::collections::BTreeMap;

use jinxue_domain::{ClassKind, Date, Family, RecordForm, Tier, UnitKind};

use super::{
    curriculum::Curriculum,
    dice::{Dice, Part},
    units::Unit,
};

/// How long a past class was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Length {
    /// 22 training days in March or July.
    Month,
    /// 12 training days, the year's due, in early summer or autumn.
    Fortnight,
    /// 5 training days.
    Week,
    /// 8 or 10 training days in January of the planned year (冬训).
    Winter,
    /// 50 hours on the network in December.
    Network,
    /// 50 hours on the network in February of the planned year.
    Spring,
}

use Length::{Fortnight, Month, Network, Spring, Week, Winter};

impl Length {
    /// Network training is on everything, so it has no topic.
    fn is_online(self) -> bool {
        matches!(self, Network | Spring)
    }
}

/// A class that was held.
#[derive(Debug, Clone)]
pub(super) struct PastClass {
    pub name: String,
    /// None for network training, which is on everything.
    pub topic: Option<usize>,
    pub kind: ClassKind,
    pub form: RecordForm,
    pub start: Date,
    pub end: Date,
    pub days: u32,
    pub hours_tenths: u32,
    /// Place of the organising region among the units.
    pub organiser: usize,
}

/// Hours of a training day: 12 days are 90 hours.
const HOURS_TENTHS_PER_DAY: u32 = 75;
/// Classes of one length that a region held in a year.
const CHOICE: usize = 4;

/// All past classes by year, organising region and length.
pub(super) struct PastClasses(BTreeMap<(i16, usize, Length), Vec<PastClass>>);

impl PastClasses {
    /// The classes of the three years before `year`, and those of its winter.
    pub fn of(units: &[Unit], curriculum: &Curriculum, year: i16, seed: u64) -> Self {
        let mut dice = Dice::new(seed, Part::PastClasses);
        let mut held = BTreeMap::new();
        let regions = units.iter().enumerate();
        let regions =
            regions.filter(|(_, unit)| unit.kind == UnitKind::Region && unit.tier != Tier::Township);
        for (organiser, unit) in regions {
            for (past, length) in occasions(year) {
                let mut make = |_| past_class(&mut dice, curriculum, unit, organiser, past, length);
                held.insert((past, organiser, length), (0..CHOICE).map(&mut make).collect());
            }
        }
        Self(held)
    }

    /// One of the classes of a year, a region and a length.
    pub fn pick(&self, dice: &mut Dice, year: i16, organiser: usize, length: Length) -> Option<&PastClass> {
        let classes = self.0.get(&(year, organiser, length))?;
        classes.get(dice.below(classes.len()))
    }
}

/// Which lengths were held in which years.
fn occasions(year: i16) -> impl Iterator<Item = (i16, Length)> {
    let before = (year - 3..year).flat_map(|past| [Month, Fortnight, Week].map(|length| (past, length)));
    before.chain([(year, Winter), (year - 1, Network), (year, Spring)])
}

fn past_class(
    dice: &mut Dice,
    curriculum: &Curriculum,
    region: &Unit,
    organiser: usize,
    year: i16,
    length: Length,
) -> PastClass {
    let family = dice.weighted(&[(Family::Theory, 30), (Family::PartySpirit, 20), (Family::Ability, 50)]);
    let topic = (!length.is_online()).then(|| curriculum.taught(dice, family));
    let (months, days): (&[i8], u32) = match length {
        Month => (&[3, 7], 22),
        Fortnight => (&[6, 9, 11], 12),
        Week => (&[5, 12], 5),
        Winter => (&[1], if dice.happens(60.0) { 8 } else { 10 }),
        Network => (&[12], 15),
        Spring => (&[2], 15),
    };
    let start = first_monday(year, dice.pick(months));
    let subject = topic.map_or("干部网络", |topic| curriculum.name(topic));
    PastClass {
        name: format!("{year}年{}{subject}{}", region.name, suffix(length)),
        topic,
        kind: kind(length),
        form: if length.is_online() { RecordForm::Online } else { RecordForm::Offline },
        start,
        end: last_day(start, days),
        days,
        hours_tenths: if length.is_online() { 500 } else { days * HOURS_TENTHS_PER_DAY },
        organiser,
    }
}

fn suffix(length: Length) -> &'static str {
    match length {
        Month => "进修班",
        Fortnight => "培训班",
        Week => "专题班",
        Winter => "冬训班",
        Network => "培训",
        Spring => "春季学习",
    }
}

fn kind(length: Length) -> ClassKind {
    match length {
        Month => ClassKind::Core,
        Fortnight | Network | Spring => ClassKind::InService,
        Week => ClassKind::SpecialTopic,
        Winter => ClassKind::Rotation,
    }
}

fn first_monday(year: i16, month: i8) -> Date {
    let first = jiff::civil::date(year, month, 1);
    let past_monday = i64::from(first.weekday().to_monday_zero_offset());
    first.saturating_add(jiff::Span::new().days((7 - past_monday) % 7))
}

/// The last of so many weekdays from a Monday on.
pub(super) fn last_day(monday: Date, days: u32) -> Date {
    let last = i64::from(days - 1);
    monday.saturating_add(jiff::Span::new().days(last / 5 * 7 + last % 5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn training_days_are_weekdays() {
        let monday = first_monday(2025, 6);
        assert_eq!(monday, jiff::civil::date(2025, 6, 2));
        assert_eq!(last_day(monday, 5), jiff::civil::date(2025, 6, 6));
        assert_eq!(last_day(monday, 12), jiff::civil::date(2025, 6, 17));
    }
}
