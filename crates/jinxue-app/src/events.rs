//! Live events: what changed, for every browser that listens.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use jinxue_domain::authority::{PathRange, Right};
use jinxue_domain::{ClassId, ImportId, JobId, PersonId, PlanId};
use jinxue_store::{Conn, StoreError, jobs, whereabouts};
use tokio::sync::{broadcast, watch};
use uuid::Uuid;

use crate::{App, Work};

/// How many events a listener may fall behind before it is told to read anew.
const BEHIND_MAX: usize = 1_024;
/// How many past events are kept for listeners that come back with `Last-Event-ID`.
const KEPT: usize = 512;

/// Something that changed.
#[derive(Debug, Clone)]
pub struct Event {
    pub id: u64,
    /// `job`, `import`, `run`, `class`, `person`, `rule`.
    pub kind: &'static str,
    /// The object as JSON, or as much of it as a page needs to know that it must read anew.
    pub data: String,
    /// Whose business it is.
    pub of: Of,
}

/// Whose business an event is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    Everybody,
    /// Who has the right on all of the range; everything, where there is none.
    Place(Right, Option<PathRange>),
    /// The account that asked; the operator, where there is none.
    Asker(Option<Uuid>),
}

/// What an event is about, from which it follows whose business it is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About {
    Person(PersonId),
    Class(ClassId),
    /// A run of a plan.
    Plan(PlanId),
    Import(ImportId),
    Job(JobId),
}

impl App {
    /// Tells everybody whose business it is.
    pub(crate) async fn tell(&self, kind: &'static str, about: About, object: &impl serde::Serialize) {
        let of = self.unfenced().read(async |mut conn| of(&mut conn, about).await).await;
        match of {
            Ok(of) => self.events.tell(kind, of, object),
            Err(fault) => tracing::error!(%fault, kind, "nobody could be told of a change"),
        }
    }
}

async fn of(conn: &mut Conn, about: About) -> Result<Of, StoreError> {
    Ok(match about {
        About::Person(id) => Of::Place(Right::SeePeople, whereabouts::person(conn, id).await?),
        About::Class(id) => Of::Place(Right::SeeClasses, whereabouts::class(conn, id).await?),
        About::Plan(id) => Of::Place(Right::SeeRuns, whereabouts::plan(conn, id).await?),
        About::Import(id) => Of::Place(Right::Import, whereabouts::import(conn, id).await?),
        About::Job(id) => Of::Asker(jobs::asker(conn, id).await?.map(|asker| asker.account_id.as_uuid())),
    })
}

impl Work {
    /// Whether an event is the asker's business.
    pub fn hears(&self, event: &Event) -> bool {
        let authority = &self.actor.authority;
        match &event.of {
            _ if authority.is_everything() => true,
            Of::Everybody => true,
            Of::Place(right, range) => {
                let scope = authority.scope(*right);
                range.as_ref().map_or(scope.ranges().is_none(), |range| scope.covers_range(range))
            }
            Of::Asker(account) => account.is_some() && *account == self.actor.account,
        }
    }
}

struct Past {
    last: u64,
    events: VecDeque<Event>,
}

/// The hub all changes pass.
#[derive(Clone)]
pub struct Events {
    sender: broadcast::Sender<Event>,
    past: Arc<Mutex<Past>>,
    closing: watch::Sender<bool>,
    /// Counted up whenever somebody's roles, account or sessions have changed.
    standings: watch::Sender<u64>,
}

impl Default for Events {
    fn default() -> Self {
        let (sender, _) = broadcast::channel(BEHIND_MAX);
        let past = Past { last: 0, events: VecDeque::with_capacity(KEPT) };
        Self {
            sender,
            past: Arc::new(Mutex::new(past)),
            closing: watch::Sender::new(false),
            standings: watch::Sender::new(0),
        }
    }
}

impl Events {
    /// Tells those who listen and whose business it is.
    pub fn tell(&self, kind: &'static str, of: Of, object: &impl serde::Serialize) {
        let data = match serde_json::to_string(object) {
            Ok(data) => data,
            Err(fault) => return tracing::error!(%fault, kind, "an event could not be written"),
        };
        let mut past = self.past.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        past.last += 1;
        let event = Event { id: past.last, kind, data, of };
        if past.events.len() == KEPT {
            past.events.pop_front();
        }
        past.events.push_back(event.clone());
        // Nobody listening is no fault.
        let _ = self.sender.send(event);
    }

    /// Has every stream look anew who listens to it, and what they may hear: called once a change of roles, accounts or
    /// sessions is written.
    pub fn standings_changed(&self) {
        self.standings.send_modify(|count| *count += 1);
    }

    /// Tells when standings have changed.
    pub fn standings(&self) -> watch::Receiver<u64> {
        self.standings.subscribe()
    }

    /// Ends every stream: a server that stops would else wait for whoever listens.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Completes when the streams are to end.
    pub async fn closed(&self) {
        // The other end lives as long as this does.
        let _ = self.closing.subscribe().wait_for(|closing| *closing).await;
    }

    /// Events after `last` that are still known, and all that come.
    pub fn listen(&self, last: Option<u64>) -> (Vec<Event>, broadcast::Receiver<Event>) {
        let past = self.past.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let receiver = self.sender.subscribe();
        let missed =
            last.map_or_else(Vec::new, |last| past.events.iter().filter(|e| e.id > last).cloned().collect());
        (missed, receiver)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_listener_that_comes_back_gets_what_it_missed_and_then_what_comes() {
        let events = Events::default();
        events.tell("job", Of::Everybody, &1);
        events.tell("job", Of::Everybody, &2);
        let (missed, mut coming) = events.listen(Some(1));
        events.tell("run", Of::Everybody, &3);
        assert_eq!(missed.iter().map(|e| e.data.as_str()).collect::<Vec<_>>(), ["2"]);
        let next = coming.recv().await.expect("one was told");
        assert_eq!((next.id, next.kind, next.data.as_str()), (3, "run", "3"));
    }
}
