//! A class as a request describes it, held against the domain's rules: every fault, not the first.

use jinxue_api::Problem;
use jinxue_api::classes::{ClassEdit, ClassQuota, ClassTopic, NewClass};
use jinxue_domain::class::{ClassDraft, QuotaDraft, Roles, Sectors, TopicDraft};
use jinxue_domain::{ClassId, Grade, Instant, PlanId, Role, Sector, Tier};
use jinxue_store::classes::{self as store, FullClass};
use jinxue_store::{Conn, units};

use crate::wire::{self, Faults};
use crate::{Answer, Refusal, topics};

/// What stays when a description is applied: whose class it is and how far it is.
pub(super) struct Frame {
    pub id: ClassId,
    pub plan_id: PlanId,
    pub year: u16,
    pub state: jinxue_domain::ClassState,
    pub version: i64,
    pub created_at: Instant,
    pub changed_at: Instant,
    pub seats_taken: u32,
}

/// The class described, checked.
///
/// # Errors
/// Every fault of the description; `not_found` for a unit.
pub(super) async fn checked(conn: &mut Conn, frame: Frame, said: &NewClass) -> Answer<FullClass> {
    let mut faults = Faults::default();
    for (field, unit) in [("organiser_id", said.organiser_id), ("audience_id", said.audience_id)] {
        faults.take(known_unit(conn, field, unit).await);
    }
    let quotas = quota_drafts(conn, said, &mut faults).await;
    let taxonomy = topics::load(conn).await?;
    let start_date = faults.take(wire::date("start_date", &said.start_date));
    let end_date = faults.take(wire::date("end_date", &said.end_date));
    let topics: Vec<TopicDraft> = said.topics.iter().filter_map(|one| faults.take(topic(one))).collect();
    if let (Some(start_date), Some(end_date)) = (start_date, end_date) {
        let draft = ClassDraft {
            name: &said.name,
            plan_year: frame.year.try_into().unwrap_or_default(),
            start_date,
            end_date,
            seats_min: said.seats_min,
            seats_max: said.seats_max,
            hours: said.hours,
            grade_from: said.grade_from,
            grade_to: said.grade_to,
            topics: &topics,
            quotas: &quotas,
            budget_yuan: said.budget_yuan,
        };
        for fault in draft.check(&taxonomy).err().into_iter().flatten() {
            faults.push(Refusal::of(fault.field, &fault));
        }
    }
    if said.seats_max < i64::from(frame.seats_taken) {
        faults.push(Problem::invalid("seats_max", said.seats_max, format!("≥ {}", frame.seats_taken)).into());
    }
    let class = described(&frame, said, &mut faults);
    faults.end()?;
    let (Some(mut class), Some(start_date), Some(end_date)) = (class, start_date, end_date) else {
        return Err(Refusal::internal(&"a value was refused without a fault"));
    };
    (class.start_date, class.end_date) = (start_date, end_date);
    let id = frame.id;
    let topics = topics.iter().map(|topic| store::ClassTopic {
        class_id: id,
        topic: topic.topic,
        percent: topic.percent.try_into().unwrap_or_default(),
        main: topic.main,
    });
    let quotas = said.quotas.iter().map(|quota| store::ClassQuota {
        class_id: id,
        unit_id: quota.unit_id.into(),
        seats_min: small(quota.seats_min),
        seats_max: quota.seats_max.map(small),
    });
    Ok(FullClass { class, topics: topics.collect(), quotas: quotas.collect() })
}

/// The quotas under the names of their units; a unit none of whose people are meant has no use for one.
async fn quota_drafts(conn: &mut Conn, said: &NewClass, faults: &mut Faults) -> Vec<QuotaDraft> {
    let audience = known_unit(conn, "audience_id", said.audience_id).await.ok();
    let mut drafts = Vec::with_capacity(said.quotas.len());
    for quota in &said.quotas {
        let Some(unit) = faults.take(known_unit(conn, "quotas", quota.unit_id).await) else { continue };
        if let Some(audience) = audience.as_ref().filter(|audience| !audience.path.contains(&unit.path)) {
            faults.push(
                Problem::invalid("quotas", &unit.name, format!("{}及其下属单位", audience.name)).into(),
            );
        }
        drafts.push(QuotaDraft { unit: unit.name, seats_min: quota.seats_min, seats_max: quota.seats_max });
    }
    drafts
}

async fn known_unit(conn: &mut Conn, field: &str, id: uuid::Uuid) -> Answer<units::Unit> {
    match units::by_id(conn, id.into()).await {
        Ok(unit) => Ok(unit),
        Err(jinxue_store::StoreError::NotFound { .. }) => Err(Problem::not_found(field, id).into()),
        Err(fault) => Err(fault.into()),
    }
}

fn topic(said: &ClassTopic) -> Answer<TopicDraft> {
    Ok(TopicDraft { topic: wire::read("topics", &said.topic)?, percent: said.percent, main: said.main })
}

/// Numbers the domain has already held against their bounds.
fn small(number: i64) -> u32 {
    number.try_into().unwrap_or_default()
}

fn described(frame: &Frame, said: &NewClass, faults: &mut Faults) -> Option<store::Class> {
    let grade = |number: i64| u8::try_from(number).ok().and_then(|n| Grade::try_from(n).ok());
    let code = faults.take(wire::filled("code", &said.code));
    let tier = faults.take(wire::read::<Tier>("tier", &said.tier).and_then(|tier| match tier {
        Tier::Township => Err(Problem::invalid("tier", tier, "province, city, county").into()),
        tier => Ok(tier),
    }));
    let kind = faults.take(wire::read("kind", &said.kind));
    let fee_category = faults.take(wire::read("fee_category", &said.fee_category));
    let division = faults.take(wire::read_opt("division", said.division.as_deref()));
    let roles: Vec<Role> =
        said.roles.iter().filter_map(|word| faults.take(wire::read("roles", word))).collect();
    let sectors: Vec<Sector> =
        said.sectors.iter().filter_map(|word| faults.take(wire::read("sectors", word))).collect();
    Some(store::Class {
        id: frame.id,
        plan_id: frame.plan_id,
        code: code?,
        name: said.name.trim().to_owned(),
        organiser_id: said.organiser_id.into(),
        tier: tier?,
        kind: kind?,
        state: frame.state,
        start_date: jinxue_domain::Date::ZERO,
        end_date: jinxue_domain::Date::ZERO,
        seats_min: small(said.seats_min),
        seats_max: small(said.seats_max),
        hours: small(said.hours),
        venue: wire::kept(said.venue.as_ref()),
        division: division?,
        audience_id: said.audience_id.into(),
        grade_from: grade(said.grade_from)?,
        grade_to: grade(said.grade_to)?,
        roles: Roles::of(roles).to_string(),
        sectors: Sectors::of(sectors).to_string(),
        fee_category: fee_category?,
        budget_yuan: said.budget_yuan,
        recognised: said.recognised,
        remark: wire::kept(said.remark.as_ref()),
        version: frame.version,
        created_at: frame.created_at,
        changed_at: frame.changed_at,
        seats_taken: frame.seats_taken,
    })
}

/// The class as it stands, described; what an edit does not mention stays as it is here.
pub(super) fn edited(full: &FullClass, edit: &ClassEdit) -> NewClass {
    let class = &full.class;
    let words = |text: &str| text.split('|').filter(|w| !w.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    let text = |new: &Option<String>, old: String| new.clone().unwrap_or(old);
    NewClass {
        code: class.code.clone(),
        name: text(&edit.name, class.name.clone()),
        organiser_id: edit.organiser_id.unwrap_or(class.organiser_id.as_uuid()),
        tier: class.tier.as_str().into(),
        kind: text(&edit.kind, class.kind.as_str().into()),
        start_date: text(&edit.start_date, class.start_date.to_string()),
        end_date: text(&edit.end_date, class.end_date.to_string()),
        seats_min: edit.seats_min.unwrap_or(class.seats_min.into()),
        seats_max: edit.seats_max.unwrap_or(class.seats_max.into()),
        hours: edit.hours.unwrap_or(class.hours.into()),
        audience_id: edit.audience_id.unwrap_or(class.audience_id.as_uuid()),
        grade_from: edit.grade_from.unwrap_or(class.grade_from.get().into()),
        grade_to: edit.grade_to.unwrap_or(class.grade_to.get().into()),
        roles: edit.roles.clone().unwrap_or_else(|| words(&class.roles)),
        sectors: edit.sectors.clone().unwrap_or_else(|| words(&class.sectors)),
        fee_category: text(&edit.fee_category, class.fee_category.as_str().into()),
        topics: edit.topics.clone().unwrap_or_else(|| full.topics.iter().map(topic_said).collect()),
        quotas: edit.quotas.clone().unwrap_or_else(|| full.quotas.iter().map(quota_said).collect()),
        venue: edit.venue.clone().or_else(|| class.venue.clone()),
        division: edit.division.clone().or_else(|| class.division.map(|code| code.to_string())),
        budget_yuan: edit.budget_yuan.or(class.budget_yuan).filter(|yuan| *yuan != 0),
        recognised: edit.recognised.unwrap_or(class.recognised),
        remark: edit.remark.clone().or_else(|| class.remark.clone()),
    }
}

fn topic_said(topic: &store::ClassTopic) -> ClassTopic {
    ClassTopic { topic: topic.topic.to_string(), percent: topic.percent.into(), main: topic.main }
}

fn quota_said(quota: &store::ClassQuota) -> ClassQuota {
    ClassQuota {
        unit_id: quota.unit_id.as_uuid(),
        unit_name: String::new(),
        seats_min: quota.seats_min.into(),
        seats_max: quota.seats_max.map(i64::from),
    }
}
