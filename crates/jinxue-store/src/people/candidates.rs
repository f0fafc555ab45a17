//! Who a row of a file may be: by citizen number, else by name and month of birth within a unit.

use jinxue_domain::{Month, PersonId, PersonName, UnitId};

use crate::db::{Bulk, FromRow, Row, bulks};
use crate::people::{Person, by_number, sees};
use crate::{Conn, StoreError, Values, values};

bulks! {
    BY_CITIZEN_NO = "with wanted (number) as (values", [text],
        ") select person.* from wanted cross join person where person.citizen_no_hash = wanted.number";
    BY_NAME = "with wanted (position, unit_id, name, month) as (values", [bigint, uuid, text, text],
        ") select wanted.position, person.* from wanted cross join person where person.unit_id = wanted.unit_id and person.name_folded = wanted.name and (person.birth_month = wanted.month or wanted.month is null or person.birth_month is null) order by wanted.position, person.id";
    NAMESAKES = "with wanted (position, sort_key, name, month) as (values", [bigint, text, text, text],
        ") select wanted.position, person.* from wanted cross join person where person.state = 'active' and person.name_key = wanted.sort_key and person.name_folded = wanted.name and person.birth_month = wanted.month order by wanted.position, person.id";
}

/// What a file says of someone without a citizen number.
#[derive(Debug, Clone, PartialEq)]
pub struct Description {
    pub unit_id: UnitId,
    /// As [`jinxue_domain::PersonName::folded`] gives it.
    pub name_folded: String,
    pub birth_month: Option<Month>,
}

/// A person who fits the description at `position`.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub position: usize,
    pub person: Person,
}

impl FromRow for Candidate {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let position: u32 = row.get("position")?;
        Ok(Self { position: position as usize, person: Person::from_row(row)? })
    }
}

impl Candidate {
    /// The id of the person.
    pub fn id(&self) -> PersonId {
        self.person.id
    }
}

/// The people who have one of the citizen numbers.
pub async fn by_citizen_numbers(conn: &mut Conn, numbers: &[String]) -> Result<Vec<Person>, StoreError> {
    let scope = conn.scope();
    let mut found: Vec<Person> = conn
        .bulk_all(BY_CITIZEN_NO, numbers.iter().map(|number| vec![by_number(Some(number.clone()))]).collect())
        .await?;
    found.retain(|one| sees(&scope, one));
    Ok(found)
}

/// The people who fit one of the descriptions. A month that either side does not know excludes nobody.
pub async fn by_descriptions(conn: &mut Conn, wanted: &[Description]) -> Result<Vec<Candidate>, StoreError> {
    let rows = wanted
        .iter()
        .enumerate()
        .map(|(position, one)| values![position as u32, one.unit_id, &one.name_folded, one.birth_month]);
    let rows = rows.collect();
    seen(conn, BY_NAME, rows).await
}

/// The active people, wherever they work, who have one of the names and were born in its month.
pub async fn namesakes(
    conn: &mut Conn,
    wanted: &[(PersonName, Month)],
) -> Result<Vec<Candidate>, StoreError> {
    let rows = wanted
        .iter()
        .enumerate()
        .map(|(position, (name, month))| values![position as u32, name.sort_key(), name.folded(), *month]);
    let rows = rows.collect();
    seen(conn, NAMESAKES, rows).await
}

async fn seen(conn: &mut Conn, statement: Bulk, rows: Vec<Values>) -> Result<Vec<Candidate>, StoreError> {
    let scope = conn.scope();
    let mut found: Vec<Candidate> = conn.bulk_all(statement, rows).await?;
    found.retain(|one| sees(&scope, &one.person));
    Ok(found)
}
