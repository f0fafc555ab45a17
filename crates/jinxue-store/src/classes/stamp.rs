//! Whether anything a plan's warnings rest on has changed: classes, local rules, the unit tree.

use jinxue_domain::PlanId;

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, values};

row! {
    /// Equal stamps mean equal classes, local rules and units.
    pub struct Stamp {
        req classes: u64,
        req versions: i64,
        req rules: u64,
        req rules_at: i64,
        req units: u64,
        req units_at: i64,
    }
}

statements! {
    BUDGET = Sql::same("select cast(coalesce(sum(budget_yuan), 0) as bigint) as only from class where plan_id = $1 and state <> 'cancelled'");
    STAMP = Sql::same("select count(*) as classes, cast(coalesce(sum(version), 0) as bigint) as versions, (select count(*) from rule_override) as rules, (select coalesce(max(created_at), 0) from rule_override) as rules_at, (select count(*) from unit) as units, (select coalesce(max(changed_at), 0) from unit) as units_at from class where plan_id = $1");
}

/// The present stamp of a plan. A class that was deleted and one that was added differ in version or number.
pub async fn stamp(conn: &mut Conn, plan: PlanId) -> Result<Stamp, StoreError> {
    conn.one(STAMP, values![plan]).await
}

/// What the classes of a plan that are not cancelled may cost together.
pub async fn budget(conn: &mut Conn, plan: PlanId) -> Result<i64, StoreError> {
    conn.only(BUDGET, values![plan]).await
}
