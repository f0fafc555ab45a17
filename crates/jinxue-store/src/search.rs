//! One box for people, units and classes: by part of a name, or by pinyin.

use jinxue_domain::{ClassId, Grade, PersonId, PersonName, PlanId, UnitId, UnitPath, fold};

use crate::db::{Sql, row, statements};
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

statements! {
    // $1 part of the name, $2 its beginning (the sort key ends with the name after a blank), $3 how many.
    PEOPLE_BY_NAME = Sql::same("select person.id, person.name, person.unit_id, unit.name as unit_name, person.post, person.grade from (select id, name_key, case when name_key like $2 escape '\\' then 0 else 1 end as far from person where state = 'active' and name_key like $1 escape '\\' order by far, name_key, id limit $3) as hit join person on person.id = hit.id join unit on unit.id = person.unit_id order by hit.far, hit.name_key, hit.id");
    // $1 the beginning of initials or reading, $2 its first letter, $3 the next letter, $4 how many.
    PEOPLE_BY_PINYIN = Sql::same("select person.id, person.name, person.unit_id, unit.name as unit_name, person.post, person.grade from (select id, name_key from person where state = 'active' and name_key >= $2 and name_key < $3 and (initials like $1 escape '\\' or replace(name_key, ' ', '') like $1 escape '\\') order by name_key, id limit $4) as hit join person on person.id = hit.id join unit on unit.id = person.unit_id order by hit.name_key, hit.id");
    // $1 part of the folded text, $2 the beginning of text, initials or reading, $3 how many.
    UNITS = Sql::same("select id, name, path from unit where name_folded like $1 escape '\\' or initials like $2 escape '\\' or replace(name_key, ' ', '') like $2 escape '\\' order by case when name_folded like $2 escape '\\' then 0 else 1 end, length(name), path limit $3");
    CLASSES = Sql::same("select id, plan_id, code, name from class where name_folded like $1 escape '\\' or lower(code) like $2 escape '\\' or initials like $2 escape '\\' or replace(name_key, ' ', '') like $2 escape '\\' order by case when name_folded like $2 escape '\\' then 0 else 1 end, name_key, id limit $3");
}

/// Up to `limit` of each that `text` finds; nothing for an empty text.
pub async fn everything(conn: &mut Conn, text: &str, limit: u32) -> Result<Found, StoreError> {
    let folded = fold::fold(text);
    if folded.is_empty() {
        return Ok(Found::default());
    }
    let values: Values = values![part_of(&folded), beginning_of(&folded), limit];
    Ok(Found {
        people: people(conn, &folded, limit).await?,
        units: conn.all(UNITS, values.clone()).await?,
        classes: conn.all(CLASSES, values).await?,
    })
}

async fn people(conn: &mut Conn, folded: &str, limit: u32) -> Result<Vec<PersonHit>, StoreError> {
    match pinyin_range(folded) {
        Some((first, next)) => {
            conn.all(PEOPLE_BY_PINYIN, values![beginning_of(folded), first, next, limit]).await
        }
        None => {
            let beginning = format!("% {}%", escaped(folded));
            conn.all(PEOPLE_BY_NAME, values![part_of(folded), beginning, limit]).await
        }
    }
}

/// For text of letters alone: its first letter and the next one. Initials and readings share their first letter with
/// the sort key, which narrows the walk through the index to that letter.
pub(crate) fn pinyin_range(folded: &str) -> Option<(String, String)> {
    let first = folded.bytes().next()?;
    let letters = folded.bytes().all(|byte| byte.is_ascii_lowercase());
    letters.then(|| (char::from(first).to_string(), char::from(first + 1).to_string()))
}

/// The pattern of texts that contain `folded`.
pub(crate) fn part_of(folded: &str) -> String {
    format!("%{}%", escaped(folded))
}

/// The pattern of texts that begin with `folded`.
pub(crate) fn beginning_of(folded: &str) -> String {
    format!("{}%", escaped(folded))
}

/// The signs that `like` would take as wild cards.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
