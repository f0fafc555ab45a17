//! A year's plan: classes made and changed in the plan of their year, which is made if there is none.

use std::collections::{BTreeMap, HashMap};

use jinxue_api::imports::Change;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::class::{ClassDraft, QuotaDraft, TopicDraft};
use jinxue_domain::{
    ClassId, ClassState, FeeCategory, Grade, PlanId, PlanState, Taxonomy, Tier, TopicCode, Words,
};
use jinxue_exchange::columns::Field;
use jinxue_exchange::kinds::plan::ClassRow;
use jinxue_exchange::kinds::{Plan, TableKind};
use jinxue_store::classes::{self, Class, ClassQuota, ClassTopic, FullClass};
use jinxue_store::plans;
use jinxue_store::units::{self, Unit};
use jinxue_store::{Conn, StoreError, Tx};

use super::desk::{Choice, Complaint, Decided, Desk, Image, Judgement, Pen, compare};
use super::images::{Draft, Picture};
use super::people_found::unknown_topic;
use super::places::Places;
use crate::Answer;

/// Units, topics, and the classes of the plans of the rows' years.
pub(crate) struct Facts {
    places: Places,
    taxonomy: Taxonomy,
    plans: BTreeMap<i16, PlanId>,
    present: HashMap<(i16, String), FullClass>,
}

impl Desk for Plan {
    type Facts = Facts;

    async fn facts(conn: &mut Conn, rows: &[&ClassRow]) -> Answer<Facts> {
        let places = Places::read(conn).await?;
        let taxonomy = crate::topics::load(conn).await?;
        let mut facts = Facts { places, taxonomy, plans: BTreeMap::new(), present: HashMap::new() };
        let Some(top) = facts.places.top() else { return Ok(facts) };
        // The classes of a part of the tree belong to the plan of the year that is nearest above it.
        let owners = units::line(conn, &top.path).await?;
        let mut years: Vec<i16> = rows.iter().map(|row| row.start.year()).collect();
        years.sort_unstable();
        years.dedup();
        for year in years {
            for owner in owners.iter().rev() {
                let Some(plan) = plans::by_year(conn, year.unsigned_abs(), owner.id).await? else { continue };
                facts.plans.insert(year, plan.id);
                for full in classes::full_of_plan(conn, plan.id).await? {
                    facts.present.insert((year, full.class.code.clone()), full);
                }
                break;
            }
        }
        Ok(facts)
    }

    fn judge(facts: &Facts, row: &ClassRow, _: &Choice) -> Judgement {
        let named = match Named::find(facts, row) {
            Ok(named) => named,
            Err(faults) => return Judgement::faulty(faults),
        };
        let faults = ill_formed(facts, row, &named);
        if !faults.is_empty() {
            return Judgement::faulty(faults);
        }
        match facts.present.get(&(row.start.year(), row.code.clone())) {
            None => Judgement::new(),
            Some(full) if !may_change(full.class.state) => {
                let changes = changes(facts, full, &named, row);
                if changes.is_empty() {
                    return Judgement::on(full.class.id.as_uuid(), changes);
                }
                Judgement::faulty(vec![too_late(&full.class)])
            }
            Some(full) => Judgement::on(full.class.id.as_uuid(), changes(facts, full, &named, row)),
        }
    }

    async fn write(
        tx: &mut Tx,
        pen: &Pen,
        facts: &Facts,
        rows: &[Decided<'_, ClassRow>],
    ) -> Answer<Vec<Image>> {
        let Some(owner) = facts.places.top() else { return Ok(Vec::new()) };
        let mut plans = facts.plans.clone();
        let mut written = Vec::with_capacity(rows.len());
        let mut images = Vec::with_capacity(rows.len());
        for decided in rows {
            let row = decided.row;
            let year = row.start.year();
            let Ok(named) = Named::find(facts, row) else { continue };
            let plan = match plans.get(&year) {
                Some(plan) => *plan,
                None => make_plan(tx, pen, owner, year).await?,
            };
            plans.insert(year, plan);
            let before = decided.target.and_then(|_| facts.present.get(&(year, row.code.clone())));
            let full = full_class(pen, plan, before, &named, row);
            images.push(Image {
                target: full.class.id.as_uuid(),
                before: before.map(painting),
                after: painting(&full),
            });
            written.push(full);
        }
        classes::upsert_many(tx, &written).await?;
        Ok(images)
    }

    async fn check_undo(conn: &mut Conn, images: &[Image]) -> Answer<()> {
        for image in images {
            let now = classes::full(conn, image.target.into()).await?.class;
            if now.version != Picture::read(&image.after)?.get::<i64>("version")? {
                let problem = Problem::new(ErrorCode::UndoBlocked).because(&now.name, &now.name);
                return Err(problem.field("class").value(&now.code).into());
            }
        }
        Ok(())
    }

    async fn restore(tx: &mut Tx, pen: &Pen, images: &[Image]) -> Answer<()> {
        let mut gone = Vec::new();
        let mut restored = Vec::new();
        for image in images {
            let now = classes::full(tx, image.target.into()).await?;
            match &image.before {
                None => gone.push(now.class.id),
                Some(before) => restored.push(painted(&Picture::read(before)?, now, pen)?),
            }
        }
        classes::upsert_many(tx, &restored).await?;
        classes::delete_many(tx, &gone).await.map_err(|fault| match fault {
            StoreError::Constraint(_) => Problem::new(ErrorCode::UndoBlocked).field("class").into(),
            other => crate::Refusal::from(other),
        })
    }
}

/// What a row names, found.
struct Named<'f> {
    organiser: &'f Unit,
    audience: &'f Unit,
    topics: Vec<TopicDraft>,
    quotas: Vec<(&'f Unit, i64, Option<i64>)>,
}

impl<'f> Named<'f> {
    fn find(facts: &'f Facts, row: &ClassRow) -> Result<Self, Vec<Complaint>> {
        let mut faults = Vec::new();
        let mut unit = |field: &'static str, text: &str| {
            facts.places.find(None, Some(text)).map_err(|lost| faults.push(lost.at(field))).ok()
        };
        let organiser = unit("organiser", &row.organiser);
        let audience = match &row.audience {
            Some(text) => unit("audience", text),
            None => facts.places.top(),
        };
        let mut quotas = Vec::new();
        for quota in &row.quotas {
            quotas.extend(unit("quotas", &quota.unit).map(|unit| (unit, quota.min, quota.max)));
        }
        let mut topics = Vec::new();
        for share in &row.topics {
            match facts.taxonomy.read_topic(&share.what) {
                Some(topic) => topics.push(TopicDraft {
                    topic,
                    percent: share.percent,
                    main: share.what == row.main_topic,
                }),
                None => faults.push(unknown_topic("topics", &share.what)),
            }
        }
        match (organiser, audience) {
            (Some(organiser), Some(audience)) if faults.is_empty() => {
                Ok(Self { organiser, audience, topics, quotas })
            }
            _ => Err(faults),
        }
    }

    fn main_topic(&self) -> Option<TopicCode> {
        self.topics.iter().find(|topic| topic.main).map(|topic| topic.topic)
    }
}

/// What the domain finds wrong with the class as a whole.
fn ill_formed(facts: &Facts, row: &ClassRow, named: &Named<'_>) -> Vec<Complaint> {
    let quotas: Vec<QuotaDraft> = named
        .quotas
        .iter()
        .map(|(unit, seats_min, seats_max)| QuotaDraft {
            unit: unit.name.clone(),
            seats_min: *seats_min,
            seats_max: *seats_max,
        })
        .collect();
    let draft = ClassDraft {
        name: &row.name,
        plan_year: row.start.year(),
        start_date: row.start,
        end_date: row.end,
        seats_min: row.seats_min,
        seats_max: row.seats_max,
        hours: i64::from(row.hours.hours_ceil()),
        grade_from: grade(row.grade_from),
        grade_to: grade(row.grade_to),
        topics: &named.topics,
        quotas: &quotas,
        budget_yuan: row.budget_yuan,
    };
    let Err(faults) = draft.check(&facts.taxonomy) else { return Vec::new() };
    let complaint = |fault: &jinxue_domain::class::ClassFault| Complaint {
        field: column(fault.field),
        value: fault.value.clone(),
        expected: fault.expected.clone(),
        message: jinxue_domain::words::Fault::words(fault),
    };
    faults.iter().map(complaint).collect()
}

fn grade(grade: Grade) -> i64 {
    grade.get().into()
}

fn painted_grade(image: &Picture, key: &str) -> Answer<Grade> {
    let number: u8 = image.get(key)?;
    Grade::try_from(number).map_err(|fault| crate::Refusal::internal(&fault))
}

/// The column a field of the wire is read from.
fn column(field: &str) -> &'static str {
    match field {
        "start_date" => "start",
        "end_date" => "end",
        other => Plan::FIELDS.iter().find(|known| known.name == other).map_or("name", |known| known.name),
    }
}

/// An approved plan does not change silently: what is agreed is edited on its own page.
fn may_change(state: ClassState) -> bool {
    matches!(state, ClassState::Draft | ClassState::Submitted)
}

fn too_late(class: &Class) -> Complaint {
    Complaint {
        field: "code",
        value: class.code.clone(),
        expected: Words::of("草稿或已申报的班次", "a class that is a draft or submitted"),
        message: Words::new(
            format!("班次“{}”已是“{}”，不能由导入改动", class.code, class.state.zh()),
            format!(
                "class “{}” is {} already and cannot be changed by an import",
                class.code,
                class.state.en()
            ),
        ),
    }
}

fn field(name: &str) -> &'static Field {
    Plan::FIELDS.iter().find(|field| field.name == name).expect("a field of plans")
}

fn changes(facts: &Facts, full: &FullClass, named: &Named<'_>, row: &ClassRow) -> Vec<Change> {
    fn text(value: impl ToString) -> Option<String> {
        Some(value.to_string())
    }
    let class = &full.class;
    let unit = |id| facts.places.get(id).map(|unit| unit.name.clone());
    let mut changes = Vec::new();
    let mut note =
        |name: &str, old: Option<String>, new: Option<String>| compare(&mut changes, field(name), old, new);
    note("name", text(&class.name), text(&row.name));
    note("organiser", unit(class.organiser_id), text(&named.organiser.name));
    note("kind", text(class.kind), text(row.kind));
    note("start", text(class.start_date), text(row.start));
    note("end", text(class.end_date), text(row.end));
    note("seats_min", text(class.seats_min), text(row.seats_min));
    note("seats_max", text(class.seats_max), text(row.seats_max));
    note("hours", text(class.hours), text(i64::from(row.hours.hours_ceil())));
    note("venue", class.venue.clone(), row.venue.clone());
    note("division", class.division.map(|d| d.to_string()), row.division.map(|d| d.to_string()));
    note("audience", unit(class.audience_id), text(&named.audience.name));
    note("grade_from", text(class.grade_from), text(row.grade_from));
    note("grade_to", text(class.grade_to), text(row.grade_to));
    note("roles", text(&class.roles), text(joined(&row.roles)));
    note("sectors", text(&class.sectors), text(joined(&row.sectors)));
    note("fee_category", text(class.fee_category), row.fee_category.map(|fee| fee.to_string()));
    note("budget_yuan", class.budget_yuan.map(|b| b.to_string()), row.budget_yuan.map(|b| b.to_string()));
    note("remark", class.remark.clone(), row.remark.clone());
    let kept: Vec<(TopicCode, i64)> =
        full.topics.iter().map(|topic| (topic.topic, topic.percent.into())).collect();
    let stated: Vec<(TopicCode, i64)> =
        named.topics.iter().map(|topic| (topic.topic, topic.percent)).collect();
    note("topics", text(shares(kept)), text(shares(stated)));
    let main = full.topics.iter().find(|topic| topic.main).map(|topic| topic.topic.to_string());
    note("main_topic", main, named.main_topic().map(|topic| topic.to_string()));
    if !row.quotas.is_empty() {
        let kept = full.quotas.iter().map(|quota| {
            (
                unit(quota.unit_id).unwrap_or_default(),
                i64::from(quota.seats_min),
                quota.seats_max.map(i64::from),
            )
        });
        let stated = named.quotas.iter().map(|(unit, min, max)| (unit.name.clone(), *min, *max));
        note("quotas", text(seats(kept)), text(seats(stated)));
    }
    changes
}

fn joined<T: ToString>(words: &[T]) -> String {
    words.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
}

fn shares(mut topics: Vec<(TopicCode, i64)>) -> String {
    topics.sort_unstable();
    topics.iter().map(|(topic, percent)| format!("{topic}:{percent}")).collect::<Vec<_>>().join("|")
}

fn seats(quotas: impl Iterator<Item = (String, i64, Option<i64>)>) -> String {
    let mut texts: Vec<String> = quotas
        .map(|(unit, min, max)| {
            format!("{unit}:{min}-{}", max.map(|max| max.to_string()).unwrap_or_default())
        })
        .collect();
    texts.sort_unstable();
    texts.join("|")
}

async fn make_plan(tx: &mut Tx, pen: &Pen, owner: &Unit, year: i16) -> Result<PlanId, StoreError> {
    let plan = plans::Plan {
        id: pen.ids.draw(),
        year: year.unsigned_abs(),
        name: format!("{year} 年度培训计划"),
        state: PlanState::Draft,
        unit_id: owner.id,
        version: 1,
        created_at: pen.now,
        changed_at: pen.now,
    };
    plans::insert(tx, &plan).await?;
    Ok(plan.id)
}

fn full_class(
    pen: &Pen,
    plan: PlanId,
    before: Option<&FullClass>,
    named: &Named<'_>,
    row: &ClassRow,
) -> FullClass {
    let old = before.map(|full| &full.class);
    let id: ClassId = old.map_or_else(|| pen.ids.draw(), |class| class.id);
    let count = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
    let class = Class {
        id,
        plan_id: plan,
        code: row.code.clone(),
        name: row.name.clone(),
        organiser_id: named.organiser.id,
        tier: row.tier.unwrap_or(match named.organiser.tier {
            Tier::Township => Tier::County,
            tier => tier,
        }),
        kind: row.kind,
        state: old.map_or(ClassState::Draft, |class| class.state),
        start_date: row.start,
        end_date: row.end,
        seats_min: count(row.seats_min),
        seats_max: count(row.seats_max),
        hours: count(i64::from(row.hours.hours_ceil())),
        venue: row.venue.clone().or_else(|| old.and_then(|class| class.venue.clone())),
        division: row.division.or_else(|| old.and_then(|class| class.division)).or(named.organiser.division),
        audience_id: named.audience.id,
        grade_from: row.grade_from,
        grade_to: row.grade_to,
        roles: joined(&row.roles),
        sectors: joined(&row.sectors),
        fee_category: row.fee_category.or(old.map(|class| class.fee_category)).unwrap_or(FeeCategory::Third),
        budget_yuan: row.budget_yuan.or_else(|| old.and_then(|class| class.budget_yuan)),
        // A class of the plan is one the authority recognises.
        recognised: old.is_none_or(|class| class.recognised),
        remark: row.remark.clone().or_else(|| old.and_then(|class| class.remark.clone())),
        version: old.map_or(1, |class| class.version + 1),
        created_at: old.map_or(pen.now, |class| class.created_at),
        changed_at: pen.now,
        seats_taken: old.map_or(0, |class| class.seats_taken),
    };
    let topic = |topic: &TopicDraft| ClassTopic {
        class_id: id,
        topic: topic.topic,
        percent: u8::try_from(topic.percent).unwrap_or(100),
        main: topic.main,
    };
    let quota = |(unit, min, max): &(&Unit, i64, Option<i64>)| ClassQuota {
        class_id: id,
        unit_id: unit.id,
        seats_min: count(*min),
        seats_max: max.map(count),
    };
    let quotas = match before {
        Some(full) if row.quotas.is_empty() => full.quotas.clone(),
        _ => named.quotas.iter().map(quota).collect(),
    };
    FullClass { class, topics: named.topics.iter().map(topic).collect(), quotas }
}

fn painting(full: &FullClass) -> String {
    let class = &full.class;
    let topics: Vec<String> =
        full.topics.iter().map(|t| format!("{},{},{}", t.topic, t.percent, u8::from(t.main))).collect();
    let quotas: Vec<String> = full
        .quotas
        .iter()
        .map(|q| {
            format!(
                "{},{},{}",
                q.unit_id,
                q.seats_min,
                q.seats_max.map(|max| max.to_string()).unwrap_or_default()
            )
        })
        .collect();
    Draft::default()
        .text("version", class.version)
        .text("name", &class.name)
        .text("organiser_id", class.organiser_id)
        .text("tier", class.tier)
        .text("kind", class.kind)
        .text("start_date", class.start_date)
        .text("end_date", class.end_date)
        .text("seats_min", class.seats_min)
        .text("seats_max", class.seats_max)
        .text("hours", class.hours)
        .opt("venue", class.venue.as_ref())
        .opt("division", class.division)
        .text("audience_id", class.audience_id)
        .text("grade_from", class.grade_from)
        .text("grade_to", class.grade_to)
        .text("roles", &class.roles)
        .text("sectors", &class.sectors)
        .text("fee_category", class.fee_category)
        .opt("budget_yuan", class.budget_yuan)
        .opt("remark", class.remark.as_ref())
        .text("topics", topics.join(";"))
        .text("quotas", quotas.join(";"))
        .finish()
}

/// The class as the image shows it, in the state and version it has now.
fn painted(image: &Picture, now: FullClass, pen: &Pen) -> Answer<FullClass> {
    let broken = |text: &str| crate::Refusal::internal(&format!("image of a class: {text}"));
    let id = now.class.id;
    let (topics, quotas): (String, String) = (image.get("topics")?, image.get("quotas")?);
    let topic = |text: &str| {
        let mut parts = text.split(',');
        Some(ClassTopic {
            class_id: id,
            topic: parts.next()?.parse().ok()?,
            percent: parts.next()?.parse().ok()?,
            main: parts.next()? == "1",
        })
    };
    let quota = |text: &str| {
        let mut parts = text.split(',');
        Some(ClassQuota {
            class_id: id,
            unit_id: parts.next()?.parse().ok()?,
            seats_min: parts.next()?.parse().ok()?,
            seats_max: parts.next()?.parse().ok(),
        })
    };
    let list =
        |text: &str| text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect::<Vec<_>>();
    Ok(FullClass {
        topics: list(&topics).iter().map(|t| topic(t).ok_or_else(|| broken(t))).collect::<Answer<_>>()?,
        quotas: list(&quotas).iter().map(|q| quota(q).ok_or_else(|| broken(q))).collect::<Answer<_>>()?,
        class: Class {
            name: image.get("name")?,
            organiser_id: image.get("organiser_id")?,
            tier: image.get("tier")?,
            kind: image.get("kind")?,
            start_date: image.get("start_date")?,
            end_date: image.get("end_date")?,
            seats_min: image.get("seats_min")?,
            seats_max: image.get("seats_max")?,
            hours: image.get("hours")?,
            venue: image.opt("venue")?,
            division: image.opt("division")?,
            audience_id: image.get("audience_id")?,
            grade_from: painted_grade(image, "grade_from")?,
            grade_to: painted_grade(image, "grade_to")?,
            roles: image.get("roles")?,
            sectors: image.get("sectors")?,
            fee_category: image.get("fee_category")?,
            budget_yuan: image.opt("budget_yuan")?,
            remark: image.opt("remark")?,
            changed_at: pen.now,
            ..now.class
        },
    })
}
