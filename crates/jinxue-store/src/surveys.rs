//! Needs surveys: what an organiser asks the people of a subtree, from draft to close.

pub mod answers;
pub mod counts;

use jinxue_domain::authority::Scope;
use jinxue_domain::needs::{Naming, SurveyState};
use jinxue_domain::{Date, Grade, Instant, SurveyId, TopicCode, UnitId, UnitPath};
use uuid::Uuid;

use crate::db::{Lock, Sql, bulks, row, statements};
use crate::units::Unit;
use crate::{Conn, StoreError, Tx, fence, values};

row! {
    /// A survey. `roles` and `sectors` are sets in one text, empty for all.
    pub struct Survey {
        req id: SurveyId,
        /// Whose subtree is asked.
        req unit_id: UnitId,
        req title: String,
        req naming: Naming,
        req grade_from: Grade,
        req grade_to: Grade,
        req roles: String,
        req sectors: String,
        /// How many topics somebody may choose.
        req chosen_max: u32,
        /// What may be answered in words.
        opt question: String,
        req opens_on: Date,
        req closes_on: Date,
        req state: SurveyState,
        req created_by: String,
        opt opened_by: String,
        opt opened_at: Instant,
        opt closed_by: String,
        opt closed_at: Instant,
        /// How many are asked, as counted last.
        req asked: u64,
        req answered: u64,
        /// When they were counted last; none where that is due: when it was opened, when it has closed.
        opt counted_at: Instant,
        /// Up to which answer they were counted.
        opt counted_mark: Uuid,
        req version: i64,
        req created_at: Instant,
        req changed_at: Instant,
        /// Where the unit is now; not written.
        req unit_path: UnitPath,
        /// What the unit is called now; not written.
        req unit_name: String,
    }
}

row! {
    /// A topic that is asked about.
    pub struct Offered {
        req survey_id: SurveyId,
        req topic: TopicCode,
        req position: u32,
    }
}

row! {
    /// Somebody has reminded those of a subtree who had not answered.
    pub struct Reminder {
        req id: Uuid,
        req survey_id: SurveyId,
        req unit_id: UnitId,
        req actor: String,
        /// How many had not answered.
        req waiting: u64,
        req created_at: Instant,
        /// Where the unit is now; not written.
        req unit_path: UnitPath,
        /// What the unit is called now; not written.
        req unit_name: String,
    }
}

impl Survey {
    /// A survey of a unit's subtree that asks everybody about nothing yet.
    pub fn draft(id: SurveyId, unit: &Unit, created_by: String, on: Date, at: Instant) -> Self {
        Self {
            id,
            unit_id: unit.id,
            title: String::new(),
            naming: Naming::Named,
            grade_from: Grade::HIGHEST,
            grade_to: Grade::LOWEST,
            roles: String::new(),
            sectors: String::new(),
            chosen_max: 1,
            question: None,
            opens_on: on,
            closes_on: on,
            state: SurveyState::Draft,
            created_by,
            opened_by: None,
            opened_at: None,
            closed_by: None,
            closed_at: None,
            asked: 0,
            answered: 0,
            counted_at: None,
            counted_mark: None,
            version: 1,
            created_at: at,
            changed_at: at,
            unit_path: unit.path.clone(),
            unit_name: unit.name.clone(),
        }
    }
}

/// Columns of [`Survey`] and [`Reminder`] that belong to the unit.
const READ_ONLY: usize = 2;

statements! {
    ALL = Sql::same("select survey.*, unit.path as unit_path, unit.name as unit_name from survey join unit on unit.id = survey.unit_id order by survey.opens_on desc, survey.id desc");
    BY_ID = Sql::same("select survey.*, unit.path as unit_path, unit.name as unit_name from survey join unit on unit.id = survey.unit_id where survey.id = $1");
    // While an answer is written the survey does not close.
    HOLD = Sql::each(
        "select survey.*, unit.path as unit_path, unit.name as unit_name from survey join unit on unit.id = survey.unit_id where survey.id = $1",
        "select survey.*, unit.path as unit_path, unit.name as unit_name from survey join unit on unit.id = survey.unit_id where survey.id = $1 for share of survey",
    );
    OPEN = Sql::same("select survey.*, unit.path as unit_path, unit.name as unit_name from survey join unit on unit.id = survey.unit_id where survey.state = 'open' order by survey.closes_on, survey.id");
    UNCOUNTED = Sql::same("select survey.*, unit.path as unit_path, unit.name as unit_name from survey join unit on unit.id = survey.unit_id where survey.state = 'open' or (survey.state = 'closed' and survey.counted_at is null) order by survey.id");
    TOPICS = Sql::same("select * from survey_topic where survey_id = $1 order by position");
    ADD = Sql::same("insert into survey (id, unit_id, title, naming, grade_from, grade_to, roles, sectors, chosen_max, question, opens_on, closes_on, state, created_by, opened_by, opened_at, closed_by, closed_at, asked, answered, counted_at, counted_mark, version, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25)");
    EDIT = Sql::same("update survey set title = $3, naming = $4, grade_from = $5, grade_to = $6, roles = $7, sectors = $8, chosen_max = $9, question = $10, opens_on = $11, closes_on = $12, state = $13, opened_by = $14, opened_at = $15, closed_by = $16, closed_at = $17, asked = $18, counted_at = $19, changed_at = $20, version = version + 1 where id = $1 and version = $2");
    REMOVE = Sql::same("delete from survey where id = $1 and version = $2 and state = 'draft'");
    CLEAR_TOPICS = Sql::same("delete from survey_topic where survey_id = $1");
    REMINDERS = Sql::same("select survey_reminder.*, unit.path as unit_path, unit.name as unit_name from survey_reminder join unit on unit.id = survey_reminder.unit_id where survey_id = $1 order by created_at desc, survey_reminder.id desc");
    REMIND = Sql::same("insert into survey_reminder (id, survey_id, unit_id, actor, waiting, created_at) values ($1, $2, $3, $4, $5, $6)");
}

bulks! {
    ADD_TOPICS = "insert into survey_topic (survey_id, topic, position) values", 3, "";
}

/// Whether a survey is known where `scope` reaches: a draft to whoever may see its unit, else also to those whose people it asks.
fn known(scope: &Scope, survey: &Survey) -> bool {
    match survey.state {
        SurveyState::Draft => scope.contains(&survey.unit_path),
        SurveyState::Open | SurveyState::Closed => scope.meets(&survey.unit_path),
    }
}

/// The surveys that may be known, the latest first.
pub async fn all(conn: &mut Conn) -> Result<Vec<Survey>, StoreError> {
    let scope = conn.scope();
    let mut all: Vec<Survey> = conn.all(ALL, values![]).await?;
    all.retain(|survey| known(&scope, survey));
    Ok(all)
}

/// One survey.
///
/// # Errors
/// [`StoreError::NotFound`], also for one that may not be known.
pub async fn by_id(conn: &mut Conn, id: SurveyId) -> Result<Survey, StoreError> {
    let scope = conn.scope();
    let found: Option<Survey> = conn.optional(BY_ID, values![id]).await?;
    found.filter(|survey| known(&scope, survey)).ok_or_else(|| StoreError::not_found("survey", id))
}

/// The survey, which stays as it is until the transaction ends.
///
/// # Errors
/// As [`by_id`].
pub async fn hold(conn: &mut Conn, id: SurveyId) -> Result<Survey, StoreError> {
    let scope = conn.scope();
    let found: Option<Survey> = conn.optional(HOLD, values![id]).await?;
    found.filter(|survey| known(&scope, survey)).ok_or_else(|| StoreError::not_found("survey", id))
}

/// The surveys that are open and may be known, the first to close first.
pub async fn open(conn: &mut Conn) -> Result<Vec<Survey>, StoreError> {
    let scope = conn.scope();
    let mut open: Vec<Survey> = conn.all(OPEN, values![]).await?;
    open.retain(|survey| known(&scope, survey));
    Ok(open)
}

/// Those whose numbers may change still: open ones, and closed ones that were not counted since.
pub async fn uncounted(conn: &mut Conn) -> Result<Vec<Survey>, StoreError> {
    conn.all(UNCOUNTED, values![]).await
}

/// The topics asked about, in their order.
pub async fn topics(conn: &mut Conn, id: SurveyId) -> Result<Vec<TopicCode>, StoreError> {
    let topics: Vec<Offered> = conn.all(TOPICS, values![id]).await?;
    Ok(topics.into_iter().map(|offered| offered.topic).collect())
}

/// Adds a survey.
///
/// # Errors
/// [`StoreError::Beyond`] for a unit outside the scope.
pub async fn add(tx: &mut Tx, survey: &Survey, topics: &[TopicCode]) -> Result<(), StoreError> {
    writable(tx, survey)?;
    let mut values = survey.values();
    values.truncate(values.len() - READ_ONLY);
    tx.execute(ADD, values).await?;
    put_topics(tx, survey.id, topics).await
}

/// Writes a survey that was read at its version.
///
/// # Errors
/// [`StoreError::Stale`]; [`StoreError::Beyond`].
pub async fn update(tx: &mut Tx, survey: &Survey) -> Result<(), StoreError> {
    writable(tx, survey)?;
    let Survey { id, version, .. } = *survey;
    let values = values![
        id,
        version,
        survey.title.clone(),
        survey.naming,
        survey.grade_from,
        survey.grade_to,
        survey.roles.clone(),
        survey.sectors.clone(),
        survey.chosen_max,
        survey.question.clone(),
        survey.opens_on,
        survey.closes_on,
        survey.state,
        survey.opened_by.clone(),
        survey.opened_at,
        survey.closed_by.clone(),
        survey.closed_at,
        survey.asked,
        survey.counted_at,
        survey.changed_at
    ];
    match tx.execute(EDIT, values).await? {
        0 => Err(StoreError::stale("survey", id, version)),
        _ => Ok(()),
    }
}

/// Replaces the topics asked about.
pub async fn put_topics(tx: &mut Tx, id: SurveyId, topics: &[TopicCode]) -> Result<(), StoreError> {
    tx.execute(CLEAR_TOPICS, values![id]).await?;
    let row = |(at, topic): (usize, &TopicCode)| values![id, *topic, u64::try_from(at).unwrap_or(u64::MAX)];
    tx.bulk(ADD_TOPICS, topics.iter().enumerate().map(row).collect()).await?;
    Ok(())
}

/// Removes a draft.
///
/// # Errors
/// [`StoreError::Stale`]; [`StoreError::Beyond`].
pub async fn remove(tx: &mut Tx, survey: &Survey) -> Result<(), StoreError> {
    writable(tx, survey)?;
    match tx.execute(REMOVE, values![survey.id, survey.version]).await? {
        0 => Err(StoreError::stale("survey", survey.id, survey.version)),
        _ => Ok(()),
    }
}

/// Every reminder that was sent, the latest first.
pub async fn reminders(conn: &mut Conn, id: SurveyId) -> Result<Vec<Reminder>, StoreError> {
    conn.all(REMINDERS, values![id]).await
}

/// The reminders sent so far, read inside the lock of reminding: what is decided by them stays true until the transaction ends.
pub async fn reminders_to_decide(tx: &mut Tx, id: SurveyId) -> Result<Vec<Reminder>, StoreError> {
    tx.lock(Lock::SurveyReminders).await?;
    reminders(tx, id).await
}

/// Reminds.
///
/// # Errors
/// [`StoreError::Beyond`] for a unit outside the scope.
pub async fn remind(tx: &mut Tx, reminder: &Reminder) -> Result<(), StoreError> {
    fence::writable(tx, "unit", [(reminder.unit_id.to_string(), &reminder.unit_path)].into_iter())?;
    let mut values = reminder.values();
    values.truncate(values.len() - READ_ONLY);
    tx.execute(REMIND, values).await?;
    Ok(())
}

fn writable(tx: &Tx, survey: &Survey) -> Result<(), StoreError> {
    fence::writable(tx, "survey", [(survey.id.to_string(), &survey.unit_path)].into_iter())
}
