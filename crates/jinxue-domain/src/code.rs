//! Short codes chosen by people: topics, fields, sectors, rules.
//!
//! The first three are stored in place and are `Copy`, because a province holds millions of them at once.

use std::fmt;
use std::str::FromStr;

use crate::fold::fold;
use crate::vocabulary::UnknownWord;
use crate::words::{Form, Malformed, Words};

/// ASCII text of at most `N` bytes, zero-padded, compared as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Inline<const N: usize>([u8; N]);

impl<const N: usize> Inline<N> {
    fn parse(text: &str, allowed: fn(u8) -> bool) -> Option<Self> {
        let bytes = text.as_bytes();
        if bytes.is_empty() || bytes.len() > N || !bytes.iter().all(|&b| allowed(b)) {
            return None;
        }
        let mut held = [0; N];
        held[..bytes.len()].copy_from_slice(bytes);
        Some(Inline(held))
    }

    fn as_str(&self) -> &str {
        let len = self.0.iter().position(|&b| b == 0).unwrap_or(N);
        std::str::from_utf8(&self.0[..len]).unwrap_or_default() // only ASCII gets in
    }
}

macro_rules! inline_codes {
    ($($(#[$doc:meta])* $name:ident[$n:literal] $allowed:ident, $code:literal, $zh:literal, $en:literal, $ezh:literal, $een:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Inline<$n>);

        impl $name {
            /// The code as it travels and is stored.
            pub fn as_str(&self) -> &str {
                self.0.as_str()
            }
        }
        impl FromStr for $name {
            type Err = Malformed;
            fn from_str(text: &str) -> Result<Self, Malformed> {
                Inline::parse(text, $allowed).map(Self).ok_or_else(|| Malformed::new(&Form { code: $code, what: ($zh, $en), expected: ($ezh, $een) }, text))
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}

fn upper_or_digit(b: u8) -> bool {
    b.is_ascii_uppercase() || b.is_ascii_digit()
}

fn snake(b: u8) -> bool {
    b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'
}

inline_codes! {
    /// Code of a topic (专题), such as `T0301`.
    TopicCode[8] upper_or_digit, "topic_code_malformed", "专题代码", "topic code",
        "1–8 位大写字母或数字，如 T0301", "1–8 capital letters or digits, such as T0301";
    /// Code of a field (领域), such as `F03`.
    FieldCode[8] upper_or_digit, "field_code_malformed", "领域代码", "field code",
        "1–8 位大写字母或数字，如 F03", "1–8 capital letters or digits, such as F03";
    /// Code of a line of work (条线), such as `justice`; an installation may add its own to [`Sector::BUILT_IN`].
    Sector[16] snake, "sector_malformed", "条线代码", "sector code",
        "1–16 位小写字母、数字或下划线，如 justice", "1–16 lower-case letters, digits or underscores, such as justice";
}

/// A built-in sector: code, labels, and the words it is read from.
#[derive(Debug, Clone, Copy)]
pub struct SectorEntry {
    /// The code, such as `justice`.
    pub code: &'static str,
    /// Chinese label.
    pub zh: &'static str,
    /// English label.
    pub en: &'static str,
    /// Other Chinese words that mean just this.
    pub aliases: &'static [&'static str],
}

macro_rules! sectors {
    ($($code:literal $zh:literal $en:literal [$($alias:literal),*];)+) => {
        &[$(SectorEntry { code: $code, zh: $zh, en: $en, aliases: &[$($alias),*] }),+]
    };
}

impl Sector {
    /// The sectors every installation starts with.
    pub const BUILT_IN: &'static [SectorEntry] = sectors! {
        "party" "党委" "Party committee" ["党务", "党群", "党委部门"];
        "government" "政府" "government" ["政府部门", "综合"];
        "congress" "人大政协" "congress and consultative conference" ["人大", "政协"];
        "justice" "政法" "justice" ["政法系统"];
        "economy" "经济" "economy" ["经济部门"];
        "education" "教育" "education" ["教育系统"];
        "health" "卫生" "health" ["卫生健康", "卫健"];
        "agriculture" "农业农村" "agriculture and rural affairs" ["农业", "三农"];
        "enterprise" "国企" "state enterprise" ["国有企业", "企业"];
        "grassroots" "基层" "grass roots" ["乡镇街道", "村社区"];
    };

    /// Reads a built-in sector from its code, a label or an alias.
    ///
    /// # Errors
    /// [`UnknownWord`] naming the word and the labels known.
    pub fn read(text: &str) -> Result<Sector, UnknownWord> {
        let word = fold(text);
        let is_meant =
            |e: &&SectorEntry| [e.code, e.zh, e.en].iter().chain(e.aliases).any(|known| fold(known) == word);
        let list = |label: fn(&SectorEntry) -> &'static str, by: &str| {
            Self::BUILT_IN.iter().map(label).collect::<Vec<_>>().join(by)
        };
        Self::BUILT_IN.iter().find(is_meant).and_then(|e| e.code.parse().ok()).ok_or_else(|| UnknownWord {
            what: Words::of("条线", "sector"),
            value: text.to_owned(),
            expected: Words::new(list(|e| e.zh, "、"), list(|e| e.code, ", ")),
        })
    }

    /// Labels of a built-in sector; of a sector of the installation's own, its code.
    pub fn words(&self) -> Words {
        match Self::BUILT_IN.iter().find(|e| e.code == self.as_str()) {
            Some(entry) => Words::of(entry.zh, entry.en),
            None => Words::new(self.as_str().to_owned(), self.as_str().to_owned()),
        }
    }
}

/// Code of a rule: dotted lower-case words from the general to the special, such as
/// `hours.county_and_above.five_years`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleCode(std::borrow::Cow<'static, str>);

impl RuleCode {
    /// A code of the built-in catalogue, known at compile time.
    pub const fn known(code: &'static str) -> RuleCode {
        RuleCode(std::borrow::Cow::Borrowed(code))
    }

    /// The code as it travels and is stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for RuleCode {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let well_formed = text.len() <= 80
            && text.split('.').all(|word| !word.is_empty() && word.bytes().all(snake))
            && text.contains('.');
        let form = &Form {
            code: "rule_code_malformed",
            what: ("规则代码", "rule code"),
            expected: ("以点分隔的小写词，如 fee.cap", "lower-case words joined by dots, such as fee.cap"),
        };
        well_formed.then(|| RuleCode(text.to_owned().into())).ok_or_else(|| Malformed::new(form, text))
    }
}

impl fmt::Display for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for RuleCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_text_and_refuse_other_alphabets() {
        assert_eq!("T0301".parse::<TopicCode>().unwrap().as_str(), "T0301");
        for bad in ["", "t0301", "T03011223", "专题", "T 1"] {
            assert!(bad.parse::<TopicCode>().is_err(), "{bad}");
        }
        assert!("hours.online".parse::<RuleCode>().is_ok());
        for bad in ["hours", "hours.", "Hours.x", "..", ""] {
            assert!(bad.parse::<RuleCode>().is_err(), "{bad}");
        }
    }

    #[test]
    fn sectors_are_read_from_their_words_only() {
        assert_eq!(Sector::read(" 政法 ").unwrap().as_str(), "justice");
        assert_eq!(Sector::read("Justice").unwrap().words().zh, "政法");
        assert!(Sector::read("文旅").unwrap_err().to_string().contains("农业农村"));
        assert!(Sector::BUILT_IN.iter().all(|e| e.code.parse::<Sector>().is_ok()));
    }
}
