//! The people of a filter as a workbook: the columns asked for, in the order asked for.

use jinxue_api::Problem;
use jinxue_api::people::{PeopleQuery, PersonRow};
use jinxue_domain::place::Divisions;
use jinxue_domain::{DivisionCode, Grade, Rank, Role, Sector, Sex, Taxonomy};
use jinxue_exchange::write::{Put, Sheet};
use jinxue_store::people::grid::{self as store, Filter};

use super::grid;
use crate::exports::{Writing, off_the_request};
use crate::{Answer, Refusal, Work, topics, wire};

/// People read at once.
const CHUNK: usize = 2_000;

/// What turns codes into names.
struct Names {
    taxonomy: Taxonomy,
    divisions: Divisions,
}

/// A column of the workbook: its name on the wire, its header, its cell.
type Column = (&'static str, &'static str, fn(&PersonRow, &Names) -> Put);

const COLUMNS: [Column; 17] = [
    ("name", "姓名", |row, _| Put::Text(row.name.clone())),
    ("sex", "性别", |row, _| Put::text(row.sex.parse::<Sex>().ok().map(|sex| sex.zh()))),
    ("birth_month", "出生年月", |row, _| Put::text(row.birth_month.clone())),
    ("citizen_no", "身份证号（已遮盖）", |row, _| Put::text(row.citizen_no_masked.clone())),
    ("unit_name", "单位", |row, _| Put::Text(row.unit_name.clone())),
    ("post", "职务", |row, _| Put::text(row.post.clone())),
    ("rank", "职级", |row, _| Put::text(row.rank.parse::<Rank>().ok().map(|rank| rank.zh()))),
    ("grade", "层次", |row, _| Put::text(grade_words(row.grade))),
    ("role", "班子角色", |row, _| Put::text(row.role.parse::<Role>().ok().map(|role| role.zh()))),
    ("sector", "领域", |row, _| Put::text(row.sector.as_deref().and_then(sector_words))),
    ("division", "行政区划", |row, names| {
        Put::text(row.division.as_deref().map(|code| division_words(code, &names.divisions)))
    }),
    ("hours", "已修学时", |row, _| Put::Decimal(tenths(row.hours_done_tenths))),
    ("hours_due", "应修学时", |row, _| Put::Decimal(tenths(row.hours_due_tenths))),
    ("hours_short", "尚缺学时", |row, _| Put::Decimal(tenths(row.hours_short_tenths))),
    ("gaps_open", "短板", |row, _| Put::Whole(row.gaps_open)),
    ("top_gap", "最大短板", |row, names| {
        let topic = row.top_gap.as_ref().and_then(|gap| gap.topic.parse().ok());
        Put::text(topic.map(|code| names.taxonomy.topic_name(code).zh.into_owned()))
    }),
    ("seats", "席位", |row, _| Put::Whole(row.seats)),
];

/// Whether a workbook of the query can be written.
///
/// # Errors
/// `invalid_value` for every word or column that is none; `not_found` for the unit.
pub(crate) async fn check(work: &Work, query: &PeopleQuery) -> Answer<()> {
    chosen(query.columns.as_deref())?;
    grid::read(query)?;
    work.db().read(async |mut conn| grid::subtree(&mut conn, query).await).await?;
    Ok(())
}

/// Writes the people who pass the filter, in the order asked for; how many they are.
///
/// # Errors
/// As [`check`]; when the disk is full.
pub(crate) async fn write(writing: &Writing<'_>, query: &PeopleQuery) -> Answer<u64> {
    let (ticket, work) = (writing.ticket, writing.work);
    let columns = chosen(query.columns.as_deref())?;
    let (filter, order, _) = grid::read(query)?;
    let head = Sheet {
        name: "人员".into(),
        description: Some(format!("{}；身份证号已遮盖", writing.line("人员与短板"))),
        headers: columns.iter().map(|(_, header, _)| (*header).to_owned()).collect(),
    };
    let mut book = writing.book()?;
    book.begin(&head).map_err(|fault| Refusal::internal(&fault))?;
    let (filter, names) = work
        .db()
        .read(async |mut conn| {
            let filter = Filter { subtree: grid::subtree(&mut conn, query).await?, ..filter };
            let names = Names { taxonomy: topics::load(&mut conn).await?, divisions: Divisions::shanxi() };
            Ok::<_, Refusal>((filter, std::sync::Arc::new(names)))
        })
        .await?;
    let ids = ticket.db().read(async |mut conn| store::ids(&mut conn, &filter, order).await).await?;
    let (mut people, total) = (0, wire::count(ids.len()));
    for chunk in ids.chunks(CHUNK) {
        let rows = ticket.db().read(async |mut conn| store::rows(&mut conn, chunk).await).await?;
        people += rows.len() as u64;
        let (columns, names) = (columns.clone(), names.clone());
        book = off_the_request(move || {
            for row in rows.iter().map(grid::row) {
                book.row(&columns.iter().map(|(_, _, cell)| cell(&row, &names)).collect::<Vec<_>>())?;
            }
            Ok(book)
        })
        .await?;
        ticket.progress(wire::count(people), total).await?;
    }
    writing.save(book).await?;
    Ok(people)
}

fn chosen(names: Option<&str>) -> Answer<Vec<Column>> {
    let Some(names) = names.filter(|names| !names.trim().is_empty()) else { return Ok(COLUMNS.to_vec()) };
    let find = |name: &str| {
        let known = || COLUMNS.map(|(name, ..)| name).join(", ");
        let found = COLUMNS.iter().find(|(known, ..)| *known == name).copied();
        found.ok_or_else(|| Problem::invalid("columns", name, known()).into())
    };
    names.split(',').map(|name| find(name.trim())).collect()
}

fn tenths(hours: i64) -> f64 {
    f64::from(i32::try_from(hours).unwrap_or(i32::MAX)) / 10.0
}

fn grade_words(grade: i64) -> Option<String> {
    let grade = u8::try_from(grade).ok().and_then(|grade| Grade::try_from(grade).ok())?;
    Some(grade.words().zh.into_owned())
}

fn sector_words(code: &str) -> Option<String> {
    Some(code.parse::<Sector>().ok()?.words().zh.into_owned())
}

/// The division by name; one nobody knows by its code.
fn division_words(code: &str, divisions: &Divisions) -> String {
    let known = code.parse::<DivisionCode>().ok();
    let name = known.and_then(|code| Some(divisions.get(code)?.name.clone()));
    name.unwrap_or_else(|| code.to_owned())
}
