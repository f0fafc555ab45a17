//! The ground reasons stand on: what a run left behind, beside the facts as they are now.
//!
//! The seats, what each class was worth, who took part and the versions of the rules are the run's. Facts of people and classes are read anew;
//! digests kept with the run tell which of them have changed since.

use std::collections::{HashMap, HashSet};

use jinxue_domain::hours::HoursRules;
use jinxue_domain::{ClassId, ClassState, PersonId, Taxonomy, UnitId};
use jinxue_planning::digest;
use jinxue_planning::explain::{ClassStanding, Colleague, Explainer, QuotaStanding};
use jinxue_planning::worth::Scales;
use jinxue_planning::{ClassFacts, Frame, ProblemBuilder, SeatPerson, UnitFacts};
use jinxue_store::people::Person;
use jinxue_store::runs::result::{self, Standing};
use jinxue_store::runs::{Run, result::RoleSeat};
use jinxue_store::{Conn, plans};

use super::facts::{self, Lists, Sources};
use crate::{Answer, Refusal, book, topics};

/// What all reasons of a run share.
pub(super) struct Ground {
    run: Run,
    lists: Lists,
    /// The frame of the run, every unit and class with its place.
    pub frame: Frame,
    builder: ProblemBuilder,
    standings: HashMap<ClassId, Standing>,
    pub taxonomy: Taxonomy,
    /// For the units of quotas that were asked about: how many of their people sit in each class.
    quota_seats: HashMap<UnitId, HashMap<ClassId, u32>>,
}

impl Ground {
    /// The ground of every reason of a run.
    pub async fn whole(conn: &mut Conn, run: Run) -> Answer<Self> {
        let plan = plans::by_id(conn, run.plan_id).await?;
        let drawn = super::begin::redrawn(&plan, &run)?;
        let sources = Sources::everything(conn, &plan, drawn.from).await?;
        let standings = result::standings(conn, run.id).await?;
        let lists = sources.lists(&plan, drawn, book::known_at(conn, drawn.rules_known).await?)?;
        Self::of(run, lists, standings, topics::load(conn).await?)
    }

    /// The ground of the reasons of one person.
    pub async fn around(conn: &mut Conn, run: Run, person: &Person) -> Answer<Self> {
        let plan = plans::by_id(conn, run.plan_id).await?;
        let drawn = super::begin::redrawn(&plan, &run)?;
        let standings = result::standings(conn, run.id).await?;
        let line: HashSet<UnitId> =
            jinxue_store::units::line(conn, &person.unit_path).await?.iter().map(|unit| unit.id).collect();
        let open = standings.iter().filter(|row| line.contains(&row.audience_id)).map(|row| row.class_id);
        let of_unit = result::of_unit(conn, run.id, person.unit_id).await?;
        let classes: Vec<ClassId> = open.chain(of_unit.iter().map(|seat| seat.class_id)).collect();
        let sources = Sources::around(conn, &plan, drawn.from, person, &classes).await?;
        let lists = sources.lists(&plan, drawn, book::known_at(conn, drawn.rules_known).await?)?;
        Self::of(run, lists, standings, topics::load(conn).await?)
    }

    fn of(run: Run, mut lists: Lists, standings: Vec<Standing>, taxonomy: Taxonomy) -> Answer<Self> {
        let standings: HashMap<ClassId, Standing> =
            standings.into_iter().map(|row| (row.class_id, row)).collect();
        for class in &mut lists.frame.classes {
            // What took part then takes part in the reasons, whatever has become of it.
            let took_part = standings.contains_key(&class.id);
            class.state = if took_part { ClassState::Approved } else { ClassState::Held };
        }
        let builder = ProblemBuilder::new(lists.frame.clone());
        let frame = builder.frame().clone();
        Ok(Self { run, lists, frame, builder, standings, taxonomy, quota_seats: HashMap::new() })
    }

    /// The people as they are weighed now, with whether they are as the run saw them.
    pub async fn people(&mut self, conn: &mut Conn, ids: &[PersonId]) -> Answer<Vec<Weighed>> {
        let kept = result::digests(conn, self.run.id, ids).await?;
        let kept: HashMap<PersonId, i64> = kept.into_iter().map(|row| (row.person_id, row.digest)).collect();
        let units: HashMap<UnitId, &UnitFacts> =
            self.frame.units.iter().map(|unit| (unit.id, unit)).collect();
        let mut weighed = Vec::with_capacity(ids.len());
        for facts in facts::people(conn, &self.lists, ids).await? {
            let person = self.builder.weigh(&facts).map_err(|fault| Refusal::internal(&fault))?;
            let unit =
                units.get(&person.unit).ok_or_else(|| Refusal::internal(&"a person without a unit"))?;
            let now = digest::of_person(&person, unit, &self.frame.groups);
            let since = match kept.get(&person.id) {
                None => Since::NotThere,
                Some(then) if *then == now => Since::Same,
                Some(_) => Since::Changed,
            };
            weighed.push(Weighed { person, since });
        }
        Ok(weighed)
    }

    /// What the reasons of all people of one unit share.
    pub async fn unit(&mut self, conn: &mut Conn, unit: UnitId) -> Answer<UnitGround<'_>> {
        let place = self.frame.units.iter().position(|other| other.id == unit);
        let place = place.ok_or_else(|| Refusal::internal(&"the unit of a person is gone"))?;
        let seats = result::of_unit(conn, self.run.id, unit).await?;
        let path = self.frame.units[place].path.clone();
        let tops: Vec<UnitFacts> =
            self.frame.units.iter().filter(|top| top.path.contains(&path)).cloned().collect();
        for top in &tops {
            if !self.quota_seats.contains_key(&top.id) {
                let counts = result::quota_seats(conn, self.run.id, top.id, &top.path).await?;
                let counts = counts.into_iter().map(|row| (row.class_id, row.seats)).collect();
                self.quota_seats.insert(top.id, counts);
            }
        }
        let line: HashSet<UnitId> = tops.iter().map(|top| top.id).collect();
        let own: HashSet<ClassId> = seats.iter().map(|seat| seat.class_id).collect();
        let concerns = |class: &&ClassFacts| {
            self.standings.contains_key(&class.id)
                && (line.contains(&class.audience_unit) || own.contains(&class.id))
        };
        let classes: HashMap<ClassId, &ClassFacts> =
            self.frame.classes.iter().filter(concerns).map(|class| (class.id, class)).collect();
        let standings = classes.values().map(|class| (class.id, self.standing(class, &line))).collect();
        let hours_rules = self.frame.hours_rules(&path);
        let unit = &self.frame.units[place];
        Ok(UnitGround { ground: self, unit, hours_rules, classes, standings, seats })
    }

    /// What the run made of a class, with the quotas that hold a unit below `line`.
    fn standing(&self, class: &ClassFacts, line: &HashSet<UnitId>) -> ClassStanding {
        let Some(row) = self.standings.get(&class.id) else { return ClassStanding::default() };
        let quotas = class.quotas.iter().filter(|quota| line.contains(&quota.unit)).filter_map(|quota| {
            let seats = self.quota_seats.get(&quota.unit).and_then(|counts| counts.get(&class.id));
            let seats = seats.copied().unwrap_or_default();
            Some(QuotaStanding { unit: quota.unit, seats, seats_max: quota.seats_max? })
        });
        ClassStanding {
            seats: row.seats,
            eligible: row.eligible,
            least_worth: row.least_worth,
            quotas: quotas.collect(),
        }
    }

    /// The code of a class of the run.
    pub fn code(&self, class: ClassId) -> &str {
        self.standings.get(&class).map_or("", |row| &row.code)
    }

    /// Whether a class is no longer as the run saw it.
    pub fn has_changed(&self, class: &ClassFacts) -> bool {
        self.standings.get(&class.id).is_some_and(|row| row.digest != digest::of_class(class))
    }
}

/// A person, and whether what is known of them is as it was.
pub(super) struct Weighed {
    pub person: SeatPerson,
    pub since: Since,
}

/// What has become of the facts of a person since a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    Same,
    Changed,
    /// The person took no part in it.
    NotThere,
}

/// What the reasons of all people of one unit share.
pub(super) struct UnitGround<'a> {
    pub ground: &'a Ground,
    unit: &'a UnitFacts,
    hours_rules: Option<HoursRules>,
    pub classes: HashMap<ClassId, &'a ClassFacts>,
    standings: HashMap<ClassId, ClassStanding>,
    seats: Vec<RoleSeat>,
}

impl UnitGround<'_> {
    /// Asks about one person of the unit.
    pub fn ask<T>(&self, person: &SeatPerson, ask: impl FnOnce(&Explainer<'_>) -> T) -> T {
        let of_person = |seat: &&RoleSeat| seat.person_id == person.id;
        let seats: Vec<ClassId> = self.seats.iter().filter(of_person).map(|seat| seat.class_id).collect();
        let others = self.seats.iter().filter(|seat| !of_person(seat));
        let colleagues: Vec<Colleague> =
            others.map(|seat| Colleague { role: seat.role, class: seat.class_id }).collect();
        let frame = &self.ground.frame;
        ask(&Explainer {
            person,
            unit: self.unit,
            hours_rules: self.hours_rules.as_ref(),
            seats: &seats,
            classes: &self.classes,
            standings: &self.standings,
            colleagues: &colleagues,
            scales: Scales { weights: &frame.weights, groups: &frame.groups },
            taxonomy: &self.ground.taxonomy,
        })
    }
}
