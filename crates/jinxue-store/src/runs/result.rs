//! Who sits where after a run, and what became of each class.

use jinxue_domain::{ClassId, ClassKind, Date, PersonId, PersonName, Role, RunId, Tier, UnitId, UnitPath};

use crate::db::{Sql, Where, bulks, row, statements};
use crate::people::grid::Page;
use crate::search::{beginning_of, part_of};
use crate::{Conn, StoreError, Tx, Value, values};

row! {
    /// A person seated in a class by a run.
    pub struct RunSeat {
        req run_id: RunId,
        req class_id: ClassId,
        req person_id: PersonId,
        req worth: i64,
    }
}

row! {
    /// What a run made of a class.
    pub struct RunClass {
        req run_id: RunId,
        req class_id: ClassId,
        req held: bool,
        req seats: u32,
        req price: i64,
        req eligible: u32,
        /// What a seat is worth to the person in it for whom it is worth least, leaving out announced seats.
        opt least_worth: i64,
        /// Of the facts of the class that the run used.
        req digest: i64,
    }
}

row! {
    /// The facts of a person that a run used, in one number.
    pub struct RunPerson {
        req run_id: RunId,
        req person_id: PersonId,
        req digest: i64,
    }
}

row! {
    /// A seat of somebody of a unit: role and class, no name.
    pub struct RoleSeat {
        req person_id: PersonId,
        req role: Role,
        req class_id: ClassId,
    }
}

row! {
    /// What a run made of a class, with what is needed to explain it.
    pub struct Standing {
        req class_id: ClassId,
        req code: String,
        req audience_id: UnitId,
        req seats: u32,
        req eligible: u32,
        opt least_worth: i64,
        req digest: i64,
    }
}

row! {
    /// How many people of a subtree a run seats in a class.
    pub struct SeatCount {
        req class_id: ClassId,
        req seats: u32,
    }
}

row! {
    /// What a run made of a class, with what is needed to show it.
    pub struct RunClassRow {
        req class_id: ClassId,
        req code: String,
        req name: String,
        req tier: Tier,
        req kind: ClassKind,
        req organiser_id: UnitId,
        req start_date: Date,
        req end_date: Date,
        req seats_min: u32,
        req seats_max: u32,
        req held: bool,
        req seats: u32,
        req price: i64,
        req eligible: u32,
    }
}

row! {
    /// A seated person as the class's page shows them.
    pub struct SeatedRow {
        req person_id: PersonId,
        req name: PersonName,
        req unit_id: UnitId,
        req unit_path: UnitPath,
        req unit_name: String,
        opt post: String,
        req class_id: ClassId,
        req worth: i64,
    }
}

// `cross join`, and the run wrapped in a function, keep SQLite from walking every seat of a run to find those of one unit.
statements! {
    ALL_SEATS = Sql::same("select * from run_seat where run_id = $1 order by class_id, person_id");
    CLASSES = Sql::same("select run_class.class_id, class.code, class.name, class.tier, class.kind, class.organiser_id, class.start_date, class.end_date, class.seats_min, class.seats_max, run_class.held, run_class.seats, run_class.price, run_class.eligible from run_class join class on class.id = run_class.class_id where run_class.run_id = $1 order by class.start_date, class.id");
    ONE_CLASS = Sql::same("select * from run_class where run_id = $1 and class_id = $2");
    IN_CLASS = Sql::same("select run_seat.person_id, person.name, person.unit_id, person.unit_path, unit.name as unit_name, person.post, run_seat.class_id, run_seat.worth from run_seat join person on person.id = run_seat.person_id join unit on unit.id = person.unit_id where run_seat.run_id = $1 and run_seat.class_id = $2 order by run_seat.worth desc, person.name_key, person.id");
    STANDINGS = Sql::same("select run_class.class_id, class.code, class.audience_id, run_class.seats, run_class.eligible, run_class.least_worth, run_class.digest from run_class join class on class.id = run_class.class_id where run_class.run_id = $1 order by run_class.class_id");
    QUOTA_SEATS = Sql::same("select run_seat.class_id, count(*) as seats from class_quota cross join run_seat cross join person where run_seat.class_id = class_quota.class_id and person.id = run_seat.person_id and class_quota.unit_id = $2 and run_seat.run_id = $1 and person.unit_path >= $3 and person.unit_path < $4 group by run_seat.class_id order by run_seat.class_id");
    OF_UNIT = Sql::same("select person.id as person_id, person.role, run_seat.class_id from person cross join run_seat where run_seat.person_id = person.id and person.unit_id = $2 and coalesce(run_seat.run_id, run_seat.run_id) = $1 order by person.id, run_seat.class_id");
    CLEAR_PEOPLE = Sql::same("delete from run_person where run_id = $1");
    CLEAR_SEATS = Sql::same("delete from run_seat where run_id = $1");
    CLEAR_CLASSES = Sql::same("delete from run_class where run_id = $1");
}

bulks! {
    INSERT_SEATS = "insert into run_seat (run_id, class_id, person_id, worth) values", 4, "";
    INSERT_CLASSES = "insert into run_class (run_id, class_id, held, seats, price, eligible, least_worth, digest) values", 8, "";
    INSERT_PEOPLE = "insert into run_person (run_id, person_id, digest) values", 3, "";
    OF_UNITS = "with wanted (run, id) as (values", [uuid, uuid],
        ") select person.id as person_id, person.name, person.unit_id, person.unit_path, unit.name as unit_name, person.post, run_seat.class_id, run_seat.worth from wanted cross join unit cross join person cross join run_seat where unit.id = wanted.id and person.unit_id = unit.id and run_seat.person_id = person.id and coalesce(run_seat.run_id, run_seat.run_id) = wanted.run order by person.unit_path, person.name_key, person.id, run_seat.class_id";
    DIGESTS = "with wanted (run, id) as (values", [uuid, uuid],
        ") select run_person.* from wanted cross join run_person where run_person.run_id = wanted.run and run_person.person_id = wanted.id";
}

/// Forgets the result of a run, before it is written (again).
pub async fn clear(tx: &mut Tx, run: RunId) -> Result<(), StoreError> {
    tx.execute(CLEAR_SEATS, values![run]).await?;
    tx.execute(CLEAR_CLASSES, values![run]).await?;
    tx.execute(CLEAR_PEOPLE, values![run]).await?;
    Ok(())
}

/// Adds seats of a run; call it in chunks of a few thousand.
pub async fn add_seats(tx: &mut Tx, seats: &[RunSeat]) -> Result<(), StoreError> {
    tx.bulk(INSERT_SEATS, seats.iter().map(RunSeat::values).collect()).await?;
    Ok(())
}

/// Adds what a run made of classes.
pub async fn add_classes(tx: &mut Tx, classes: &[RunClass]) -> Result<(), StoreError> {
    tx.bulk(INSERT_CLASSES, classes.iter().map(RunClass::values).collect()).await?;
    Ok(())
}

/// Every seat of a run, class by class.
pub async fn seats(conn: &mut Conn, run: RunId) -> Result<Vec<RunSeat>, StoreError> {
    conn.all(ALL_SEATS, values![run]).await
}

/// What the run made of every class, by start date.
pub async fn classes(conn: &mut Conn, run: RunId) -> Result<Vec<RunClassRow>, StoreError> {
    conn.all(CLASSES, values![run]).await
}

/// What the run made of one class.
///
/// # Errors
/// [`StoreError::NotFound`] when the class was not part of the run.
pub async fn class(conn: &mut Conn, run: RunId, class: ClassId) -> Result<RunClass, StoreError> {
    conn.optional(ONE_CLASS, values![run, class])
        .await?
        .ok_or_else(|| StoreError::not_found("class of the run", class))
}

/// The people a run seats in a class, the most worthwhile first.
pub async fn in_class(conn: &mut Conn, run: RunId, class: ClassId) -> Result<Vec<SeatedRow>, StoreError> {
    conn.all(IN_CLASS, values![run, class]).await
}

/// Adds the digests of people; call it in chunks of a few thousand.
pub async fn add_people(tx: &mut Tx, people: &[RunPerson]) -> Result<(), StoreError> {
    tx.bulk(INSERT_PEOPLE, people.iter().map(RunPerson::values).collect()).await?;
    Ok(())
}

/// What the run made of every class, as far as an explanation needs it, in the order of their ids.
pub async fn standings(conn: &mut Conn, run: RunId) -> Result<Vec<Standing>, StoreError> {
    conn.all(STANDINGS, values![run]).await
}

/// How many people of the subtree of `unit` a run seats in each class that has a quota for it.
pub async fn quota_seats(
    conn: &mut Conn,
    run: RunId,
    unit: UnitId,
    path: &UnitPath,
) -> Result<Vec<SeatCount>, StoreError> {
    conn.all(QUOTA_SEATS, values![run, unit, path.as_str(), path.subtree_end()]).await
}

/// The seats a run gives people of one unit, not of those below it.
pub async fn of_unit(conn: &mut Conn, run: RunId, unit: UnitId) -> Result<Vec<RoleSeat>, StoreError> {
    conn.all(OF_UNIT, values![run, unit]).await
}

/// The people of some units whom a run seats, unit by unit and by name.
pub async fn of_units(conn: &mut Conn, run: RunId, units: &[UnitId]) -> Result<Vec<SeatedRow>, StoreError> {
    conn.bulk_all(OF_UNITS, units.iter().map(|unit| values![run, *unit]).collect()).await
}

/// The digests of the facts of people that a run used; who took no part has none.
pub async fn digests(conn: &mut Conn, run: RunId, people: &[PersonId]) -> Result<Vec<RunPerson>, StoreError> {
    conn.bulk_all(DIGESTS, people.iter().map(|person| values![run, *person]).collect()).await
}

/// Which seats of a run are shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SeatedFilter {
    pub subtree: Option<UnitPath>,
    /// Part of a name, or pinyin initials.
    pub text: Option<String>,
}

/// One page of the seats of a run, by name of the person.
pub async fn page(
    conn: &mut Conn,
    run: RunId,
    filter: &SeatedFilter,
    offset: u64,
    limit: u32,
) -> Result<Page<SeatedRow>, StoreError> {
    let (text, values) = count_statement(run, filter);
    let total: u64 = conn.only(text, values).await?;
    let (text, values) = page_statement(run, filter, offset, limit);
    Ok(Page { total, items: conn.all(text, values).await? })
}

fn count_statement(run: RunId, filter: &SeatedFilter) -> (String, Vec<Value>) {
    conditions(run, filter)
        .onto("select count(*) as only from run_seat join person on person.id = run_seat.person_id")
}

fn page_statement(run: RunId, filter: &SeatedFilter, offset: u64, limit: u32) -> (String, Vec<Value>) {
    let mut clause = conditions(run, filter);
    clause.push(
        " order by person.name_key, person.id, run_seat.class_id limit ? offset ?",
        values![limit, offset],
    );
    clause.onto(
        "select run_seat.person_id, person.name, person.unit_id, person.unit_path, unit.name as unit_name, \
         person.post, run_seat.class_id, run_seat.worth from run_seat join person on person.id = run_seat.person_id \
         join unit on unit.id = person.unit_id",
    )
}

fn conditions(run: RunId, filter: &SeatedFilter) -> Where {
    let mut clause = Where::default();
    clause.and("run_seat.run_id = ?", values![run]);
    if let Some(path) = &filter.subtree {
        clause.and(
            "person.unit_path >= ? and person.unit_path < ?",
            values![path.as_str(), path.subtree_end()],
        );
    }
    let text = filter.text.as_deref().map(jinxue_domain::fold::fold).filter(|text| !text.is_empty());
    if let Some(text) = text {
        clause.and(
            "(person.name_folded like ? escape '\\' or person.initials like ? escape '\\')",
            values![part_of(&text), beginning_of(&text)],
        );
    }
    clause
}

/// A page of every shape, so that a test can prepare every text that is built here.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let run = RunId::from_uuid(uuid::Uuid::nil());
    let every = SeatedFilter { subtree: "0001".parse().ok(), text: Some("张".to_owned()) };
    vec![count_statement(run, &every).0, page_statement(run, &every, 0, 1).0]
}
