//! Secrets drawn here and known to their holder only: the store keeps digests.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::digest;

/// 256 random bits, as text that fits into cookies and addresses. It shows itself to nobody by accident.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// A new one, by the generator that the operating system seeds.
    pub(crate) fn draw() -> Self {
        Self(URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>()))
    }

    /// One that was told by the operator.
    pub fn told(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The secret itself, for its holder.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the store keeps of it.
    pub(crate) fn digest(&self) -> String {
        digest_of(&self.0)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What the store keeps of a secret that somebody showed. With 256 random bits no salt is needed.
pub(crate) fn digest_of(given: &str) -> String {
    digest::hex(given.as_bytes())
}

/// A short code that people copy from paper: eight characters that are not mistaken for one another, in two groups.
pub(crate) fn paper_code() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567892";
    let drawn = rand::random::<[u8; 10]>().map(|byte| char::from(LETTERS[usize::from(byte & 31)]));
    let (left, right) = drawn.split_at(5);
    format!("{}-{}", left.iter().collect::<String>(), right.iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_differ_fit_into_a_cookie_and_hide_themselves() {
        let (one, two) = (Secret::draw(), Secret::draw());
        assert_ne!(one.reveal(), two.reveal());
        assert_eq!(one.reveal().len(), 43);
        assert!(one.reveal().bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert_eq!(one.digest(), digest_of(one.reveal()));
        assert!(!format!("{one:?}").contains(one.reveal()));
    }

    #[test]
    fn paper_codes_are_easy_to_read() {
        let code = paper_code();
        assert_eq!(code.len(), 11);
        assert!(!code.contains(['0', 'o', '1', 'l', 'i']), "{code}");
    }
}
