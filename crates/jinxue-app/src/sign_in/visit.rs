//! A request before anybody knows whose it is, and whose it turns out to be.

use jinxue_domain::authority::Authority;
use jinxue_store::accounts::Account;
use jinxue_store::sessions::Session;

use super::secrets::digest_of;
use crate::{Actor, Answer, App, Work, access};

/// Characters that are kept of what a browser calls itself.
const AGENT_MOST: usize = 200;

/// Somebody at the door.
#[derive(Clone)]
pub struct Visit {
    pub app: App,
    pub request_id: String,
    /// Where the request comes from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// The digest of the token it brought.
    pub(super) token_hash: Option<String>,
}

impl Visit {
    /// A request from `address`, perhaps with the token of a session.
    pub fn new(app: &App, request_id: String, address: String, agent: &str, token: Option<&str>) -> Self {
        Self {
            app: app.clone(),
            request_id,
            address,
            agent: agent.chars().filter(|c| !c.is_control()).take(AGENT_MOST).collect(),
            token_hash: token.map(digest_of),
        }
    }

    /// The visit as work of the software itself: good for what everybody may ask.
    pub fn work(&self) -> Work {
        let stranger = Work::of(&self.app, Actor::system()).in_request(self.request_id.clone());
        stranger.asked_from(self.address.clone())
    }

    /// The visit as the work of an account on itself, which needs no right; to note what it did.
    pub(super) fn work_of(&self, account: &Account) -> Work {
        let authority = Authority::at(self.app.clock.now(), [], account.person_id);
        let name = account.display_name.clone();
        self.work_by(Actor { account: Some(account.id.as_uuid()), name, authority })
    }

    fn work_by(&self, actor: Actor) -> Work {
        Work::of(&self.app, actor).in_request(self.request_id.clone()).asked_from(self.address.clone())
    }
}

/// An account in one of its sessions.
#[derive(Clone)]
pub struct Presence {
    pub visit: Visit,
    pub(super) account: Account,
    pub(super) session: Session,
}

impl Presence {
    /// The presence as the work of its account on itself.
    pub fn work(&self) -> Work {
        self.visit.work_of(&self.account)
    }

    /// The presence as the work of its account with all it may do now.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn acting(&self) -> Answer<Work> {
        Ok(self.visit.work_by(access::actor_of(&self.visit.app, self.account_id()).await?))
    }

    /// The account, to count its requests by.
    pub fn account_id(&self) -> uuid::Uuid {
        self.account.id.as_uuid()
    }

    /// What must still be done before anything else is answered.
    pub fn due(&self) -> Option<&'static str> {
        self.session.due.map(|due| due.as_str())
    }
}
