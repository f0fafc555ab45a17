//! Classes of a plan, with their topics, quotas and transitions.

pub mod list;
mod offered;
pub mod stamp;

pub use offered::{Offer, offered};

use jinxue_domain::authority::Scope;
use jinxue_domain::{
    ClassId, ClassKind, ClassState, Date, DivisionCode, FeeCategory, Grade, Instant, JobId, PlanId, Tier,
    TopicCode, TransitionId, UnitId, UnitPath, fold,
};

use crate::db::{Sql, Where, bulks, row, statements};
use crate::{Conn, StoreError, Tx, Values, fence, values};

row! {
    /// One cohort trained together. `roles` and `sectors` are wire words joined by `|`, empty for all.
    /// `seats_taken` is read only: it changes with the seats.
    pub struct Class {
        req id: ClassId,
        req plan_id: PlanId,
        req code: String,
        req name: String,
        req organiser_id: UnitId,
        req tier: Tier,
        req kind: ClassKind,
        req state: ClassState,
        req start_date: Date,
        req end_date: Date,
        req seats_min: u32,
        req seats_max: u32,
        req hours: u32,
        opt venue: String,
        opt division: DivisionCode,
        req audience_id: UnitId,
        req grade_from: Grade,
        req grade_to: Grade,
        req roles: String,
        req sectors: String,
        req fee_category: FeeCategory,
        opt budget_yuan: i64,
        req recognised: bool,
        opt remark: String,
        req version: i64,
        req created_at: Instant,
        req changed_at: Instant,
        req seats_taken: u32,
    }
}

row! {
    /// How much of a class is about a topic; exactly one is the main one.
    pub struct ClassTopic {
        req class_id: ClassId,
        req topic: TopicCode,
        req percent: u8,
        req main: bool,
    }
}

row! {
    /// How many of a class's seats a unit must and may fill.
    pub struct ClassQuota {
        req class_id: ClassId,
        req unit_id: UnitId,
        req seats_min: u32,
        opt seats_max: u32,
    }
}

row! {
    /// One step in a class's life; `job_id` is that of the bulk step it was part of.
    pub struct ClassTransition {
        req id: TransitionId,
        req class_id: ClassId,
        req from_state: ClassState,
        req to_state: ClassState,
        req actor: String,
        opt remark: String,
        req at: Instant,
        opt job_id: JobId,
    }
}

/// A class with all that belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct FullClass {
    pub class: Class,
    pub topics: Vec<ClassTopic>,
    pub quotas: Vec<ClassQuota>,
}

statements! {
    LOCKED = Sql::each("select * from class where id = $1", "select * from class where id = $1 for update");
    BY_CODE = Sql::same("select * from class where plan_id = $1 and code = $2");
    ORGANISERS = Sql::same("select unit.id, unit.path, class.audience_id from class join unit on unit.id = class.organiser_id where class.id = $1");
    TOPICS_OF = Sql::same("select * from class_topic where class_id = $1 order by main desc, percent desc, topic");
    TOPICS_OF_PLAN = Sql::same("select class_topic.* from class_topic join class on class.id = class_topic.class_id where class.plan_id = $1 order by class_topic.class_id, class_topic.main desc, class_topic.percent desc, class_topic.topic");
    QUOTAS_OF = Sql::same("select class_quota.* from class_quota join unit on unit.id = class_quota.unit_id where class_id = $1 order by unit.path");
    QUOTAS_OF_PLAN = Sql::same("select class_quota.* from class_quota join class on class.id = class_quota.class_id join unit on unit.id = class_quota.unit_id where class.plan_id = $1 order by class_quota.class_id, unit.path");
    TRANSITIONS_OF = Sql::same("select * from class_transition where class_id = $1 order by at, id");
    UPDATE = Sql::same("update class set code = $3, name = $4, organiser_id = $5, tier = $6, kind = $7, start_date = $8, end_date = $9, seats_min = $10, seats_max = $11, hours = $12, venue = $13, division = $14, audience_id = $15, grade_from = $16, grade_to = $17, roles = $18, sectors = $19, fee_category = $20, budget_yuan = $21, recognised = $22, remark = $23, changed_at = $24, name_folded = $25, name_key = $26, initials = $27, version = version + 1 where id = $1 and version = $2");
    SET_STATE = Sql::same("update class set state = $4, changed_at = $5, version = version + 1 where id = $1 and version = $2 and state = $3");
    ADD_TRANSITION = Sql::same("insert into class_transition (id, class_id, from_state, to_state, actor, remark, at, job_id) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    TRANSITIONS_OF_JOB = Sql::same("select * from class_transition where job_id = $1 order by at, id");
    LAST_TRANSITION = Sql::same("select * from class_transition where class_id = $1 order by at desc, id desc limit 1");
}

bulks! {
    UPSERT = "insert into class (id, plan_id, code, name, organiser_id, tier, kind, state, start_date, end_date, seats_min, seats_max, hours, venue, division, audience_id, grade_from, grade_to, roles, sectors, fee_category, budget_yuan, recognised, remark, version, created_at, changed_at, name_folded, name_key, initials) values", 30,
        "on conflict (id) do update set code = excluded.code, name = excluded.name, organiser_id = excluded.organiser_id, tier = excluded.tier, kind = excluded.kind, state = excluded.state, start_date = excluded.start_date, end_date = excluded.end_date, seats_min = excluded.seats_min, seats_max = excluded.seats_max, hours = excluded.hours, venue = excluded.venue, division = excluded.division, audience_id = excluded.audience_id, grade_from = excluded.grade_from, grade_to = excluded.grade_to, roles = excluded.roles, sectors = excluded.sectors, fee_category = excluded.fee_category, budget_yuan = excluded.budget_yuan, recognised = excluded.recognised, remark = excluded.remark, version = class.version + 1, changed_at = excluded.changed_at, name_folded = excluded.name_folded, name_key = excluded.name_key, initials = excluded.initials";
    MAIN_TOPICS = "with wanted (id) as (values", [uuid],
        ") select class_topic.* from wanted cross join class_topic where class_topic.class_id = wanted.id and class_topic.main = 1";
    MANY = "with wanted (id) as (values", [uuid],
        ") select class.* from wanted cross join class where class.id = wanted.id order by class.id";
    TOPICS_OF_MANY = "with wanted (id) as (values", [uuid],
        ") select class_topic.* from wanted cross join class_topic where class_topic.class_id = wanted.id order by class_topic.class_id, class_topic.main desc, class_topic.percent desc, class_topic.topic";
    QUOTAS_OF_MANY = "with wanted (id) as (values", [uuid],
        ") select class_quota.* from wanted cross join class_quota cross join unit where class_quota.class_id = wanted.id and unit.id = class_quota.unit_id order by class_quota.class_id, unit.path";
    CLEAR_TOPICS = "with cleared (id) as (values", [uuid],
        ") delete from class_topic where class_id in (select id from cleared)";
    INSERT_TOPICS = "insert into class_topic (class_id, topic, percent, main) values", 4, "";
    CLEAR_QUOTAS = "with cleared (id) as (values", [uuid],
        ") delete from class_quota where class_id in (select id from cleared)";
    INSERT_QUOTAS = "insert into class_quota (class_id, unit_id, seats_min, seats_max) values", 4, "";
    DELETE = "with gone (id) as (values", [uuid], ") delete from class where id in (select id from gone)";
}

/// The class `id` alone.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none that may be seen.
pub async fn by_id(conn: &mut Conn, id: ClassId) -> Result<Class, StoreError> {
    let (text, values) = one_statement(&conn.scope(), id);
    conn.optional(text, values).await?.ok_or_else(|| StoreError::not_found("class", id))
}

/// The class `id` alone, to be changed: nobody else changes it until the end of the transaction.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none that may be seen; [`StoreError::Beyond`] when its organiser is beyond the
/// scope.
pub async fn locked(tx: &mut Tx, id: ClassId) -> Result<Class, StoreError> {
    by_id(tx, id).await?;
    own(tx, id).await?;
    tx.optional(LOCKED, values![id]).await?.ok_or_else(|| StoreError::not_found("class", id))
}

fn one_statement(scope: &Scope, id: ClassId) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("class.id = ?", values![id]);
    fence::classes(&mut clause, scope);
    clause.onto("select class.* from class")
}

fn plan_statement(scope: &Scope, plan: PlanId) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("class.plan_id = ?", values![plan]);
    fence::classes(&mut clause, scope);
    clause.push(" order by start_date, id", []);
    clause.onto("select class.* from class")
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let nil = uuid::Uuid::nil();
    let of = |scope: &Scope| [one_statement(scope, nil.into()).0, plan_statement(scope, nil.into()).0];
    fence::shapes().iter().flat_map(of).chain(offered::every_statement()).collect()
}

row! {
    /// Who organises a class and whom it calls up.
    pub struct Organiser {
        req id: UnitId,
        req path: UnitPath,
        req audience_id: UnitId,
    }
}

/// Refuses to change a class whose organiser is beyond the scope; whom it calls up today.
async fn own(tx: &mut Tx, id: ClassId) -> Result<UnitId, StoreError> {
    let found: Option<Organiser> = tx.optional(ORGANISERS, values![id]).await?;
    let found = found.ok_or_else(|| StoreError::not_found("class", id))?;
    fence::writable(tx, "class", [(id.to_string(), &found.path)].into_iter())?;
    Ok(found.audience_id)
}

/// Refuses a class that units beyond the scope would organise, or that would call up their people.
async fn within(
    tx: &mut Tx,
    what: &'static str,
    ids: impl Iterator<Item = UnitId>,
) -> Result<(), StoreError> {
    if tx.scope().ranges().is_none() {
        return Ok(());
    }
    let ids: Vec<UnitId> = ids.collect();
    let units = crate::units::by_ids(tx, &ids).await?;
    fence::writable(tx, what, units.iter().map(|unit| (unit.id.to_string(), &unit.path)))
}

/// The class with a code of a plan, whoever may see it: a code is taken once.
pub async fn by_code(conn: &mut Conn, plan: PlanId, code: &str) -> Result<Option<Class>, StoreError> {
    conn.optional(BY_CODE, values![plan, code]).await
}

/// The class `id` with topics and quotas.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn full(conn: &mut Conn, id: ClassId) -> Result<FullClass, StoreError> {
    let class = by_id(conn, id).await?;
    let topics = conn.all(TOPICS_OF, values![id]).await?;
    let quotas = conn.all(QUOTAS_OF, values![id]).await?;
    Ok(FullClass { class, topics, quotas })
}

/// All classes of a plan that may be seen, with topics and quotas, by start date.
pub async fn full_of_plan(conn: &mut Conn, plan: PlanId) -> Result<Vec<FullClass>, StoreError> {
    let (text, values) = plan_statement(&conn.scope(), plan);
    let classes: Vec<Class> = conn.all(text, values).await?;
    let topics: Vec<ClassTopic> = conn.all(TOPICS_OF_PLAN, values![plan]).await?;
    let quotas: Vec<ClassQuota> = conn.all(QUOTAS_OF_PLAN, values![plan]).await?;
    Ok(joined(classes, &topics, &quotas))
}

/// Those of `ids` that exist, with topics and quotas, in the order of their ids.
pub async fn full_many(conn: &mut Conn, ids: &[ClassId]) -> Result<Vec<FullClass>, StoreError> {
    // In order, so that each list as a whole is in the order of class ids.
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    let rows = || ids.iter().map(|id| values![*id]).collect::<Vec<_>>();
    let classes: Vec<Class> = conn.bulk_all(MANY, rows()).await?;
    let topics: Vec<ClassTopic> = conn.bulk_all(TOPICS_OF_MANY, rows()).await?;
    let quotas: Vec<ClassQuota> = conn.bulk_all(QUOTAS_OF_MANY, rows()).await?;
    Ok(joined(classes, &topics, &quotas))
}

/// Classes with their topics and quotas, both in the order of class ids.
fn joined(classes: Vec<Class>, topics: &[ClassTopic], quotas: &[ClassQuota]) -> Vec<FullClass> {
    let full = |class: Class| FullClass {
        topics: run_of(topics, class.id, |topic| topic.class_id).to_vec(),
        quotas: run_of(quotas, class.id, |quota| quota.class_id).to_vec(),
        class,
    };
    classes.into_iter().map(full).collect()
}

fn run_of<T>(sorted: &[T], id: ClassId, key: impl Fn(&T) -> ClassId) -> &[T] {
    let start = sorted.partition_point(|one| key(one) < id);
    let end = sorted.partition_point(|one| key(one) <= id);
    &sorted[start..end]
}

/// The main topics of many classes.
pub async fn main_topics(conn: &mut Conn, ids: &[ClassId]) -> Result<Vec<ClassTopic>, StoreError> {
    conn.bulk_all(MAIN_TOPICS, ids.iter().map(|id| values![*id]).collect()).await
}

/// What happened to a class, oldest first.
pub async fn transitions(conn: &mut Conn, class: ClassId) -> Result<Vec<ClassTransition>, StoreError> {
    conn.all(TRANSITIONS_OF, values![class]).await
}

/// The last step of a class, if it has taken one.
pub async fn last_transition(conn: &mut Conn, class: ClassId) -> Result<Option<ClassTransition>, StoreError> {
    conn.optional(LAST_TRANSITION, values![class]).await
}

/// The steps a job has taken so far, oldest first.
pub async fn transitions_of_job(conn: &mut Conn, job: JobId) -> Result<Vec<ClassTransition>, StoreError> {
    conn.all(TRANSITIONS_OF_JOB, values![job]).await
}

/// Adds classes, or replaces those with the same id, together with their topics and quotas.
///
/// # Errors
/// [`crate::Constraint::Taken`] `class_code_unique`; checks on dates, seats and grades by name.
pub async fn upsert_many(tx: &mut Tx, classes: &[FullClass]) -> Result<(), StoreError> {
    let units = classes.iter().flat_map(|full| [full.class.organiser_id, full.class.audience_id]);
    within(tx, "unit of the class", units).await?;
    tx.bulk(UPSERT, classes.iter().map(|full| stored(&full.class)).collect()).await?;
    replace_parts(tx, classes).await
}

/// Replaces what is said of a class, its topics and quotas; its state changes by [`set_state`] only.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer at `class.version`; [`StoreError::NotFound`].
pub async fn update(tx: &mut Tx, full: &FullClass) -> Result<(), StoreError> {
    let class = &full.class;
    let audience = own(tx, class.id).await?;
    let audience = Some(class.audience_id).filter(|now| *now != audience);
    within(tx, "unit of the class", [class.organiser_id].into_iter().chain(audience)).await?;
    let all = stored(class);
    let mut values = values![class.id, class.version];
    // Neither plan (1), state (7), version (24) nor created_at (25) is replaced.
    values.extend_from_slice(&all[2..7]);
    values.extend_from_slice(&all[8..24]);
    values.extend_from_slice(&all[26..]);
    if tx.execute(UPDATE, values).await? == 0 {
        by_id(tx, class.id).await?;
        return Err(StoreError::stale("class", class.id, class.version));
    }
    replace_parts(tx, std::slice::from_ref(full)).await
}

/// Takes one step in the life of a class and notes it.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer at `version` and `step.from_state`; [`StoreError::NotFound`].
pub async fn set_state(tx: &mut Tx, version: i64, step: &ClassTransition) -> Result<(), StoreError> {
    own(tx, step.class_id).await?;
    let values = values![step.class_id, version, step.from_state, step.to_state, step.at];
    if tx.execute(SET_STATE, values).await? == 0 {
        by_id(tx, step.class_id).await?;
        return Err(StoreError::stale("class", step.class_id, version));
    }
    tx.execute(ADD_TRANSITION, step.values()).await?;
    Ok(())
}

/// Removes classes that nothing refers to (to undo an import).
///
/// # Errors
/// [`crate::Constraint::Reference`] when a class has seats, records or a run.
pub async fn delete_many(tx: &mut Tx, ids: &[ClassId]) -> Result<(), StoreError> {
    tx.bulk(DELETE, ids.iter().map(|id| values![*id]).collect()).await?;
    Ok(())
}

async fn replace_parts(tx: &mut Tx, classes: &[FullClass]) -> Result<(), StoreError> {
    let ids = || classes.iter().map(|full| values![full.class.id]).collect();
    tx.bulk(CLEAR_TOPICS, ids()).await?;
    tx.bulk(CLEAR_QUOTAS, ids()).await?;
    let topics = classes.iter().flat_map(|full| &full.topics).map(ClassTopic::values).collect();
    tx.bulk(INSERT_TOPICS, topics).await?;
    let quotas = classes.iter().flat_map(|full| &full.quotas).map(ClassQuota::values).collect();
    tx.bulk(INSERT_QUOTAS, quotas).await?;
    Ok(())
}

/// The columns of [`Class`] without `seats_taken`, then the search columns.
fn stored(class: &Class) -> Values {
    let mut values = class.values();
    values.pop();
    values.extend(values![fold::fold(&class.name), fold::sort_key(&class.name), fold::initials(&class.name)]);
    values
}
