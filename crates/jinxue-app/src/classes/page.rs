//! The whole class: topics, quotas, its life, the fee verdict, what wants a look.

use jinxue_api::Words;
use jinxue_api::classes::{Class, ClassQuota, ClassSeat, ClassTopic, ClassTransition};
use jinxue_domain::class::{GradeRange, Roles, Sectors};
use jinxue_domain::{ClassId, ClassState, Role, UnitId};
use jinxue_store::classes::{self as store, FullClass};
use jinxue_store::units::Unit;
use jinxue_store::{Conn, audit, plans, seats as store_seats, units};
use uuid::Uuid;

use super::list::Names;
use super::{attendance, fee};
use crate::plans::warnings;
use crate::{Answer, Refusal, Work, book};

/// The whole class.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Class> {
    let mut class = work.db().read(async |mut conn| load(&mut conn, id.into()).await).await?;
    let found = warnings::of_plan(work, class.plan_id.into()).await?;
    class.warnings = found.of_class(id.into());
    Ok(class)
}

/// The class without the warnings, which are found over the whole plan.
pub(super) async fn load(conn: &mut Conn, id: ClassId) -> Answer<Class> {
    let full = store::full(conn, id).await?;
    let transitions = store::transitions(conn, id).await?;
    let plan = plans::by_id(conn, full.class.plan_id).await?;
    let organiser = unit(conn, full.class.organiser_id).await?;
    let audience = unit(conn, full.class.audience_id).await?;
    let fee = fee::verdict(&full.class, &organiser.path, &book::load(conn).await?)?;
    let names = Names::of(conn, std::slice::from_ref(&full.class)).await?;
    let class = &full.class;
    Ok(Class {
        row: names.row(class),
        plan_id: class.plan_id.as_uuid(),
        year: plan.year.into(),
        venue: class.venue.clone(),
        division: class.division.map(|code| code.to_string()),
        audience_id: audience.id.as_uuid(),
        audience: audience_words(class, &audience.name)?,
        audience_name: audience.name,
        grade_from: class.grade_from.get().into(),
        grade_to: class.grade_to.get().into(),
        roles: listed(&class.roles),
        sectors: listed(&class.sectors),
        fee_category: class.fee_category.as_str().into(),
        recognised: class.recognised,
        remark: class.remark.clone(),
        topics: full.topics.iter().map(topic).collect(),
        quotas: quotas(conn, &full, &organiser).await?,
        transitions: transitions.into_iter().map(transition).collect(),
        next_states: class.state.next().iter().map(|state| state.as_str().to_owned()).collect(),
        fee,
        warnings: Vec::new(),
        changed_by: audit::last_of_object(conn, "class", &id.to_string()).await?.map(|deed| deed.actor),
        changed_at: class.changed_at.as_micros(),
    })
}

/// A unit the class names: whoever may see the class may read who holds it and whom it is for.
async fn unit(conn: &mut Conn, id: UnitId) -> Answer<Unit> {
    let found = units::by_ids(conn, &[id]).await?.pop();
    found.ok_or_else(|| Refusal::internal(&"a class names a unit that is gone"))
}

/// The quotas: all of them for its organiser, else those of the asker's own units.
async fn quotas(conn: &mut Conn, full: &FullClass, organiser: &Unit) -> Answer<Vec<ClassQuota>> {
    let scope = conn.scope();
    let mut quotas = Vec::with_capacity(full.quotas.len());
    for quota in &full.quotas {
        let unit = unit(conn, quota.unit_id).await?;
        if !scope.contains(&organiser.path) && !scope.meets(&unit.path) {
            continue;
        }
        quotas.push(ClassQuota {
            unit_id: quota.unit_id.as_uuid(),
            unit_name: unit.name,
            seats_min: quota.seats_min.into(),
            seats_max: quota.seats_max.map(i64::from),
        });
    }
    Ok(quotas)
}

/// Who is meant: unit, grades, roles, sectors.
fn audience_words(class: &store::Class, unit: &str) -> Answer<Words> {
    let broken = |what: &dyn std::fmt::Display| Refusal::internal(what);
    let roles: Roles = class.roles.parse().map_err(|fault| broken(&fault))?;
    let sectors: Sectors = class.sectors.parse().map_err(|fault| broken(&fault))?;
    let mut zh = vec![format!("{unit}及其下属单位")];
    let mut en = vec![format!("{unit} and the units below it")];
    if GradeRange::new(class.grade_from, class.grade_to) != Some(GradeRange::ALL) {
        let (highest, lowest) = (class.grade_from.words(), class.grade_to.words());
        zh.push(format!("{} 至 {}", highest.zh, lowest.zh));
        en.push(format!("{} to {}", highest.en, lowest.en));
    }
    if !class.roles.is_empty() {
        zh.push(roles.iter().map(Role::zh).collect::<Vec<_>>().join("、"));
        en.push(roles.iter().map(Role::en).collect::<Vec<_>>().join(", "));
    }
    if !class.sectors.is_empty() {
        let (s_zh, s_en): (Vec<_>, Vec<_>) =
            sectors.iter().map(|sector| sector.words()).map(|w| (w.zh.to_string(), w.en.to_string())).unzip();
        zh.push(s_zh.join("、"));
        en.push(s_en.join(", "));
    }
    Ok(Words::new(zh.join("；"), en.join("; ")))
}

/// Words kept joined by `|`.
fn listed(text: &str) -> Vec<String> {
    text.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn topic(topic: &store::ClassTopic) -> ClassTopic {
    ClassTopic { topic: topic.topic.to_string(), percent: topic.percent.into(), main: topic.main }
}

fn transition(step: store::ClassTransition) -> ClassTransition {
    ClassTransition {
        from: step.from_state.as_str().into(),
        to: step.to_state.as_str().into(),
        actor: step.actor,
        remark: step.remark,
        at: step.at.as_micros(),
    }
}

/// The seats of a class, by name: all of them for its organiser, else those of the asker's own people.
///
/// # Errors
/// `not_found`.
pub async fn seats(work: &Work, id: Uuid) -> Answer<Vec<ClassSeat>> {
    let (_, seats) = work.db().read(async |mut conn| seats_seen(&mut conn, id.into()).await).await?;
    Ok(seats.into_iter().map(seat).collect())
}

/// The class with the seats that may be seen of it.
pub(super) async fn seats_seen(
    conn: &mut Conn,
    id: ClassId,
) -> Answer<(store::Class, Vec<store_seats::SeatOfClass>)> {
    let class = store::by_id(conn, id).await?;
    let organiser = unit(conn, class.organiser_id).await?;
    let mut seats = store_seats::of_class(conn, id).await?;
    let scope = conn.scope();
    if !scope.contains(&organiser.path) {
        seats.retain(|seat| scope.contains_person(seat.person_id, &seat.unit_path));
    }
    Ok((class, seats))
}

pub(super) fn seat(seat: store_seats::SeatOfClass) -> ClassSeat {
    ClassSeat {
        attendance: attendance::view(&seat),
        version: seat.version,
        person_id: seat.person_id.as_uuid(),
        name: seat.name.as_str().into(),
        unit_name: seat.unit_name,
        post: seat.post,
        grade: seat.grade.get().into(),
        state: seat.state.as_str().into(),
        mandatory: seat.mandatory,
        run_id: seat.run_id.map(|id| id.as_uuid()),
    }
}

/// Whether what is said of a class may still be edited: nobody edits what was held or cancelled.
pub(super) fn is_editable(state: ClassState) -> bool {
    !matches!(state, ClassState::Held | ClassState::Cancelled)
}
