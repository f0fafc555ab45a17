//! Counts over all people, for the first page.

use jinxue_domain::{DivisionCode, UnitPath};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, values};

row! {
    /// Active people of one division: all, those who owe hours, those who are short of them.
    pub struct HoursCount {
        opt division: DivisionCode,
        req people: u64,
        req due: u64,
        req short: u64,
    }
}

statements! {
    HOURS = Sql::same("select division, count(*) as people, cast(coalesce(sum(case when hours_due > 0 then 1 else 0 end), 0) as bigint) as due, cast(coalesce(sum(case when hours_short > 0 then 1 else 0 end), 0) as bigint) as short from person where state = 'active' and unit_path >= $1 and unit_path < $2 group by division order by division");
}

/// The counts of a subtree, division by division.
pub async fn hours(conn: &mut Conn, path: &UnitPath) -> Result<Vec<HoursCount>, StoreError> {
    conn.all(HOURS, values![path.as_str(), path.subtree_end()]).await
}
