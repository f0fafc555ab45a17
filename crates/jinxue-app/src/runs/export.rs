//! A run as a workbook: the classes, the people with their reasons, the figures.

use std::collections::HashMap;
use std::time::Duration;

use jinxue_api::runs::RunClass;
use jinxue_domain::{ClassId, PersonId, UnitId};
use jinxue_exchange::write::{Put, Sheet, WriteFault, XlsxWriter};
use jinxue_store::Conn;
use jinxue_store::runs::result::{self, SeatedRow};
use jinxue_store::runs::{self as store};
use jinxue_store::seats::{self, Attended};
use uuid::Uuid;

use super::answers;
use super::ground::{Ground, Weighed};
use crate::classes::attended;
use crate::{Answer, Refusal, Work};

/// Units whose people are read together.
const UNITS_PER_CHUNK: usize = 100;
/// A province's reasons take their time.
const DEADLINE: Duration = Duration::from_secs(600);

struct Line {
    name: String,
    unit: String,
    post: Option<String>,
    class: String,
    class_name: String,
    worth: i64,
    reason: String,
    attended: String,
    changed: String,
}

/// The run as an .xlsx file with its name.
///
/// # Errors
/// `not_found`; when the disk is full.
pub async fn workbook(work: &Work, id: Uuid) -> Answer<(String, Vec<u8>)> {
    let made = work.app.clock.now().in_china();
    let classes = super::classes(work, id).await?;
    let run = super::get(work, id).await?;
    let lines = work.db().within(DEADLINE).read(async |mut conn| lines(&mut conn, id).await).await?;
    let bytes = tokio::task::spawn_blocking(move || written(&lines, &classes, made))
        .await
        .map_err(|fault| Refusal::internal(&fault))?
        .map_err(|fault| Refusal::internal(&fault))?;
    Ok((format!("匹配方案-{}.xlsx", run.name), bytes))
}

/// Every seat with its reason, in tree order and by name.
async fn lines(conn: &mut Conn, id: Uuid) -> Answer<Vec<Line>> {
    let run = store::by_id(conn, id.into()).await?;
    let run_id = run.id;
    let mut ground = Ground::whole(conn, run).await?;
    let mut units: Vec<_> = ground.frame.units.iter().map(|unit| (unit.path.clone(), unit.id)).collect();
    units.sort_unstable();
    let units: Vec<UnitId> = units.into_iter().map(|(_, id)| id).collect();
    let noted = seats::noted_of_run(conn, run_id).await?;
    let noted: HashMap<(ClassId, PersonId), Attended> =
        noted.into_iter().map(|one| ((one.class_id, one.person_id), one)).collect();
    let mut lines = Vec::new();
    for chunk in units.chunks(UNITS_PER_CHUNK) {
        let seated = result::of_units(conn, run_id, chunk).await?;
        let mut people: Vec<PersonId> = seated.iter().map(|row| row.person_id).collect();
        people.sort_unstable();
        people.dedup();
        let weighed = ground.people(conn, &people).await?;
        let weighed: HashMap<PersonId, Weighed> =
            weighed.into_iter().map(|one| (one.person.id, one)).collect();
        for of_unit in seated.chunk_by(|one, other| one.unit_id == other.unit_id) {
            let unit = ground.unit(conn, of_unit[0].unit_id).await?;
            for row in of_unit {
                let Some(weighed) = weighed.get(&row.person_id) else { continue };
                let class = unit.classes.get(&row.class_id).copied();
                lines.push(Line {
                    class: unit.ground.code(row.class_id).to_owned(),
                    class_name: class.map(|class| class.name.clone()).unwrap_or_default(),
                    reason: answers::of_seat(&unit, &weighed.person, row.class_id).zh,
                    attended: noted
                        .get(&(row.class_id, row.person_id))
                        .map(|one| attended(one.presence, one.absence, one.hours_tenths).zh)
                        .unwrap_or_default(),
                    changed: answers::changed(&unit, weighed.since, class.into_iter())
                        .map(|words| words.zh)
                        .unwrap_or_default(),
                    ..Line::of(row)
                });
            }
        }
    }
    Ok(lines)
}

impl Line {
    fn of(row: &SeatedRow) -> Self {
        Self {
            name: row.name.to_string(),
            unit: row.unit_name.clone(),
            post: row.post.clone(),
            class: String::new(),
            class_name: String::new(),
            worth: row.worth,
            reason: String::new(),
            attended: String::new(),
            changed: String::new(),
        }
    }
}

fn written(lines: &[Line], classes: &[RunClass], made: jiff::civil::DateTime) -> Result<Vec<u8>, WriteFault> {
    let mut book = XlsxWriter::new(made)?;
    let headers = ["姓名", "单位", "职务", "班次编号", "班次名称", "价值", "理由", "出勤", "匹配之后的变更"];
    book.begin(&sheet("人员与理由", &headers))?;
    for line in lines {
        book.row(&[
            Put::text(Some(&*line.name)),
            Put::text(Some(&*line.unit)),
            Put::text(line.post.as_deref()),
            Put::text(Some(&*line.class)),
            Put::text(Some(&*line.class_name)),
            Put::whole(Some(line.worth)),
            Put::text(Some(&*line.reason)),
            Put::text(Some(&*line.attended).filter(|text| !text.is_empty())),
            Put::text(Some(&*line.changed).filter(|text| !text.is_empty())),
        ])?;
    }
    let headers = [
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
    book.begin(&sheet("班次", &headers))?;
    for class in classes {
        book.row(&[
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
        ])?;
    }
    let mut bytes = std::io::Cursor::new(Vec::new());
    book.save_to(&mut bytes)?;
    Ok(bytes.into_inner())
}

fn sheet(name: &str, headers: &[&str]) -> Sheet {
    Sheet {
        name: name.into(),
        description: None,
        headers: headers.iter().map(|header| (*header).to_owned()).collect(),
    }
}
