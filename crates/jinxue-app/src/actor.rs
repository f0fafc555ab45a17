//! Who asks, and in which request.

use crate::App;

/// The one who acts. Until identities are configured there is one: the operator at this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The name that transitions and the audit keep.
    pub name: String,
}

impl Actor {
    /// The operator of a server that listens on this machine only.
    pub fn local() -> Self {
        Self { name: "本机操作员".into() }
    }

    /// Somebody a job acts for, by the name the request was made under.
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.into() }
    }

    /// The software itself: jobs that nobody waits for.
    pub fn system() -> Self {
        Self { name: "系统".into() }
    }
}

/// One request: the application, the actor and the number to read out on the telephone.
#[derive(Clone)]
pub struct Work {
    pub app: App,
    pub actor: Actor,
    pub request_id: String,
}

impl Work {
    /// Work done for nobody's request: a job, a command.
    pub fn of(app: &App, actor: Actor) -> Self {
        let request_id = app.ids.next().simple().to_string();
        Self { app: app.clone(), actor, request_id }
    }
}
