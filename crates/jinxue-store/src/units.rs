//! The unit tree: paths, counts of people, moves.

use std::collections::HashMap;

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::{DivisionCode, Instant, Sector, Tier, UnitId, UnitKind, UnitPath, fold};

use crate::db::{FromRow, Lock, Row, Sql, Where, bulks, row, statements};
use crate::{Conn, StoreError, Tx, Values, fence, values};

row! {
    /// A node of the organisation tree. Its folded name and pinyin are computed when it is written.
    pub struct Unit {
        req id: UnitId,
        opt code: String,
        req name: String,
        opt parent_id: UnitId,
        req path: UnitPath,
        req tier: Tier,
        req kind: UnitKind,
        opt division: DivisionCode,
        opt sector: Sector,
        opt release_cap: u32,
        req version: i64,
        req created_at: Instant,
        req changed_at: Instant,
    }
}

/// A unit of the tree with the number of active people in it and below it.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitNode {
    pub unit: Unit,
    pub people: u64,
}

struct Headcount {
    path: UnitPath,
    people: u64,
}

impl FromRow for Headcount {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self { path: row.get("unit_path")?, people: row.get("people")? })
    }
}

statements! {
    ALL = Sql::same("select * from unit order by path");
    BY_ID = Sql::same("select * from unit where id = $1");
    AT_PATH = Sql::same("select * from unit where path = $1");
    BY_CODE = Sql::same("select * from unit where code = $1");
    SUBTREE = Sql::same("select * from unit where path >= $1 and path < $2 order by path");
    CHILDREN = Sql::same("select * from unit where parent_id = $1 order by path");
    LAST_CHILD = Sql::same("select max(path) as path from unit where parent_id = $1");
    ROOTS = Sql::same("select * from unit where parent_id is null order by path");
    LAST_ROOT = Sql::same("select max(path) as path from unit where parent_id is null");
    UPDATE = Sql::same("update unit set code = $3, name = $4, name_folded = $5, name_key = $6, initials = $7, tier = $8, kind = $9, division = $10, sector = $11, release_cap = $12, changed_at = $13, version = version + 1 where id = $1 and version = $2");
    SET_PARENT = Sql::same("update unit set parent_id = $2, changed_at = $3, version = version + 1 where id = $1");
    MOVE_UNITS = Sql::same("update unit set path = $3 || substr(path, cast($4 as integer)) where path >= $1 and path < $2");
    MOVE_PEOPLE = Sql::same("update person set unit_path = $3 || substr(unit_path, cast($4 as integer)) where unit_path >= $1 and unit_path < $2");
    DELETE = Sql::same("delete from unit where id = $1");
}

bulks! {
    UPSERT = "insert into unit (id, code, name, parent_id, path, tier, kind, division, sector, release_cap, version, created_at, changed_at, name_folded, name_key, initials) values", 16,
        "on conflict (id) do update set code = excluded.code, name = excluded.name, parent_id = excluded.parent_id, path = excluded.path, tier = excluded.tier, kind = excluded.kind, division = excluded.division, sector = excluded.sector, release_cap = excluded.release_cap, version = unit.version + 1, changed_at = excluded.changed_at, name_folded = excluded.name_folded, name_key = excluded.name_key, initials = excluded.initials";
    BY_IDS = "with wanted (id) as (values", [uuid],
        ") select unit.* from unit where id in (select id from wanted) order by unit.path";
    AT_PATHS = "with wanted (path) as (values", [text],
        ") select unit.* from wanted join unit on unit.path = wanted.path order by unit.path";
}

/// All units that may be seen, in tree order.
pub async fn all(conn: &mut Conn) -> Result<Vec<Unit>, StoreError> {
    let scope = conn.scope();
    let mut units: Vec<Unit> = conn.all(ALL, values![]).await?;
    units.retain(|unit| scope.contains(&unit.path));
    Ok(units)
}

/// Where every unit stands, whoever may see it: to decide by, never to be shown.
pub async fn paths(conn: &mut Conn) -> Result<HashMap<UnitId, UnitPath>, StoreError> {
    let units: Vec<Unit> = conn.all(ALL, values![]).await?;
    Ok(units.into_iter().map(|unit| (unit.id, unit.path)).collect())
}

/// The units that may be seen and those above them, in tree order, each with the active people of its subtree who may
/// be seen.
pub async fn tree(conn: &mut Conn) -> Result<Vec<UnitNode>, StoreError> {
    let scope = conn.scope();
    let mut units: Vec<Unit> = conn.all(ALL, values![]).await?;
    units.retain(|unit| scope.meets(&unit.path));
    let (text, values) = headcounts(&scope);
    let counts: Vec<Headcount> = conn.all(text, values).await?;
    Ok(with_headcounts(units, &counts))
}

/// The unit `id`, one that may be seen or one above.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn by_id(conn: &mut Conn, id: UnitId) -> Result<Unit, StoreError> {
    let scope = conn.scope();
    let found: Option<Unit> = conn.optional(BY_ID, values![id]).await?;
    found.filter(|unit| scope.meets(&unit.path)).ok_or_else(|| StoreError::not_found("unit", id))
}

/// The unit at `path`, one that may be seen or one above.
///
/// # Errors
/// [`StoreError::NotFound`] when there is none.
pub async fn at(conn: &mut Conn, path: &UnitPath) -> Result<Unit, StoreError> {
    let scope = conn.scope();
    let found: Option<Unit> = conn.optional(AT_PATH, values![path.as_str()]).await?;
    found.filter(|unit| scope.meets(&unit.path)).ok_or_else(|| StoreError::not_found("unit", path))
}

/// What may be seen of the units directly below one, and those above what may be seen, in tree order.
pub async fn children(conn: &mut Conn, parent: UnitId) -> Result<Vec<Unit>, StoreError> {
    let scope = conn.scope();
    let mut units: Vec<Unit> = conn.all(CHILDREN, values![parent]).await?;
    units.retain(|unit| scope.meets(&unit.path));
    Ok(units)
}

/// The topmost units, whoever may see them.
pub async fn roots(conn: &mut Conn) -> Result<Vec<Unit>, StoreError> {
    conn.all(ROOTS, values![]).await
}

/// The unit with the given code.
pub async fn by_code(conn: &mut Conn, code: &str) -> Result<Option<Unit>, StoreError> {
    let scope = conn.scope();
    let found: Option<Unit> = conn.optional(BY_CODE, values![code]).await?;
    Ok(found.filter(|unit| scope.contains(&unit.path)))
}

/// What may be seen of the unit at `path` and everything below it, in tree order.
pub async fn subtree(conn: &mut Conn, path: &UnitPath) -> Result<Vec<Unit>, StoreError> {
    let scope = conn.scope();
    let mut units: Vec<Unit> = conn.all(SUBTREE, values![path.as_str(), path.subtree_end()]).await?;
    units.retain(|unit| scope.contains(&unit.path));
    Ok(units)
}

/// The units that something which may be seen refers to: those of `ids` that exist, each once, in tree order within a chunk.
pub async fn by_ids(conn: &mut Conn, ids: &[UnitId]) -> Result<Vec<Unit>, StoreError> {
    conn.bulk_all(BY_IDS, ids.iter().map(|id| values![*id]).collect()).await
}

/// The unit at `path` and those above it, outermost first.
pub async fn line(conn: &mut Conn, path: &UnitPath) -> Result<Vec<Unit>, StoreError> {
    conn.bulk_all(AT_PATHS, path.self_and_ancestors().map(|path| values![path]).collect()).await
}

/// The number of active people at `path` and below who may be seen.
pub async fn headcount(conn: &mut Conn, path: &UnitPath) -> Result<u64, StoreError> {
    let mut clause = Where::default();
    clause.and("state = 'active'", []);
    fence::people(&mut clause, &conn.scope().and(&PathRange::subtree(path)), "unit_path", "id");
    let (text, values) = clause.onto("select count(*) as only from person");
    conn.only(text, values).await
}

fn headcounts(scope: &Scope) -> (String, Values) {
    let mut clause = Where::default();
    clause.and("state = 'active'", []);
    fence::people(&mut clause, scope, "unit_path", "id");
    clause.push(" group by unit_path order by unit_path", []);
    clause.onto("select unit_path, count(*) as people from person")
}

/// The texts that are built here, so that a test can prepare them.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    fence::shapes().iter().map(|scope| headcounts(scope).0).collect()
}

/// Inserts units, or replaces those with the same id; parents before children. Takes the tree lock.
pub async fn upsert_many(tx: &mut Tx, units: &[Unit]) -> Result<(), StoreError> {
    tx.lock(Lock::UnitTree).await?;
    fence::writable(tx, "unit", units.iter().map(|unit| (unit.id.to_string(), &unit.path)))?;
    tx.bulk(UPSERT, units.iter().map(stored).collect()).await?;
    Ok(())
}

/// Replaces what is said of a unit; its place in the tree changes by [`move_to`] only.
///
/// # Errors
/// [`StoreError::Stale`] when it is no longer at `unit.version`.
pub async fn update(tx: &mut Tx, unit: &Unit) -> Result<(), StoreError> {
    let stands = by_id(tx, unit.id).await?;
    fence::writable(tx, "unit", [(unit.id.to_string(), &stands.path)].into_iter())?;
    let changed = tx
        .execute(
            UPDATE,
            values![
                unit.id,
                unit.version,
                unit.code.clone(),
                &unit.name,
                fold::fold(&unit.name),
                fold::sort_key(&unit.name),
                fold::initials(&unit.name),
                unit.tier,
                unit.kind,
                unit.division,
                unit.sector,
                unit.release_cap,
                unit.changed_at,
            ],
        )
        .await?;
    if changed == 0 {
        by_id(tx, unit.id).await?;
        return Err(StoreError::stale("unit", unit.id, unit.version));
    }
    Ok(())
}

/// Removes units that nobody refers to, children before parents (to undo an import).
///
/// # Errors
/// [`crate::Constraint::Reference`] when a unit is still in use.
pub async fn delete_many(tx: &mut Tx, ids: &[UnitId]) -> Result<(), StoreError> {
    tx.lock(Lock::UnitTree).await?;
    for id in ids {
        tx.execute(DELETE, values![*id]).await?;
    }
    Ok(())
}

/// A path for a new child of `parent` (a new root for none), after all its present children.
///
/// # Errors
/// [`StoreError::TreeFull`] when the parent's last child has the last number.
pub async fn free_path(tx: &mut Tx, parent: Option<&Unit>) -> Result<UnitPath, StoreError> {
    tx.lock(Lock::UnitTree).await?;
    let last: Option<LastPath> = match parent {
        Some(parent) => tx.optional(LAST_CHILD, values![parent.id]).await?,
        None => tx.optional(LAST_ROOT, values![]).await?,
    };
    let step = last.and_then(|last| last.0).map_or(1, |path| path.step() + 1);
    let path = match parent {
        Some(parent) => parent.path.child(step),
        None => UnitPath::root(step),
    };
    path.ok_or_else(|| StoreError::TreeFull {
        unit: parent.map_or_else(String::new, |unit| unit.name.clone()),
    })
}

/// Moves a unit with everything below it under `parent`, and rewrites all paths, those of people included.
///
/// # Errors
/// [`StoreError::Cycle`] when `parent` is the unit itself or below it; [`StoreError::NotFound`].
pub async fn move_to(tx: &mut Tx, id: UnitId, parent: UnitId, now: Instant) -> Result<Unit, StoreError> {
    tx.lock(Lock::UnitTree).await?;
    // Read inside the lock: another move may just have changed either.
    let unit = by_id(tx, id).await?;
    let above = by_id(tx, parent).await?;
    fence::writable(tx, "unit", [&unit, &above].map(|unit| (unit.id.to_string(), &unit.path)).into_iter())?;
    if unit.path.contains(&above.path) {
        return Err(StoreError::Cycle { unit: unit.name, below: above.name });
    }
    if unit.parent_id != Some(parent) {
        let path = free_path(tx, Some(&above)).await?;
        // The rest of a path begins after the moved unit's own.
        let rest = unit.path.as_str().len() as u32 + 1;
        let rewrite: Values = values![unit.path.as_str(), unit.path.subtree_end(), path.as_str(), rest];
        tx.execute(MOVE_UNITS, rewrite.clone()).await?;
        tx.execute(MOVE_PEOPLE, rewrite).await?;
        tx.execute(SET_PARENT, values![id, parent, now]).await?;
    }
    by_id(tx, id).await
}

struct LastPath(Option<UnitPath>);

impl FromRow for LastPath {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        Ok(Self(row.opt("path")?))
    }
}

fn stored(unit: &Unit) -> Values {
    let mut values = unit.values();
    values.extend(values![fold::fold(&unit.name), fold::sort_key(&unit.name), fold::initials(&unit.name)]);
    values
}

/// Adds each unit's own people to all units above it. Both lists are in path order, so a subtree is one run of counts.
fn with_headcounts(units: Vec<Unit>, counts: &[Headcount]) -> Vec<UnitNode> {
    let mut before = Vec::with_capacity(counts.len() + 1);
    before.push(0);
    for count in counts {
        before.push(before.last().copied().unwrap_or(0) + count.people);
    }
    let rank = |bound: &str| counts.partition_point(|count| count.path.as_str() < bound);
    units
        .into_iter()
        .map(|unit| {
            let people = before[rank(&unit.path.subtree_end())] - before[rank(unit.path.as_str())];
            UnitNode { unit, people }
        })
        .collect()
}
