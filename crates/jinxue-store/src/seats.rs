//! Seats: given one by one or a whole run at once, never more than a class has.
//!
//! Three fences stand behind each other: the conditional update of `seats_taken`, the check constraint
//! `class_not_oversold`, and the key (class, person). docs/locking.md tells why.

use jinxue_domain::{
    Absence, ClassId, ClassState, Date, Grade, Instant, PersonId, PersonName, PlanId, Presence, RunId,
    SeatState, Tenths, UnitId, UnitPath,
};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, values};

row! {
    /// A person's seat in a class.
    pub struct Seat {
        req class_id: ClassId,
        req person_id: PersonId,
        opt run_id: RunId,
        req state: SeatState,
        req mandatory: bool,
        req created_at: Instant,
    }
}

row! {
    /// A seat as the class's page shows it.
    pub struct SeatOfClass {
        req person_id: PersonId,
        req name: PersonName,
        req unit_id: UnitId,
        req unit_path: UnitPath,
        req unit_name: String,
        opt post: String,
        req grade: Grade,
        opt run_id: RunId,
        req state: SeatState,
        req mandatory: bool,
        req created_at: Instant,
        req presence: Presence,
        opt absence: Absence,
        /// Attended, where they are not all.
        opt hours_tenths: Tenths,
        opt noted_by: String,
        opt noted_at: Instant,
        req version: i64,
    }
}

row! {
    /// How somebody took part, as their seat keeps it.
    pub struct Attended {
        req class_id: ClassId,
        req person_id: PersonId,
        req state: SeatState,
        req presence: Presence,
        opt absence: Absence,
        opt hours_tenths: Tenths,
        opt noted_by: String,
        opt noted_at: Instant,
        req version: i64,
    }
}

row! {
    /// A seat as the person's page shows it.
    pub struct SeatOfPerson {
        req class_id: ClassId,
        req plan_id: PlanId,
        req code: String,
        req class_name: String,
        req class_state: ClassState,
        req start_date: Date,
        req end_date: Date,
        opt run_id: RunId,
        req state: SeatState,
        req mandatory: bool,
        req presence: Presence,
        opt absence: Absence,
        opt hours_tenths: Tenths,
    }
}

/// Whether a seat was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Seated,
    /// The class has no free seat; nothing was changed.
    Full,
}

/// What accepting a run changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Accepted {
    /// Proposed seats of earlier runs that gave way.
    pub withdrawn: u64,
    pub seated: u64,
}

row! {
    /// What has happened since a run that its seats do not go together with.
    pub struct Contradictions {
        /// Seats in classes that were held or cancelled.
        req closed: u64,
        /// People whom an announced seat keeps away on the days of a seat of the run.
        req away: u64,
    }
}

statements! {
    CONTRADICTIONS = Sql::same("select (select count(*) from run_seat join class on class.id = run_seat.class_id where run_seat.run_id = $1 and class.state in ('held', 'cancelled') and not exists (select 1 from seat where seat.class_id = run_seat.class_id and seat.person_id = run_seat.person_id and seat.state = 'announced')) as closed, (select count(distinct run_seat.person_id) from run_seat join class on class.id = run_seat.class_id join seat on seat.person_id = run_seat.person_id and seat.state = 'announced' and seat.class_id <> run_seat.class_id join class as other on other.id = seat.class_id where run_seat.run_id = $1 and other.state <> 'cancelled' and other.start_date <= class.end_date and other.end_date >= class.start_date and not exists (select 1 from run_seat as same where same.run_id = $1 and same.class_id = seat.class_id and same.person_id = seat.person_id)) as away");
    TAKE = Sql::same("update class set seats_taken = seats_taken + 1 where id = $1 and seats_taken < seats_max");
    INSERT = Sql::same("insert into seat (class_id, person_id, run_id, state, mandatory, created_at) values ($1, $2, $3, $4, $5, $6)");
    DELETE = Sql::same("delete from seat where class_id = $1 and person_id = $2");
    GIVE_BACK = Sql::same("update class set seats_taken = seats_taken - 1 where id = $1");
    LOCK_CLASS = Sql::each(
        "select count(*) as only from class where id = $1",
        "select count(*) as only from (select id from class where id = $1 for update) as locked",
    );
    CLASS_EXISTS = Sql::same("select count(*) as only from class where id = $1");
    OF_CLASS = Sql::same("select seat.person_id, person.name, person.unit_id, person.unit_path, unit.name as unit_name, person.post, person.grade, seat.run_id, seat.state, seat.mandatory, seat.created_at, seat.presence, seat.absence, seat.hours_tenths, seat.noted_by, seat.noted_at, seat.version from seat join person on person.id = seat.person_id join unit on unit.id = person.unit_id where seat.class_id = $1 order by person.name_key, person.id");
    OF_PERSON = Sql::same("select seat.class_id, class.plan_id, class.code, class.name as class_name, class.state as class_state, class.start_date, class.end_date, seat.run_id, seat.state, seat.mandatory, seat.presence, seat.absence, seat.hours_tenths from seat join class on class.id = seat.class_id where seat.person_id = $1 order by class.start_date, class.id");
    ATTENDED = Sql::same("select * from seat where class_id = $1 and person_id = $2");
    NOTED_OF_RUN = Sql::same("select * from seat where run_id = $1 and noted_at is not null order by class_id, person_id");
    NOTE = Sql::same("update seat set presence = $4, absence = $5, hours_tenths = $6, noted_by = $7, noted_at = $8, version = version + 1 where class_id = $1 and person_id = $2 and version = $3");
    OF_PLAN = Sql::same("select seat.* from seat join class on class.id = seat.class_id where class.plan_id = $1 order by seat.class_id, seat.person_id");
    ANNOUNCE = Sql::same("update seat set state = 'announced' where class_id = $1 and state = 'proposed'");
    WITHDRAW_PROPOSED = Sql::same("delete from seat where state = 'proposed' and class_id in (select id from class where plan_id = $1)");
    SEAT_RUN = Sql::same("insert into seat (class_id, person_id, run_id, state, mandatory, created_at) select run_seat.class_id, run_seat.person_id, run_seat.run_id, 'proposed', case when exists (select 1 from mandatory where mandatory.class_id = run_seat.class_id and mandatory.person_id = run_seat.person_id) then 1 else 0 end, $2 from run_seat where run_seat.run_id = $1 on conflict (class_id, person_id) do nothing");
    LOCK_CLASSES = Sql::each(
        "select count(*) as only from class where plan_id = $1",
        "select count(*) as only from (select id from class where plan_id = $1 order by id for update) as locked",
    );
    RECOUNT = Sql::same("update class set seats_taken = (select count(*) from seat where seat.class_id = class.id) where plan_id = $1 and seats_taken <> (select count(*) from seat where seat.class_id = class.id)");
}

/// Gives a seat, if the class has one left.
///
/// # Errors
/// [`crate::Constraint::Taken`] `seat_pk` when the person has a seat in that class already (the whole transaction
/// is to be given up); [`StoreError::NotFound`] when there is no such class.
pub async fn take(tx: &mut Tx, seat: &Seat) -> Result<Taken, StoreError> {
    if tx.execute(TAKE, values![seat.class_id]).await? == 0 {
        let classes: i64 = tx.only(CLASS_EXISTS, values![seat.class_id]).await?;
        return if classes == 1 {
            Ok(Taken::Full)
        } else {
            Err(StoreError::not_found("class", seat.class_id))
        };
    }
    tx.execute(INSERT, seat.values()).await?;
    Ok(Taken::Seated)
}

/// Gives a seat back; `false` when the person had none.
pub async fn give_back(tx: &mut Tx, class: ClassId, person: PersonId) -> Result<bool, StoreError> {
    // The class is locked first, as in `take`, so that two transactions never wait for each other crosswise.
    let _: i64 = tx.only(LOCK_CLASS, values![class]).await?;
    if tx.execute(DELETE, values![class, person]).await? == 0 {
        return Ok(false);
    }
    tx.execute(GIVE_BACK, values![class]).await?;
    Ok(true)
}

/// The seats of a class, by name.
pub async fn of_class(conn: &mut Conn, class: ClassId) -> Result<Vec<SeatOfClass>, StoreError> {
    conn.all(OF_CLASS, values![class]).await
}

/// The seats of a person, by start date.
pub async fn of_person(conn: &mut Conn, person: PersonId) -> Result<Vec<SeatOfPerson>, StoreError> {
    conn.all(OF_PERSON, values![person]).await
}

/// How somebody took part in a class they have a seat in.
///
/// # Errors
/// [`StoreError::NotFound`] when they have none.
pub async fn attended(conn: &mut Conn, class: ClassId, person: PersonId) -> Result<Attended, StoreError> {
    let found = conn.optional(ATTENDED, values![class, person]).await?;
    found.ok_or_else(|| StoreError::not_found("seat", format!("{class} {person}")))
}

/// What was noted of how people took part, of the seats of a run.
pub async fn noted_of_run(conn: &mut Conn, run: RunId) -> Result<Vec<Attended>, StoreError> {
    conn.all(NOTED_OF_RUN, values![run]).await
}

/// Keeps how somebody took part.
///
/// # Errors
/// [`StoreError::Stale`] when the seat is no longer at `attended.version`.
pub async fn note(tx: &mut Tx, attended: &Attended) -> Result<(), StoreError> {
    let Attended {
        class_id, person_id, version, presence, absence, hours_tenths, noted_by, noted_at, ..
    } = attended;
    let values = values![
        *class_id,
        *person_id,
        *version,
        *presence,
        *absence,
        *hours_tenths,
        noted_by.clone(),
        *noted_at
    ];
    if tx.execute(NOTE, values).await? == 0 {
        return Err(StoreError::stale("seat", person_id, *version));
    }
    Ok(())
}

/// Every seat of a plan, class by class.
pub async fn of_plan(conn: &mut Conn, plan: PlanId) -> Result<Vec<Seat>, StoreError> {
    conn.all(OF_PLAN, values![plan]).await
}

/// Announces the proposed seats of a class; how many.
pub async fn announce(tx: &mut Tx, class: ClassId) -> Result<u64, StoreError> {
    tx.execute(ANNOUNCE, values![class]).await
}

/// What has happened since a run that its seats do not go together with.
pub async fn contradictions(conn: &mut Conn, run: RunId) -> Result<Contradictions, StoreError> {
    conn.one(CONTRADICTIONS, values![run]).await
}

/// Makes the seats of a run the proposed seats of its plan. Seats already announced stay as they are.
///
/// # Errors
/// [`crate::Constraint::Check`] `class_not_oversold` when a class would hold more people than it has seats: nothing
/// is changed then.
pub async fn accept_run(tx: &mut Tx, run: RunId, plan: PlanId, now: Instant) -> Result<Accepted, StoreError> {
    let _: i64 = tx.only(LOCK_CLASSES, values![plan]).await?;
    let withdrawn = tx.execute(WITHDRAW_PROPOSED, values![plan]).await?;
    let seated = tx.execute(SEAT_RUN, values![run, now]).await?;
    tx.execute(RECOUNT, values![plan]).await?;
    Ok(Accepted { withdrawn, seated })
}
