//! Ends a reading process that has fallen silent.

use std::{
    process::{Child, ExitStatus},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::JoinHandle,
    time::{Duration, Instant},
};

/// A child under observation: it is killed when the parent has waited for it
/// longer than its patience, and when the watch is dropped.
pub(super) struct Watch {
    shared: Arc<Shared>,
    guard: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    patience: Duration,
}

struct State {
    child: Child,
    waiting_since: Option<Instant>,
    overdue: bool,
    over: bool,
}

impl Watch {
    pub(super) fn over(child: Child, patience: Duration) -> Self {
        let state = State { child, waiting_since: None, overdue: false, over: false };
        let shared = Arc::new(Shared { state: Mutex::new(state), changed: Condvar::new(), patience });
        let guard = std::thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.guard()
        });
        Self { shared, guard: Some(guard) }
    }

    /// The parent now waits for the child.
    pub(super) fn wait_begins(&self) {
        self.shared.lock().waiting_since = Some(Instant::now());
        self.shared.changed.notify_one();
    }

    /// The child has answered; while the parent is busy, its silence is no fault.
    pub(super) fn wait_ends(&self) {
        self.shared.lock().waiting_since = None;
    }

    /// Was the child killed for its silence?
    pub(super) fn is_overdue(&self) -> bool {
        self.shared.lock().overdue
    }

    /// How the child ended, after its output has.
    pub(super) fn status(&self) -> std::io::Result<ExitStatus> {
        self.shared.lock().child.wait()
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn guard(&self) {
        let mut state = self.lock();
        while !state.over {
            let left = state.waiting_since.map(|since| self.patience.saturating_sub(since.elapsed()));
            if left == Some(Duration::ZERO) && !state.overdue {
                state.overdue = true;
                // A child that is already gone cannot be killed, which is as good.
                let _ = state.child.kill();
            }
            let pause = if state.overdue { None } else { left };
            state = match pause {
                Some(pause) => {
                    self.changed.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner).0
                }
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        {
            let mut state = self.shared.lock();
            state.over = true;
            let _ = state.child.kill();
            let _ = state.child.wait();
        }
        self.shared.changed.notify_one();
        if let Some(guard) = self.guard.take() {
            let _ = guard.join();
        }
    }
}
