//! The classes of a plan as a list with filters, and as rows of the ribbon.

use jinxue_domain::authority::Scope;
use jinxue_domain::{
    ClassId, ClassKind, ClassState, Date, DivisionCode, Family, Month, PlanId, Tier, TopicCode, UnitId, fold,
};

use crate::classes::Class;
use crate::db::{Where, row};
use crate::fence;
use crate::search::{beginning_of, part_of};
use crate::{Conn, StoreError, Value, values};

/// Which classes of a plan are shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub tier: Option<Tier>,
    pub kind: Option<ClassKind>,
    pub state: Option<ClassState>,
    pub organiser: Option<UnitId>,
    pub topic: Option<TopicCode>,
    /// Held, at least for a day, in this month.
    pub month: Option<Month>,
    /// Part of the name or code, or pinyin initials.
    pub text: Option<String>,
}

/// The order of the list; equals are ordered by id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Start,
    Code,
    Name,
}

/// The place after which a page begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    pub key: String,
    pub id: ClassId,
}

row! {
    /// What the ribbon draws of a class.
    pub struct RibbonRow {
        req id: ClassId,
        req code: String,
        req name: String,
        req tier: Tier,
        req kind: ClassKind,
        opt family: Family,
        req organiser_id: UnitId,
        opt organiser_division: DivisionCode,
        req start_date: Date,
        req end_date: Date,
        req seats_max: u32,
        req seats_taken: u32,
        req state: ClassState,
    }
}

const RIBBON: &str = "select class.id, class.code, class.name, class.tier, class.kind, field.family, class.organiser_id, unit.division as organiser_division, class.start_date, class.end_date, class.seats_max, class.seats_taken, class.state from class join unit on unit.id = class.organiser_id left join class_topic on class_topic.class_id = class.id and class_topic.main = 1 left join topic on topic.code = class_topic.topic left join field on field.code = topic.field";

impl Order {
    const fn column(self) -> &'static str {
        match self {
            Order::Start => "start_date",
            Order::Code => "code",
            Order::Name => "name_key",
        }
    }

    /// The place of `class` in this order.
    pub fn cursor(self, class: &Class) -> Cursor {
        let key = match self {
            Order::Start => class.start_date.to_string(),
            Order::Code => class.code.clone(),
            Order::Name => fold::sort_key(&class.name),
        };
        Cursor { key, id: class.id }
    }
}

/// How many classes of the plan pass `filter`.
pub async fn count(conn: &mut Conn, plan: PlanId, filter: &Filter) -> Result<u64, StoreError> {
    let (text, values) = conditions(&conn.scope(), plan, filter).onto("select count(*) as only from class");
    conn.only(text, values).await
}

/// Up to `limit` classes of the plan that pass `filter`, after `after`.
pub async fn page(
    conn: &mut Conn,
    plan: PlanId,
    filter: &Filter,
    order: Order,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Vec<Class>, StoreError> {
    let (text, values) = page_statement(&conn.scope(), plan, filter, order, after, limit);
    conn.all(text, values).await
}

/// Every class of the plan that may be seen, as the ribbon draws it.
pub async fn ribbon(conn: &mut Conn, plan: PlanId) -> Result<Vec<RibbonRow>, StoreError> {
    let (text, values) = ribbon_statement(&conn.scope(), plan);
    conn.all(text, values).await
}

fn ribbon_statement(scope: &Scope, plan: PlanId) -> (String, Vec<Value>) {
    let mut clause = Where::default();
    clause.and("class.plan_id = ?", values![plan]);
    fence::classes(&mut clause, scope);
    clause.push(" order by class.start_date, class.id", []);
    clause.onto(RIBBON)
}

fn page_statement(
    scope: &Scope,
    plan: PlanId,
    filter: &Filter,
    order: Order,
    after: Option<&Cursor>,
    limit: u32,
) -> (String, Vec<Value>) {
    let mut clause = conditions(scope, plan, filter);
    let column = order.column();
    if let Some(after) = after {
        clause.and(&format!("({column}, id) > (?, ?)"), values![&after.key, after.id]);
    }
    clause.push(&format!(" order by {column}, id limit ?"), values![limit]);
    clause.onto("select * from class")
}

fn conditions(scope: &Scope, plan: PlanId, filter: &Filter) -> Where {
    let mut clause = Where::default();
    clause.and("plan_id = ?", values![plan]);
    fence::classes(&mut clause, scope);
    if let Some(tier) = filter.tier {
        clause.and("tier = ?", values![tier]);
    }
    if let Some(kind) = filter.kind {
        clause.and("kind = ?", values![kind]);
    }
    if let Some(state) = filter.state {
        clause.and("state = ?", values![state]);
    }
    if let Some(organiser) = filter.organiser {
        clause.and("organiser_id = ?", values![organiser]);
    }
    if let Some(topic) = filter.topic {
        clause.and("id in (select class_id from class_topic where topic = ?)", values![topic]);
    }
    if let Some(month) = filter.month {
        clause.and("start_date <= ? and end_date >= ?", values![month.last_day(), month.first_day()]);
    }
    let text = filter.text.as_deref().map(fold::fold).filter(|text| !text.is_empty());
    if let Some(text) = text {
        let (part, beginning) = (part_of(&text), beginning_of(&text));
        clause.and(
            "(name_folded like ? escape '\\' or lower(code) like ? escape '\\' or initials like ? escape '\\')",
            values![&part, &part, beginning],
        );
    }
    clause
}

/// A list of every shape, so that a test can prepare every text that is built here.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let nobody = uuid::Uuid::nil();
    let every = Filter {
        tier: Some(Tier::City),
        kind: Some(ClassKind::Core),
        state: Some(ClassState::Draft),
        organiser: Some(UnitId::from_uuid(nobody)),
        topic: "T0301".parse().ok(),
        month: Month::new(2026, 3),
        text: Some("党".to_owned()),
    };
    let after = Cursor { key: String::new(), id: ClassId::from_uuid(nobody) };
    let plan = PlanId::from_uuid(nobody);
    let of = |scope: &Scope| {
        let page = |order| page_statement(scope, plan, &every, order, Some(&after), 10).0;
        let pages = [Order::Start, Order::Code, Order::Name].map(page);
        pages.into_iter().chain([ribbon_statement(scope, plan).0]).collect::<Vec<_>>()
    };
    fence::shapes().iter().flat_map(of).collect()
}
