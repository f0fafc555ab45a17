//! Each person's past training: most are near what is due, a fifth fall short.

use jinxue_domain::{Rank, Role, Tier};

use super::{
    dice::{Dice, Part},
    past_classes::{
        Length::{self, Fortnight, Month, Network, Spring, Week, Winter},
        PastClass, PastClasses,
    },
    people::Person,
    units::Unit,
};

/// One class of one person's past.
pub(super) struct Record<'a> {
    pub class: &'a PastClass,
    pub unit_then: &'a str,
    pub post_then: &'a str,
}

/// Of a hundred people, how many fall short of the hours that are due.
const SHORT_PERCENT: f64 = 20.0;

/// Makes histories.
pub(super) struct Histories<'a> {
    pub units: &'a [Unit],
    pub past: &'a PastClasses,
    pub year: i16,
    pub seed: u64,
}

impl<'a> Histories<'a> {
    /// The past of the person at a place among all people, earliest class first.
    pub fn of(&self, person: &'a Person, place: usize) -> Vec<Record<'a>> {
        let mut dice = Dice::of(self.seed, Part::History, place);
        let attended = match (person.rank, person.owes_five_years()) {
            (Rank::Probation, _) => Vec::new(),
            (_, true) => five_years(&mut dice, self.year),
            (_, false) => one_year(&mut dice, self.year),
        };
        let mut records: Vec<Record<'a>> = attended
            .into_iter()
            .filter_map(|(year, length)| self.record(&mut dice, person, year, length))
            .collect();
        records.sort_by_key(|record| record.class.start);
        self.drop_repeated_topics(&mut records);
        records
    }

    fn record(&self, dice: &mut Dice, person: &'a Person, year: i16, length: Length) -> Option<Record<'a>> {
        let organiser = self.organiser(dice, person, length);
        let class = self.past.pick(dice, year, organiser, length)?;
        let unit = &self.units[person.unit];
        let was_deputy = person.role == Role::Head && class.start < person.post_since;
        let post_then = if was_deputy { unit.titles.deputy } else { &person.post };
        Some(Record { class, unit_then: &unit.name, post_then })
    }

    /// The region that called the person up: its own, the one above, the province for all on the network.
    fn organiser(&self, dice: &mut Dice, person: &Person, length: Length) -> usize {
        let above = |unit: usize| self.units[unit].parent.unwrap_or(0);
        let mut region = person.unit;
        while region != 0 && (self.units[region].tier == Tier::Township || !is_region(&self.units[region])) {
            region = above(region);
        }
        match (length, person.grade()) {
            (Network | Spring, _) | (_, 1..=4) => 0,
            (_, 5..=6) if dice.happens(60.0) => above(region),
            (_, 7..=8) if dice.happens(20.0) => above(region),
            _ => region,
        }
    }

    /// Nobody is taught the same topic twice in these years.
    fn drop_repeated_topics(&self, records: &mut Vec<Record<'a>>) {
        let mut seen = Vec::new();
        records.retain(|record| {
            let fresh = record.class.topic.is_none_or(|topic| !seen.contains(&topic));
            seen.extend(record.class.topic);
            fresh
        });
    }
}

fn is_region(unit: &Unit) -> bool {
    unit.kind == jinxue_domain::UnitKind::Region
}

/// Towards 550 hours: a month twice (330), a fortnight twice (180) and this
/// winter (60 or 75) nearly or just suffice.
fn five_years(dice: &mut Dice, year: i16) -> Vec<(i16, Length)> {
    if dice.happens(SHORT_PERCENT) {
        let late = year - dice.between(1, 3) as i16;
        return vec![(late, Fortnight), (late, Week)];
    }
    let mut attended =
        vec![(year - 3, Month), (year - 2, Month), (year - 2, Fortnight), (year - 1, Fortnight)];
    if dice.happens(70.0) {
        attended.push((year, Winter));
    }
    if dice.happens(35.0) {
        attended.push((year - 1, Week));
    }
    attended
}

/// Towards 90 hours a year: last year's are done, this year's are done but for a class, or done by many.
fn one_year(dice: &mut Dice, year: i16) -> Vec<(i16, Length)> {
    if dice.happens(SHORT_PERCENT) {
        return if dice.happens(50.0) { vec![(year - 1, Week)] } else { Vec::new() };
    }
    let mut attended = vec![(year - 1, Fortnight)];
    if dice.happens(85.0) {
        attended.push((year, Winter));
    }
    if dice.happens(60.0) {
        attended.push((year, Spring));
    }
    if dice.happens(30.0) {
        attended.push((year - 1, Network));
    }
    if dice.happens(15.0) {
        attended.push((year - 2, Week));
    }
    attended
}
