//! Who asks, and in which request.

use std::collections::BTreeSet;
use std::sync::Arc;

use jinxue_domain::authority::{Authority, GrantRole, PathRange, Right, Scope};
use jinxue_store::Db;
use jinxue_store::jobs::Asker;
use uuid::Uuid;

use crate::{Answer, App};

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

/// One request: the application, the actor, where the actor may do what is asked, and the number to read out on the
/// telephone.
#[derive(Clone)]
pub struct Work {
    pub app: App,
    pub actor: Actor,
    pub request_id: String,
    /// Where the session is that asked; none for what no session asked for.
    pub(crate) address: Option<String>,
    scope: Arc<Scope>,
    right: Option<Right>,
}

impl Work {
    /// Work of the operator or of the software itself, who are bound by no scope; anybody else reaches nothing.
    pub fn of(app: &App, actor: Actor) -> Self {
        let scope = if actor.authority.is_everything() { Scope::everything() } else { Scope::nothing() };
        let request_id = app.ids.next().simple().to_string();
        Self { app: app.clone(), actor, request_id, address: None, scope: Arc::new(scope), right: None }
    }

    /// The same work under the number of a request.
    #[must_use]
    pub fn in_request(self, request_id: String) -> Self {
        Self { request_id, ..self }
    }

    /// The same work, asked for in a session at `address`.
    #[must_use]
    pub(crate) fn asked_from(self, address: String) -> Self {
        Self { address: Some(address), ..self }
    }

    /// The same work by another actor, reaching nothing yet.
    #[must_use]
    pub(crate) fn by(self, actor: Actor) -> Self {
        Self { actor, scope: Arc::new(Scope::nothing()), right: None, ..self }
    }

    /// The same work for something that needs `right`; it reaches what the actor may use that right on.
    ///
    /// # Errors
    /// `forbidden` when the actor has the right nowhere.
    pub fn using(self, right: Right) -> Answer<Self> {
        let scope = self.actor.authority.scope(right);
        if scope.is_empty() {
            return Err(crate::Refusal::forbidden(right));
        }
        Ok(Self { scope: Arc::new(scope), right: Some(right), ..self })
    }

    /// The same work, reaching no further than `range`.
    #[must_use]
    pub(crate) fn narrowed(self, range: &PathRange) -> Self {
        Self { scope: Arc::new(self.scope.and(range)), ..self }
    }

    /// Whose right a job begun here uses; none for the operator's.
    pub(crate) fn asker(&self) -> Option<Asker> {
        let (account, right) = self.actor.account.zip(self.right)?;
        Some(Asker { account_id: account.into(), asked_right: right })
    }

    /// The roles by which the actor may do what is asked, for the audit; none where no grant bounds them.
    pub(crate) fn roles(&self) -> Option<String> {
        let right = self.right?;
        let held = self.actor.authority.grants().iter().map(|grant| grant.terms.role);
        let roles: BTreeSet<&str> = held.filter(|role| role.has(right)).map(GrantRole::as_str).collect();
        (!roles.is_empty()).then(|| roles.into_iter().collect::<Vec<_>>().join("|"))
    }

    /// Where the actor may do what is asked.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// The store as far as the actor may use it for what is asked. There is no other way to it from a use case, so
    /// that nothing is read or written beyond the scope by mistake.
    pub fn db(&self) -> Db {
        self.app.unfenced().fenced(self.scope.clone())
    }
}
