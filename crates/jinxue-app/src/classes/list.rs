//! The plan's classes as a table, read by key.

use std::collections::HashMap;

use jinxue_api::Problem;
use jinxue_api::classes::{ClassRow, ClassesQuery};
use jinxue_api::page::Page;
use jinxue_domain::{ClassId, Month, Taxonomy, TopicCode, UnitId};
use jinxue_store::classes::list::{self as store, Cursor, Filter, Order};
use jinxue_store::classes::{self, Class};
use jinxue_store::{Conn, plans, units};
use uuid::Uuid;

use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work, topics};

/// A page of a plan's classes.
///
/// # Errors
/// `not_found`; `invalid_value` for every word that is none.
pub async fn list(work: &Work, plan: Uuid, query: &ClassesQuery) -> Answer<Page<ClassRow>> {
    let asked = read(query)?;
    work.db()
        .read(async |mut conn| {
            let plan = plans::by_id(&mut conn, plan.into()).await?.id;
            let total = store::count(&mut conn, plan, &asked.filter).await?;
            let after = asked.after.as_ref();
            // One more than asked for tells whether there is a next page.
            let mut classes =
                store::page(&mut conn, plan, &asked.filter, asked.order, after, asked.limit + 1).await?;
            let more = classes.len() > asked.limit as usize;
            classes.truncate(asked.limit as usize);
            let next = classes.last().filter(|_| more).map(|class| cursor_text(&asked.order.cursor(class)));
            let names = Names::of(&mut conn, &classes).await?;
            Ok::<_, Refusal>(Page {
                items: classes.iter().map(|class| names.row(class)).collect(),
                next,
                total,
            })
        })
        .await
}

pub(super) struct Asked {
    pub filter: Filter,
    order: Order,
    after: Option<Cursor>,
    limit: u32,
}

pub(super) fn read(query: &ClassesQuery) -> Answer<Asked> {
    let mut faults = Faults::default();
    let month = |text: &str| text.parse::<Month>().map_err(|fault| Refusal::of("month", &fault));
    let filter = Filter {
        tier: faults.take(wire::read_opt("tier", query.tier.as_deref())).flatten(),
        kind: faults.take(wire::read_opt("kind", query.kind.as_deref())).flatten(),
        state: faults.take(wire::read_opt("state", query.state.as_deref())).flatten(),
        organiser: query.organiser.map(UnitId::from),
        topic: faults.take(wire::read_opt("topic", query.topic.as_deref())).flatten(),
        month: query.month.as_deref().and_then(|text| faults.take(month(text))),
        text: query.q.clone(),
    };
    let order = faults.take(order(query.sort.as_deref())).unwrap_or_default();
    let after = query.after.as_deref().and_then(|text| faults.take(cursor(text)));
    let limit = faults.take(wire::between("limit", query.limit.unwrap_or(100).into(), 1, 500));
    faults.end()?;
    Ok(Asked { filter, order, after, limit: limit.and_then(|n| n.try_into().ok()).unwrap_or(100) })
}

fn order(sort: Option<&str>) -> Answer<Order> {
    match sort {
        None | Some("" | "start") => Ok(Order::Start),
        Some("code") => Ok(Order::Code),
        Some("name") => Ok(Order::Name),
        Some(other) => Err(Problem::invalid("sort", other, "start, code, name").into()),
    }
}

/// `<id>~<key>`: a key may hold any sign, an id none of them.
fn cursor_text(cursor: &Cursor) -> String {
    format!("{}~{}", cursor.id, cursor.key)
}

fn cursor(text: &str) -> Answer<Cursor> {
    let parts = text.split_once('~').and_then(|(id, key)| Some((id.parse::<ClassId>().ok()?, key)));
    let (id, key) = parts.ok_or_else(|| Problem::invalid("after", text, "next"))?;
    Ok(Cursor { key: key.to_owned(), id })
}

/// Names a row needs beside the class itself.
pub(super) struct Names {
    organisers: HashMap<UnitId, String>,
    main_topics: HashMap<ClassId, TopicCode>,
    taxonomy: Taxonomy,
}

impl Names {
    pub async fn of(conn: &mut Conn, classes: &[Class]) -> Answer<Self> {
        let ids: Vec<UnitId> = classes.iter().map(|class| class.organiser_id).collect();
        let organisers = units::by_ids(conn, &ids).await?;
        let ids: Vec<ClassId> = classes.iter().map(|class| class.id).collect();
        let main = classes::main_topics(conn, &ids).await?;
        Ok(Self {
            organisers: organisers.into_iter().map(|unit| (unit.id, unit.name)).collect(),
            main_topics: main.into_iter().map(|topic| (topic.class_id, topic.topic)).collect(),
            taxonomy: topics::load(conn).await?,
        })
    }

    pub fn row(&self, class: &Class) -> ClassRow {
        let topic = self.main_topics.get(&class.id).copied();
        let name = topic.map(|code| self.taxonomy.topic_name(code)).unwrap_or_default();
        ClassRow {
            id: class.id.as_uuid(),
            code: class.code.clone(),
            name: class.name.clone(),
            organiser_id: class.organiser_id.as_uuid(),
            organiser_name: self.organisers.get(&class.organiser_id).cloned().unwrap_or_default(),
            tier: class.tier.as_str().into(),
            kind: class.kind.as_str().into(),
            state: class.state.as_str().into(),
            start_date: class.start_date.to_string(),
            end_date: class.end_date.to_string(),
            seats_min: class.seats_min.into(),
            seats_max: class.seats_max.into(),
            seats_taken: class.seats_taken.into(),
            hours: class.hours.into(),
            main_topic: topic.map(|code| code.to_string()).unwrap_or_default(),
            main_topic_name: name.zh.to_string(),
            main_topic_name_en: name.en.to_string(),
            budget_yuan: class.budget_yuan,
            version: class.version,
        }
    }
}
