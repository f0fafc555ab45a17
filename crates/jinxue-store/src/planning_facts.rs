//! The facts a matching instance is built from, read as streams: 250,000 people are never held as rows.
//!
//! Every stream is in the order of person ids, so that a caller can merge them without looking anything up.

use jinxue_domain::{
    ClassId, Date, DivisionCode, Grade, PersonId, Role, SeatState, Sector, Severity, Tenths, TopicCode,
    UnitPath,
};

use crate::db::{FromRow, Sql, row, statements};
use crate::{Conn, StoreError, values};

row! {
    /// What the matching knows of a person.
    pub struct PersonFacts {
        req id: PersonId,
        req unit_path: UnitPath,
        req grade: Grade,
        req role: Role,
        opt sector: Sector,
        opt division: DivisionCode,
        req max_classes: u32,
        req hours_due: Tenths,
        req hours_done: Tenths,
    }
}

row! {
    /// An open gap.
    pub struct GapFacts {
        req person_id: PersonId,
        req topic: TopicCode,
        req severity: Severity,
    }
}

row! {
    /// A topic someone was trained in, and when it ended.
    pub struct HistoryFacts {
        req person_id: PersonId,
        req topic: TopicCode,
        req end_date: Date,
        req hours_tenths: Tenths,
    }
}

row! {
    /// A seat in any plan that is given already, with its dates.
    pub struct SeatFacts {
        req person_id: PersonId,
        req class_id: ClassId,
        req state: SeatState,
        req mandatory: bool,
        req start_date: Date,
        req end_date: Date,
    }
}

statements! {
    PEOPLE = Sql::same("select id, unit_path, grade, role, sector, division, max_classes, hours_due, hours_done from person where state = 'active' and unit_path >= $1 and unit_path < $2 order by id");
    GAPS = Sql::same("select person_id, topic, severity from gap order by person_id, topic");
    HISTORY = Sql::same("select person_id, topic, end_date, hours_tenths from training_record where topic is not null and end_date >= $1 order by person_id, end_date");
    SEATS_OF = Sql::same("select seat.person_id, seat.class_id, seat.state, seat.mandatory, class.start_date, class.end_date from seat join class on class.id = seat.class_id where seat.person_id = $2 and class.end_date >= $1 and class.state <> 'cancelled' order by seat.class_id");
    SEATS = Sql::same("select seat.person_id, seat.class_id, seat.state, seat.mandatory, class.start_date, class.end_date from seat join class on class.id = seat.class_id where class.end_date >= $1 and class.state <> 'cancelled' order by seat.person_id, seat.class_id");
}

/// Visits the active people of a subtree.
pub async fn people(
    conn: &mut Conn,
    path: &UnitPath,
    mut visit: impl FnMut(PersonFacts),
) -> Result<(), StoreError> {
    let values = values![path.as_str(), path.subtree_end()];
    conn.each(PEOPLE, values, |row| {
        visit(PersonFacts::from_row(&row)?);
        Ok(())
    })
    .await
}

/// Visits all open gaps.
pub async fn gaps(conn: &mut Conn, mut visit: impl FnMut(GapFacts)) -> Result<(), StoreError> {
    conn.each(GAPS, values![], |row| {
        visit(GapFacts::from_row(&row)?);
        Ok(())
    })
    .await
}

/// Visits the training that ended on `from` or later and has a topic.
pub async fn history(
    conn: &mut Conn,
    from: Date,
    mut visit: impl FnMut(HistoryFacts),
) -> Result<(), StoreError> {
    conn.each(HISTORY, values![from], |row| {
        visit(HistoryFacts::from_row(&row)?);
        Ok(())
    })
    .await
}

/// Visits the seats in classes that end on `from` or later.
pub async fn seats(conn: &mut Conn, from: Date, mut visit: impl FnMut(SeatFacts)) -> Result<(), StoreError> {
    conn.each(SEATS, values![from], |row| {
        visit(SeatFacts::from_row(&row)?);
        Ok(())
    })
    .await
}

/// The seats of one person in classes that end on `from` or later.
pub async fn seats_of(conn: &mut Conn, person: PersonId, from: Date) -> Result<Vec<SeatFacts>, StoreError> {
    conn.all(SEATS_OF, values![from, person]).await
}
