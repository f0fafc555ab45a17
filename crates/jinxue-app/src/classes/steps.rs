//! Steps in the life of a class, one by one or many at once.

use jinxue_api::classes::{Class, Step, StepRefused, Steps, StepsTaken};
use jinxue_api::{ErrorCode, Problem};
use jinxue_domain::class::{self, StepRefusal};
use jinxue_domain::{ClassId, ClassState, Fault as _, JobId, Period};
use jinxue_store::classes::{self as store, ClassTransition};
use jinxue_store::{Tx, seats};
use serde_json::json;
use uuid::Uuid;

use super::credit::Held;
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
            Ok(()) => moved += 1,
            Err(refusal) => refused.push(StepRefused { class_id: *id, error: refusal.0 }),
        }
    }
    Ok(StepsTaken { moved, refused })
}

/// Takes the step, notes it, and tells every browser.
async fn take(work: &Work, id: Uuid, to: ClassState, remark: Option<&String>) -> Answer<()> {
    let to = Towards { to, remark: wire::kept(remark), job: None };
    work.db().work(async |mut tx| to.take(&mut tx, work, id.into()).await).await?;
    tell(work, id).await;
    Ok(())
}

/// A step that is asked for, of one class or of many.
pub(super) struct Towards {
    pub to: ClassState,
    pub remark: Option<String>,
    /// The job that takes it, where one does.
    pub job: Option<JobId>,
}

impl Towards {
    /// Takes the step with one class, with all that follows from it.
    pub async fn take(&self, tx: &mut Tx, work: &Work, id: ClassId) -> Answer<()> {
        let class = store::locked(tx, id).await?;
        let period =
            Period::new(class.start_date, class.end_date).map_err(|fault| Refusal::internal(&fault))?;
        let (to, remark, today) = (self.to, self.remark.as_deref(), work.app.clock.today());
        class::Step { from: class.state, to, remark, period, today }
            .check()
            .map_err(|refusal| refused(&refusal))?;
        let transition = ClassTransition {
            id: work.app.ids.draw(),
            class_id: class.id,
            from_state: class.state,
            to_state: to,
            actor: work.actor.name.clone(),
            remark: self.remark.clone(),
            at: work.app.clock.now(),
            job_id: self.job,
        };
        store::set_state(tx, class.version, &transition).await?;
        if to == ClassState::Published {
            seats::announce(tx, class.id).await?;
        }
        if to == ClassState::Held {
            Held::of(tx, work, &class, &period).await?.credit_all(tx).await?;
        }
        let detail = json!({ "from": class.state.as_str(), "to": to.as_str(), "remark": remark });
        Ok(work.note(tx, "step", ("class", id.to_string()), detail).await?)
    }
}

fn refused(refusal: &StepRefusal) -> Problem {
    let (words, expected) = (refusal.words(), refusal.expected());
    let (code, field) = match refusal {
        StepRefusal::RemarkMissing { .. } => (ErrorCode::MissingValue, "remark"),
        _ => (ErrorCode::WrongState, "to"),
    };
    Problem::new(code).because(words.zh, words.en).field(field).value(refusal.value()).expected(expected.zh)
}
