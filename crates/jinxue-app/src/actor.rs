//! Who asks, and in which request.

use jinxue_domain::authority::Authority;
use uuid::Uuid;

use crate::App;

/// The one who acts: who they are, and what they may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor {
    /// The account that signed in; none for the operator and for the software itself.
    pub account: Option<Uuid>,
    /// The name that transitions and the audit keep.
    pub name: String,
    /// What they may do at the moment of the request.
    pub authority: Authority,
}

impl Actor {
    /// The operator of this machine: whoever can read the data folder can do everything anyway.
    pub fn operator() -> Self {
        Self { account: None, name: "本机操作员".into(), authority: Authority::everything() }
    }

    /// Somebody a job acts for, by the name the request was made under.
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.into(), ..Self::operator() }
    }

    /// The software itself: jobs that nobody waits for.
    pub fn system() -> Self {
        Self { name: "系统".into(), ..Self::operator() }
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
