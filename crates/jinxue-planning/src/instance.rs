//! From facts to an instance of the seats engine, one person at a time.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use jinxue_domain::{ClassId, DivisionCode, Grade, Period, TopicCode, UnitId, UnitPath};
use matching::{
    BusyRow, CoverageRow, FixedRow, GapRow, GroupRow, HistoryRow, Instance, MandatoryRow, PreferenceRow,
    QuotaRow, Tables, UnitRow, WriteError,
};

use crate::facts::{ClassFacts, Frame, PersonFacts};
use crate::need::{Dues, SeatPerson, history};
use crate::problem::{Problem, ProblemFault};
use crate::rows::{class_row, person_row};

/// Takes people one by one, so that the store can stream them.
#[derive(Debug)]
pub struct ProblemBuilder {
    frame: Frame,
    dues: Dues,
    unit_at: HashMap<UnitId, usize>,
    class_at: HashMap<ClassId, usize>,
    group_at: HashMap<String, u32>,
    open: HashSet<ClassId>,
    tables: Tables,
    people: Vec<SeatPerson>,
}

impl ProblemBuilder {
    /// Begins with everything but the people.
    pub fn new(mut frame: Frame) -> ProblemBuilder {
        locate(&mut frame);
        let open = frame.classes.iter().filter(|class| takes_part(&frame, class)).map(|class| class.id);
        let named = frame.groups.iter().enumerate().map(|(at, group)| (group.name.clone(), at as u32));
        let mut builder = ProblemBuilder {
            dues: Dues::new(frame.rules.clone(), frame.year, frame.from),
            unit_at: frame.units.iter().enumerate().map(|(at, unit)| (unit.id, at)).collect(),
            class_at: frame.classes.iter().enumerate().map(|(at, class)| (class.id, at)).collect(),
            group_at: named.collect(),
            open: open.collect(),
            tables: Tables { weights: frame.weights, ..Tables::default() },
            people: Vec::new(),
            frame,
        };
        builder.units();
        builder.classes();
        builder.groups();
        builder
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`ProblemFault::NoUnit`] or [`ProblemFault::NoGroup`] where the facts name something that is not there.
    pub fn person(&mut self, facts: &PersonFacts) -> Result<(), ProblemFault> {
        let person = self.weigh(facts)?;
        self.rows(&person);
        self.people.push(person);
        Ok(())
    }

    /// Has the engine check all rows and build its instance.
    ///
    /// # Errors
    /// [`ProblemFault::Rows`] with every row refused.
    pub fn finish(self) -> Result<Problem, ProblemFault> {
        let person_at = self.people.iter().enumerate().map(|(at, person)| (person.id, at)).collect();
        let instance = Instance::from_tables(self.tables)?;
        let (frame, people, class_at) = (self.frame, self.people, self.class_at);
        Ok(Problem { instance, frame, people, person_at, class_at, open: self.open })
    }

    /// Everything but the people, every unit and class with its place.
    pub fn frame(&self) -> &Frame {
        &self.frame
    }

    /// How many people were added.
    pub fn people_count(&self) -> usize {
        self.people.len()
    }

    /// Writes the rows as an instance of the engine: a folder that `matching::Instance::read` takes.
    ///
    /// # Errors
    /// [`WriteError`] for the first file that cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), WriteError> {
        self.tables.write(folder)
    }

    /// What the rules make of a person.
    ///
    /// # Errors
    /// As for [`ProblemBuilder::person`].
    pub fn weigh(&mut self, facts: &PersonFacts) -> Result<SeatPerson, ProblemFault> {
        let (person, unit) = (facts.id, facts.unit);
        let at = *self.unit_at.get(&unit).ok_or(ProblemFault::NoUnit { person, unit })?;
        let unit_facts = &self.frame.units[at];
        let due = self.dues.of(facts, &unit_facts.path);
        let (announced, gone): (Vec<ClassId>, Vec<ClassId>) =
            facts.announced.iter().partition(|class| self.open.contains(class));
        let (mut busy, mut had) = (facts.busy.clone(), history(facts));
        for class in gone.iter().filter_map(|id| self.class_at.get(id)).map(|&at| &self.frame.classes[at]) {
            busy.push(class.period);
            had.push(class.main_topic);
        }
        had.sort_unstable();
        had.dedup();
        let group = |name: &String| {
            let known = self.group_at.get(name).copied();
            known.ok_or_else(|| ProblemFault::NoGroup { person, group: name.clone() })
        };
        let mut mandatory = facts.mandatory.iter().map(group).collect::<Result<Vec<u32>, _>>()?;
        mandatory.sort_unstable();
        mandatory.dedup();
        let mut gaps = facts.gaps.clone();
        gaps.sort_unstable();
        let preferred = facts.preferences.iter().filter(|(class, _)| self.open.contains(class));
        Ok(SeatPerson {
            id: person,
            unit,
            division: facts.division.or(unit_facts.division),
            grade: Grade::of(facts.level, facts.rank),
            role: facts.role,
            sector: facts.sector,
            max_classes: facts.max_classes.clamp(1, 6),
            hours_due: due.hours,
            weeks_untrained: due.weeks_untrained,
            gaps: gaps.into(),
            history: had.into(),
            busy: busy.into(),
            announced: announced.into(),
            mandatory: mandatory.into(),
            preferences: preferred.copied().collect(),
        })
    }

    fn units(&mut self) {
        let rows = self.frame.units.iter().map(|unit| UnitRow {
            unit: unit.id.to_string(),
            parent: unit.parent.map(|parent| parent.to_string()),
            release_cap: unit.release_cap.map(i64::from),
        });
        self.tables.units = rows.collect();
    }

    fn classes(&mut self) {
        for class in self.frame.classes.iter().filter(|class| self.open.contains(&class.id)) {
            let key = class.id.to_string();
            let covered = class.topics.iter().map(|&(topic, percent)| CoverageRow {
                class: key.clone(),
                topic: topic.to_string(),
                percent: percent.into(),
            });
            self.tables.coverage.extend(covered);
            let quotas = class.quotas.iter().map(|quota| QuotaRow {
                class: key.clone(),
                unit: quota.unit.to_string(),
                min: quota.seats_min.into(),
                max: quota.seats_max.map(i64::from),
            });
            self.tables.quotas.extend(quotas);
            self.tables.classes.push(class_row(class, key));
        }
    }

    fn groups(&mut self) {
        for group in &self.frame.groups {
            let open = group.classes.iter().filter(|class| self.open.contains(class));
            let rows = open.map(|class| GroupRow { group: group.name.clone(), class: class.to_string() });
            self.tables.groups.extend(rows);
        }
    }

    fn rows(&mut self, person: &SeatPerson) {
        let key = person.id.to_string();
        let tables = &mut self.tables;
        let gap = |&(topic, severity): &(TopicCode, u8)| GapRow {
            person: key.clone(),
            topic: topic.to_string(),
            severity: severity.into(),
        };
        tables.gaps.extend(person.gaps.iter().map(gap));
        let had = |topic: &TopicCode| HistoryRow { person: key.clone(), topic: topic.to_string() };
        tables.history.extend(person.history.iter().map(had));
        let busy = |days: &Period| BusyRow { person: key.clone(), from: days.from(), to: days.to() };
        tables.busy.extend(person.busy.iter().map(busy));
        let fixed = |class: &ClassId| FixedRow { person: key.clone(), class: class.to_string() };
        tables.fixed.extend(person.announced.iter().map(fixed));
        let preferred = |&(class, points): &(ClassId, i8)| PreferenceRow {
            person: key.clone(),
            class: class.to_string(),
            points: points.into(),
        };
        tables.preferences.extend(person.preferences.iter().map(preferred));
        for &group in &person.mandatory {
            let group = &self.frame.groups[group as usize];
            // A group whose classes are all gone can be met by nobody: the engine is not asked for it.
            if group.classes.iter().any(|class| self.open.contains(class)) {
                tables.mandatory.push(MandatoryRow { person: key.clone(), group: group.name.clone() });
            }
        }
        tables.people.push(person_row(person, key));
    }
}

/// Neither too early to be filled, nor in a state that keeps it out.
fn takes_part(frame: &Frame, class: &ClassFacts) -> bool {
    frame.inclusion.takes(class.state) && class.period.from() >= frame.from
}

/// Gives every unit and class its place: a unit without one is where the nearest unit above is that has one, a class where its
/// audience's unit is.
fn locate(frame: &mut Frame) {
    let by_path: HashMap<&UnitPath, DivisionCode> =
        frame.units.iter().filter_map(|unit| Some((&unit.path, unit.division?))).collect();
    let nearest = |path: &UnitPath| path.self_and_ancestors().find_map(|at| by_path.get(&at).copied());
    let places: HashMap<UnitId, DivisionCode> =
        frame.units.iter().filter_map(|unit| Some((unit.id, nearest(&unit.path)?))).collect();
    for unit in &mut frame.units {
        unit.division = places.get(&unit.id).copied();
    }
    for class in &mut frame.classes {
        class.division = class.division.or_else(|| places.get(&class.audience_unit).copied());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Inclusion;
    use crate::sample::{class, class_id, frame, person, person_id, problem, trained, unit_id};
    use jinxue_domain::{ClassState, Date, PostLevel};

    fn only(frame: Frame, facts: PersonFacts) -> SeatPerson {
        problem(frame, &[facts]).people()[0].clone()
    }

    #[test]
    fn states_and_dates_decide_which_classes_take_part() {
        let mut classes: Vec<ClassFacts> = (1..=6).map(|n| class(n, 2)).collect();
        for (class, state) in classes.iter_mut().zip(ClassState::ALL) {
            class.state = *state;
        }
        let open = |inclusion, from| {
            let frame = Frame { inclusion, from, ..frame(classes.clone()) };
            problem(frame, &[]).instance().class_count()
        };
        assert_eq!(open(Inclusion::Agreed, Date::constant(2026, 3, 2)), 2);
        assert_eq!(open(Inclusion::Planned, Date::constant(2026, 3, 2)), 4);
        assert_eq!(open(Inclusion::Planned, Date::constant(2026, 3, 3)), 0, "too late to fill them");
    }

    #[test]
    fn the_rules_say_what_a_person_owes() {
        let mut clerk = person(1, 50);
        clerk.trainings = vec![trained(Date::constant(2025, 12, 4), 12)];
        let weighed = only(frame(vec![class(1, 2)]), clerk.clone());
        assert_eq!(
            (weighed.hours_due, weighed.weeks_untrained),
            (90, 4),
            "last year's days do not count for this one"
        );
        clerk.trainings.clear();
        assert_eq!(only(frame(vec![class(1, 2)]), clerk.clone()).weeks_untrained, 260);
        clerk.level = PostLevel::ViceDivisionHead;
        assert_eq!(
            only(frame(vec![class(1, 2)]), clerk.clone()).hours_due,
            440,
            "four fifths of 550 by the end of 2026"
        );
        clerk.post_since = Some(Date::constant(2025, 6, 1));
        assert_eq!(only(frame(vec![class(1, 2)]), clerk).hours_due, 550, "promoted: in full within the year");
    }

    #[test]
    fn a_unit_without_a_place_is_where_the_unit_above_is() {
        let mut elsewhere = person(1, 50);
        elsewhere.unit = unit_id(3);
        assert_eq!(only(frame(vec![]), elsewhere).division, "140100".parse().ok());
    }

    #[test]
    fn an_announced_seat_in_a_class_no_longer_open_is_time_away_and_content_had() {
        let mut held = class(1, 2);
        held.state = ClassState::Held;
        let mut facts = person(1, 50);
        facts.announced = vec![class_id(1), class_id(2)];
        let weighed = only(frame(vec![held.clone(), class(2, 9)]), facts);
        assert_eq!(&*weighed.announced, [class_id(2)]);
        assert_eq!((&*weighed.busy, &*weighed.history), (&[held.period][..], &[held.main_topic][..]));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let mut builder = ProblemBuilder::new(frame(vec![]));
        let mut lost = person(1, 50);
        lost.unit = unit_id(99);
        assert_eq!(
            builder.person(&lost),
            Err(ProblemFault::NoUnit { person: person_id(1), unit: unit_id(99) })
        );
        let mut bound = person(2, 50);
        bound.mandatory = vec!["某组".into()];
        assert!(matches!(builder.person(&bound), Err(ProblemFault::NoGroup { .. })));
    }
}
