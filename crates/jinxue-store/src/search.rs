//! One box for people, units and classes: by part of a name, or by pinyin; people by their whole citizen number too.

use jinxue_domain::authority::Scope;
use jinxue_domain::person::CheckDigit;
use jinxue_domain::{CitizenNumber, ClassId, Grade, PersonId, PersonName, PlanId, UnitId, UnitPath, fold};

use crate::db::{Where, row};
use crate::people::by_number;
use crate::{Conn, StoreError, Values, fence, values};

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

/// Up to `limit` of each that `text` finds and that may be seen; nothing for an empty text.
pub async fn everything(conn: &mut Conn, text: &str, limit: u32) -> Result<Found, StoreError> {
    let folded = fold::fold(text);
    if folded.is_empty() {
        return Ok(Found::default());
    }
    let scope = conn.scope();
    let (people, people_values) = people_statement(&scope, &folded, limit);
    let (units, unit_values) = units_statement(&scope, &folded, limit);
    let (classes, class_values) = classes_statement(&scope, &folded, limit);
    Ok(Found {
        people: conn.all(people, people_values).await?,
        units: conn.all(units, unit_values).await?,
        classes: conn.all(classes, class_values).await?,
    })
}

fn people_statement(scope: &Scope, folded: &str, limit: u32) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("state = 'active'", []);
    fence::people(&mut clause, scope, "(unit_path || '')", "id");
    // By name, the part of a name that begins with the text comes first: the sort key ends with the name after a blank.
    let (far, order) = match (whole_number(folded), pinyin_range(folded)) {
        (Some(number), _) => {
            clause.and("citizen_no_hash = ?", [by_number(Some(number))]);
            ("0 as far".to_owned(), "name_key, id")
        }
        (None, Some((first, next))) => {
            let beginning = beginning_of(folded);
            clause.and("name_key >= ? and name_key < ?", values![first, next]);
            clause.and(
                "(initials like ? escape '\\' or replace(name_key, ' ', '') like ? escape '\\')",
                values![&beginning, &beginning],
            );
            ("0 as far".to_owned(), "name_key, id")
        }
        (None, None) => {
            clause.and("name_key like ? escape '\\'", values![part_of(folded)]);
            let place = clause.place(format!("% {}%", escaped(folded)));
            (
                format!("case when name_key like {place} escape '\\' then 0 else 1 end as far"),
                "far, name_key, id",
            )
        }
    };
    clause.push(
        &format!(
            " order by {order} limit ?) as hit join person on person.id = hit.id join unit on unit.id = person.unit_id \
             order by hit.far, hit.name_key, hit.id"
        ),
        values![limit],
    );
    clause.onto(&format!(
        "select person.id, person.name, person.unit_id, unit.name as unit_name, person.post, person.grade \
         from (select id, name_key, {far} from person"
    ))
}

fn units_statement(scope: &Scope, folded: &str, limit: u32) -> (String, Values) {
    let (part, beginning) = (part_of(folded), beginning_of(folded));
    let mut clause = Where::default();
    clause.and(
        "(name_folded like ? escape '\\' or initials like ? escape '\\' or replace(name_key, ' ', '') like ? escape '\\')",
        values![&part, &beginning, &beginning],
    );
    fence::units(&mut clause, scope, "path");
    clause.push(
        " order by case when name_folded like ? escape '\\' then 0 else 1 end, length(name), path limit ?",
        values![&beginning, limit],
    );
    clause.onto("select id, name, path from unit")
}

fn classes_statement(scope: &Scope, folded: &str, limit: u32) -> (String, Values) {
    let (part, beginning) = (part_of(folded), beginning_of(folded));
    let mut clause = Where::default();
    clause.and(
        "(name_folded like ? escape '\\' or lower(code) like ? escape '\\' or initials like ? escape '\\' or replace(name_key, ' ', '') like ? escape '\\')",
        values![&part, &beginning, &beginning, &beginning],
    );
    fence::classes(&mut clause, scope);
    clause.push(
        " order by case when name_folded like ? escape '\\' then 0 else 1 end, name_key, id limit ?",
        values![&beginning, limit],
    );
    clause.onto("select id, plan_id, code, name from class")
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let of = |scope: &Scope| {
        let by_name = people_statement(scope, "张", 1).0;
        let by_pinyin = people_statement(scope, "zhang", 1).0;
        let by_number = people_statement(scope, "11010519491231002X", 1).0;
        [
            by_name,
            by_pinyin,
            by_number,
            units_statement(scope, "局", 1).0,
            classes_statement(scope, "班", 1).0,
        ]
    };
    fence::shapes().iter().flat_map(of).collect()
}

/// The citizen number that `folded` is, if it is one; its numbers are sealed, so a part of one finds nobody. The check
/// digit may be any: some cards were issued with a wrong one.
pub(crate) fn whole_number(folded: &str) -> Option<String> {
    let number = CitizenNumber::read(folded, CheckDigit::Confirmed).ok()?;
    Some(number.reveal().to_owned())
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
