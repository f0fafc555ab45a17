//! Local values of rules, in all their versions.

use jinxue_domain::rules::Mark;
use jinxue_domain::{Date, Instant, RuleCode, RuleOverrideId, UnitId, UnitPath};

use crate::db::{Lock, Sql, row, statements};
use crate::{Conn, StoreError, Tx, fence, values};

row! {
    /// One version of the local value of a rule for the subtree of a unit. `value` is JSON; value, source and mark are
    /// absent where the values before it are given up.
    pub struct Version {
        req id: RuleOverrideId,
        req rule_code: RuleCode,
        req unit_id: UnitId,
        /// Its number among the versions of the rule at the unit, from 1; given when it is added.
        req number: u32,
        opt value: String,
        opt source: String,
        opt mark: Mark,
        req valid_from: Date,
        req actor: String,
        req created_at: Instant,
        /// Where the unit is now; not written.
        req unit_path: UnitPath,
        /// What the unit is called now; not written.
        req unit_name: String,
    }
}

statements! {
    ALL = Sql::same("select rule_version.*, unit.path as unit_path, unit.name as unit_name from rule_version join unit on unit.id = rule_version.unit_id order by rule_code, unit.path, number");
    AT_UNIT = Sql::same("select rule_version.*, unit.path as unit_path, unit.name as unit_name from rule_version join unit on unit.id = rule_version.unit_id where rule_code = $1 and unit_id = $2 order by number");
    ADD = Sql::same("insert into rule_version (id, rule_code, unit_id, number, value, source, mark, valid_from, actor, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
}

/// All versions that concern what may be seen, rule by rule: those of its units and of the units above.
pub async fn all(conn: &mut Conn) -> Result<Vec<Version>, StoreError> {
    let scope = conn.scope();
    let mut all: Vec<Version> = conn.all(ALL, values![]).await?;
    all.retain(|one| scope.meets(&one.unit_path));
    Ok(all)
}

/// The versions of a rule at a unit, oldest first, read inside the lock of [`add`]: what is decided by them stays true.
///
/// # Errors
/// [`StoreError::NotFound`] for the unit.
pub async fn at_unit(tx: &mut Tx, code: &RuleCode, unit: UnitId) -> Result<Vec<Version>, StoreError> {
    tx.lock(Lock::RuleVersions).await?;
    crate::units::by_id(tx, unit).await?;
    tx.all(AT_UNIT, values![code.clone(), unit]).await
}

/// Adds a version and gives it the next number of its rule and unit.
pub async fn add(tx: &mut Tx, mut one: Version) -> Result<Version, StoreError> {
    fence::writable(tx, "unit", [(one.unit_id.to_string(), &one.unit_path)].into_iter())?;
    let before = at_unit(tx, &one.rule_code, one.unit_id).await?;
    one.number = before.last().map_or(1, |last| last.number + 1);
    let mut values = one.values();
    values.truncate(values.len() - READ_ONLY);
    tx.execute(ADD, values).await?;
    Ok(one)
}

/// Columns of [`Version`] that belong to the unit.
const READ_ONLY: usize = 2;
