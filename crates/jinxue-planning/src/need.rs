//! What one person needs and owes, as the rules see it: the engine's row of the person, kept for the explanations.

use std::collections::HashMap;

use jinxue_domain::hours::{HoursPerson, HoursRules, Training, hours_verdict, weeks_untrained};
use jinxue_domain::rules::code::CALL_UP_UNTRAINED;
use jinxue_domain::{
    ClassId, Date, DivisionCode, Grade, Period, PersonId, Role, RuleBook, Sector, TopicCode, UnitId, UnitPath,
};

use crate::facts::PersonFacts;

/// A person as a matching sees one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatPerson {
    /// The person.
    pub id: PersonId,
    /// The unit.
    pub unit: UnitId,
    /// Where the person works, if anybody knows.
    pub division: Option<DivisionCode>,
    /// The grade.
    pub grade: Grade,
    /// The role.
    pub role: Role,
    /// The sector.
    pub sector: Sector,
    /// Most classes in the year.
    pub max_classes: u8,
    /// Hours owed by the end of the year.
    pub hours_due: u32,
    /// Weeks since the last recognised training.
    pub weeks_untrained: u32,
    /// Open gaps in order of topic.
    pub gaps: Box<[(TopicCode, u8)]>,
    /// Topics had before, in order.
    pub history: Box<[TopicCode]>,
    /// Days away already.
    pub busy: Box<[Period]>,
    /// Announced seats among the classes that take part.
    pub announced: Box<[ClassId]>,
    /// Mandatory groups, by their place in the frame.
    pub mandatory: Box<[u32]>,
    /// Points for or against classes.
    pub preferences: Box<[(ClassId, i8)]>,
}

/// What a person owes by the end of a year; the rules of each unit are looked up once.
#[derive(Debug)]
pub(crate) struct Dues {
    book: RuleBook,
    year_end: Date,
    from: Date,
    by_unit: HashMap<UnitId, Option<UnitDues>>,
}

#[derive(Debug, Clone)]
struct UnitDues {
    rules: HoursRules,
    never_trained_weeks: u32,
}

/// Hours owed and weeks untrained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Due {
    pub hours: u32,
    pub weeks_untrained: u32,
}

const WEEKS_A_YEAR: u32 = 52;

impl Dues {
    pub fn new(book: RuleBook, year: i16, from: Date) -> Dues {
        Dues { book, year_end: Period::year(year).to(), from, by_unit: HashMap::new() }
    }

    pub fn of(&mut self, person: &PersonFacts, path: &UnitPath) -> Due {
        let (book, year_end) = (&self.book, self.year_end);
        let at_unit = self.by_unit.entry(person.unit).or_insert_with(|| unit_dues(book, path, year_end));
        let Some(at_unit) = at_unit else { return Due::default() };
        let trainings: Vec<Training> = person.trainings.iter().map(|past| past.training).collect();
        let who = HoursPerson { level: person.level, rank: person.rank, post_since: person.post_since };
        Due {
            hours: hours_owed(&who, &trainings, year_end, &at_unit.rules),
            weeks_untrained: weeks_untrained(&trainings, self.from, at_unit.never_trained_weeks),
        }
    }
}

fn unit_dues(book: &RuleBook, path: &UnitPath, on: Date) -> Option<UnitDues> {
    let untrained = book.in_force(&CALL_UP_UNTRAINED, path, on)?;
    let years = u32::try_from(untrained.number("years")).unwrap_or_default();
    Some(UnitDues { rules: HoursRules::at(book, path, on)?, never_trained_weeks: years * WEEKS_A_YEAR })
}

/// At an even pace, except that what a promotion asks for is owed in full in the year in which its time runs out.
fn hours_owed(who: &HoursPerson, trainings: &[Training], year_end: Date, rules: &HoursRules) -> u32 {
    let Some(verdict) = hours_verdict(who, trainings, year_end, rules) else { return 0 };
    let in_full = verdict.make_up.as_ref().is_some_and(|make_up| make_up.by.date <= year_end);
    let owed = if in_full { verdict.missing.hours } else { verdict.owed_by(year_end) };
    owed.hours_ceil()
}

/// Topics had before, each once, in order.
pub(crate) fn history(person: &PersonFacts) -> Vec<TopicCode> {
    let mut topics: Vec<TopicCode> = person.trainings.iter().filter_map(|past| past.topic).collect();
    topics.sort_unstable();
    topics.dedup();
    topics
}
