//! Whether anything a plan's warnings rest on has changed: classes, local rules, the unit tree.

use jinxue_domain::PlanId;
use jinxue_domain::authority::Scope;

use crate::db::{Sql, Where, row, statements};
use crate::{Conn, StoreError, Values, fence, values};

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
    STAMP = Sql::same("select count(*) as classes, cast(coalesce(sum(version), 0) as bigint) as versions, (select count(*) from rule_version) as rules, (select coalesce(max(created_at), 0) from rule_version) as rules_at, (select count(*) from unit) as units, (select coalesce(max(changed_at), 0) from unit) as units_at from class where plan_id = $1");
}

/// The present stamp of a plan. A class that was deleted and one that was added differ in version or number.
pub async fn stamp(conn: &mut Conn, plan: PlanId) -> Result<Stamp, StoreError> {
    conn.one(STAMP, values![plan]).await
}

/// What the classes of a plan that may be seen and are not cancelled may cost together.
pub async fn budget(conn: &mut Conn, plan: PlanId) -> Result<i64, StoreError> {
    let (text, values) = budget_statement(&conn.scope(), plan);
    conn.only(text, values).await
}

fn budget_statement(scope: &Scope, plan: PlanId) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("plan_id = ? and state <> 'cancelled'", values![plan]);
    fence::classes(&mut clause, scope);
    clause.onto("select cast(coalesce(sum(budget_yuan), 0) as bigint) as only from class")
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    fence::shapes().iter().map(|scope| budget_statement(scope, uuid::Uuid::nil().into()).0).collect()
}
