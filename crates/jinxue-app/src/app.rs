//! The application: what every use case works with.

use std::ops::Deref;
use std::path::PathBuf;
use std::sync::Arc;

use jinxue_exchange::process::ReaderProgram;
use jinxue_oidc::Outgoing;
use jinxue_store::Db;

use crate::audit::Refusals;
use crate::clock::{Clock, Ids};
use crate::events::Events;
use crate::jobs::Bell;
use crate::runs::UnderWay;
use crate::sign_in::{Breached, Entrance, Hasher, Secret};

/// What a running application is given.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where uploads and the files of runs are kept.
    pub folder: PathBuf,
    /// How a stranger's file is read in a process of its own.
    pub reader: ReaderProgram,
    /// Threads a matching run may use.
    pub threads: usize,
    /// How people come in.
    pub entrance: Entrance,
    /// Where the pages are opened.
    pub published: Published,
    /// The hosts within that outgoing calls may reach.
    pub outgoing: Outgoing,
    /// What proves this installation to the provider of sign-in, where that asks for it.
    pub provider_secret: Option<Secret>,
    /// Passwords that were breached elsewhere, where the installation has a list of them.
    pub breached: Option<Breached>,
}

/// Where the pages are opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Published {
    /// On this machine, over plain HTTP, at whatever port.
    Here,
    /// At this address, `https://` and a host: this process speaks TLS, or a proxy in front of it.
    Https(String),
}

/// Cheap to clone; all clones are one application.
#[derive(Clone)]
pub struct App(Arc<Parts>);

/// The parts of the application.
pub struct Parts {
    /// Private: it is reached through [`Work::db`](crate::Work::db), fenced in, or by saying that it is not.
    db: Db,
    pub clock: Arc<dyn Clock>,
    pub ids: Ids,
    pub events: Events,
    pub settings: Settings,
    pub hasher: Hasher,
    pub(crate) bell: Bell,
    /// What was found last in each plan.
    pub(crate) warnings: crate::plans::warnings::Kept,
    /// Held by the import that writes.
    pub(crate) import_turn: tokio::sync::Mutex<()>,
    pub(crate) runs: UnderWay,
    pub(crate) refusals: Refusals,
}

impl Deref for App {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl App {
    /// An application on an open store. `process` tells the ids of this process from another's.
    pub fn new(db: Db, clock: Arc<dyn Clock>, process: u64, settings: Settings) -> Self {
        let ids = Ids::new(clock.clone(), process);
        // Half of the threads hash passwords at most; the others go on answering.
        let hasher = Hasher::new(settings.threads / 2);
        Self(Arc::new(Parts {
            db,
            clock,
            ids,
            events: Events::default(),
            settings,
            hasher,
            bell: Bell::default(),
            warnings: Default::default(),
            import_turn: tokio::sync::Mutex::default(),
            runs: UnderWay::default(),
            refusals: Refusals::default(),
        }))
    }

    /// The whole store, for what nobody's scope bounds: the queue of jobs, the start, tests.
    pub fn unfenced(&self) -> &Db {
        &self.db
    }
}
