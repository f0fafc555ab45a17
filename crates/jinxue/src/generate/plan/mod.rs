//! A year of classes: the province's, the cities' and the counties'.

mod audience;
mod dates;
mod draft;
mod flaws;
mod headcounts;
mod money;
mod quotas;
mod seats;

use jinxue_domain::{ClassKind, Date, DivisionCode, FeeCategory, Grade, Tenths, Tier, calendar::Calendar};
use jinxue_exchange::{
    kinds::plan::ClassRow,
    values::{Seats, Share},
};

use self::{audience::Audience, headcounts::Headcounts};
use super::{
    curriculum::Curriculum,
    dice::{Dice, Part},
    people::Person,
    scale::Scale,
    units::Unit,
};

/// A class of the plan.
#[derive(Debug, Clone)]
pub(super) struct Class {
    pub code: String,
    pub name: String,
    /// Place of the region that holds it.
    pub region: usize,
    /// Place of the region whose people are invited: the same, or the one above.
    pub invited: usize,
    /// Place of the organising unit.
    pub organiser: usize,
    pub tier: Tier,
    pub kind: ClassKind,
    /// Topics with their depth in percent, the main one first.
    topics: Vec<(usize, i64)>,
    audience: Audience,
    start: Date,
    end: Date,
    training_days: u32,
    hard: bool,
    pub seats_min: usize,
    pub seats_max: usize,
    venue: String,
    division: DivisionCode,
    budget_yuan: Option<i64>,
    /// Regions with their least and greatest number of seats.
    quotas: Vec<(usize, i64, i64)>,
}

impl Class {
    /// The topic that nobody is taught twice.
    #[cfg(test)]
    pub fn main_topic(&self) -> usize {
        self.topics[0].0
    }

    #[cfg(test)]
    pub fn teaches(&self, topic: usize) -> bool {
        self.topics.iter().any(|(taught, _)| *taught == topic)
    }

    #[cfg(test)]
    pub fn is_on(&self, day: Date) -> bool {
        (self.start..=self.end).contains(&day)
    }

    /// Whether the audience admits a person of the region.
    #[cfg(test)]
    pub fn admits(&self, person: &Person) -> bool {
        self.audience.admits(person.grade(), person.role, person.sector)
    }

    fn hours(&self) -> u32 {
        (self.training_days * 15).div_ceil(2)
    }

    fn fee_category(&self) -> FeeCategory {
        match self.audience.grades.0 {
            ..=2 => FeeCategory::First,
            3..=4 => FeeCategory::Second,
            _ => FeeCategory::Third,
        }
    }
}

/// What the plan is made for.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub scale: Scale,
    pub units: &'a [Unit],
    pub people: &'a [Person],
    pub curriculum: &'a Curriculum,
    pub year: i16,
    pub seed: u64,
}

/// The classes of the year, region by region.
pub(super) fn classes(setting: Setting<'_>) -> Vec<Class> {
    let mut dice = Dice::new(setting.seed, Part::Plan);
    let heads = Headcounts::of(setting.units, setting.people);
    let calendar = Calendar::built_in();
    let mut classes = draft::drafts(&mut dice, setting, &heads, &calendar);
    flaws::repeat(&mut dice, &mut classes);
    flaws::put_on_holiday(&mut dice, &mut classes, setting.year);
    flaws::neglect_theory(&mut dice, &mut classes, setting.curriculum);
    draft::name(&mut classes, setting);
    seat(&mut classes, &heads, setting.scale);
    quotas::grant(&mut dice, &mut classes, setting.units, &heads);
    money::budget(&mut dice, &mut classes);
    classes
}

fn seat(classes: &mut [Class], heads: &Headcounts, scale: Scale) {
    let wishes: Vec<seats::Wish> = classes
        .iter()
        .map(|class| seats::Wish {
            weight: draft::weight(class, heads),
            sent: heads.sent(class.invited, &class.audience),
            hard: class.hard,
        })
        .collect();
    for (class, (least, most)) in classes.iter_mut().zip(seats::seats(&wishes, scale.seats())) {
        (class.seats_min, class.seats_max) = (least, most);
    }
}

/// A class as the plan's table states it.
pub(super) fn row(class: &Class, units: &[Unit], curriculum: &Curriculum) -> ClassRow {
    let name = |topic: usize| curriculum.name(topic).to_owned();
    let grade = |number: u8| Grade::try_from(number).expect("grades of audiences are 1 to 12");
    ClassRow {
        code: class.code.clone(),
        name: class.name.clone(),
        organiser: units[class.organiser].name.clone(),
        tier: Some(class.tier),
        kind: class.kind,
        topics: class
            .topics
            .iter()
            .map(|(topic, percent)| Share { what: name(*topic), percent: *percent })
            .collect(),
        main_topic: name(class.topics[0].0),
        start: class.start,
        end: class.end,
        seats_min: class.seats_min as i64,
        seats_max: class.seats_max as i64,
        hours: Tenths::from_hours(class.hours()),
        venue: Some(class.venue.clone()),
        division: Some(class.division),
        audience: Some(units[class.invited].name.clone()),
        grade_from: grade(class.audience.grades.0),
        grade_to: grade(class.audience.grades.1),
        roles: class.audience.roles.clone(),
        sectors: class.audience.sectors.clone(),
        fee_category: Some(class.fee_category()),
        budget_yuan: class.budget_yuan,
        quotas: class
            .quotas
            .iter()
            .map(|(unit, min, max)| Seats { unit: units[*unit].name.clone(), min: *min, max: Some(*max) })
            .collect(),
        remark: None,
    }
}
