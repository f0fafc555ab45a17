//! What wants a look in a plan: 多头调训, 重复培训, fees above the cap, shares of core classes, free days.
//!
//! The domain finds them all at once. They are kept until the plan's stamp changes, and put into words only for
//! the page that is shown.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use jinxue_api::plans::{Warning, WarningCount, Warnings, WarningsQuery};
use jinxue_api::{Problem, Words};
use jinxue_domain::class::{Audience, Clash, ClashKind, GradeRange, PlannedClass, clashes};
use jinxue_domain::{
    Calendar, ClassId, ClassState, Date, Period, PlanId, RuleBook, Taxonomy, UnitId, UnitPath,
};
use jinxue_store::classes::stamp::{self, Stamp};
use jinxue_store::classes::{self, FullClass};
use jinxue_store::{Conn, plans, units};
use uuid::Uuid;

use crate::classes::checks::{self, Remark};
use crate::{Answer, Refusal, Work, book, topics, wire};

/// The kinds, in the order they are counted.
const KINDS: [&str; 5] = ["overlap", "repetition", "fee_cap", "share", "calendar"];

/// Everything found in one plan.
pub(crate) struct Found {
    stamp: Stamp,
    today: Date,
    classes: Vec<Name>,
    clashes: Vec<Clash>,
    remarks: Vec<(usize, Remark)>,
    taxonomy: Taxonomy,
}

/// What a warning says of a class.
struct Name {
    id: ClassId,
    code: String,
    name: String,
}

/// What was found last, plan by plan.
#[derive(Default)]
pub(crate) struct Kept(Mutex<HashMap<PlanId, Arc<Found>>>);

impl Kept {
    fn get(&self, plan: PlanId) -> Option<Arc<Found>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&plan).cloned()
    }

    fn put(&self, plan: PlanId, found: &Arc<Found>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(plan, found.clone());
    }
}

/// A page of a plan's warnings, with the number of each kind.
///
/// # Errors
/// `not_found`; `invalid_value` for an unknown kind or cursor.
pub async fn list(work: &Work, plan: Uuid, query: &WarningsQuery) -> Answer<Warnings> {
    let kind = query.kind.as_deref().filter(|kind| !kind.is_empty());
    if let Some(kind) = kind.filter(|kind| !KINDS.contains(kind)) {
        return Err(Problem::invalid("kind", kind, KINDS.join(", ")).into());
    }
    let from = match query.after.as_deref() {
        None | Some("") => 0,
        Some(text) => text.parse().map_err(|_| Problem::invalid("after", text, "next"))?,
    };
    let limit = wire::between("limit", query.limit.unwrap_or(100).into(), 1, 500)?;
    let limit = usize::try_from(limit).unwrap_or(100);
    let found = of_plan(work, plan.into()).await?;
    let chosen: Vec<Sight> =
        found.sights().filter(|sight| kind.is_none_or(|k| found.kind(*sight) == k)).collect();
    let page = chosen.iter().skip(from).take(limit).map(|sight| found.warning(*sight, None)).collect();
    let next = (from + limit < chosen.len()).then(|| (from + limit).to_string());
    Ok(Warnings { counts: found.counts(), items: page, total: chosen.len() as u64, next })
}

/// What was found in a plan, anew only when something it rests on has changed.
///
/// # Errors
/// `not_found`.
pub(crate) async fn of_plan(work: &Work, plan: PlanId) -> Answer<Arc<Found>> {
    let today = work.app.clock.today();
    let kept = work.app.warnings.get(plan);
    let (stamp, facts) = work
        .app
        .db
        .read(async |mut conn| {
            plans::by_id(&mut conn, plan).await?;
            let stamp = stamp::stamp(&mut conn, plan).await?;
            let same = kept.as_ref().is_some_and(|found| found.stamp == stamp && found.today == today);
            let facts = if same { None } else { Some(Facts::load(&mut conn, plan).await?) };
            Ok::<_, Refusal>((stamp, facts))
        })
        .await?;
    let Some(facts) = facts else {
        return kept.ok_or_else(|| Refusal::internal(&"nothing was kept"));
    };
    let found = tokio::task::spawn_blocking(move || Arc::new(facts.look(stamp, today)))
        .await
        .map_err(|fault| Refusal::internal(&fault))?;
    work.app.warnings.put(plan, &found);
    Ok(found)
}

/// What warnings are made from.
struct Facts {
    classes: Vec<FullClass>,
    paths: HashMap<UnitId, UnitPath>,
    book: RuleBook,
    taxonomy: Taxonomy,
}

impl Facts {
    async fn load(conn: &mut Conn, plan: PlanId) -> Answer<Self> {
        let mut classes = classes::full_of_plan(conn, plan).await?;
        classes.retain(|full| full.class.state != ClassState::Cancelled);
        let paths = units::all(conn).await?.into_iter().map(|unit| (unit.id, unit.path)).collect();
        Ok(Self { classes, paths, book: book::load(conn).await?, taxonomy: topics::load(conn).await? })
    }

    fn look(self, stamp: Stamp, today: Date) -> Found {
        let calendar = Calendar::built_in();
        let mut remarks = Vec::new();
        let mut planned = Vec::new();
        let mut places = Vec::new();
        for (at, full) in self.classes.iter().enumerate() {
            if let Some(organiser) = self.paths.get(&full.class.organiser_id) {
                let of_class = checks::remarks(full, organiser, &self.book, &self.taxonomy, &calendar);
                remarks.extend(of_class.into_iter().map(|remark| (at, remark)));
            }
            if let Some(class) =
                self.paths.get(&full.class.audience_id).and_then(|path| planned_class(full, path))
            {
                planned.push(class);
                places.push(at);
            }
        }
        let mut clashes = clashes(&planned);
        for clash in &mut clashes {
            (clash.first, clash.second) = (places[clash.first], places[clash.second]);
        }
        let name = |full: FullClass| Name { id: full.class.id, code: full.class.code, name: full.class.name };
        let classes = self.classes.into_iter().map(name).collect();
        Found { stamp, today, classes, clashes, remarks, taxonomy: self.taxonomy }
    }
}

fn planned_class(full: &FullClass, audience: &UnitPath) -> Option<PlannedClass> {
    let class = &full.class;
    Some(PlannedClass {
        audience: Audience {
            unit: audience.clone(),
            grades: GradeRange::new(class.grade_from, class.grade_to)?,
            roles: class.roles.parse().ok()?,
            sectors: class.sectors.parse().ok()?,
        },
        period: Period::new(class.start_date, class.end_date).ok()?,
        topic: full.topics.iter().find(|topic| topic.main)?.topic,
    })
}

/// One thing found: the place of a clash or of a remark.
#[derive(Clone, Copy)]
enum Sight {
    Clash(usize),
    Remark(usize),
}

impl Found {
    fn sights(&self) -> impl Iterator<Item = Sight> {
        let remarks = (0..self.remarks.len()).map(Sight::Remark);
        remarks.chain((0..self.clashes.len()).map(Sight::Clash))
    }

    fn kind(&self, sight: Sight) -> &'static str {
        match sight {
            Sight::Remark(at) => self.remarks[at].1.kind,
            Sight::Clash(at) => match self.clashes[at].kind {
                ClashKind::Overlap(_) => "overlap",
                ClashKind::Repetition(_) => "repetition",
            },
        }
    }

    fn counts(&self) -> Vec<WarningCount> {
        let count = |kind: &str| self.sights().filter(|sight| self.kind(*sight) == kind).count();
        let one = |kind: &&str| WarningCount { kind: (*kind).into(), count: wire::count(count(kind)) };
        KINDS.iter().map(one).collect()
    }

    /// How many warnings each class has.
    pub fn per_class(&self) -> HashMap<ClassId, i64> {
        let mut counts = HashMap::new();
        for sight in self.sights() {
            for at in self.places(sight) {
                *counts.entry(self.classes[at].id).or_insert(0) += 1;
            }
        }
        counts
    }

    /// How many warnings there are.
    pub fn total(&self) -> usize {
        self.remarks.len() + self.clashes.len()
    }

    /// The warnings of one class, which stands first in each of them.
    pub fn of_class(&self, class: ClassId) -> Vec<Warning> {
        let of_it = |sight: &Sight| self.places(*sight).any(|at| self.classes[at].id == class);
        self.sights().filter(of_it).map(|sight| self.warning(sight, Some(class))).collect()
    }

    fn places(&self, sight: Sight) -> impl Iterator<Item = usize> + use<> {
        let (first, second) = match sight {
            Sight::Remark(at) => (self.remarks[at].0, None),
            Sight::Clash(at) => (self.clashes[at].first, Some(self.clashes[at].second)),
        };
        std::iter::once(first).chain(second)
    }

    fn warning(&self, sight: Sight, seen_from: Option<ClassId>) -> Warning {
        match sight {
            Sight::Remark(at) => {
                let (class, remark) = &self.remarks[at];
                self.about(self.kind(sight), *class, None, remark.words.clone(), remark.rule.clone())
            }
            Sight::Clash(at) => {
                let clash = &self.clashes[at];
                let turned = seen_from.is_some_and(|id| id == self.classes[clash.second].id);
                let (one, other) =
                    if turned { (clash.second, clash.first) } else { (clash.first, clash.second) };
                self.about(self.kind(sight), one, Some(other), self.words(clash.kind, other), None)
            }
        }
    }

    fn words(&self, kind: ClashKind, other: usize) -> Words {
        let Name { code, name, .. } = &self.classes[other];
        match kind {
            ClashKind::Overlap(days) => Words::new(
                format!("多头调训：与 {code}《{name}》调训对象重合，时间重叠 {days}"),
                format!("calls up the same people as {code} “{name}” at the same time, {days}"),
            ),
            ClashKind::Repetition(topic) => {
                let topic = self.taxonomy.topic_name(topic);
                Words::new(
                    format!("重复培训：与 {code}《{name}》调训对象重合，主专题同为“{}”", topic.zh),
                    format!("teaches the same people the same main topic “{}” as {code} “{name}”", topic.en),
                )
            }
        }
    }

    fn about(
        &self,
        kind: &str,
        class: usize,
        other: Option<usize>,
        words: Words,
        rule: Option<jinxue_api::rules::RuleRef>,
    ) -> Warning {
        let other = other.map(|at| &self.classes[at]);
        let class = &self.classes[class];
        Warning {
            kind: kind.into(),
            class_id: class.id.as_uuid(),
            class_code: class.code.clone(),
            class_name: class.name.clone(),
            other_id: other.map(|class| class.id.as_uuid()),
            other_code: other.map(|class| class.code.clone()),
            other_name: other.map(|class| class.name.clone()),
            words,
            rule,
        }
    }
}
