//! Target profiles: kept in versions by whoever sets the standard of a subtree. Everybody's gaps follow in the background.

use std::collections::BTreeSet;

use jinxue_api::profiles::{NewProfile, Profile, ProfileDraft, ProfileLevel};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::authority::Right;
use jinxue_domain::class::{GradeRange, Roles, Sectors};
use jinxue_domain::needs::{Demand, GapCause, Level, Unproven};
use jinxue_domain::{Grade, ProfileId, Role, Sector, Taxonomy, TopicCode};
use jinxue_store::profiles::{self as store, Asked, Head, Version, Whole};
use jinxue_store::{Tx, units};
use serde_json::json;
use uuid::Uuid;

use super::tend::{Cause, rederive_later};
use crate::once::{Created, Once};
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work, topics};

/// Characters of a name.
const NAME_MOST: usize = 60;
/// Profiles one unit may have.
const PROFILES_MOST: usize = 200;

/// The profiles that concern a unit: its own, those above it and those below.
///
/// # Errors
/// `not_found` for the unit.
pub async fn list(work: &Work, unit: Option<Uuid>) -> Answer<Vec<Profile>> {
    let found = work
        .db()
        .read(async |mut conn| {
            let path = crate::gaps::subtree(&mut conn, unit).await?;
            let mut found = store::in_force(&mut conn).await?;
            found.retain(|one| one.head.unit_path.meets(&path));
            Ok::<_, Refusal>(found)
        })
        .await?;
    Ok(found.into_iter().map(|one| said(work, &one.head, one.version, one.levels)).collect())
}

/// Every version of a profile, the latest first.
///
/// # Errors
/// `not_found`.
pub async fn versions(work: &Work, id: Uuid) -> Answer<Vec<Profile>> {
    let (head, versions) = work
        .db()
        .read(async |mut conn| {
            let head = store::head(&mut conn, id.into()).await?;
            Ok::<_, Refusal>((head, store::versions(&mut conn, id.into()).await?))
        })
        .await?;
    Ok(versions.into_iter().map(|(version, levels)| said(work, &head, version, levels)).collect())
}

/// Adds a profile.
///
/// # Errors
/// `not_found` for the unit; `invalid_value` and `missing_value` for every field refused; `duplicate` for a name the unit
/// has; `idempotency_key_reused`.
pub async fn add(work: &Work, key: Option<String>, new: &NewProfile) -> Answer<Created<Profile>> {
    let once = Once::new(key, "POST /profiles", "", new);
    if let Some(made) = once.find(work).await? {
        return Ok(made);
    }
    let id: ProfileId = work.app.ids.draw();
    let made = work
        .db()
        .work(async |mut tx| {
            let unit = units::by_id(&mut tx, new.unit_id.into()).await?;
            let checked = checked(&new.draft, &topics::load(&mut tx).await?)?;
            let others = store::at_unit(&mut tx, unit.id).await?;
            if others.len() >= PROFILES_MOST {
                return Err(Problem::invalid("unit_id", unit.name, format!("≤ {PROFILES_MOST}")).into());
            }
            unique(&others, None, &checked.name)?;
            let head = Head {
                id,
                unit_id: unit.id,
                number: 1,
                ended_on: None,
                unit_path: unit.path,
                unit_name: unit.name,
            };
            let (version, levels) = checked.version(work, id, 1);
            store::add(&mut tx, &head, &version, &levels).await?;
            work.note(&mut tx, "create", ("target_profile", id.to_string()), json!(new)).await?;
            once.keep(&mut tx, work, &said(work, &head, version, levels)).await
        })
        .await;
    let made = once.settle(work, made).await?;
    follow(work, id).await?;
    Ok(made)
}

/// Replaces what a profile says by a new version; the earlier ones stay readable.
///
/// # Errors
/// `not_found`; `version_stale`; otherwise as [`add`].
pub async fn revise(work: &Work, id: Uuid, number: i64, draft: &ProfileDraft) -> Answer<Profile> {
    let id = ProfileId::from_uuid(id);
    let profile = work
        .db()
        .work(async |mut tx| {
            let head = seen(&mut tx, id, number).await?;
            let checked = checked(draft, &topics::load(&mut tx).await?)?;
            unique(&store::at_unit(&mut tx, head.unit_id).await?, Some(id), &checked.name)?;
            let (version, levels) = checked.version(work, id, head.number + 1);
            if !store::revise(&mut tx, &head, &version, &levels).await? {
                return Err(Refusal::stale("target_profile", id.as_uuid(), number));
            }
            let detail = json!({ "number": version.number, "set": draft });
            work.note(&mut tx, "edit", ("target_profile", id.to_string()), detail).await?;
            Ok(said(work, &head, version, levels))
        })
        .await?;
    follow(work, id).await?;
    Ok(profile)
}

/// Ends a profile: from today it asks nothing of anybody. Its versions stay readable.
///
/// # Errors
/// `not_found`; `version_stale`.
pub async fn end(work: &Work, id: Uuid, number: i64) -> Answer<()> {
    let (id, today) = (ProfileId::from_uuid(id), work.app.clock.today());
    work.db()
        .work(async |mut tx| {
            let head = seen(&mut tx, id, number).await?;
            if !store::end(&mut tx, &head, head.number, today).await? {
                return Err(Refusal::stale("target_profile", id.as_uuid(), number));
            }
            work.note(&mut tx, "delete", ("target_profile", id.to_string()), json!({})).await?;
            Ok(())
        })
        .await?;
    follow(work, id).await
}

/// The profile, if the version that holds is the one the asker has seen.
async fn seen(tx: &mut Tx, id: ProfileId, number: i64) -> Answer<Head> {
    let head = store::head(tx, id).await?;
    if i64::from(head.number) != number || head.ended_on.is_some() {
        return Err(Refusal::stale("target_profile", id.as_uuid(), number));
    }
    Ok(head)
}

/// Everybody's gaps follow, soon.
async fn follow(work: &Work, id: ProfileId) -> Answer<()> {
    rederive_later(&work.app, Cause { cause: GapCause::Profile, subject: id.as_uuid() }).await
}

fn unique(others: &[Whole], own: Option<ProfileId>, name: &str) -> Answer<()> {
    if others.iter().any(|other| Some(other.head.id) != own && other.version.name == name) {
        return Err(Problem::new(ErrorCode::Duplicate).field("name").value(name).into());
    }
    Ok(())
}

/// A draft that can be kept.
pub(super) struct Checked {
    pub name: String,
    grades: GradeRange,
    roles: Roles,
    sectors: Sectors,
    unproven: Unproven,
    demand: Demand,
    levels: Vec<(TopicCode, Level)>,
}

impl Checked {
    fn version(self, work: &Work, id: ProfileId, number: u32) -> (Version, Vec<Asked>) {
        let asked = |(topic, level): (TopicCode, Level)| Asked { profile_id: id, number, topic, level };
        let version = Version {
            profile_id: id,
            number,
            name: self.name,
            grade_from: self.grades.highest(),
            grade_to: self.grades.lowest(),
            roles: self.roles.to_string(),
            sectors: self.sectors.to_string(),
            unproven: self.unproven,
            valid_from: work.app.clock.today(),
            actor: work.actor.name.clone(),
            created_at: work.app.clock.now(),
            demand: self.demand,
        };
        (version, self.levels.into_iter().map(asked).collect())
    }
}

/// # Errors
/// Every field refused.
pub(super) fn checked(draft: &ProfileDraft, taxonomy: &Taxonomy) -> Answer<Checked> {
    let mut faults = Faults::default();
    let name = faults.take(named(&draft.name));
    let grades = faults.take(grades(draft.grade_from, draft.grade_to));
    let roles: Vec<Option<Role>> =
        draft.roles.iter().map(|role| faults.take(wire::read("roles", role))).collect();
    let sectors: Vec<Option<Sector>> =
        draft.sectors.iter().map(|sector| faults.take(wire::read("sectors", sector))).collect();
    let unproven = faults.take(wire::read("unproven", &draft.unproven));
    let demand = faults.take(wire::read("demand", &draft.demand));
    let mut topics = BTreeSet::new();
    let mut levels = Vec::new();
    if draft.levels.is_empty() {
        faults.push(Problem::missing("levels").into());
    }
    for asked in &draft.levels {
        let level = faults.take(level(asked, taxonomy));
        if level.is_some_and(|(topic, _)| !topics.insert(topic)) {
            faults.push(Problem::invalid("levels", &asked.topic, "each topic once").into());
        }
        levels.extend(level);
    }
    faults.end()?;
    let lost = || Refusal::internal(&"a value was refused without a fault");
    Ok(Checked {
        name: name.ok_or_else(lost)?,
        grades: grades.ok_or_else(lost)?,
        roles: Roles::of(roles.into_iter().flatten()),
        sectors: Sectors::of(sectors.into_iter().flatten()),
        unproven: unproven.ok_or_else(lost)?,
        demand: demand.ok_or_else(lost)?,
        levels,
    })
}

fn named(name: &str) -> Answer<String> {
    let name = wire::filled("name", name)?;
    if name.chars().count() > NAME_MOST {
        return Err(Problem::invalid("name", &name, format!("≤ {NAME_MOST}")).into());
    }
    Ok(name)
}

/// The grades between two numbers.
///
/// # Errors
/// `invalid_value`.
pub(crate) fn grades(from: u8, to: u8) -> Answer<GradeRange> {
    let grade = |field: &str, number: u8| Grade::try_from(number).map_err(|fault| Refusal::of(field, &fault));
    let (highest, lowest) = (grade("grade_from", from)?, grade("grade_to", to)?);
    let refused = || Problem::invalid("grade_from", from, format!("≤ {to}")).into();
    GradeRange::new(highest, lowest).ok_or_else(refused)
}

/// A kept set as a list.
pub(crate) fn listed(set: &str) -> Vec<String> {
    set.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn level(asked: &ProfileLevel, taxonomy: &Taxonomy) -> Answer<(TopicCode, Level)> {
    let topic: TopicCode = wire::read("levels", &asked.topic)?;
    if taxonomy.topic(topic).is_none() {
        return Err(Problem::not_found("topic", topic).into());
    }
    let level = Level::try_from(asked.level).map_err(|fault| Refusal::of("levels", &fault))?;
    Ok((topic, level))
}

/// A stored version as a draft.
pub(super) fn draft(version: &Version, levels: &[Asked]) -> ProfileDraft {
    ProfileDraft {
        name: version.name.clone(),
        grade_from: version.grade_from.get(),
        grade_to: version.grade_to.get(),
        roles: listed(&version.roles),
        sectors: listed(&version.sectors),
        unproven: version.unproven.as_str().into(),
        demand: version.demand.as_str().into(),
        levels: levels
            .iter()
            .map(|asked| ProfileLevel { topic: asked.topic.to_string(), level: asked.level.get().into() })
            .collect(),
    }
}

fn said(work: &Work, head: &Head, version: Version, levels: Vec<Asked>) -> Profile {
    let change = work.actor.authority.scope(Right::ChangeRules);
    Profile {
        id: head.id.as_uuid(),
        unit_id: head.unit_id.as_uuid(),
        unit_name: head.unit_name.clone(),
        number: version.number.into(),
        draft: draft(&version, &levels),
        valid_from: version.valid_from.to_string(),
        actor: version.actor,
        set_at: version.created_at.as_micros(),
        may_change: head.ended_on.is_none() && change.contains(&head.unit_path),
    }
}
