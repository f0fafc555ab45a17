//! Who came to a class: noted seat by seat, corrected as often as needed, each time with who, when and what it was.

use jinxue_api::classes::{Attendance as Wire, ClassSeat, NewAttendance};
use jinxue_api::{ErrorCode, Problem, Words};
use jinxue_domain::class::{Attendance, AttendanceFault};
use jinxue_domain::{Absence, ClassState, Fault as _, Period, Presence, Tenths};
use jinxue_store::classes::{self, Class};
use jinxue_store::seats::{self, Attended, SeatOfClass};
use serde_json::{Value, json};
use uuid::Uuid;

use super::credit::Held;
use super::page;
use super::write::tell;
use crate::events::About;
use crate::wire::{self, Faults};
use crate::{Answer, Refusal, Work};

/// Notes how somebody took part, before the class is called held or after: then their record and their hours follow.
///
/// # Errors
/// `not_found` for the class or the seat; `version_stale`; `wrong_state` while nobody was told of the class; every
/// `invalid_value` and `missing_value`.
pub async fn note(
    work: &Work,
    class: Uuid,
    person: Uuid,
    version: i64,
    new: &NewAttendance,
) -> Answer<ClassSeat> {
    let remark = wire::kept(new.remark.as_ref());
    let seat = work
        .db()
        .work(async |mut tx| {
            let class = classes::locked(&mut tx, class.into()).await?;
            let before = seats::attended(&mut tx, class.id, person.into()).await?;
            if before.version != version {
                return Err(Refusal::stale("seat", person, version));
            }
            Attendance::may_be_noted(class.state).map_err(|fault| refused(&fault))?;
            let attended = read(new, &class)?;
            let after = Attended {
                presence: attended.presence(),
                absence: attended.absence(),
                hours_tenths: attended.hours(),
                noted_by: Some(work.actor.name.clone()),
                noted_at: Some(work.app.clock.now()),
                ..before.clone()
            };
            seats::note(&mut tx, &after).await?;
            if class.state == ClassState::Held {
                let period = Period::new(class.start_date, class.end_date)
                    .map_err(|fault| Refusal::internal(&fault))?;
                let held = Held::of(&mut tx, work, &class, &period).await?;
                held.credit_again(&mut tx, after.person_id, &attended).await?;
            }
            let detail = json!({ "before": said(&before), "after": said(&after), "remark": remark });
            let object = format!("{}/{person}", class.id);
            work.note(&mut tx, "attendance", ("seat", object), detail).await?;
            let seats = seats::of_class(&mut tx, class.id).await?;
            let seat = seats.into_iter().find(|seat| seat.person_id == after.person_id);
            seat.ok_or_else(|| Problem::not_found("seat", person).into())
        })
        .await?;
    tell(work, class).await;
    work.app.tell("person", About::Person(person.into()), &json!({ "id": person })).await;
    Ok(page::seat(seat))
}

/// How the one who has the seat took part.
pub(super) fn of_seat(seat: &SeatOfClass, class: &Class) -> Answer<Attendance> {
    let whole = Tenths::from_hours(class.hours);
    // The hours of a class may have been lowered since: nobody attended more than there were.
    let hours = seat.hours_tenths.map(|hours| hours.min(whole));
    Attendance::new(seat.presence, seat.absence, hours, whole).map_err(|fault| Refusal::internal(&fault))
}

/// How a seat's attendance travels.
pub(super) fn view(seat: &SeatOfClass) -> Wire {
    Wire {
        presence: seat.presence.as_str().into(),
        absence: seat.absence.map(|absence| absence.as_str().into()),
        hours_tenths: seat.hours_tenths.map(|hours| hours.get().into()),
        noted_by: seat.noted_by.clone(),
        noted_at: seat.noted_at.map(|at| at.as_micros()),
    }
}

/// How somebody took part, in words; empty for who was there throughout.
pub(crate) fn words(presence: Presence, absence: Option<Absence>, hours: Option<Tenths>) -> Words {
    let (mut zh, mut en) = match (presence, hours) {
        (Presence::Absent, _) => (Presence::Absent.zh().to_owned(), Presence::Absent.en().to_owned()),
        (Presence::Present, Some(hours)) => (format!("实到 {hours} 学时"), format!("{hours} hours attended")),
        (Presence::Present, None) => return Words::new(String::new(), String::new()),
    };
    if let Some(absence) = absence {
        zh.push_str(&format!("（{}）", absence.zh()));
        en.push_str(&format!(" ({})", absence.en()));
    }
    Words::new(zh, en)
}

fn read(new: &NewAttendance, class: &Class) -> Answer<Attendance> {
    let mut faults = Faults::default();
    let presence: Option<Presence> = faults.take(wire::read("presence", &new.presence));
    let absence: Option<Option<Absence>> = faults.take(wire::read_opt("absence", new.absence.as_deref()));
    let whole = Tenths::from_hours(class.hours);
    let hours = new.hours_tenths.map(|hours| {
        let tenths = u32::try_from(hours).map(Tenths::new);
        tenths.map_err(|_| Problem::invalid("hours_tenths", hours, format!("1–{}", whole.get())).into())
    });
    let hours = faults.take(hours.transpose());
    faults.end()?;
    let (Some(presence), Some(absence), Some(hours)) = (presence, absence, hours) else {
        return Err(Problem::missing("presence").into());
    };
    Attendance::new(presence, absence, hours, whole).map_err(|fault| refused(&fault).into())
}

fn refused(fault: &AttendanceFault) -> Problem {
    let (code, field) = match fault {
        AttendanceFault::NotAnnounced(_) => (ErrorCode::WrongState, "state"),
        AttendanceFault::AbsenceMissing => (ErrorCode::MissingValue, "absence"),
        AttendanceFault::HoursOfAbsent(_) | AttendanceFault::HoursBeyond { .. } => {
            (ErrorCode::InvalidValue, "hours_tenths")
        }
    };
    let (words, expected) = (fault.words(), fault.expected());
    Problem::new(code).because(words.zh, words.en).field(field).value(fault.value()).expected(expected.zh)
}

/// What holds of a seat, for the audit.
fn said(attended: &Attended) -> Value {
    json!({
        "presence": attended.presence.as_str(),
        "absence": attended.absence.map(Absence::as_str),
        "hours_tenths": attended.hours_tenths.map(Tenths::get),
        "noted_by": attended.noted_by,
        "noted_at": attended.noted_at.map(|at| at.as_micros()),
    })
}
