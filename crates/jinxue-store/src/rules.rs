//! Local values of rules.

use jinxue_domain::rules::Mark;
use jinxue_domain::{Date, Instant, RuleCode, RuleOverrideId, UnitId, UnitPath};

use crate::db::{Sql, row, statements};
use crate::{Conn, StoreError, Tx, fence, values};

row! {
    /// A local value of a rule for the subtree of a unit. `value` is JSON.
    pub struct Override {
        req id: RuleOverrideId,
        req rule_code: RuleCode,
        req unit_id: UnitId,
        req value: String,
        req source: String,
        req mark: Mark,
        req valid_from: Date,
        req actor: String,
        req created_at: Instant,
        /// Where the unit is now; not written.
        req unit_path: UnitPath,
    }
}

statements! {
    ALL = Sql::same("select rule_override.*, unit.path as unit_path from rule_override join unit on unit.id = rule_override.unit_id order by rule_code, unit.path, valid_from");
    PUT = Sql::same("insert into rule_override (id, rule_code, unit_id, value, source, mark, valid_from, actor, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (rule_code, unit_id, valid_from) do update set value = excluded.value, source = excluded.source, mark = excluded.mark, actor = excluded.actor, created_at = excluded.created_at");
    DELETE = Sql::same("delete from rule_override where rule_code = $1 and unit_id = $2");
}

/// The local values that hold for what may be seen, rule by rule: those of its units and of the units above.
pub async fn all(conn: &mut Conn) -> Result<Vec<Override>, StoreError> {
    let scope = conn.scope();
    let mut all: Vec<Override> = conn.all(ALL, values![]).await?;
    all.retain(|one| scope.meets(&one.unit_path));
    Ok(all)
}

/// Sets a local value; one of the same rule, unit and first day is replaced.
pub async fn put(tx: &mut Tx, one: &Override) -> Result<(), StoreError> {
    fence::writable(tx, "unit", [(one.unit_id.to_string(), &one.unit_path)].into_iter())?;
    let mut values = one.values();
    values.pop();
    tx.execute(PUT, values).await?;
    Ok(())
}

/// Removes all local values of a rule at a unit; how many.
pub async fn delete(tx: &mut Tx, code: &RuleCode, unit: UnitId) -> Result<u64, StoreError> {
    let at = crate::units::by_id(tx, unit).await?;
    fence::writable(tx, "unit", [(unit.to_string(), &at.path)].into_iter())?;
    tx.execute(DELETE, values![code.clone(), unit]).await
}
