//! A run as a workbook: the classes, the people with their reasons, the figures.

use std::collections::HashMap;

use jinxue_domain::PersonId;
use jinxue_exchange::write::{Put, Sheet, WriteFault, XlsxWriter};
use jinxue_store::runs::{self as store, result};
use uuid::Uuid;

use super::answers::{Ground, codes};
use crate::{Answer, Refusal, Work};

/// People whose reasons are written; a province's whole list is told class by class on its pages.
const PEOPLE_PER_PAGE: u32 = 2_000;

struct Line {
    name: String,
    unit: String,
    post: Option<String>,
    class: String,
    class_name: String,
    worth: i64,
    reason: String,
}

/// The run as an .xlsx file with its name.
///
/// # Errors
/// `not_found`; when the disk is full.
pub async fn workbook(work: &Work, id: Uuid) -> Answer<(String, Vec<u8>)> {
    let (today, made) = (work.app.clock.today(), work.app.clock.now().in_china());
    let classes = super::classes(work, id).await?;
    let run = super::get(work, id).await?;
    let lines = work
        .app
        .db
        .within(std::time::Duration::from_secs(120))
        .read(async |mut conn| {
            let kept = store::by_id(&mut conn, id.into()).await?;
            let ground = Ground::read(&mut conn, &kept, today).await?;
            let codes = codes(&mut conn, kept.id).await?;
            let mut reasons: HashMap<PersonId, Vec<jinxue_api::runs::Answer>> = HashMap::new();
            let mut lines = Vec::new();
            let filter = result::SeatedFilter::default();
            loop {
                let page =
                    result::page(&mut conn, kept.id, &filter, lines.len() as u64, PEOPLE_PER_PAGE).await?;
                if page.items.is_empty() {
                    return Ok::<_, Refusal>(lines);
                }
                for row in page.items {
                    if !reasons.contains_key(&row.person_id) {
                        reasons.clear();
                        let found = ground.answers(&mut conn, row.person_id).await?;
                        let seated = found.iter().filter(|answer| answer.verdict.as_str() == "seated");
                        reasons.insert(
                            row.person_id,
                            seated.map(|answer| ground.said(answer, &codes)).collect(),
                        );
                    }
                    let own = &reasons[&row.person_id];
                    let said = own.iter().find(|answer| answer.class_id == row.class_id.as_uuid());
                    lines.push(Line {
                        name: row.name.to_string(),
                        unit: row.unit_name,
                        post: row.post,
                        class: codes.get(&row.class_id).cloned().unwrap_or_default(),
                        class_name: said.map(|answer| answer.name.clone()).unwrap_or_default(),
                        worth: row.worth,
                        reason: said.map(|answer| answer.words.zh.clone()).unwrap_or_default(),
                    });
                }
            }
        })
        .await?;
    let write = move || -> Result<Vec<u8>, WriteFault> {
        let mut book = XlsxWriter::new(made)?;
        book.begin(&sheet("人员与理由", &["姓名", "单位", "职务", "班次编号", "班次名称", "价值", "理由"]))?;
        for line in &lines {
            book.row(&[
                Put::text(Some(&*line.name)),
                Put::text(Some(&*line.unit)),
                Put::text(line.post.as_deref()),
                Put::text(Some(&*line.class)),
                Put::text(Some(&*line.class_name)),
                Put::whole(Some(line.worth)),
                Put::text(Some(&*line.reason)),
            ])?;
        }
        book.begin(&sheet(
            "班次",
            &[
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
            ],
        ))?;
        for class in &classes {
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
    };
    let bytes = tokio::task::spawn_blocking(write)
        .await
        .map_err(|fault| Refusal::internal(&fault))?
        .map_err(|fault| Refusal::internal(&fault))?;
    Ok((format!("匹配方案-{}.xlsx", run.name), bytes))
}

fn sheet(name: &str, headers: &[&str]) -> Sheet {
    Sheet {
        name: name.into(),
        description: None,
        headers: headers.iter().map(|header| (*header).to_owned()).collect(),
    }
}
