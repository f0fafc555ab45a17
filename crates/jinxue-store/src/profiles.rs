//! Target profiles in all their versions.

use jinxue_domain::needs::{Demand, Level, Unproven};
use jinxue_domain::{Date, Grade, Instant, ProfileId, TopicCode, UnitId, UnitPath};

use crate::db::{Lock, Sql, bulks, row, statements};
use crate::{Conn, StoreError, Tx, fence, values};

row! {
    /// One version of a profile. `roles` and `sectors` are sets in one text, empty for all.
    pub struct Version {
        req profile_id: ProfileId,
        req number: u32,
        req name: String,
        req grade_from: Grade,
        req grade_to: Grade,
        req roles: String,
        req sectors: String,
        req unproven: Unproven,
        req valid_from: Date,
        req actor: String,
        req created_at: Instant,
        req demand: Demand,
    }
}

row! {
    /// A profile: whose subtree it is for, and which version holds.
    pub struct Head {
        req id: ProfileId,
        req unit_id: UnitId,
        /// The number of the version that holds.
        req number: u32,
        /// Since when it holds no more.
        opt ended_on: Date,
        /// Where the unit is now; not written.
        req unit_path: UnitPath,
        /// What the unit is called now; not written.
        req unit_name: String,
    }
}

row! {
    /// How far a version asks for a topic.
    pub struct Asked {
        req profile_id: ProfileId,
        req number: u32,
        req topic: TopicCode,
        req level: Level,
    }
}

/// A profile with the version that holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Whole {
    pub head: Head,
    pub version: Version,
    pub levels: Vec<Asked>,
}

/// Columns of [`Head`] that belong to the unit.
const READ_ONLY: usize = 2;

statements! {
    HEADS = Sql::same("select target_profile.*, unit.path as unit_path, unit.name as unit_name from target_profile join unit on unit.id = target_profile.unit_id where ended_on is null order by unit.path, target_profile.id");
    HEAD = Sql::same("select target_profile.*, unit.path as unit_path, unit.name as unit_name from target_profile join unit on unit.id = target_profile.unit_id where target_profile.id = $1");
    VERSIONS = Sql::same("select target_profile_version.* from target_profile_version join target_profile on target_profile.id = profile_id and target_profile.number = target_profile_version.number where ended_on is null");
    LEVELS = Sql::same("select target_profile_level.* from target_profile_level join target_profile on target_profile.id = profile_id and target_profile.number = target_profile_level.number where ended_on is null order by profile_id, topic");
    VERSIONS_OF = Sql::same("select * from target_profile_version where profile_id = $1 order by number desc");
    LEVELS_OF = Sql::same("select * from target_profile_level where profile_id = $1 order by number desc, topic");
    ADD = Sql::same("insert into target_profile (id, unit_id, number, ended_on) values ($1, $2, $3, $4)");
    STEP = Sql::same("update target_profile set number = number + 1 where id = $1 and number = $2 and ended_on is null");
    END = Sql::same("update target_profile set ended_on = $3 where id = $1 and number = $2 and ended_on is null");
    ADD_VERSION = Sql::same("insert into target_profile_version (profile_id, number, name, grade_from, grade_to, roles, sectors, unproven, valid_from, actor, created_at, demand) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)");
}

bulks! {
    ADD_LEVELS = "insert into target_profile_level (profile_id, number, topic, level) values", 4, "";
}

/// The profiles that concern what may be seen: those of its units and of the units above, each as it holds.
pub async fn in_force(conn: &mut Conn) -> Result<Vec<Whole>, StoreError> {
    let scope = conn.scope();
    let mut heads: Vec<Head> = conn.all(HEADS, values![]).await?;
    heads.retain(|head| scope.meets(&head.unit_path));
    let versions: Vec<Version> = conn.all(VERSIONS, values![]).await?;
    let levels: Vec<Asked> = conn.all(LEVELS, values![]).await?;
    let whole = |head: Head| {
        let version = versions.iter().find(|version| version.profile_id == head.id)?.clone();
        let levels = levels.iter().filter(|asked| asked.profile_id == head.id).cloned().collect();
        Some(Whole { head, version, levels })
    };
    Ok(heads.into_iter().filter_map(whole).collect())
}

/// One profile, ended ones too.
///
/// # Errors
/// [`StoreError::NotFound`].
pub async fn head(conn: &mut Conn, id: ProfileId) -> Result<Head, StoreError> {
    let scope = conn.scope();
    let found: Option<Head> = conn.optional(HEAD, values![id]).await?;
    found
        .filter(|head| scope.meets(&head.unit_path))
        .ok_or_else(|| StoreError::not_found("target_profile", id))
}

/// Every version of a profile with what it asks for, the latest first.
pub async fn versions(conn: &mut Conn, id: ProfileId) -> Result<Vec<(Version, Vec<Asked>)>, StoreError> {
    let versions: Vec<Version> = conn.all(VERSIONS_OF, values![id]).await?;
    let levels: Vec<Asked> = conn.all(LEVELS_OF, values![id]).await?;
    let of = |number| levels.iter().filter(|asked| asked.number == number).cloned().collect();
    Ok(versions
        .into_iter()
        .map(|version| {
            let number = version.number;
            (version, of(number))
        })
        .collect())
}

/// The profiles of a unit as they hold, read inside the lock of names: what is decided by them stays true until the transaction ends.
pub async fn at_unit(tx: &mut Tx, unit: UnitId) -> Result<Vec<Whole>, StoreError> {
    tx.lock(Lock::Profiles).await?;
    let mut all = in_force(tx).await?;
    all.retain(|one| one.head.unit_id == unit);
    Ok(all)
}

/// Adds a profile with its first version.
///
/// # Errors
/// [`StoreError::Beyond`] for a unit outside the scope.
pub async fn add(tx: &mut Tx, head: &Head, version: &Version, levels: &[Asked]) -> Result<(), StoreError> {
    writable(tx, head)?;
    let mut values = head.values();
    values.truncate(values.len() - READ_ONLY);
    tx.execute(ADD, values).await?;
    write(tx, version, levels).await
}

/// Adds the version after the one the caller has seen; `false` when that holds no more.
///
/// # Errors
/// [`StoreError::Beyond`] for a unit outside the scope.
pub async fn revise(
    tx: &mut Tx,
    head: &Head,
    version: &Version,
    levels: &[Asked],
) -> Result<bool, StoreError> {
    writable(tx, head)?;
    if tx.execute(STEP, values![head.id, version.number - 1]).await? == 0 {
        return Ok(false);
    }
    write(tx, version, levels).await?;
    Ok(true)
}

/// Ends a profile; `false` when the version the caller has seen holds no more.
///
/// # Errors
/// [`StoreError::Beyond`] for a unit outside the scope.
pub async fn end(tx: &mut Tx, head: &Head, number: u32, on: Date) -> Result<bool, StoreError> {
    writable(tx, head)?;
    Ok(tx.execute(END, values![head.id, number, on]).await? == 1)
}

fn writable(tx: &Tx, head: &Head) -> Result<(), StoreError> {
    fence::writable(tx, "target_profile", [(head.id.to_string(), &head.unit_path)].into_iter())
}

async fn write(tx: &mut Tx, version: &Version, levels: &[Asked]) -> Result<(), StoreError> {
    tx.execute(ADD_VERSION, version.values()).await?;
    tx.bulk(ADD_LEVELS, levels.iter().map(Asked::values).collect()).await?;
    Ok(())
}
