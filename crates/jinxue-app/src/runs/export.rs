//! A run as a workbook: the people with their reasons, the classes.

use std::collections::HashMap;
use std::time::Duration;

use jinxue_api::runs::RunClass;
use jinxue_domain::{ClassId, PersonId, RunId, UnitId};
use jinxue_exchange::write::{Put, Sheet};
use jinxue_store::Conn;
use jinxue_store::runs::result;
use jinxue_store::runs::{self as store};
use jinxue_store::seats::{self, Attended};
use uuid::Uuid;

use super::answers;
use super::ground::{Ground, Weighed};
use crate::classes::attended;
use crate::exports::{Writing, off_the_request};
use crate::{Answer, Refusal, wire};

/// Units whose people are read together.
const UNITS_PER_CHUNK: usize = 100;
/// The ground of a province takes its time.
const DEADLINE: Duration = Duration::from_secs(600);

const PEOPLE: [&str; 9] =
    ["姓名", "单位", "职务", "班次编号", "班次名称", "价值", "理由", "出勤", "匹配之后的变更"];
const CLASSES: [&str; 10] = [
    "班次编号",
    "班次名称",
    "开始日期",
    "结束日期",
    "是否举办",
    "已排席位",
    "最少人数",
    "最多人数",
    "再增一席的价值",
    "符合条件人数",
];

/// What is known of a seat: who noted attendance, by class and person.
type Noted = HashMap<(ClassId, PersonId), Attended>;
/// The cells of one line.
type Line = Vec<Put>;

/// Writes the seats with their reasons, in tree order and by name, then the classes; how many seats they are.
///
/// # Errors
/// `not_found`; when the disk is full.
pub(crate) async fn export(writing: &Writing<'_>, id: Uuid) -> Answer<u64> {
    let db = writing.ticket.db().within(DEADLINE);
    let (name, mut ground, noted) = db
        .read(async |mut conn| {
            let run = store::by_id(&mut conn, id.into()).await?;
            let (id, name) = (run.id, run.name.clone());
            let noted = seats::noted_of_run(&mut conn, id).await?;
            Ok::<_, Refusal>((name, Ground::whole(&mut conn, run).await?, noted))
        })
        .await?;
    let noted: Noted = noted.into_iter().map(|one| ((one.class_id, one.person_id), one)).collect();
    let mut units: Vec<_> = ground.frame.units.iter().map(|unit| (unit.path.clone(), unit.id)).collect();
    units.sort_unstable();
    let units: Vec<UnitId> = units.into_iter().map(|(_, id)| id).collect();
    let head = sheet("人员与理由", Some(writing.line(&format!("匹配方案“{name}”"))), &PEOPLE);
    let mut book = writing.book()?;
    book.begin(&head).map_err(|fault| Refusal::internal(&fault))?;
    let (mut written, mut done) = (0, 0);
    for chunk in units.chunks(UNITS_PER_CHUNK) {
        let lines =
            db.read(async |mut conn| lines(&mut conn, id.into(), &mut ground, &noted, chunk).await).await?;
        written += lines.len() as u64;
        book = off_the_request(move || {
            lines.iter().try_for_each(|line| book.row(line))?;
            Ok(book)
        })
        .await?;
        done += chunk.len();
        writing.ticket.progress(wire::count(done), wire::count(units.len())).await?;
    }
    let classes = super::classes(writing.work, id).await?;
    let book = off_the_request(move || {
        book.begin(&sheet("班次", None, &CLASSES))?;
        classes.iter().try_for_each(|class| book.row(&cells_of(class)))?;
        Ok(book)
    })
    .await?;
    writing.save(book).await?;
    Ok(written)
}

/// The seats of people of some units, by name within each.
async fn lines(
    conn: &mut Conn,
    run: RunId,
    ground: &mut Ground,
    noted: &Noted,
    units: &[UnitId],
) -> Answer<Vec<Line>> {
    let seated = result::of_units(conn, run, units).await?;
    let mut people: Vec<PersonId> = seated.iter().map(|row| row.person_id).collect();
    people.sort_unstable();
    people.dedup();
    let weighed = ground.people(conn, &people).await?;
    let weighed: HashMap<PersonId, Weighed> = weighed.into_iter().map(|one| (one.person.id, one)).collect();
    let mut lines = Vec::with_capacity(seated.len());
    for of_unit in seated.chunk_by(|one, other| one.unit_id == other.unit_id) {
        let unit = ground.unit(conn, of_unit[0].unit_id).await?;
        for row in of_unit {
            let Some(weighed) = weighed.get(&row.person_id) else { continue };
            let class = unit.classes.get(&row.class_id).copied();
            let reason = answers::of_seat(&unit, &weighed.person, row.class_id).zh;
            let noted = noted.get(&(row.class_id, row.person_id));
            let noted = noted.map(|one| attended(one.presence, one.absence, one.hours_tenths).zh);
            let changed = answers::changed(&unit, weighed.since, class.into_iter()).map(|words| words.zh);
            lines.push(vec![
                Put::text(Some(row.name.as_str())),
                Put::text(Some(&*row.unit_name)),
                Put::text(row.post.as_deref()),
                Put::text(Some(unit.ground.code(row.class_id))),
                Put::text(class.map(|class| class.name.as_str())),
                Put::whole(Some(row.worth)),
                Put::text(Some(reason)),
                Put::text(noted),
                Put::text(changed),
            ]);
        }
    }
    Ok(lines)
}

fn cells_of(class: &RunClass) -> Line {
    vec![
        Put::text(Some(&*class.code)),
        Put::text(Some(&*class.name)),
        Put::text(Some(&*class.start_date)),
        Put::text(Some(&*class.end_date)),
        Put::text(Some(if class.held { "举办" } else { "不举办" })),
        Put::whole(Some(class.seats)),
        Put::whole(Some(class.seats_min)),
        Put::whole(Some(class.seats_max)),
        Put::whole(Some(class.price)),
        Put::whole(Some(class.eligible)),
    ]
}

fn sheet(name: &str, description: Option<String>, headers: &[&str]) -> Sheet {
    let headers = headers.iter().map(|header| (*header).to_owned()).collect();
    Sheet { name: name.into(), description, headers }
}
