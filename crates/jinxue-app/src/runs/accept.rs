//! Accepting a run: its seats become the proposed seats of the plan.

use std::time::Duration;

use jinxue_api::runs::Accepted;
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::{RunId, SeatState};
use jinxue_store::runs::{self as store, Run};
use jinxue_store::{Tx, seats};
use serde_json::json;
use uuid::Uuid;

use crate::events::About;
use crate::{Answer, Refusal, Work, wire};

/// A province's seats are written in one transaction.
const DEADLINE: Duration = Duration::from_secs(60);

/// Accepts a finished run: its seats become the proposed seats of the plan. What is announced never changes.
///
/// # Errors
/// `wrong_state` when it is not finished, was accepted already, or seats people in classes that are over or cancelled;
/// `seats_taken` when announced seats have taken its people or its places since.
pub async fn accept(work: &Work, id: Uuid) -> Answer<Accepted> {
    let (now, run) = (work.app.clock.now(), RunId::from(id));
    let accepted = work
        .db()
        .within(DEADLINE)
        .work(async |mut tx| {
            let found = store::by_id(&mut tx, run).await?;
            if !store::mark_accepted(&mut tx, run, now).await? {
                return Err(not_to_accept(&found));
            }
            let before = seats::of_plan(&mut tx, found.plan_id).await?;
            let announced = before.iter().filter(|seat| seat.state == SeatState::Announced).count();
            let done = seats::accept_run(&mut tx, run, found.plan_id, now).await?;
            // Looked at behind the lock on the plan's classes that accepting takes.
            uncontradicted(&mut tx, run).await?;
            let detail = json!({ "seated": done.seated, "withdrawn": done.withdrawn });
            work.note(&mut tx, "run_accept", ("run", id.to_string()), detail).await?;
            Ok(Accepted {
                seats_made: wire::count(done.seated),
                seats_released: wire::count(done.withdrawn),
                announced_kept: wire::count(announced),
            })
        })
        .await?;
    let run = super::get(work, id).await?;
    work.app.tell("run", About::Plan(run.plan_id.into()), &run).await;
    Ok(accepted)
}

fn not_to_accept(run: &Run) -> Refusal {
    let problem = Problem::new(ErrorCode::WrongState).field("run").value(run.state);
    match run.accepted_at {
        Some(_) => problem.because("该方案已采用过", "this run was accepted before").into(),
        None => problem.expected("done, stopped").into(),
    }
}

/// Refuses seats that no longer go together with what was announced, held or cancelled since the run.
async fn uncontradicted(tx: &mut Tx, run: RunId) -> Answer<()> {
    let found = seats::contradictions(tx, run).await?;
    if found.closed > 0 {
        let problem = Problem::new(ErrorCode::WrongState).field("class").value(found.closed).because(
            format!("{} 个席位所在的班次此后已举办或取消，请重新匹配", found.closed),
            format!(
                "{} of its seats are in classes held or cancelled since: run a matching again",
                found.closed
            ),
        );
        return Err(problem.into());
    }
    if found.away > 0 {
        let problem = Problem::new(ErrorCode::SeatsTaken).field("person").value(found.away).because(
            format!("{} 人此后已被通知参加日期重叠的班次，请重新匹配", found.away),
            format!(
                "{} people were since announced for classes on the same days: run a matching again",
                found.away
            ),
        );
        return Err(problem.into());
    }
    Ok(())
}
