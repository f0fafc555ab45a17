//! Live events: what changed, for every browser that listens.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::sync::broadcast;

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
}

impl Default for Events {
    fn default() -> Self {
        let (sender, _) = broadcast::channel(BEHIND_MAX);
        Self { sender, past: Arc::new(Mutex::new(Past { last: 0, events: VecDeque::with_capacity(KEPT) })) }
    }
}

impl Events {
    /// Tells everybody.
    pub fn tell(&self, kind: &'static str, object: &impl serde::Serialize) {
        let data = match serde_json::to_string(object) {
            Ok(data) => data,
            Err(fault) => return tracing::error!(%fault, kind, "an event could not be written"),
        };
        let mut past = self.past.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        past.last += 1;
        let event = Event { id: past.last, kind, data };
        if past.events.len() == KEPT {
            past.events.pop_front();
        }
        past.events.push_back(event.clone());
        // Nobody listening is no fault.
        let _ = self.sender.send(event);
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
        events.tell("job", &1);
        events.tell("job", &2);
        let (missed, mut coming) = events.listen(Some(1));
        events.tell("run", &3);
        assert_eq!(missed.iter().map(|e| e.data.as_str()).collect::<Vec<_>>(), ["2"]);
        let next = coming.recv().await.expect("one was told");
        assert_eq!((next.id, next.kind, next.data.as_str()), (3, "run", "3"));
    }
}
