//! Where a thing stands in the unit tree, whoever asks: for deciding who is told of it.

use jinxue_domain::authority::{PathRange, Reach};
use jinxue_domain::{ClassId, ImportId, PersonId, PlanId, UnitPath};

use crate::db::{Only, Sql, statements};
use crate::{Conn, StoreError, Values, imports, values};

statements! {
    PERSON = Sql::same("select unit_path as only from person where id = $1");
    CLASS = Sql::same("select unit.path as only from class join unit on unit.id = class.organiser_id where class.id = $1");
    PLAN = Sql::same("select unit.path as only from plan join unit on unit.id = plan.unit_id where plan.id = $1");
}

/// The unit of a person, alone.
pub async fn person(conn: &mut Conn, id: PersonId) -> Result<Option<PathRange>, StoreError> {
    Ok(path(conn, PERSON, values![id]).await?.map(|path| PathRange::node(&path)))
}

/// The organiser of a class, alone.
pub async fn class(conn: &mut Conn, id: ClassId) -> Result<Option<PathRange>, StoreError> {
    Ok(path(conn, CLASS, values![id]).await?.map(|path| PathRange::node(&path)))
}

/// The owner of a plan with all below it.
pub async fn plan(conn: &mut Conn, id: PlanId) -> Result<Option<PathRange>, StoreError> {
    Ok(path(conn, PLAN, values![id]).await?.map(|path| PathRange::subtree(&path)))
}

/// All that an import may touch; none when nothing bounds it.
pub async fn import(conn: &mut Conn, id: ImportId) -> Result<Option<PathRange>, StoreError> {
    let span = imports::span(conn, id).await?;
    Ok(span.map(|span| match span.reach {
        Reach::Subtree => PathRange::subtree(&span.path),
        Reach::Node => PathRange::node(&span.path),
    }))
}

async fn path(conn: &mut Conn, sql: Sql, values: Values) -> Result<Option<UnitPath>, StoreError> {
    Ok(conn.optional::<Only<UnitPath>>(sql, values).await?.map(|only| only.0))
}
