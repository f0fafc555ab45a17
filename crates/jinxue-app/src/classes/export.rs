//! The list of a class as a workbook: who sits in it, and how they took part.

use jinxue_domain::Instant;
use jinxue_exchange::write::{Put, Sheet};
use jinxue_store::seats::SeatOfClass;
use uuid::Uuid;

use super::attended;
use super::page::seats_seen;
use crate::exports::{Writing, off_the_request};
use crate::{Answer, Refusal, wire};

const HEADERS: [&str; 10] =
    ["序号", "姓名", "单位", "职务", "层次", "席位", "必须参加", "出勤", "登记人", "登记时间"];

/// Writes the seats of a class by name: all of them for its organiser, else those of the asker's own people; how many they are.
///
/// # Errors
/// `not_found`; when the disk is full.
pub(crate) async fn export(writing: &Writing<'_>, id: Uuid) -> Answer<u64> {
    let db = writing.ticket.db();
    let (class, seats) = db.read(async |mut conn| seats_seen(&mut conn, id.into()).await).await?;
    let days = format!("{} 至 {}", class.start_date, class.end_date);
    let head = Sheet {
        name: "班次名单".into(),
        description: Some(writing.line(&format!("{} {}，{days}", class.code, class.name))),
        headers: HEADERS.map(str::to_owned).to_vec(),
    };
    let mut book = writing.book()?;
    book.begin(&head).map_err(|fault| Refusal::internal(&fault))?;
    let rows = wire::count(seats.len());
    let book = off_the_request(move || {
        (1..).zip(&seats).try_for_each(|(number, seat)| book.row(&cells(number, seat)))?;
        Ok(book)
    })
    .await?;
    writing.save(book).await?;
    writing.ticket.progress(rows, rows).await?;
    Ok(rows.unsigned_abs())
}

fn cells(number: i64, seat: &SeatOfClass) -> Vec<Put> {
    vec![
        Put::Whole(number),
        Put::text(Some(seat.name.as_str())),
        Put::text(Some(&*seat.unit_name)),
        Put::text(seat.post.as_deref()),
        Put::text(Some(seat.grade.words().zh)),
        Put::text(Some(seat.state.zh())),
        Put::text(seat.mandatory.then_some("是")),
        Put::text(Some(attended(seat.presence, seat.absence, seat.hours_tenths).zh)),
        Put::text(seat.noted_by.as_deref()),
        Put::text(seat.noted_at.map(shown)),
    ]
}

/// The moment in China, as a table shows it.
fn shown(moment: Instant) -> String {
    moment.in_china().strftime("%Y-%m-%d %H:%M").to_string()
}
