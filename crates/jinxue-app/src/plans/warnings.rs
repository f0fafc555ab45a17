//! What wants a look in a plan: 多头调训, 重复培训, fees above the cap, shares of core classes, free days.
//!
//! The domain finds them all at once ([`jinxue_domain::plan`]). They are kept until the plan's stamp changes, and put
//! into words only for the page that is shown.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use jinxue_api::Problem;
use jinxue_api::plans::{Warning, WarningCount, Warnings, WarningsQuery};
use jinxue_domain::class::{Audience, GradeRange, PlannedClass};
use jinxue_domain::plan::{self, ClassName, PlanClass, PlanRules, WarningKind};
use jinxue_domain::{
    Calendar, ClassId, ClassState, Date, Period, PlanId, RuleBook, Taxonomy, UnitId, UnitPath,
};
use jinxue_store::classes::stamp::{self, Stamp};
use jinxue_store::classes::{self, FullClass, list};
use jinxue_store::{Conn, plans, units};
use uuid::Uuid;

use crate::{Answer, Refusal, Work, book, topics, wire};

/// Everything found in one plan.
pub(crate) struct Found {
    stamp: Stamp,
    today: Date,
    classes: Vec<Name>,
    warnings: Vec<plan::Warning>,
    taxonomy: Taxonomy,
}

/// What a warning says of a class.
#[derive(Clone)]
struct Name {
    id: ClassId,
    code: String,
    name: String,
    organiser: UnitId,
}

/// How many warnings a class has, and how many of them ask for other dates or another budget.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WarningsOfClass {
    pub all: i64,
    pub conflicts: i64,
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
    let kind: Option<WarningKind> = wire::read_opt("kind", query.kind.as_deref())?;
    let from = match query.after.as_deref() {
        None | Some("") => 0,
        Some(text) => text.parse().map_err(|_| Problem::invalid("after", text, "next"))?,
    };
    let limit = wire::between("limit", query.limit.unwrap_or(100).into(), 1, 500)?;
    let limit = usize::try_from(limit).unwrap_or(100);
    let found = of_plan(work, plan.into()).await?;
    let chosen = || found.warnings.iter().filter(|one| kind.is_none_or(|kind| one.kind() == kind));
    let total = chosen().count();
    let items = chosen().skip(from).take(limit).map(|one| found.said(one)).collect();
    let next = (from + limit < total).then(|| (from + limit).to_string());
    Ok(Warnings { counts: found.counts(), items, total: total as u64, next })
}

/// What was found in a plan, anew only when something it rests on has changed.
///
/// # Errors
/// `not_found`.
pub(crate) async fn of_plan(work: &Work, plan: PlanId) -> Answer<Arc<Found>> {
    let today = work.app.clock.today();
    let kept = work.app.warnings.get(plan);
    let (stamp, facts, seen) = work
        .db()
        .read(async |mut conn| {
            plans::by_id(&mut conn, plan).await?;
            let stamp = stamp::stamp(&mut conn, plan).await?;
            let same = kept.as_ref().is_some_and(|found| found.stamp == stamp && found.today == today);
            // They are found once for everybody, and told to each as far as they may see the classes.
            let facts = if same { None } else { Some(Facts::load(&mut conn.whole(), plan).await?) };
            let seen = match work.scope().ranges() {
                None => None,
                Some(_) => Some(list::ribbon(&mut conn, plan).await?.into_iter().map(|row| row.id).collect()),
            };
            Ok::<_, Refusal>((stamp, facts, seen))
        })
        .await?;
    let found = match facts {
        None => kept.ok_or_else(|| Refusal::internal(&"nothing was kept"))?,
        Some(facts) => {
            let found = tokio::task::spawn_blocking(move || facts.look(stamp, today))
                .await
                .map_err(|fault| Refusal::internal(&fault))?;
            let found = Arc::new(found?);
            work.app.warnings.put(plan, &found);
            found
        }
    };
    Ok(seen.map_or(found.clone(), |seen| Arc::new(found.of_classes(&seen))))
}

/// What warnings are made from.
pub(crate) struct Facts {
    pub classes: Vec<FullClass>,
    pub paths: HashMap<UnitId, UnitPath>,
    book: RuleBook,
    taxonomy: Taxonomy,
}

impl Facts {
    pub async fn load(conn: &mut Conn, plan: PlanId) -> Answer<Self> {
        let mut classes = classes::full_of_plan(conn, plan).await?;
        classes.retain(|full| full.class.state != ClassState::Cancelled);
        let paths = units::paths(conn).await?;
        Ok(Self { classes, paths, book: book::load(conn).await?, taxonomy: topics::load(conn).await? })
    }

    fn look(mut self, stamp: Stamp, today: Date) -> Answer<Found> {
        // A class whose units are just being removed has no place to be checked at.
        let paths = &self.paths;
        self.classes.retain(|full| {
            paths.contains_key(&full.class.organiser_id) && paths.contains_key(&full.class.audience_id)
        });
        let checked = self.classes.iter().map(|full| checked(full, &self.paths));
        let checked = checked.collect::<Option<Vec<PlanClass<'_>>>>();
        let checked = checked.ok_or_else(|| Refusal::internal(&"a class of the plan is not whole"))?;
        let calendar = Calendar::built_in();
        let rules = PlanRules { calendar: &calendar, book: &self.book, taxonomy: &self.taxonomy };
        let warnings = plan::warnings(&checked, &rules);
        let name = |FullClass { class, .. }: FullClass| Name {
            id: class.id,
            code: class.code,
            name: class.name,
            organiser: class.organiser_id,
        };
        let classes = self.classes.into_iter().map(name).collect();
        Ok(Found { stamp, today, classes, warnings, taxonomy: self.taxonomy })
    }
}

/// A class as the domain checks it.
pub(crate) fn checked<'a>(full: &FullClass, paths: &'a HashMap<UnitId, UnitPath>) -> Option<PlanClass<'a>> {
    let class = &full.class;
    let audience = Audience {
        unit: paths.get(&class.audience_id)?.clone(),
        grades: GradeRange::new(class.grade_from, class.grade_to)?,
        roles: class.roles.parse().ok()?,
        sectors: class.sectors.parse().ok()?,
    };
    Some(PlanClass {
        planned: PlannedClass {
            audience,
            period: Period::new(class.start_date, class.end_date).ok()?,
            topic: full.topics.iter().find(|topic| topic.main)?.topic,
        },
        kind: class.kind,
        hours: class.hours,
        topics: full.topics.iter().map(|topic| (topic.topic, topic.percent)).collect(),
        organiser: paths.get(&class.organiser_id)?,
        fee_category: class.fee_category,
        seats_max: class.seats_max,
        budget_yuan: class.budget_yuan,
    })
}

impl Found {
    /// What is about these classes alone.
    fn of_classes(&self, seen: &HashSet<ClassId>) -> Found {
        let about = |one: &&plan::Warning| one.classes().all(|at| seen.contains(&self.classes[at].id));
        Found {
            stamp: self.stamp.clone(),
            today: self.today,
            classes: self.classes.clone(),
            warnings: self.warnings.iter().filter(about).cloned().collect(),
            taxonomy: self.taxonomy.clone(),
        }
    }

    fn counts(&self) -> Vec<WarningCount> {
        let one = |(kind, count): (WarningKind, usize)| WarningCount {
            kind: kind.as_str().into(),
            count: wire::count(count),
        };
        self.kinds().map(one).collect()
    }

    /// How many warnings of each kind there are.
    pub fn kinds(&self) -> impl Iterator<Item = (WarningKind, usize)> {
        let count = |kind: WarningKind| self.warnings.iter().filter(|found| found.kind() == kind).count();
        WarningKind::ALL.iter().map(move |kind| (*kind, count(*kind)))
    }

    /// The warnings of each class, counted.
    pub fn per_class(&self) -> HashMap<ClassId, WarningsOfClass> {
        let mut counts: HashMap<ClassId, WarningsOfClass> = HashMap::new();
        for found in &self.warnings {
            let conflict = i64::from(self.is_conflict(found));
            for at in found.classes() {
                let count = counts.entry(self.classes[at].id).or_default();
                count.all += 1;
                count.conflicts += conflict;
            }
        }
        counts
    }

    /// Classes of several organisers for the same people are for the organisers to talk about; two of one organiser
    /// at the same time are its own slip.
    fn is_conflict(&self, found: &plan::Warning) -> bool {
        let organiser = |at: usize| self.classes[at].organiser;
        match found.kind() {
            WarningKind::FeeCap | WarningKind::Calendar => true,
            WarningKind::Overlap => {
                found.other.is_some_and(|other| organiser(found.class) == organiser(other))
            }
            _ => false,
        }
    }

    /// The warnings of one class, which stands first in each of them.
    pub fn of_class(&self, class: ClassId) -> Vec<Warning> {
        let Some(place) = self.classes.iter().position(|name| name.id == class) else { return Vec::new() };
        let of_it = self.warnings.iter().filter(|found| found.classes().any(|at| at == place));
        of_it.map(|found| self.said(&found.seen_from(place))).collect()
    }

    fn said(&self, found: &plan::Warning) -> Warning {
        let named = |at: usize| ClassName { code: &self.classes[at].code, name: &self.classes[at].name };
        let (class, other) = (&self.classes[found.class], found.other.map(|at| &self.classes[at]));
        Warning {
            kind: found.kind().as_str().into(),
            class_id: class.id.as_uuid(),
            class_code: class.code.clone(),
            class_name: class.name.clone(),
            other_id: other.map(|class| class.id.as_uuid()),
            other_code: other.map(|class| class.code.clone()),
            other_name: other.map(|class| class.name.clone()),
            words: wire::words(&found.words(&self.taxonomy, named)),
            rule: found.rule().map(wire::rule),
        }
    }
}
