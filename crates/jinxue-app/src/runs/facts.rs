//! What a matching must know, read from the store chunk by chunk: a province is never held as rows.

use std::collections::{BTreeMap, HashMap};

use jinxue_api::Problem as Fault;
use jinxue_domain::class::{Audience, GradeRange};
use jinxue_domain::hours::Training;
use jinxue_domain::{ClassId, Date, Period, PersonId, SeatState, Sector, TopicCode, UnitPath};
use jinxue_planning::{
    ClassFacts, Frame, Inclusion, MandatoryGroup, PastTraining, PersonFacts, QuotaFacts, UnitFacts, Weights,
};
use jinxue_store::classes::{self, FullClass};
use jinxue_store::people::Person;
use jinxue_store::plans::Plan;
use jinxue_store::records::TrainingRecord;
use jinxue_store::{Conn, gaps, people, planning_facts, records, units, wishes};

use crate::{Answer, Refusal, book};

/// People whose facts are read together.
pub(super) const PEOPLE_PER_CHUNK: usize = 4_000;

/// The lists that are short enough to be held whole.
pub(super) struct Lists {
    pub frame: Frame,
    /// Seats given already, by person.
    seats: HashMap<PersonId, Vec<planning_facts::SeatFacts>>,
    preferences: HashMap<PersonId, Vec<(ClassId, i8)>>,
    /// Mandatory groups by person.
    mandatory: HashMap<PersonId, Vec<String>>,
    plan_classes: Vec<ClassId>,
}

/// How the frame of a run is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Drawn {
    pub from: Date,
    pub inclusion: Inclusion,
}

/// Reads everything but the people.
pub(super) async fn lists(conn: &mut Conn, plan: &Plan, drawn: Drawn) -> Answer<Lists> {
    let units = units::all(conn).await?;
    let path_of: HashMap<_, _> = units.iter().map(|unit| (unit.id, unit.path.clone())).collect();
    let full = classes::full_of_plan(conn, plan.id).await?;
    let plan_classes = full.iter().map(|full| full.class.id).collect();
    let classes = full.iter().map(|full| class_facts(full, &path_of)).collect::<Answer<Vec<_>>>()?;

    let mut preferences: HashMap<PersonId, Vec<(ClassId, i8)>> = HashMap::new();
    for wish in wishes::preferences(conn, plan.id).await? {
        let points = i8::try_from(wish.points.clamp(-100, 100)).unwrap_or(0);
        preferences.entry(wish.person_id).or_default().push((wish.class_id, points));
    }
    let mut groups: BTreeMap<String, Vec<ClassId>> = BTreeMap::new();
    let mut mandatory: HashMap<PersonId, Vec<String>> = HashMap::new();
    for must in wishes::mandatory(conn, plan.id).await? {
        // People of one order may be meant for different classes: the group is what one person may choose among.
        let group = format!("{} {}", must.group_name, must.person_id);
        groups.entry(group.clone()).or_default().push(must.class_id);
        let own = mandatory.entry(must.person_id).or_default();
        if !own.contains(&group) {
            own.push(group);
        }
    }
    let mut seats: HashMap<PersonId, Vec<planning_facts::SeatFacts>> = HashMap::new();
    planning_facts::seats(conn, drawn.from, |seat| seats.entry(seat.person_id).or_default().push(seat))
        .await?;

    let frame = Frame {
        year: i16::try_from(plan.year).unwrap_or(i16::MAX),
        from: drawn.from,
        inclusion: drawn.inclusion,
        units: units
            .into_iter()
            .map(|unit| UnitFacts {
                id: unit.id,
                parent: unit.parent_id,
                path: unit.path,
                division: unit.division,
                release_cap: unit.release_cap,
            })
            .collect(),
        classes,
        groups: groups.into_iter().map(|(name, classes)| MandatoryGroup { name, classes }).collect(),
        rules: book::load(conn).await?,
        weights: Weights::default(),
    };
    Ok(Lists { frame, seats, preferences, mandatory, plan_classes })
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

fn run_of<T>(sorted: &[T], id: PersonId, key: impl Fn(&T) -> PersonId) -> &[T] {
    let start = sorted.partition_point(|one| key(one) < id);
    let end = sorted.partition_point(|one| key(one) <= id);
    &sorted[start..end]
}

fn person_facts(
    lists: &Lists,
    person: &Person,
    records: &[TrainingRecord],
    gaps: Vec<(TopicCode, u8)>,
) -> Answer<PersonFacts> {
    let seats = lists.seats.get(&person.id).map(Vec::as_slice).unwrap_or_default();
    let is_own = |seat: &&planning_facts::SeatFacts| lists.plan_classes.contains(&seat.class_id);
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
