//! The page of one person: posts, training with what is odd about it, hours by rule, gaps with evidence, seats.

use std::collections::{BTreeMap, BTreeSet};

use jinxue_api::Words;
use jinxue_api::people::{HoursVerdict, Person, PersonRow, PersonSeat, PostEntry, TrainingRecord, Verbatim};
use jinxue_domain::hours::HoursVerdict as Verdict;
use jinxue_domain::person::mask;
use jinxue_domain::record_clash::{HistoryEntry, record_clashes};
use jinxue_domain::{ClassId, Period, PersonId, RunId};
use jinxue_store::people::{self as store, Figures};
use jinxue_store::{Conn, audit, posts, records, seats, units};
use uuid::Uuid;

use super::grid::top_gap;
use crate::classes::attended;
use crate::{Answer, Work, book, figures, needs, topics, wire};

/// The whole person.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Person> {
    work.db().read(async |mut conn| load(&mut conn, work, id.into()).await).await
}

/// The whole person, read on `conn`.
pub(super) async fn load(conn: &mut Conn, work: &Work, id: PersonId) -> Answer<Person> {
    let person = store::by_id(conn, id).await?;
    let kept = store::figures(conn, id).await?;
    let line = units::line(conn, &person.unit_path).await?;
    let records = records::of_person(conn, id).await?;
    let seats = seats::of_person(conn, id).await?;
    let today = work.app.clock.today();
    let rules = figures::rules_at(&book::load(conn).await?, &person.unit_path, today)?;
    let verdict = figures::verdict(&person, &records, today, &rules);
    let taxonomy = topics::load(conn).await?;
    let gaps = needs::ledger_of(conn, &person, &taxonomy, today).await?;
    let posts = posts::of_person(conn, id).await?;
    let count = wire::count(seats.len());
    let mut seat_list = Vec::with_capacity(seats.len());
    // A reason names nobody else: other people are counts in it.
    let reasons = reasons(&mut conn.whole(), id, &seats).await?;
    for held in seats {
        let why = held.run_id.and_then(|run| reasons.get(&(run, held.class_id)).cloned());
        seat_list.push(seat(held, why));
    }
    let unit_name = line.last().map(|unit| unit.name.clone()).unwrap_or_default();
    Ok(Person {
        row: row(&person, &kept, unit_name, count),
        unit_path: line.into_iter().map(|unit| unit.name).collect(),
        department: person.department.clone(),
        post_since: person.post_since.map(|date| date.to_string()),
        rank_since: person.rank_since.map(|date| date.to_string()),
        max_classes: person.max_classes.into(),
        state: person.state.as_str().into(),
        posts: posts.into_iter().map(post).collect(),
        training: training(records),
        hours: verdict.as_ref().map(hours),
        gaps,
        seat_list,
        version: person.version,
        changed_by: audit::last_of_object(conn, "person", &id.to_string()).await?.map(|deed| deed.actor),
        changed_at: person.changed_at.as_micros(),
    })
}

fn row(person: &store::Person, kept: &Figures, unit_name: String, seats: i64) -> PersonRow {
    PersonRow {
        id: person.id.as_uuid(),
        name: person.name.as_str().into(),
        sex: person.sex.as_str().into(),
        birth_month: person.birth_month.map(|month| month.to_string()),
        unit_id: person.unit_id.as_uuid(),
        unit_name,
        post: person.post.clone(),
        post_level: person.post_level.as_str().into(),
        rank: person.rank.as_str().into(),
        grade: person.grade.get().into(),
        role: person.role.as_str().into(),
        sector: person.sector.map(|code| code.to_string()),
        division: person.division.map(|code| code.to_string()),
        hours_done_tenths: kept.hours_done.get().into(),
        hours_due_tenths: kept.hours_due.get().into(),
        hours_short_tenths: kept.hours_short.get().into(),
        gaps_open: kept.gaps_open.into(),
        top_gap: top_gap(kept.top_topic, kept.top_severity),
        seats,
        citizen_no_masked: person.citizen_no.as_deref().map(mask),
    }
}

fn post(post: posts::PersonPost) -> PostEntry {
    PostEntry {
        kind: post.kind.as_str().into(),
        title: post.title,
        level: post.level,
        unit_name: post.unit_name,
        from: post.from_date,
        to: post.to_date,
    }
}

fn hours(verdict: &Verdict) -> HoursVerdict {
    HoursVerdict {
        rule: wire::rule(&verdict.rule),
        from: verdict.period.from().to_string(),
        to: verdict.period.to().to_string(),
        due_tenths: verdict.due.hours.get().into(),
        done_tenths: verdict.done.hours.get().into(),
        days_due: verdict.due.days.into(),
        days_done: verdict.done.days.into(),
        missing_tenths: verdict.missing.hours.get().into(),
        met: verdict.met.is_some(),
        words: wire::words(&verdict.words()),
        make_up_by: verdict.make_up.as_ref().map(|make_up| make_up.by.date.to_string()),
    }
}

/// Past training, each with the others it overlaps or repeats (培训时间重叠、培训内容相同).
fn training(records: Vec<records::TrainingRecord>) -> Vec<TrainingRecord> {
    let history: Vec<HistoryEntry<'_>> = records
        .iter()
        .map(|record| HistoryEntry {
            period: Period::new(record.start_date, record.end_date).unwrap_or(Period::day(record.start_date)),
            class_name: &record.class_name,
            form: record.form,
        })
        .collect();
    let mut remarks: Vec<Vec<Words>> = vec![Vec::new(); records.len()];
    for clash in record_clashes(&history) {
        for (one, other) in [(clash.first, clash.second), (clash.second, clash.first)] {
            let name = &records[other].class_name;
            if let Some(days) = clash.overlap {
                remarks[one].push(Words::new(
                    format!("与“{name}”时间重叠（{days}）"),
                    format!("overlaps “{name}” ({days})"),
                ));
            }
            if clash.same_content {
                remarks[one].push(Words::new(
                    format!("与 {} 的“{name}”内容相同", history[other].period),
                    format!("the same content as “{name}” of {}", history[other].period),
                ));
            }
        }
    }
    records.into_iter().zip(remarks).map(|(record, remarks)| past(record, remarks)).collect()
}

fn past(record: records::TrainingRecord, remarks: Vec<Words>) -> TrainingRecord {
    TrainingRecord {
        id: record.id.as_uuid(),
        class_name: record.class_name,
        topic: record.topic.map(|code| code.to_string()),
        kind: record.kind.as_str().into(),
        form: record.form.as_str().into(),
        start_date: record.start_date.to_string(),
        end_date: record.end_date.to_string(),
        days: record.days.into(),
        hours_tenths: record.hours_tenths.get().into(),
        recognised: record.recognised,
        organiser: record.organiser,
        institution: record.institution,
        completion: record.completion,
        unit_then: record.unit_then,
        post_then: record.post_then,
        remarks,
        verbatim: record.verbatim.as_deref().map(verbatim).unwrap_or_default(),
    }
}

/// What was kept of a file's row in its own words.
fn verbatim(kept: &str) -> Vec<Verbatim> {
    let kept: BTreeMap<String, String> = serde_json::from_str(kept).unwrap_or_default();
    kept.into_iter().map(|(column, text)| Verbatim { column, text }).collect()
}

/// Why a person has the seats they have, in the words of the runs they come from.
async fn reasons(
    conn: &mut Conn,
    person: PersonId,
    seats: &[seats::SeatOfPerson],
) -> Answer<BTreeMap<(RunId, ClassId), Words>> {
    let runs: BTreeSet<RunId> = seats.iter().filter_map(|seat| seat.run_id).collect();
    let mut reasons = BTreeMap::new();
    for run in runs {
        let said = crate::runs::reason_of_seat(conn, run, person).await?;
        reasons.extend(said.into_iter().map(|(class, words)| ((run, class), words)));
    }
    Ok(reasons)
}

fn seat(seat: seats::SeatOfPerson, why: Option<Words>) -> PersonSeat {
    PersonSeat {
        class_id: seat.class_id.as_uuid(),
        code: seat.code,
        name: seat.class_name,
        start_date: seat.start_date.to_string(),
        end_date: seat.end_date.to_string(),
        state: seat.state.as_str().into(),
        run_id: seat.run_id.map(|id| id.as_uuid()),
        attended: attended(seat.presence, seat.absence, seat.hours_tenths),
        why,
    }
}
