//! The answer for a person about every class the rules admit them to: the same sentence for page, export, letter.

use std::collections::{BTreeMap, HashMap};

use jinxue_api::Words;
use jinxue_api::runs::{Answer as Said, Answers};
use jinxue_domain::{ClassId, PersonId, RunId, Taxonomy};
use jinxue_planning::explain::{Answer as Found, ClassStanding, Colleague, Explainer, QuotaStanding};
use jinxue_planning::worth::Scales;
use jinxue_planning::{ClassFacts, ProblemBuilder, UnitFacts};
use jinxue_store::runs::{self as store, result};
use jinxue_store::{Conn, people, plans, units};
use uuid::Uuid;

use super::facts::{self, Lists};
use crate::{Answer, Refusal, Work};

/// People of one unit whose seats are looked at.
const COLLEAGUES_MAX: u32 = 2_000;

/// What all answers of a run share.
pub(super) struct Ground {
    pub lists: Lists,
    standings: HashMap<ClassId, ClassStanding>,
    taxonomy: Taxonomy,
    run: RunId,
}

impl Ground {
    /// Reads what a run left behind.
    pub async fn read(conn: &mut Conn, run: &store::Run, today: jinxue_domain::Date) -> Answer<Self> {
        let options = serde_json::from_str(&run.options).map_err(|fault| Refusal::internal(&fault))?;
        let plan = plans::by_id(conn, run.plan_id).await?;
        let mut drawn = super::begin::drawn(&plan, &options, today)?;
        // The run stays about the classes of its own day.
        drawn.from = drawn.from.min(run.created_at.date_in_china().max(first_of(&plan)));
        let lists = facts::lists(conn, &plan, drawn).await?;
        let least: HashMap<ClassId, i64> = result::least_worths(conn, run.id)
            .await?
            .into_iter()
            .map(|seat| (seat.class_id, seat.worth))
            .collect();
        let standings = result::classes(conn, run.id)
            .await?
            .into_iter()
            .map(|row| {
                let least_worth = least.get(&row.class_id).copied();
                let (seats, eligible) = (row.seats, row.eligible);
                (row.class_id, ClassStanding { seats, eligible, least_worth, quotas: Vec::new() })
            })
            .collect();
        Ok(Self { lists, standings, taxonomy: crate::topics::load(conn).await?, run: run.id })
    }

    /// Every answer for one person, the seated first.
    pub async fn answers(&self, conn: &mut Conn, person: PersonId) -> Answer<Vec<Found>> {
        let facts = facts::people(conn, &self.lists, &[person]).await?;
        let facts = facts.first().ok_or_else(|| jinxue_api::Problem::not_found("person", person))?;
        let mut builder = ProblemBuilder::new(self.lists.frame.clone());
        let person = builder.weigh(facts).map_err(|fault| Refusal::internal(&fault))?;
        let frame = &self.lists.frame;
        let unit = frame.units.iter().find(|unit| unit.id == person.unit);
        let unit = unit.ok_or_else(|| Refusal::internal(&"the unit of a person is gone"))?;
        let seats: Vec<ClassId> =
            result::of_person(conn, self.run, person.id).await?.iter().map(|seat| seat.class_id).collect();
        let classes: HashMap<ClassId, &ClassFacts> = frame
            .classes
            .iter()
            .filter(|class| self.standings.contains_key(&class.id))
            .map(|class| (class.id, class))
            .collect();
        let standings = self.standings_for(conn, unit, &classes).await?;
        let colleagues = self.colleagues(conn, person.id, unit).await?;
        let explainer = Explainer {
            person: &person,
            unit,
            seats: &seats,
            classes: &classes,
            standings: &standings,
            colleagues: &colleagues,
            scales: Scales { weights: &frame.weights, groups: &frame.groups },
            taxonomy: &self.taxonomy,
        };
        Ok(explainer.open_classes())
    }

    /// The standings with the quotas that hold this unit.
    async fn standings_for(
        &self,
        conn: &mut Conn,
        unit: &UnitFacts,
        classes: &HashMap<ClassId, &ClassFacts>,
    ) -> Answer<HashMap<ClassId, ClassStanding>> {
        let mut standings = self.standings.clone();
        for class in classes.values() {
            for quota in &class.quotas {
                let Some(seats_max) = quota.seats_max else { continue };
                let top = self.lists.frame.units.iter().find(|other| other.id == quota.unit);
                let Some(top) = top.filter(|top| top.path.contains(&unit.path)) else { continue };
                let seats = result::seats_below(conn, self.run, class.id, &top.path).await?;
                let seats = u32::try_from(seats).unwrap_or(u32::MAX);
                if let Some(standing) = standings.get_mut(&class.id) {
                    standing.quotas.push(QuotaStanding { unit: quota.unit, seats, seats_max });
                }
            }
        }
        Ok(standings)
    }

    /// The seats of others of the very same unit: role and class, no names.
    async fn colleagues(
        &self,
        conn: &mut Conn,
        person: PersonId,
        unit: &UnitFacts,
    ) -> Answer<Vec<Colleague>> {
        let filter = result::SeatedFilter { subtree: Some(unit.path.clone()), text: None };
        let page = result::page(conn, self.run, &filter, 0, COLLEAGUES_MAX).await?;
        let others: Vec<(PersonId, ClassId)> = page
            .items
            .iter()
            .filter(|row| row.unit_id == unit.id && row.person_id != person)
            .map(|row| (row.person_id, row.class_id))
            .collect();
        let mut ids: Vec<PersonId> = others.iter().map(|(person, _)| *person).collect();
        ids.sort_unstable();
        ids.dedup();
        let roles: BTreeMap<PersonId, _> =
            people::by_ids(conn, &ids).await?.into_iter().map(|person| (person.id, person.role)).collect();
        let colleague =
            |(person, class): (PersonId, ClassId)| Some(Colleague { role: *roles.get(&person)?, class });
        Ok(others.into_iter().filter_map(colleague).collect())
    }

    /// An answer with the names of its class.
    pub fn said(&self, found: &Found, codes: &HashMap<ClassId, String>) -> Said {
        let facts = self.lists.frame.classes.iter().find(|class| class.id == found.class);
        Said {
            class_id: found.class.as_uuid(),
            code: codes.get(&found.class).cloned().unwrap_or_default(),
            name: facts.map(|class| class.name.clone()).unwrap_or_default(),
            start_date: facts.map(|class| class.period.from().to_string()).unwrap_or_default(),
            end_date: facts.map(|class| class.period.to().to_string()).unwrap_or_default(),
            verdict: found.verdict.as_str().into(),
            words: Words::new(found.words.zh.clone(), found.words.en.clone()),
            data: serde_json::json!({ "worth": found.worth }),
        }
    }
}

fn first_of(plan: &plans::Plan) -> jinxue_domain::Date {
    jinxue_domain::Date::new(i16::try_from(plan.year).unwrap_or(i16::MAX), 1, 1)
        .unwrap_or(jinxue_domain::Date::MIN)
}

/// All answers a run has for one person.
///
/// # Errors
/// `not_found`.
pub async fn answers(work: &Work, run: Uuid, person: Uuid) -> Answer<Answers> {
    let today = work.app.clock.today();
    work.app
        .db
        .read(async |mut conn| {
            let run = store::by_id(&mut conn, run.into()).await?;
            let person = people::by_id(&mut conn, person.into()).await?;
            let ground = Ground::read(&mut conn, &run, today).await?;
            let codes = codes(&mut conn, run.id).await?;
            let found = ground.answers(&mut conn, person.id).await?;
            let unit = units::by_id(&mut conn, person.unit_id).await?;
            Ok::<_, Refusal>(Answers {
                person_id: person.id.as_uuid(),
                name: person.name.to_string(),
                unit_name: unit.name,
                items: found.iter().map(|answer| ground.said(answer, &codes)).collect(),
            })
        })
        .await
}

/// The codes of a run's classes.
pub(super) async fn codes(conn: &mut Conn, run: RunId) -> Answer<HashMap<ClassId, String>> {
    Ok(result::classes(conn, run).await?.into_iter().map(|row| (row.class_id, row.code)).collect())
}

/// Why a run gave a person a seat, for the person's page.
///
/// # Errors
/// When the store fails.
pub async fn reason_of_seat(
    conn: &mut Conn,
    run: RunId,
    person: PersonId,
    today: jinxue_domain::Date,
) -> Answer<HashMap<ClassId, Words>> {
    let run = store::by_id(conn, run).await?;
    let ground = Ground::read(conn, &run, today).await?;
    let found = ground.answers(conn, person).await?;
    Ok(found
        .into_iter()
        .filter(|answer| answer.verdict.as_str() == "seated")
        .map(|answer| (answer.class, Words::new(answer.words.zh, answer.words.en)))
        .collect())
}
