//! The grid over all people: filter, order, jump to any place.
//!
//! A page is found in two steps, the outer one of which reads the full rows of the page alone. The inner one walks an
//! index that holds every filtered column in the order of names, so that a page deep in a list of 250,000 costs a walk
//! over index entries. In another order equals are counted first ([`groups`]), and the page is sought among those it lies
//! in. Everybody in tree order has an index of its own.

mod groups;

use std::collections::HashMap;
use std::sync::Arc;

use jinxue_domain::authority::{PathRange, Scope};
use jinxue_domain::{
    Grade, Month, PersonId, PersonName, PostLevel, Rank, Role, Sector, Sex, Tenths, TopicCode, UnitId,
    UnitPath, fold,
};

use crate::db::{FromRow, Row, Where, bulks, row};
use crate::fence;
use groups::{Group, Numbered, Pathed, stretch};

use super::by_number;
use crate::sealed::RowId;
use crate::search::{beginning_of, part_of, pinyin_range, whole_number};
use crate::{Conn, StoreError, Value, units, values};

bulks! {
    ROWS = "with wanted (id) as (values", [uuid],
        ") select person.id, person.name, person.sex, person.birth_month, person.unit_id, person.unit_path, unit.name as unit_name, person.post, person.post_level, person.rank, person.grade, person.role, person.sector, person.division, person.hours_due, person.hours_done, person.hours_short, person.gaps_open, person.top_topic, person.top_severity, (select count(*) from seat where seat.person_id = person.id) as seats, person.citizen_no_sealed from wanted cross join person cross join unit where person.id = wanted.id and unit.id = person.unit_id";
}

/// Which people are shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub subtree: Option<UnitPath>,
    pub grade_from: Option<Grade>,
    pub grade_to: Option<Grade>,
    pub role: Option<Role>,
    pub sector: Option<Sector>,
    /// With an open gap in this topic.
    pub topic: Option<TopicCode>,
    pub hours: Option<Hours>,
    /// Part of a name or of a unit's name, or pinyin: initials or the beginning of the reading.
    pub text: Option<String>,
}

/// Whether the hours due are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    Short,
    Met,
}

/// The order of the grid; equals are ordered by name and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    Name,
    /// Highest first.
    Grade,
    /// Most hours missing first.
    Hours,
    /// In tree order.
    Unit,
}

/// One page of a list, and how long the list is.
#[derive(Debug, Clone, PartialEq)]
pub struct Page<T> {
    pub total: u64,
    pub items: Vec<T>,
}

row! {
    /// One line of the grid.
    pub struct GridRow {
        req id: PersonId,
        req name: PersonName,
        req sex: Sex,
        opt birth_month: Month,
        req unit_id: UnitId,
        req unit_path: UnitPath,
        req unit_name: String,
        opt post: String,
        req post_level: PostLevel,
        req rank: Rank,
        req grade: Grade,
        req role: Role,
        opt sector: Sector,
        opt division: jinxue_domain::DivisionCode,
        req hours_due: Tenths,
        req hours_done: Tenths,
        req hours_short: Tenths,
        req gaps_open: u32,
        opt top_topic: TopicCode,
        opt top_severity: u32,
        req seats: u32,
        opt [CITIZEN_NO] citizen_no: String,
    }
}

impl GridRow {
    fn row_id(&self) -> RowId {
        RowId(self.id.as_uuid(), None)
    }
}

impl Filter {
    /// Whether nobody is left out.
    fn is_everybody(&self, scope: &Scope) -> bool {
        let subtree = self.subtree.as_ref().filter(|path| path.depth() > 0).cloned();
        scope.ranges().is_none() && Filter { subtree, ..self.clone() } == Filter::default()
    }
}

impl Order {
    const fn columns(self) -> &'static str {
        match self {
            Order::Name => "name_key, id",
            Order::Grade => "grade, name_key, id",
            Order::Hours => "hours_short desc, name_key, id",
            Order::Unit => "unit_path, name_key, id",
        }
    }

    /// The leading column, whose equals are counted where no index has the people of the filter in this order.
    fn grouped_by(self, filter: &Filter, scope: &Scope) -> Option<&'static str> {
        match self {
            Order::Name => None,
            Order::Unit if filter.is_everybody(scope) => None,
            Order::Grade => Some("grade"),
            Order::Hours => Some("hours_short"),
            Order::Unit => Some("unit_path"),
        }
    }

    /// The order as a statement says it.
    fn said(self, end: End) -> String {
        let columns = self.columns();
        match end {
            End::First => columns.to_owned(),
            End::Last => {
                let turned = |column: &str| match column.strip_suffix(" desc") {
                    Some(column) => column.to_owned(),
                    None => format!("{column} desc"),
                };
                columns.split(", ").map(turned).collect::<Vec<_>>().join(", ")
            }
        }
    }
}

/// The end of a list from which a page is counted: the nearer one, because what lies before it is walked or sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    First,
    Last,
}

/// A subtree this many steps below the root, or more, is small enough to be collected and sorted; a larger one is
/// walked in the order of the grid until the page is full.
const SMALL_SUBTREE_DEPTH: usize = 2;

/// One page of the people that pass `filter`, and how many there are.
pub async fn page(
    conn: &mut Conn,
    filter: &Filter,
    order: Order,
    offset: u64,
    limit: u32,
) -> Result<Page<GridRow>, StoreError> {
    let scope = seen(conn).await?;
    let (total, place) = match order.grouped_by(filter, &scope) {
        None => {
            let (text, values) = count_statement(filter, &scope);
            let total: u64 = conn.only(text, values).await?;
            let rows = u64::from(limit).min(total.saturating_sub(offset));
            (total, (rows > 0).then(|| Place::new(conditions(filter, &scope), offset, rows, total)))
        }
        Some(column) => {
            let groups = groups(conn, filter, &scope, order, column).await?;
            let total = groups.iter().map(|group| group.people).sum();
            let rows = u64::from(limit).min(total - offset.min(total));
            let stretch = stretch(&groups, offset, rows).filter(|_| rows > 0);
            let place = stretch.map(|stretch| {
                let (before, people) = (stretch.before, stretch.people);
                let mut clause = conditions(filter, &scope);
                let (condition, values) = stretch.condition(column);
                clause.and(&condition, values);
                Place::new(clause, before, rows, people)
            });
            (total, place)
        }
    };
    let Some(place) = place else { return Ok(Page { total, items: Vec::new() }) };
    let (text, values) = page_statement(place, order);
    Ok(Page { total, items: conn.all(text, values).await? })
}

/// What may be seen: everything where the scope covers the whole tree, so that no row is compared with what leaves nobody
/// out, and everybody is found the way they are found without a bound.
async fn seen(conn: &mut Conn) -> Result<Arc<Scope>, StoreError> {
    let scope = conn.scope();
    if scope.ranges().is_none() {
        return Ok(scope);
    }
    let roots = units::roots(conn).await?;
    let covered = |root: &units::Unit| scope.covers_range(&PathRange::subtree(&root.path));
    let whole = !roots.is_empty() && roots.iter().all(covered);
    Ok(if whole { Arc::new(Scope::everything()) } else { scope })
}

/// Where a page lies among the people who pass a clause.
pub(crate) struct Place {
    clause: Where,
    end: End,
    skipped: u64,
    rows: u64,
}

impl Place {
    /// The `rows` people from `offset` on, of `people`: counted from the nearer end.
    fn new(clause: Where, offset: u64, rows: u64, people: u64) -> Self {
        let behind = people - offset - rows;
        let (end, skipped) = if offset <= behind { (End::First, offset) } else { (End::Last, behind) };
        Self { clause, end, skipped, rows }
    }
}

/// How many people of each key there are, in the order of the grid.
async fn groups(
    conn: &mut Conn,
    filter: &Filter,
    scope: &Scope,
    order: Order,
    column: &str,
) -> Result<Vec<Group>, StoreError> {
    let (text, values) = groups_statement(filter, scope, order, column);
    if order == Order::Unit {
        let found: Vec<Pathed> = conn.all(text, values).await?;
        return Ok(found.into_iter().map(|group| group.0).collect());
    }
    let found: Vec<Numbered> = conn.all(text, values).await?;
    Ok(found.into_iter().map(|group| group.0).collect())
}

fn groups_statement(filter: &Filter, scope: &Scope, order: Order, column: &str) -> (String, Vec<Value>) {
    let direction = if order == Order::Hours { " desc" } else { "" };
    let mut clause = conditions(filter, scope);
    clause.push(&format!(" group by {column} order by {column}{direction}"), []);
    clause.onto(&format!("select {column} as key, count(*) as people from person"))
}

/// How many people of one grade, role and sector there are, short of hours or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Crowd {
    pub grade: Grade,
    pub role: Role,
    pub sector: Option<Sector>,
    pub short: bool,
    pub people: u64,
}

impl FromRow for Crowd {
    fn from_row(row: &Row) -> Result<Self, StoreError> {
        let key: i64 = row.get("crowd")?;
        let grade = u8::try_from(key / 2).ok().and_then(|grade| Grade::try_from(grade).ok());
        Ok(Self {
            grade: grade.ok_or_else(|| StoreError::Decode { column: "crowd", value: key.to_string() })?,
            role: row.get("role")?,
            sector: row.opt("sector")?,
            short: key % 2 == 1,
            people: row.get("people")?,
        })
    }
}

/// What the index `person_by_crowd` of SQLite is open to: true of everybody, and said by no other statement, because the index
/// would be taken for pages, which it serves badly.
const COUNTED: &str = "role <> ''";

/// Grade and whether hours are missing in one number, as the index `person_by_crowd` keeps them.
const CROWD: &str = "(grade * 2 + case when hours_short > 0 then 1 else 0 end)";

/// The people who pass `filter`, counted by all that the grid's chips filter by; each of them can then be counted
/// as if its own filter were off.
pub async fn crowds(conn: &mut Conn, filter: &Filter) -> Result<Vec<Crowd>, StoreError> {
    let (text, values) = crowds_statement(filter, &*seen(conn).await?);
    conn.all(text, values).await
}

fn crowds_statement(filter: &Filter, scope: &Scope) -> (String, Vec<Value>) {
    let mut clause = conditions(filter, scope);
    clause.and(COUNTED, []);
    clause.push(&format!(" group by {CROWD}, role, sector"), []);
    clause.onto(&format!("select {CROWD} as crowd, role, sector, count(*) as people from person"))
}

/// The ids of everyone who passes `filter`, in the order of the grid (for an export of what is shown).
pub async fn ids(conn: &mut Conn, filter: &Filter, order: Order) -> Result<Vec<PersonId>, StoreError> {
    let scope = seen(conn).await?;
    let mut clause = conditions(filter, &scope);
    // All are sorted: the index of the tree, which does not hold what is filtered, is kept from being walked.
    let by = match order {
        Order::Unit if !filter.is_everybody(&scope) => "unit_path || '', name_key, id",
        order => order.columns(),
    };
    clause.push(&format!(" order by {by}"), []);
    let (text, values) = clause.onto("select id as only from person");
    let rows: Vec<crate::db::Only<PersonId>> = conn.all(text, values).await?;
    Ok(rows.into_iter().map(|row| row.0).collect())
}

/// The lines of those of the people with these ids who may be seen, in the order of the ids given.
pub async fn rows(conn: &mut Conn, ids: &[PersonId]) -> Result<Vec<GridRow>, StoreError> {
    let rows: Vec<GridRow> = conn.bulk_all(ROWS, ids.iter().map(|id| values![*id]).collect()).await?;
    let scope = conn.scope();
    let rows = rows.into_iter().filter(|row| scope.contains_person(row.id, &row.unit_path));
    let mut found: HashMap<PersonId, GridRow> = rows.map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

pub(crate) fn count_statement(filter: &Filter, scope: &Scope) -> (String, Vec<Value>) {
    conditions(filter, scope).onto("select count(*) as only from person")
}

pub(crate) fn page_statement(place: Place, order: Order) -> (String, Vec<Value>) {
    let Place { mut clause, end, skipped, rows } = place;
    clause.push(&format!(" order by {} limit ? offset ?", order.said(end)), values![rows, skipped]);
    let (inner, values) = clause.onto("select id from person");
    let by: Vec<String> = order.columns().split(", ").map(|column| format!("person.{column}")).collect();
    let by = by.join(", ");
    let text = format!(
        "select person.id, person.name, person.sex, person.birth_month, person.unit_id, person.unit_path, unit.name as unit_name, \
         person.post, person.post_level, person.rank, person.grade, person.role, person.sector, person.division, \
         person.hours_due, person.hours_done, person.hours_short, person.gaps_open, person.top_topic, person.top_severity, \
         (select count(*) from seat where seat.person_id = person.id) as seats, person.citizen_no_sealed \
         from ({inner}) as shown join person on person.id = shown.id join unit on unit.id = person.unit_id order by {by}"
    );
    (text, values)
}

/// What may be seen of the subtree asked for; everything where nothing bounds it.
fn reached(filter: &Filter, scope: &Scope) -> Scope {
    // With no bound of its own a whole tree is everybody.
    let subtree = filter.subtree.as_ref().filter(|path| path.depth() > 0 || scope.ranges().is_some());
    subtree.map_or_else(|| scope.clone(), |path| scope.and(&PathRange::subtree(path)))
}

fn conditions(filter: &Filter, scope: &Scope) -> Where {
    let mut clause = Where::default();
    clause.and("state = 'active'", []);
    let reached = reached(filter, scope);
    // Text that is joined to nothing cannot be looked up in an index: the order's own index is walked instead.
    let small = |range: &PathRange| range.depth() >= SMALL_SUBTREE_DEPTH;
    let column = match reached.ranges() {
        Some(ranges) if !ranges.iter().all(small) => "(unit_path || '')",
        _ => "unit_path",
    };
    fence::people(&mut clause, &reached, column, "id");
    if let Some(grade) = filter.grade_from {
        clause.and("grade >= ?", values![grade]);
    }
    if let Some(grade) = filter.grade_to {
        clause.and("grade <= ?", values![grade]);
    }
    if let Some(role) = filter.role {
        clause.and("role = ?", values![role]);
    }
    if let Some(sector) = filter.sector {
        clause.and("sector = ?", values![sector]);
    }
    match filter.hours {
        Some(Hours::Short) => drop(clause.and("hours_short > 0", [])),
        Some(Hours::Met) => drop(clause.and("hours_short = 0", [])),
        None => {}
    }
    if let Some(topic) = filter.topic {
        clause.and("id in (select person_id from gap where topic = ?)", values![topic]);
    }
    if let Some(text) = &filter.text {
        matching(&mut clause, text);
    }
    clause
}

/// A whole citizen number finds its owner; text of letters alone is taken as pinyin; any other is looked for in names of people and units.
fn matching(clause: &mut Where, text: &str) {
    let folded = fold::fold(text);
    if folded.is_empty() {
        return;
    }
    if let Some(number) = whole_number(&folded) {
        clause.and("citizen_no_hash = ?", [by_number(Some(number))]);
        return;
    }
    let (part, beginning) = (part_of(&folded), beginning_of(&folded));
    match pinyin_range(&folded) {
        Some((first, next)) => {
            clause.and("name_key >= ? and name_key < ?", values![first, next]);
            clause.and(
                "(initials like ? escape '\\' or replace(name_key, ' ', '') like ? escape '\\')",
                values![&beginning, &beginning],
            );
        }
        // The sort key ends with the folded name.
        None => drop(clause.and(
            "(name_key like ? escape '\\' or unit_path in (select path from unit where unit.name_folded like ? escape '\\'))",
            values![&part, &part],
        )),
    }
}

/// One filter of every shape, so that a test can prepare every text the grid builds.
#[doc(hidden)]
pub fn every_statement() -> Vec<String> {
    let path = |text: &str| text.parse::<UnitPath>().ok();
    let filters = [
        Filter::default(),
        Filter { subtree: path("0001.0002"), hours: Some(Hours::Short), ..Filter::default() },
        Filter {
            subtree: path("0001.0002.0003"),
            grade_from: Some(Grade::HIGHEST),
            grade_to: Some(Grade::LOWEST),
            role: Some(Role::Head),
            sector: "justice".parse().ok(),
            topic: "T0301".parse().ok(),
            hours: Some(Hours::Met),
            text: Some("张".to_owned()),
        },
        Filter { text: Some("zhangwei".to_owned()), ..Filter::default() },
        Filter { text: Some("11010519491231002X".to_owned()), ..Filter::default() },
    ];
    let orders = [Order::Name, Order::Grade, Order::Hours, Order::Unit];
    let orders = orders.into_iter().flat_map(|order| fence::shapes().map(|scope| (order, scope)));
    let asked: Vec<_> = orders.collect();
    let pages = filters.iter().flat_map(|filter| {
        asked.iter().flat_map(move |(order, scope)| {
            // The first and the last page of ten.
            let pages = [0, 9]
                .map(|offset| page_statement(Place::new(conditions(filter, scope), offset, 1, 10), *order).0);
            let groups = order
                .grouped_by(filter, scope)
                .map(|column| groups_statement(filter, scope, *order, column).0);
            pages.into_iter().chain(groups)
        })
    });
    let everything = Scope::everything();
    let counts = filters
        .iter()
        .flat_map(|filter| [count_statement(filter, &everything).0, crowds_statement(filter, &everything).0]);
    pages.chain(counts).collect()
}
