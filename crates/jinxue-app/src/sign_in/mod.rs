//! Who is this? Accounts, what proves them, the sessions they hold, and the one-time links that make or mend them.
//!
//! A request comes as a [`Visit`]: from an address, perhaps with a token. [`presence`] finds whose session that is; a
//! session that still owes a step ([`jinxue_domain::Due`]) is good for that step and nothing else. What somebody may
//! do is not decided here.

pub mod accounts;
pub mod authenticator;
mod due;
mod failures;
pub mod first_start;
mod hasher;
pub mod identities;
pub mod links;
pub mod me;
pub mod passkeys;
pub mod password;
pub mod provider;
mod refused;
mod relying_party;
pub mod second_factor;
mod secrets;
mod sessions;
pub mod settings;
mod visit;
pub mod with_password;

pub use hasher::Hasher;
pub use identities::Entrance;
pub use refused::{Breached, BreachedFault};
pub use secrets::Secret;
pub use sessions::{Entry, find, presence, sign_out};
pub use visit::{Presence, Visit};
