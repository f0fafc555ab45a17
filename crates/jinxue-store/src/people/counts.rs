//! Counts over all people, for the first page.

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::{DivisionCode, UnitPath};

use crate::db::{Where, row};
use crate::{Conn, StoreError, Values, fence};

row! {
    /// Active people of one division: all, those who owe hours, those who are short of them.
    pub struct HoursCount {
        opt division: DivisionCode,
        req people: u64,
        req due: u64,
        req short: u64,
    }
}

/// The counts of what may be seen of a subtree, division by division.
pub async fn hours(conn: &mut Conn, path: &UnitPath) -> Result<Vec<HoursCount>, StoreError> {
    let (text, values) = hours_statement(&conn.scope().and(&PathRange::subtree(path)));
    conn.all(text, values).await
}

fn hours_statement(scope: &Scope) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("state = 'active'", []);
    fence::people(&mut clause, scope, "unit_path", "id");
    clause.push(" group by division order by division", []);
    clause.onto(
        "select division, count(*) as people, cast(coalesce(sum(case when hours_due > 0 then 1 else 0 end), 0) as bigint) as due, \
         cast(coalesce(sum(case when hours_short > 0 then 1 else 0 end), 0) as bigint) as short from person",
    )
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    fence::shapes().iter().map(|scope| hours_statement(scope).0).collect()
}
