//! One box for people, units and classes: by part of a name, or by pinyin.

use jinxue_domain::{ClassId, Grade, PersonId, PersonName, PlanId, UnitId, UnitPath, fold};

use crate::db::{Sql, row, statements};
use crate::people::grid::escaped;
use crate::{Conn, StoreError, Values, values};

row! {
    pub struct PersonHit {
        req id: PersonId,
        req name: PersonName,
        req unit_id: UnitId,
        req unit_name: String,
        opt post: String,
        req grade: Grade,
    }
}

row! {
    pub struct UnitHit {
        req id: UnitId,
        req name: String,
        req path: UnitPath,
    }
}

row! {
    pub struct ClassHit {
        req id: ClassId,
        req plan_id: PlanId,
        req code: String,
        req name: String,
    }
}

/// What a text finds, the shortest and nearest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    pub people: Vec<PersonHit>,
    pub units: Vec<UnitHit>,
    pub classes: Vec<ClassHit>,
}

// $1 part of the folded text, $2 its beginning, $3 the beginning of the initials or of the reading, $4 how many.
statements! {
    PEOPLE = Sql::same("select person.id, person.name, person.unit_id, unit.name as unit_name, person.post, person.grade from (select id, name_key, case when name_folded like $2 escape '\\' then 0 else 1 end as far from person where state = 'active' and (name_folded like $1 escape '\\' or initials like $3 escape '\\' or replace(name_key, ' ', '') like $3 escape '\\') order by far, name_key, id limit $4) as hit join person on person.id = hit.id join unit on unit.id = person.unit_id order by hit.far, hit.name_key, hit.id");
    UNITS = Sql::same("select id, name, path from unit where name_folded like $1 escape '\\' or initials like $3 escape '\\' or replace(name_key, ' ', '') like $3 escape '\\' order by case when name_folded like $2 escape '\\' then 0 else 1 end, length(name), path limit $4");
    CLASSES = Sql::same("select id, plan_id, code, name from class where name_folded like $1 escape '\\' or lower(code) like $2 escape '\\' or initials like $3 escape '\\' or replace(name_key, ' ', '') like $3 escape '\\' order by case when name_folded like $2 escape '\\' then 0 else 1 end, name_key, id limit $4");
}

/// Up to `limit` of each that `text` finds; nothing for an empty text.
pub async fn everything(conn: &mut Conn, text: &str, limit: u32) -> Result<Found, StoreError> {
    let folded = fold::fold(text);
    if folded.is_empty() {
        return Ok(Found::default());
    }
    let (part, beginning) = (format!("%{}%", escaped(&folded)), format!("{}%", escaped(&folded)));
    let values: Values = values![part, &beginning, &beginning, limit];
    Ok(Found {
        people: conn.all(PEOPLE, values.clone()).await?,
        units: conn.all(UNITS, values.clone()).await?,
        classes: conn.all(CLASSES, values).await?,
    })
}
