//! What each person lacks, and who says so.

use jinxue_domain::{Date, Evidence, GapKind};

use super::{
    curriculum::Curriculum,
    dice::{Dice, Part},
    people::Person,
};

/// One statement about one person's gap.
pub(super) struct Statement {
    pub topic: usize,
    pub kind: GapKind,
    pub severity: u32,
    pub evidence: Evidence,
    pub noted_on: Date,
}

const KINDS: [(GapKind, u32); 3] =
    [(GapKind::Knowledge, 40), (GapKind::Experience, 25), (GapKind::Ability, 35)];
const EVIDENCE: [(Evidence, u32); 3] =
    [(Evidence::SelfReport, 45), (Evidence::Appraisal, 33), (Evidence::Measured, 22)];
/// How many topics somebody lacks.
const COUNTS: [(usize, u32); 5] = [(1, 22), (2, 32), (3, 26), (4, 14), (5, 6)];
/// Of a hundred gaps, how many are stated a second time by another source.
const SECOND_PERCENT: f64 = 12.0;

/// The statements about the person at a place among all people.
pub(super) fn statements(
    curriculum: &Curriculum,
    person: &Person,
    place: usize,
    year: i16,
    seed: u64,
) -> Vec<Statement> {
    let mut dice = Dice::of(seed, Part::Gaps, place);
    let mut topics = Vec::new();
    for _ in 0..dice.weighted(&COUNTS) {
        let topic = curriculum.lacked(&mut dice, person.sector);
        if !topics.contains(&topic) {
            topics.push(topic);
        }
    }
    topics.into_iter().flat_map(|topic| on_topic(&mut dice, topic, year)).collect()
}

fn on_topic(dice: &mut Dice, topic: usize, year: i16) -> Vec<Statement> {
    let kind = dice.weighted(&KINDS);
    let severity = severity(dice);
    let evidence = dice.weighted(&EVIDENCE);
    let mut stated = vec![Statement { topic, kind, severity, evidence, noted_on: noted_on(dice, year) }];
    if evidence != Evidence::SelfReport && dice.happens(SECOND_PERCENT * 2.0) {
        let own_view = (severity / 2).max(1);
        let evidence = Evidence::SelfReport;
        stated.push(Statement { topic, kind, severity: own_view, evidence, noted_on: noted_on(dice, year) });
    }
    stated
}

/// 5–95, most around 50: the mean of two draws.
fn severity(dice: &mut Dice) -> u32 {
    ((dice.between(5, 95) + dice.between(5, 95)) / 2) as u32
}

/// A day of the survey before the year's plan: September to January.
fn noted_on(dice: &mut Dice, year: i16) -> Date {
    let first = jiff::civil::date(year - 1, 9, 1);
    first.saturating_add(jiff::Span::new().days(dice.between(0, 150)))
}
