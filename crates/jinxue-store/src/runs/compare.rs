//! How two runs of a plan differ: the seats only one of them gives.

use jinxue_domain::{ClassId, PersonId, PersonName, RunId, UnitId};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, values};

row! {
    /// A seat that only one of two runs gives.
    pub struct Move {
        req person_id: PersonId,
        req name: PersonName,
        req unit_id: UnitId,
        req unit_name: String,
        req class_id: ClassId,
        req class_name: String,
        /// Whether the second run gives it, not the first.
        req gained: bool,
        req worth: i64,
    }
}

row! {
    /// How many seats two runs share and do not share.
    pub struct Difference {
        req kept: u64,
        req lost: u64,
        req gained: u64,
    }
}

/// The place after which a page of moves begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    pub person: PersonId,
    pub class: ClassId,
}

statements! {
    DIFFERENCE = Sql::same("select (select count(*) from run_seat a where a.run_id = $1 and exists (select 1 from run_seat b where b.run_id = $2 and b.class_id = a.class_id and b.person_id = a.person_id)) as kept, (select count(*) from run_seat a where a.run_id = $1 and not exists (select 1 from run_seat b where b.run_id = $2 and b.class_id = a.class_id and b.person_id = a.person_id)) as lost, (select count(*) from run_seat b where b.run_id = $2 and not exists (select 1 from run_seat a where a.run_id = $1 and a.class_id = b.class_id and a.person_id = b.person_id)) as gained");
    MOVES = Sql::same("select moved.person_id, person.name, person.unit_id, unit.name as unit_name, moved.class_id, class.name as class_name, moved.gained, moved.worth from (select a.person_id, a.class_id, cast(0 as bigint) as gained, a.worth from run_seat a where a.run_id = $1 and (a.person_id, a.class_id) > ($3, $4) and not exists (select 1 from run_seat b where b.run_id = $2 and b.class_id = a.class_id and b.person_id = a.person_id) union all select b.person_id, b.class_id, cast(1 as bigint) as gained, b.worth from run_seat b where b.run_id = $2 and (b.person_id, b.class_id) > ($3, $4) and not exists (select 1 from run_seat a where a.run_id = $1 and a.class_id = b.class_id and a.person_id = b.person_id) order by person_id, class_id limit $5) as moved join person on person.id = moved.person_id join unit on unit.id = person.unit_id join class on class.id = moved.class_id order by moved.person_id, moved.class_id");
}

/// How many seats two runs share and do not share.
pub async fn difference(conn: &mut Conn, first: RunId, second: RunId) -> Result<Difference, StoreError> {
    conn.one(DIFFERENCE, values![first, second]).await
}

/// Up to `limit` seats that only one of the runs gives, person by person.
pub async fn moves(
    conn: &mut Conn,
    first: RunId,
    second: RunId,
    after: Option<After>,
    limit: u32,
) -> Result<Vec<Move>, StoreError> {
    let nil = uuid::Uuid::nil();
    let (person, class) = after.map_or((nil, nil), |after| (after.person.as_uuid(), after.class.as_uuid()));
    conn.all(MOVES, values![first, second, person, class, limit]).await
}
