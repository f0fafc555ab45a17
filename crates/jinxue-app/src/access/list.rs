//! The grants of a unit, of an account, and who can see one thing: read from the same ledger that admits requests.

use std::collections::HashMap;

use jinxue_api::grants::{Grant as Said, GrantsPage, GrantsQuery, Within};
use jinxue_domain::authority::{GrantRole, PathRange, PersonalField, Right, Standing, Terms, standing};
use jinxue_domain::{AccountId, GrantId, Instant, UnitPath};
use jinxue_store::grants::{self as store, Placed};
use jinxue_store::units::Unit;
use jinxue_store::{classes, people, units};
use uuid::Uuid;

use crate::{Answer, Refusal, Work, wire};

/// Grants with how each stands at one moment.
pub(super) struct Ledger(Vec<Line>);

/// A grant, what it gives where its unit stands today, and how it stands.
pub(super) struct Line {
    pub grant: Placed,
    pub terms: Option<Terms>,
    pub standing: Standing,
}

impl Ledger {
    /// `kept` holds every giver of its grants, before them.
    pub fn at(now: Instant, kept: Vec<Placed>) -> Self {
        let mut at: HashMap<GrantId, usize> = HashMap::new();
        let mut lines: Vec<Line> = Vec::with_capacity(kept.len());
        for grant in kept {
            let terms = terms(&grant);
            let giver = grant.parent_id.map(|parent| match at.get(&parent).map(|at| &lines[*at]) {
                Some(line) => (line.terms.as_ref(), line.standing),
                None => (None, Standing::Revoked),
            });
            let standing = standing(now, grant.revoked_at.is_some(), terms.as_ref(), giver);
            at.insert(grant.id, lines.len());
            lines.push(Line { grant, terms, standing });
        }
        Self(lines)
    }

    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.0.iter()
    }

    /// The grants of an account that hold now.
    pub fn in_force(&self, account: AccountId) -> impl Iterator<Item = &Line> {
        let own = self.lines().filter(move |line| line.grant.account_id == account);
        own.filter(|line| line.standing == Standing::InForce)
    }

    pub fn line(&self, id: GrantId) -> Option<&Line> {
        self.0.iter().find(|line| line.grant.id == id)
    }
}

impl Line {
    /// The unit's name today; its last one when it was removed.
    pub fn unit_name(&self) -> &str {
        self.grant.unit_now.as_deref().unwrap_or(&self.grant.unit_name)
    }
}

fn terms(grant: &Placed) -> Option<Terms> {
    Some(Terms {
        role: grant.role,
        node: grant.path.clone()?,
        reach: grant.reach,
        fields: grant.fields.split('|').filter_map(|word| word.parse::<PersonalField>().ok()).collect(),
        from: grant.from_at,
        until: grant.until_at,
    })
}

/// Grants of a part of the list: as shipped, and the most.
const PART: u32 = 100;
const PART_MOST: i64 = 500;

/// The grants on a unit, or also on those below it; where none is named, on every unit the asker may see, and those of the
/// asker themself. The latest given first.
///
/// # Errors
/// `not_found` for the unit; `invalid_value` for a limit out of range.
pub async fn list(work: &Work, query: &GrantsQuery) -> Answer<GrantsPage> {
    let limit = wire::between("limit", query.limit.unwrap_or(PART).into(), 1, PART_MOST)?;
    let limit = usize::try_from(limit).unwrap_or_default();
    let now = work.app.clock.now();
    work.db()
        .read(async |mut conn| {
            let of = match query.unit {
                Some(id) => Some(units::by_id(&mut conn, id.into()).await?),
                None => None,
            };
            let ledger = Ledger::at(now, store::all(&mut conn).await?);
            let mut shown: Vec<&Line> =
                ledger.lines().filter(|line| is_asked(work, line, of.as_ref(), query)).collect();
            shown.reverse();
            let total = wire::count(shown.len());
            let behind = query.after.map_or(0, |after| {
                let at = shown.iter().position(|line| line.grant.id.as_uuid() == after);
                at.map_or(shown.len(), |at| at + 1)
            });
            let rest = &shown[behind..];
            let part = &rest[..rest.len().min(limit)];
            let next = part.last().filter(|_| rest.len() > limit).map(|last| last.grant.id.as_uuid());
            let items = part.iter().map(|line| said(work, line)).collect();
            Ok::<_, Refusal>(GrantsPage { items, total, next })
        })
        .await
}

fn is_asked(work: &Work, line: &Line, of: Option<&Unit>, query: &GrantsQuery) -> bool {
    let Some(unit) = of else {
        let own = Some(line.grant.account_id.as_uuid()) == work.actor.account;
        return own || is_seen(work, line);
    };
    let is_there = match query.within.unwrap_or_default() {
        Within::Here => line.grant.unit_id == unit.id,
        Within::Below => {
            line.terms.as_ref().is_some_and(|terms| PathRange::subtree(&unit.path).contains(&terms.node))
        }
    };
    is_there && is_seen(work, line)
}

/// A grant on a unit of the scope. One whose unit is gone is seen by whoever sees everything, and by its giver.
pub(super) fn is_seen(work: &Work, line: &Line) -> bool {
    match &line.terms {
        Some(terms) => work.scope().contains(&terms.node),
        None => {
            work.scope().ranges().is_none()
                || line.grant.given_by.is_some_and(|giver| Some(giver.as_uuid()) == work.actor.account)
        }
    }
}

/// Who can see a thing today: of a person, everybody with a grant over their unit; of a class, over its organiser. Only
/// grants on units that the asker may see are named; how many stand above is counted.
///
/// # Errors
/// `not_found`.
pub async fn who_can_see(work: &Work, what: Seen) -> Answer<jinxue_api::grants::Seers> {
    let now = work.app.clock.now();
    work.db()
        .read(async |mut conn| {
            let (path, right) = match what {
                Seen::Person(id) => (people::by_id(&mut conn, id.into()).await?.unit_path, Right::SeePeople),
                Seen::Class(id) => {
                    let class = classes::by_id(&mut conn, id.into()).await?;
                    let organiser = units::by_ids(&mut conn, &[class.organiser_id]).await?.pop();
                    let organiser =
                        organiser.ok_or_else(|| Refusal::internal(&"a class without its organiser"))?;
                    (organiser.path, Right::SeeClasses)
                }
            };
            let ledger = Ledger::at(now, store::all(&mut conn).await?);
            let (named, above): (Vec<&Line>, Vec<&Line>) =
                ledger.lines().filter(|line| sees(line, right, &path)).partition(|line| is_seen(work, line));
            Ok::<_, Refusal>(jinxue_api::grants::Seers {
                grants: named.into_iter().map(|line| said(work, line)).collect(),
                above: wire::count(above.len()),
            })
        })
        .await
}

/// What is asked about.
#[derive(Debug, Clone, Copy)]
pub enum Seen {
    Person(Uuid),
    Class(Uuid),
}

fn sees(line: &Line, right: Right, path: &UnitPath) -> bool {
    let covers = |terms: &Terms| {
        terms.role.has(right) && terms.role != GrantRole::Trainee && terms.range().contains(path)
    };
    line.standing == Standing::InForce && line.terms.as_ref().is_some_and(covers)
}

pub(super) fn said(work: &Work, line: &Line) -> Said {
    let Line { grant, standing, .. } = line;
    Said {
        id: grant.id.as_uuid(),
        account_id: grant.account_id.as_uuid(),
        holder: grant.holder.clone(),
        role: grant.role.as_str().into(),
        unit_id: grant.unit_id.as_uuid(),
        unit_name: line.unit_name().to_owned(),
        reach: grant.reach.as_str().into(),
        fields: grant.fields.split('|').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        from: grant.from_at.as_micros(),
        until: grant.until_at.map(Instant::as_micros),
        given_by: grant.given_by_name.clone(),
        given_at: grant.given_at.as_micros(),
        passed_on: grant.parent_id.is_some(),
        standing: standing.as_str().into(),
        standing_words: wire::words(&standing.words()),
        revoked_by: grant.revoked_by_name.clone(),
        revoked_at: grant.revoked_at.map(Instant::as_micros),
        revocable: super::give::may_revoke(work, line),
    }
}
