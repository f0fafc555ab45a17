//! Units: found by code, else by name below the same parent; parents may stand in the same file.

use std::collections::{HashMap, HashSet};

use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{Tier, UnitId, UnitKind, Words, fold};
use jinxue_exchange::columns::Field;
use jinxue_exchange::kinds::TableKind;
use jinxue_exchange::kinds::units::{UnitRow, Units, check_tree};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Conn, StoreError, Tx};

use super::desk::{Choice, Complaint, Decided, Desk, Image, Judgement, Pen, compare};
use super::images::{Draft, Picture};
use super::places::Places;
use crate::Answer;

/// What is known about the units of a file.
pub(crate) struct Facts {
    places: Places,
    /// What is wrong with the tree the file describes, by the unit's code or name.
    tree: HashMap<Name, Complaint>,
    /// Codes and names the file itself makes.
    made: HashSet<String>,
    /// Whether whoever imports may add to the top of the tree.
    may_found: bool,
}

/// What tells units of a file apart.
type Name = (Option<String>, String, Option<String>);

fn name_of(row: &UnitRow) -> Name {
    let parent = row.parent_code.clone().or_else(|| row.parent_name.clone());
    (row.code.clone(), row.name.clone(), parent)
}

impl Desk for Units {
    const BATCH: usize = 1_000_000;
    type Facts = Facts;

    async fn facts(conn: &mut Conn, rows: &[&UnitRow]) -> Answer<Facts> {
        let places = Places::read(conn).await?;
        let numbered: Vec<(u32, UnitRow)> = (0..).zip(rows.iter().map(|row| (*row).clone())).collect();
        let tree = check_tree(&numbered, |text| places.knows(text))
            .into_iter()
            .map(|(at, fault)| {
                let complaint = Complaint {
                    field: fault.field,
                    value: fault.value,
                    expected: fault.expected,
                    message: fault.words,
                };
                (name_of(&numbered[at as usize].1), complaint)
            })
            .collect();
        let made = rows.iter().flat_map(|row| [row.code.clone(), Some(row.name.clone())]).flatten().collect();
        Ok(Facts { places, tree, made, may_found: conn.scope().ranges().is_none() })
    }

    fn judge(facts: &Facts, row: &UnitRow, _: &Choice) -> Judgement {
        if let Some(complaint) = facts.tree.get(&name_of(row)) {
            return Judgement::faulty(vec![complaint.clone()]);
        }
        match existing(facts, row) {
            None if is_topmost(row) && !facts.may_found => Judgement::faulty(vec![beyond_reach(facts, row)]),
            None => Judgement::new(),
            Some(unit) => Judgement::on(unit.id.as_uuid(), changes(facts, unit, row)),
        }
    }

    async fn write(tx: &mut Tx, pen: &Pen, _: &Facts, rows: &[Decided<'_, UnitRow>]) -> Answer<Vec<Image>> {
        let mut places = Places::read(tx).await?;
        let mut images: Vec<Option<Image>> = vec![None; rows.len()];
        let mut next_step: HashMap<Option<UnitId>, u16> = HashMap::new();
        for at in parents_first(rows) {
            let decided = &rows[at];
            let parent = parent(&places, decided.row).cloned();
            let image = match decided.target {
                Some(id) => change(tx, pen, &mut places, id.into(), parent.as_ref(), decided.row).await?,
                None => make(tx, pen, &mut places, &mut next_step, parent.as_ref(), decided.row).await?,
            };
            images[at] = Some(image);
        }
        Ok(images.into_iter().flatten().collect())
    }

    async fn check_undo(conn: &mut Conn, images: &[Image]) -> Answer<()> {
        for image in images {
            let now = units::by_id(conn, image.target.into()).await?;
            if now.version != Picture::read(&image.after)?.get::<i64>("version")? {
                return Err(blocked(&now).into());
            }
        }
        Ok(())
    }

    async fn restore(tx: &mut Tx, pen: &Pen, images: &[Image]) -> Answer<()> {
        // Children were made after their parents, so they go first.
        let mut made: Vec<Unit> = Vec::new();
        for image in images {
            let now = units::by_id(tx, image.target.into()).await?;
            match &image.before {
                None => made.push(now),
                Some(before) => {
                    let before = Picture::read(before)?;
                    let parent: Option<UnitId> = before.opt("parent_id")?;
                    if let Some(parent) = parent.filter(|parent| now.parent_id != Some(*parent)) {
                        units::move_to(tx, now.id, parent, pen.now).await?;
                    }
                    let now = units::by_id(tx, now.id).await?;
                    units::update(tx, &painted(&before, now, pen)?).await?;
                }
            }
        }
        made.sort_by(|a, b| b.path.as_str().cmp(a.path.as_str()));
        let ids: Vec<UnitId> = made.iter().map(|unit| unit.id).collect();
        units::delete_many(tx, &ids).await.map_err(|fault| match fault {
            StoreError::Constraint(_) => Problem::new(ErrorCode::UndoBlocked).field("unit").into(),
            other => crate::Refusal::from(other),
        })
    }
}

fn blocked(unit: &Unit) -> Problem {
    Problem::new(ErrorCode::UndoBlocked).because(&unit.name, &unit.name).field("unit").value(unit.id)
}

fn is_topmost(row: &UnitRow) -> bool {
    row.parent_code.is_none() && row.parent_name.is_none()
}

/// A row that would stand at the top of the tree, brought by somebody who has only a part of it.
fn beyond_reach(facts: &Facts, row: &UnitRow) -> Complaint {
    let top = facts.places.top().map_or("", |unit| unit.name.as_str());
    Complaint {
        field: "parent_code",
        value: row.name.clone(),
        expected: Words::new(format!("上级单位，如“{top}”"), format!("a unit above, as “{top}”")),
        message: Words::new(
            "最上级单位已经设立，您只能在其下增加单位",
            "the topmost unit is there; units can be added below it only",
        ),
    }
}

/// The unit a row is about, if there is one already: by its code, else by its name below the same parent, unless that
/// one has another code.
fn existing<'f>(facts: &'f Facts, row: &UnitRow) -> Option<&'f Unit> {
    if let Some(code) = &row.code
        && let Ok(unit) = facts.places.find(Some(code), None)
        && unit.code.as_ref() == Some(code)
    {
        return Some(unit);
    }
    let unit = facts.places.find(None, Some(&row.name)).ok()?;
    if row.code.is_some() && unit.code.is_some() {
        return None;
    }
    let parent = parent(&facts.places, row).map(|parent| parent.id);
    (unit.parent_id == parent).then_some(unit)
}

fn parent<'p>(places: &'p Places, row: &UnitRow) -> Option<&'p Unit> {
    if is_topmost(row) {
        return None;
    }
    places.find(row.parent_code.as_deref(), row.parent_name.as_deref()).ok()
}

fn field(name: &str) -> &'static Field {
    Units::FIELDS.iter().find(|field| field.name == name).expect("a field of units")
}

fn changes(facts: &Facts, unit: &Unit, row: &UnitRow) -> Vec<jinxue_api::imports::Change> {
    let mut changes = Vec::new();
    let mut note =
        |name: &str, old: Option<String>, new: Option<String>| compare(&mut changes, field(name), old, new);
    note("code", unit.code.clone(), row.code.clone());
    note("name", Some(unit.name.clone()), Some(row.name.clone()));
    note("tier", Some(unit.tier.to_string()), row.tier.map(|tier| tier.to_string()));
    note("kind", Some(unit.kind.to_string()), row.kind.map(|kind| kind.to_string()));
    note("division", unit.division.map(|d| d.to_string()), row.division.map(|d| d.to_string()));
    note(
        "sector",
        unit.sector.as_ref().map(ToString::to_string),
        row.sector.as_ref().map(ToString::to_string),
    );
    note(
        "release_cap",
        unit.release_cap.map(|cap| cap.to_string()),
        row.release_cap.map(|cap| cap.to_string()),
    );
    let above = unit.parent_id.and_then(|id| facts.places.get(id));
    let wanted = row.parent_code.clone().or_else(|| row.parent_name.clone());
    let same = match parent(&facts.places, row) {
        Some(parent) => above.is_some_and(|above| above.id == parent.id),
        // A parent that the file itself makes is a new one.
        None => wanted.as_ref().is_none_or(|wanted| !facts.made.contains(wanted)),
    };
    if !same {
        note("parent_code", above.map(|above| above.name.clone()), wanted);
    }
    changes
}

/// The order in which every parent of the file comes before its children.
fn parents_first(rows: &[Decided<'_, UnitRow>]) -> Vec<usize> {
    let mut by_name: HashMap<String, usize> = HashMap::new();
    for (at, decided) in rows.iter().enumerate().rev() {
        by_name.insert(fold::fold(&decided.row.name), at);
    }
    for (at, decided) in rows.iter().enumerate() {
        by_name.extend(decided.row.code.as_ref().map(|code| (code.clone(), at)));
    }
    let above = |at: usize| {
        let row = rows[at].row;
        let name = row.parent_code.clone().or_else(|| row.parent_name.as_deref().map(fold::fold))?;
        by_name.get(&name).copied().filter(|parent| *parent != at)
    };
    let depth = |mut at: usize| {
        let mut depth = 0;
        while let Some(parent) = above(at) {
            depth += 1;
            at = parent;
        }
        depth
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|at| depth(*at));
    order
}

async fn make(
    tx: &mut Tx,
    pen: &Pen,
    places: &mut Places,
    next_step: &mut HashMap<Option<UnitId>, u16>,
    parent: Option<&Unit>,
    row: &UnitRow,
) -> Result<Image, StoreError> {
    // The first child asks the store, the others count on.
    let path = match next_step.get(&parent.map(|parent| parent.id)) {
        None => units::free_path(tx, parent).await?,
        Some(step) => match parent {
            Some(parent) => parent.path.child(*step),
            None => jinxue_domain::UnitPath::root(*step),
        }
        .ok_or_else(|| StoreError::TreeFull { unit: parent.map_or_else(String::new, |p| p.name.clone()) })?,
    };
    next_step.insert(parent.map(|parent| parent.id), path.step() + 1);
    let tier = row.tier.or(parent.map(|parent| parent.tier)).unwrap_or(Tier::Province);
    let unit = Unit {
        id: pen.ids.draw(),
        code: row.code.clone(),
        name: row.name.clone(),
        parent_id: parent.map(|parent| parent.id),
        path,
        tier,
        kind: row.kind.unwrap_or(UnitKind::Department),
        division: row.division.or(parent.and_then(|parent| parent.division)),
        sector: row.sector.or_else(|| parent.and_then(|parent| parent.sector)),
        release_cap: row.release_cap.and_then(|cap| u32::try_from(cap).ok()),
        version: 1,
        created_at: pen.now,
        changed_at: pen.now,
    };
    units::upsert_many(tx, std::slice::from_ref(&unit)).await?;
    let image = Image { target: unit.id.as_uuid(), before: None, after: painting(&unit) };
    places.add(unit);
    Ok(image)
}

async fn change(
    tx: &mut Tx,
    pen: &Pen,
    places: &mut Places,
    id: UnitId,
    parent: Option<&Unit>,
    row: &UnitRow,
) -> Result<Image, StoreError> {
    let before = units::by_id(tx, id).await?;
    if let Some(parent) = parent.filter(|parent| before.parent_id != Some(parent.id)) {
        units::move_to(tx, id, parent.id, pen.now).await?;
    }
    let mut unit = units::by_id(tx, id).await?;
    unit.code = row.code.clone().or(unit.code);
    unit.name.clone_from(&row.name);
    unit.tier = row.tier.unwrap_or(unit.tier);
    unit.kind = row.kind.unwrap_or(unit.kind);
    unit.division = row.division.or(unit.division);
    unit.sector = row.sector.or(unit.sector);
    unit.release_cap = row.release_cap.and_then(|cap| u32::try_from(cap).ok()).or(unit.release_cap);
    unit.changed_at = pen.now;
    units::update(tx, &unit).await?;
    let after = units::by_id(tx, id).await?;
    let image = Image { target: id.as_uuid(), before: Some(painting(&before)), after: painting(&after) };
    places.add(after);
    Ok(image)
}

fn painting(unit: &Unit) -> String {
    Draft::default()
        .text("version", unit.version)
        .opt("code", unit.code.as_ref())
        .text("name", &unit.name)
        .opt("parent_id", unit.parent_id)
        .text("tier", unit.tier)
        .text("kind", unit.kind)
        .opt("division", unit.division)
        .opt("sector", unit.sector.as_ref())
        .opt("release_cap", unit.release_cap)
        .finish()
}

/// The unit as the image shows it, at the place and version it has now.
fn painted(image: &Picture, now: Unit, pen: &Pen) -> Answer<Unit> {
    Ok(Unit {
        code: image.opt("code")?,
        name: image.get("name")?,
        tier: image.get("tier")?,
        kind: image.get("kind")?,
        division: image.opt("division")?,
        sector: image.opt("sector")?,
        release_cap: image.opt("release_cap")?,
        changed_at: pen.now,
        ..now
    })
}
