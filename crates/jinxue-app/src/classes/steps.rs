//! Steps in the life of a class, one by one or many at once.

use jinxue_api::classes::{Class, Step, StepRefused, Steps, StepsTaken};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::class::{self, StepRefusal};
use jinxue_domain::{ClassState, Fault as _, Period};
use jinxue_store::classes::{self as store, ClassTransition};
use jinxue_store::seats;
use serde_json::json;
use uuid::Uuid;

use super::credit;
use super::page;
use super::write::tell;
use crate::{Answer, Refusal, Work, wire};

/// Classes that may take a step in one request.
const STEPS_MOST: i64 = 5_000;

/// Takes one step in the life of a class.
///
/// # Errors
/// `not_found`; `invalid_value` for an unknown state; `missing_value` for a remark that must be given;
/// `wrong_state` when the class may not go there.
pub async fn step(work: &Work, id: Uuid, step: &Step) -> Answer<Class> {
    let to = wire::read("to", &step.to)?;
    take(work, id, to, step.remark.as_ref()).await?;
    page::get(work, id).await
}

/// Takes the same step with many classes; those that may not go there say why, the others go.
///
/// # Errors
/// `invalid_value` for an unknown state or too many classes.
pub async fn step_many(work: &Work, steps: &Steps) -> Answer<StepsTaken> {
    let to = wire::read("to", &steps.to)?;
    wire::between("classes", wire::count(steps.classes.len()), 1, STEPS_MOST)?;
    let (mut moved, mut refused) = (0, Vec::new());
    for id in &steps.classes {
        match take(work, *id, to, steps.remark.as_ref()).await {
            Ok(_) => moved += 1,
            Err(refusal) => refused.push(StepRefused { class_id: *id, error: refusal.0 }),
        }
    }
    Ok(StepsTaken { moved, refused })
}

/// Takes the step, notes it, and tells every browser; where the class came from.
pub(super) async fn take(
    work: &Work,
    id: Uuid,
    to: ClassState,
    remark: Option<&String>,
) -> Answer<ClassState> {
    let remark = wire::kept(remark);
    let (step_id, now, today) = (work.app.ids.draw(), work.app.clock.now(), work.app.clock.today());
    let from = work
        .db()
        .work(async |mut tx| {
            let class = store::by_id(&mut tx, id.into()).await?;
            let period =
                Period::new(class.start_date, class.end_date).map_err(|fault| Refusal::internal(&fault))?;
            let step = class::Step { from: class.state, to, remark: remark.as_deref(), period, today };
            step.check().map_err(|refusal| refused(&refusal))?;
            let transition = ClassTransition {
                id: step_id,
                class_id: class.id,
                from_state: class.state,
                to_state: to,
                actor: work.actor.name.clone(),
                remark: remark.clone(),
                at: now,
            };
            store::set_state(&mut tx, class.version, &transition).await?;
            if to == ClassState::Published {
                seats::announce(&mut tx, class.id).await?;
            }
            if to == ClassState::Held {
                credit::credit(&mut tx, work, &class, &period).await?;
            }
            let detail = json!({ "from": class.state.as_str(), "to": to.as_str(), "remark": remark });
            work.note(&mut tx, "step", ("class", id.to_string()), detail).await?;
            Ok::<_, Refusal>(class.state)
        })
        .await?;
    tell(work, id);
    Ok(from)
}

fn refused(refusal: &StepRefusal) -> Problem {
    let (words, expected) = (refusal.words(), refusal.expected());
    let (code, field) = match refusal {
        StepRefusal::RemarkMissing { .. } => (ErrorCode::MissingValue, "remark"),
        _ => (ErrorCode::WrongState, "to"),
    };
    Problem::new(code).because(words.zh, words.en).field(field).value(refusal.value()).expected(expected.zh)
}
