//! Secrets drawn here and known to their holder only: the store keeps digests.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use rand::RngExt as _;

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

/// Groups of a code on paper, and characters of a group: 24 of 31 characters are 118 bits, so that a digest without salt
/// tells nobody the code (OWASP ASVS 5.0, V6.5.2 asks for 112).
const PAPER_GROUPS: usize = 6;
const PAPER_GROUP: usize = 4;
/// Characters that are not mistaken for one another.
const PAPER_LETTERS: &[char; 31] = &[
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j', 'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x',
    'y', 'z', '2', '3', '4', '5', '6', '7', '8', '9',
];

/// A code that people copy from paper.
pub(crate) fn paper_code() -> String {
    let mut rng = rand::rng();
    let letter = || PAPER_LETTERS[rng.random_range(0..PAPER_LETTERS.len())];
    grouped(&std::iter::repeat_with(letter).take(PAPER_GROUPS * PAPER_GROUP).collect::<Vec<_>>())
}

/// A code as somebody typed it, in the form it was made: capitals, gaps and dashes do not count. Codes of before were two
/// groups of five.
pub(crate) fn paper_typed(code: &str) -> String {
    let letters: Vec<char> =
        code.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters.len() == PAPER_GROUPS * PAPER_GROUP { grouped(&letters) } else { code.trim().to_lowercase() }
}

fn grouped(letters: &[char]) -> String {
    letters.chunks(PAPER_GROUP).map(String::from_iter).collect::<Vec<_>>().join("-")
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
    fn paper_codes_are_long_easy_to_read_and_typed_as_one_likes() {
        let code = paper_code();
        assert_eq!(code.len(), 29);
        assert!(!code.contains(['0', 'o', '1', 'l', 'i']), "{code}");
        assert_ne!(code, paper_code());
        for typed in [
            code.clone(),
            code.to_uppercase(),
            code.replace('-', ""),
            format!(" {} ", code.replace('-', " ")),
        ] {
            assert_eq!(paper_typed(&typed), code);
        }
        assert_eq!(paper_typed(" ABCDE-fghjk "), "abcde-fghjk", "one of before");
    }
}
