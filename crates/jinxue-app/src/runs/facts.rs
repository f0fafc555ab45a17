//! What a matching must know, read from the store chunk by chunk: a province is never held as rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use jinxue_api::Problem as Fault;
use jinxue_domain::class::{Audience, GradeRange};
use jinxue_domain::hours::Training;
use jinxue_domain::{
    ClassId, Date, Instant, Period, PersonId, RuleBook, SeatState, Sector, TopicCode, UnitPath,
};
use jinxue_planning::{
    ClassFacts, Frame, Inclusion, MandatoryGroup, PastTraining, PersonFacts, QuotaFacts, UnitFacts, Weights,
};
use jinxue_store::classes::{self, FullClass};
use jinxue_store::people::Person;
use jinxue_store::planning_facts::SeatFacts;
use jinxue_store::plans::Plan;
use jinxue_store::records::TrainingRecord;
use jinxue_store::units::Unit;
use jinxue_store::wishes::{Mandatory, Preference};
use jinxue_store::{Conn, gaps, people, planning_facts, records, units, wishes};

use crate::sorted::run_of;
use crate::{Answer, Refusal, book};

/// People whose facts are read together.
pub(super) const PEOPLE_PER_CHUNK: usize = 4_000;

/// The lists that are short enough to be held whole.
pub(super) struct Lists {
    pub frame: Frame,
    /// Seats given already, by person.
    seats: HashMap<PersonId, Vec<SeatFacts>>,
    preferences: HashMap<PersonId, Vec<(ClassId, i8)>>,
    /// Mandatory groups by person.
    mandatory: HashMap<PersonId, Vec<String>>,
    plan_classes: HashSet<ClassId>,
}

/// How the frame of a run is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn {
    pub from: Date,
    pub inclusion: Inclusion,
    /// The versions of rules that were known at this moment are judged by.
    pub rules_known: Instant,
}

/// What is read before people are: everything, or what concerns one person.
pub(super) struct Sources {
    pub units: Vec<Unit>,
    pub classes: Vec<FullClass>,
    pub preferences: Vec<Preference>,
    pub mandatory: Vec<Mandatory>,
    pub seats: Vec<SeatFacts>,
}

impl Sources {
    /// All of a plan.
    pub async fn everything(conn: &mut Conn, plan: &Plan, from: Date) -> Answer<Self> {
        let mut seats = Vec::new();
        planning_facts::seats(conn, from, |seat| seats.push(seat)).await?;
        Ok(Self {
            units: units::all(conn).await?,
            classes: classes::full_of_plan(conn, plan.id).await?,
            preferences: wishes::preferences(conn, plan.id).await?,
            mandatory: wishes::mandatory(conn, plan.id).await?,
            seats,
        })
    }

    /// What concerns one person and some classes: the units above them, the person's wishes and seats.
    pub async fn around(
        conn: &mut Conn,
        plan: &Plan,
        from: Date,
        person: &Person,
        classes: &[ClassId],
    ) -> Answer<Self> {
        let seats = planning_facts::seats_of(conn, person.id, from).await?;
        let mut ids = classes.to_vec();
        ids.extend(seats.iter().map(|seat| seat.class_id));
        ids.sort_unstable();
        ids.dedup();
        let classes = classes::full_many(conn, &ids).await?;
        let mut units = units::line(conn, &person.unit_path).await?;
        let known: HashSet<_> = units.iter().map(|unit| unit.id).collect();
        let others: HashSet<_> = classes.iter().map(|full| full.class.audience_id).collect();
        let others: Vec<_> = others.difference(&known).copied().collect();
        for audience in units::by_ids(conn, &others).await? {
            units.extend(units::line(conn, &audience.path).await?);
        }
        units.sort_unstable_by(|one, other| one.path.cmp(&other.path));
        units.dedup_by(|one, other| one.id == other.id);
        Ok(Self {
            units,
            classes,
            preferences: wishes::preferences_of(conn, plan.id, person.id).await?,
            mandatory: wishes::mandatory_of(conn, plan.id, person.id).await?,
            seats,
        })
    }

    /// The lists, with the rules in force.
    pub fn lists(self, plan: &Plan, drawn: Drawn, rules: RuleBook) -> Answer<Lists> {
        let path_of: HashMap<_, _> = self.units.iter().map(|unit| (unit.id, unit.path.clone())).collect();
        let of_plan = self.classes.iter().filter(|full| full.class.plan_id == plan.id);
        let classes = of_plan.map(|full| class_facts(full, &path_of)).collect::<Answer<Vec<_>>>()?;
        let mut preferences: HashMap<PersonId, Vec<(ClassId, i8)>> = HashMap::new();
        for wish in self.preferences {
            let points = i8::try_from(wish.points.clamp(-100, 100)).unwrap_or(0);
            preferences.entry(wish.person_id).or_default().push((wish.class_id, points));
        }
        let mut groups: BTreeMap<String, Vec<ClassId>> = BTreeMap::new();
        let mut mandatory: HashMap<PersonId, Vec<String>> = HashMap::new();
        for must in self.mandatory {
            // People of one order may be meant for different classes: the group is what one person may choose among.
            let group = format!("{} {}", must.group_name, must.person_id);
            groups.entry(group.clone()).or_default().push(must.class_id);
            let own = mandatory.entry(must.person_id).or_default();
            if !own.contains(&group) {
                own.push(group);
            }
        }
        let mut seats: HashMap<PersonId, Vec<SeatFacts>> = HashMap::new();
        for seat in self.seats {
            seats.entry(seat.person_id).or_default().push(seat);
        }
        let plan_classes = classes.iter().map(|class| class.id).collect();
        let frame = Frame {
            year: i16::try_from(plan.year).unwrap_or(i16::MAX),
            from: drawn.from,
            inclusion: drawn.inclusion,
            units: self.units.into_iter().map(unit_facts).collect(),
            classes,
            groups: groups.into_iter().map(|(name, classes)| MandatoryGroup { name, classes }).collect(),
            rules,
            weights: Weights::default(),
        };
        Ok(Lists { frame, seats, preferences, mandatory, plan_classes })
    }
}

/// Reads everything but the people.
pub(super) async fn lists(conn: &mut Conn, plan: &Plan, drawn: Drawn) -> Answer<Lists> {
    let rules = book::known_at(conn, drawn.rules_known).await?;
    Sources::everything(conn, plan, drawn.from).await?.lists(plan, drawn, rules)
}

fn unit_facts(unit: Unit) -> UnitFacts {
    UnitFacts {
        id: unit.id,
        parent: unit.parent_id,
        path: unit.path,
        division: unit.division,
        release_cap: unit.release_cap,
    }
}

fn class_facts(full: &FullClass, path_of: &HashMap<jinxue_domain::UnitId, UnitPath>) -> Answer<ClassFacts> {
    let class = &full.class;
    let broken = |what: &str| Refusal::internal(&format!("class {}: {what}", class.code));
    let audience = Audience {
        unit: path_of
            .get(&class.audience_id)
            .cloned()
            .ok_or_else(|| broken("its audience's unit is gone"))?,
        grades: GradeRange::new(class.grade_from, class.grade_to).ok_or_else(|| broken("its grades"))?,
        roles: class.roles.parse().map_err(|_| broken("its roles"))?,
        sectors: class.sectors.parse().map_err(|_| broken("its sectors"))?,
    };
    let main = full.topics.iter().find(|topic| topic.main).ok_or_else(|| broken("it has no main topic"))?;
    Ok(ClassFacts {
        id: class.id,
        name: class.name.clone(),
        state: class.state,
        period: Period::new(class.start_date, class.end_date).map_err(|_| broken("its dates"))?,
        seats_min: class.seats_min,
        seats_max: class.seats_max,
        hours: class.hours,
        division: class.division,
        audience_unit: class.audience_id,
        audience,
        main_topic: main.topic,
        topics: full.topics.iter().map(|topic| (topic.topic, topic.percent)).collect(),
        quotas: full
            .quotas
            .iter()
            .map(|quota| QuotaFacts {
                unit: quota.unit_id,
                seats_min: quota.seats_min,
                seats_max: quota.seats_max,
            })
            .collect(),
    })
}

/// The facts of some people, in the order of `ids`.
pub(super) async fn people(conn: &mut Conn, lists: &Lists, ids: &[PersonId]) -> Answer<Vec<PersonFacts>> {
    let people = people::by_ids(conn, ids).await?;
    let records = records::of_people(conn, ids).await?;
    let open = gaps::open_of_many(conn, ids).await?;
    let mut facts = Vec::with_capacity(people.len());
    for person in &people {
        let own = run_of(&records, person.id, |record| record.person_id);
        let lacks = run_of(&open, person.id, |gap| gap.person_id);
        let lacks = lacks.iter().map(|gap| (gap.topic, gap.severity.get())).collect();
        facts.push(person_facts(lists, person, own, lacks)?);
    }
    Ok(facts)
}

fn person_facts(
    lists: &Lists,
    person: &Person,
    records: &[TrainingRecord],
    gaps: Vec<(TopicCode, u8)>,
) -> Answer<PersonFacts> {
    let seats = lists.seats.get(&person.id).map(Vec::as_slice).unwrap_or_default();
    let is_own = |seat: &&SeatFacts| lists.plan_classes.contains(&seat.class_id);
    let announced = seats
        .iter()
        .filter(is_own)
        .filter(|seat| seat.state == SeatState::Announced)
        .map(|seat| seat.class_id);
    let elsewhere = seats.iter().filter(|seat| !is_own(seat));
    let away = records.iter().filter(|record| record.end_date >= lists.frame.from);
    let busy = elsewhere
        .map(|seat| (seat.start_date, seat.end_date))
        .chain(away.map(|record| (record.start_date, record.end_date)))
        .filter_map(|(from, to)| Period::new(from, to).ok());
    let training = |record: &TrainingRecord| {
        let period = Period::new(record.start_date, record.end_date).ok()?;
        let (days, hours, form) = (record.days, record.hours_tenths, record.form);
        let training = Training { period, days, hours, form, recognised: record.recognised };
        Some(PastTraining { training, topic: record.topic })
    };
    Ok(PersonFacts {
        id: person.id,
        unit: person.unit_id,
        division: person.division,
        level: person.post_level,
        rank: person.rank,
        post_since: person.post_since,
        role: person.role,
        sector: person.sector.map_or_else(general_sector, Ok)?,
        max_classes: u8::try_from(person.max_classes).unwrap_or(u8::MAX),
        trainings: records.iter().filter_map(training).collect(),
        gaps,
        busy: busy.collect(),
        announced: announced.collect(),
        mandatory: lists.mandatory.get(&person.id).cloned().unwrap_or_default(),
        preferences: lists.preferences.get(&person.id).cloned().unwrap_or_default(),
    })
}

/// Somebody of whom no line of work is known works for the government at large.
fn general_sector() -> Answer<Sector> {
    "government".parse().map_err(|_| Fault::invalid("sector", "government", "a known sector").into())
}
