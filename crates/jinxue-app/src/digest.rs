//! Digests, as hexadecimal text.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

/// SHA-256 of `bytes`.
pub(crate) fn hex(bytes: &[u8]) -> String {
    text(&Sha256::digest(bytes))
}

/// The text of a finished digest.
pub(crate) fn text(digest: &[u8]) -> String {
    digest.iter().fold(String::with_capacity(digest.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
