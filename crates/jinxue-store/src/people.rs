//! People: the roster, its figures, the grid over it.

pub mod anonymise;
pub mod candidates;
pub mod counts;
pub mod grid;

use jinxue_domain::authority::Scope;
use jinxue_domain::{
    Date, DivisionCode, Grade, Instant, Month, PersonId, PersonName, PersonState, PostLevel, Rank, Role,
    Sector, Sex, Tenths, TopicCode, UnitId, UnitPath,
};

use crate::db::{Only, Sql, bulks, row, statements};
use crate::sealed::{CITIZEN_NO_HASH, RowId};
use crate::{Conn, StoreError, Tx, Value, Values, fence, values};

row! {
    /// One human on the roster. Folded name, sort key and initials are computed when it is written.
    ///
    /// `citizen_no` is text because a person may confirm a number whose check digit is wrong.
    pub struct Person {
        req id: PersonId,
        req unit_id: UnitId,
        req unit_path: UnitPath,
        req name: PersonName,
        req sex: Sex,
        opt birth_month: Month,
        opt [CITIZEN_NO] citizen_no: String,
        opt department: String,
        opt post: String,
        req post_level: PostLevel,
        opt post_since: Date,
        req rank: Rank,
        opt rank_since: Date,
        req grade: Grade,
        req role: Role,
        opt sector: Sector,
        opt division: DivisionCode,
        req max_classes: u32,
        req state: PersonState,
        req version: i64,
        req created_at: Instant,
        req changed_at: Instant,
    }
}

row! {
    /// The figures kept beside a person: derived elsewhere, stored so that the grid can use them.
    pub struct Figures {
        req id: PersonId,
        req hours_due: Tenths,
        req hours_done: Tenths,
        /// Hours missing: none when the days due are done, whatever the hours.
        req hours_short: Tenths,
        req gaps_open: u32,
        opt top_topic: TopicCode,
        opt top_severity: u32,
    }
}

statements! {
    BY_ID = Sql::same("select * from person where id = $1");
    FIGURES = Sql::same("select id, hours_due, hours_done, hours_short, gaps_open, top_topic, top_severity from person where id = $1");
    SUBTREE = Sql::same("select * from person where state = 'active' and unit_path >= $1 and unit_path < $2 order by id");
    UPDATE = Sql::same("update person set unit_id = $3, unit_path = $4, name = $5, sex = $6, birth_month = $7, citizen_no_sealed = $8, department = $9, post = $10, post_level = $11, post_since = $12, rank = $13, rank_since = $14, grade = $15, role = $16, sector = $17, division = $18, max_classes = $19, state = $20, changed_at = $21, name_folded = $22, name_key = $23, initials = $24, citizen_no_hash = $25, version = version + 1 where id = $1 and version = $2");
}

// `cross join`, and a joined column wrapped in a function, keep SQLite from walking the whole table with an index made
// for the few hundred rows on the other side.
bulks! {
    UPSERT = "insert into person (id, unit_id, unit_path, name, sex, birth_month, citizen_no_sealed, department, post, post_level, post_since, rank, rank_since, grade, role, sector, division, max_classes, state, version, created_at, changed_at, name_folded, name_key, initials, citizen_no_hash) values", 26,
        "on conflict (id) do update set unit_id = excluded.unit_id, unit_path = excluded.unit_path, name = excluded.name, sex = excluded.sex, birth_month = excluded.birth_month, citizen_no_sealed = excluded.citizen_no_sealed, department = excluded.department, post = excluded.post, post_level = excluded.post_level, post_since = excluded.post_since, rank = excluded.rank, rank_since = excluded.rank_since, grade = excluded.grade, role = excluded.role, sector = excluded.sector, division = excluded.division, max_classes = excluded.max_classes, state = excluded.state, version = person.version + 1, changed_at = excluded.changed_at, name_folded = excluded.name_folded, name_key = excluded.name_key, initials = excluded.initials, citizen_no_hash = excluded.citizen_no_hash";
    SET_FIGURES = "with figure (id, due, done, open, topic, severity) as (values", [uuid, bigint, bigint, bigint, text, bigint],
        ") update person set hours_due = figure.due, hours_done = figure.done, gaps_open = figure.open, top_topic = figure.topic, top_severity = figure.severity from figure where person.id = coalesce(figure.id, figure.id)";
    SET_SHORT = "with figure (id, missing) as (values", [uuid, bigint],
        ") update person set hours_short = figure.missing from figure where person.id = coalesce(figure.id, figure.id) and person.hours_short <> figure.missing";
    BY_IDS = "with wanted (id) as (values", [uuid],
        ") select person.* from wanted cross join person where person.id = wanted.id order by person.id";
    FIGURES_OF = "with wanted (id) as (values", [uuid],
        ") select person.id, hours_due, hours_done, hours_short, gaps_open, top_topic, top_severity from wanted cross join person where person.id = wanted.id order by person.id";
    BUILT_ON = "with gone (id) as (values", [uuid],
        ") select gone.id as only from gone where exists (select 1 from training_record where person_id = gone.id) or exists (select 1 from gap_evidence where person_id = gone.id) or exists (select 1 from seat where person_id = gone.id) or exists (select 1 from run_seat where person_id = gone.id) or exists (select 1 from preference where person_id = gone.id) or exists (select 1 from mandatory where person_id = gone.id)";
    DELETE = "with gone (id) as (values", [uuid], ") delete from person where id in (select id from gone)";
}

/// The person `id`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn by_id(conn: &mut Conn, id: PersonId) -> Result<Person, StoreError> {
    let scope = conn.scope();
    let found: Option<Person> = conn.optional(BY_ID, values![id]).await?;
    found.filter(|one| sees(&scope, one)).ok_or_else(|| StoreError::not_found("person", id))
}

/// Those of `ids` that exist and may be seen, in the order of their ids.
pub async fn by_ids(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<Person>, StoreError> {
    let scope = conn.scope();
    let mut people: Vec<Person> = conn.bulk_all(BY_IDS, ids.iter().map(|id| values![*id]).collect()).await?;
    people.retain(|one| sees(&scope, one));
    Ok(people)
}

/// Every active person of a subtree who may be seen, in the order of their ids.
pub async fn subtree(conn: &mut Conn, path: &UnitPath) -> Result<Vec<Person>, StoreError> {
    let scope = conn.scope();
    let mut people: Vec<Person> = conn.all(SUBTREE, values![path.as_str(), path.subtree_end()]).await?;
    people.retain(|one| sees(&scope, one));
    Ok(people)
}

pub(crate) fn sees(scope: &Scope, person: &Person) -> bool {
    scope.contains_person(person.id, &person.unit_path)
}

/// The figures kept beside the person `id`.
///
/// # Errors
/// [`StoreError::NotFound`] when there is no such person.
pub async fn figures(conn: &mut Conn, id: PersonId) -> Result<Figures, StoreError> {
    conn.optional(FIGURES, values![id]).await?.ok_or_else(|| StoreError::not_found("person", id))
}

/// The figures kept beside many people, in the order of their ids.
pub async fn figures_of(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<Figures>, StoreError> {
    conn.bulk_all(FIGURES_OF, ids.iter().map(|id| values![*id]).collect()).await
}

/// Inserts people, or replaces those with the same id (their version grows by one).
///
/// # Errors
/// [`crate::Constraint::Taken`] `person_citizen_no_unique` when someone else has a citizen number.
pub async fn upsert_many(tx: &mut Tx, people: &[Person]) -> Result<(), StoreError> {
    fence::writable(tx, "person", people.iter().map(|one| (one.id.to_string(), &one.unit_path)))?;
    tx.bulk(UPSERT, people.iter().map(stored).collect()).await?;
    Ok(())
}

/// Replaces what is said of one person.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer at `person.version`; [`StoreError::NotFound`].
pub async fn update(tx: &mut Tx, person: &Person) -> Result<(), StoreError> {
    fence::writable(tx, "person", [(person.id.to_string(), &person.unit_path)].into_iter())?;
    let all = stored(person);
    let mut values = values![person.id, person.version];
    // Columns 1..19 are what is said; version and created_at are not replaced.
    values.extend_from_slice(&all[1..19]);
    values.extend_from_slice(&all[21..]);
    if tx.execute(UPDATE, values).await? == 0 {
        by_id(tx, person.id).await?;
        return Err(StoreError::stale("person", person.id, person.version));
    }
    Ok(())
}

/// Keeps the figures of many people. The missing hours are part of the grid's index: they are written only where they
/// change.
pub async fn set_figures(tx: &mut Tx, figures: &[Figures]) -> Result<(), StoreError> {
    let rows = figures.iter().map(|figures| {
        values![
            figures.id,
            figures.hours_due,
            figures.hours_done,
            figures.gaps_open,
            figures.top_topic,
            figures.top_severity
        ]
    });
    tx.bulk(SET_FIGURES, rows.collect()).await?;
    let short = figures.iter().map(|figures| values![figures.id, figures.hours_short]);
    tx.bulk(SET_SHORT, short.collect()).await?;
    Ok(())
}

/// Those of `ids` about whom more is known than the roster says: training, evidence of gaps, seats, wishes.
pub async fn built_on(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<PersonId>, StoreError> {
    let found: Vec<Only<PersonId>> =
        conn.bulk_all(BUILT_ON, ids.iter().map(|id| values![*id]).collect()).await?;
    Ok(found.into_iter().map(|person| person.0).collect())
}

/// Removes people whom nothing but their own posts, gaps and records refers to (to undo an import).
///
/// # Errors
/// [`crate::Constraint::Reference`] when someone holds a seat.
pub async fn delete_many(tx: &mut Tx, ids: &[PersonId]) -> Result<(), StoreError> {
    tx.bulk(DELETE, ids.iter().map(|id| values![*id]).collect()).await?;
    Ok(())
}

fn stored(person: &Person) -> Values {
    let mut values: Vec<Value> = person.values();
    values.extend(values![
        person.name.folded(),
        person.name.sort_key(),
        person.name.initials(),
        by_number(person.citizen_no.clone())
    ]);
    values
}

/// A citizen number as people are found by it.
pub(crate) fn by_number(number: Option<String>) -> Value {
    Value::hashed(CITIZEN_NO_HASH, number)
}

impl Person {
    fn row_id(&self) -> RowId {
        RowId(self.id.as_uuid(), None)
    }
}
