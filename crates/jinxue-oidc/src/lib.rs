//! Sign-in by another: a provider of OpenID Connect says who somebody is.
//!
//! It knows nothing of accounts. [`Provider`] sends a browser to the provider and judges what comes back (authorization
//! code with PKCE, state and nonce; signature, issuer, audience and time of the identity token); [`Outgoing`] is the only
//! way out: it resolves a name, looks at every address, and connects to one it has looked at.

mod outgoing;
mod private;
mod provider;

pub use outgoing::{Outgoing, OutgoingFault};
pub use provider::{Begun, Identity, Provider, ProviderFault};
