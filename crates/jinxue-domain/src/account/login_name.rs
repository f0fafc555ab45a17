//! The name one signs in by.

use std::fmt;
use std::str::FromStr;

use crate::fold::half_width;
use crate::words::{Form, Malformed};

/// A login name: folded (half width, lower case), so that `Zhang.San` and `zhang.san` are one account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LoginName(String);

impl LoginName {
    /// The shortest and the longest name, in characters.
    pub const CHARACTERS_MIN: usize = 2;
    /// The longest name, in characters.
    pub const CHARACTERS_MAX: usize = 40;

    /// The name, folded.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Letters of any script, digits and `. _ - @`, with a letter or digit first.
impl FromStr for LoginName {
    type Err = Malformed;
    fn from_str(text: &str) -> Result<Self, Malformed> {
        let name: String = text.trim().chars().map(half_width).flat_map(char::to_lowercase).collect();
        let length = name.chars().count();
        let fits = (Self::CHARACTERS_MIN..=Self::CHARACTERS_MAX).contains(&length)
            && name.chars().next().is_some_and(char::is_alphanumeric)
            && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@'));
        if fits { Ok(Self(name)) } else { Err(malformed(text)) }
    }
}

impl fmt::Display for LoginName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The refusal shows at most as much of the text as a name may have.
fn malformed(text: &str) -> Malformed {
    let shown: String = text.chars().take(LoginName::CHARACTERS_MAX).collect();
    Malformed::new(
        &Form {
            code: "login_malformed",
            what: ("登录名", "login name"),
            expected: (
                "2–40 个字符：文字、数字和 . _ - @，以文字或数字开头",
                "2–40 characters: letters, digits and . _ - @, a letter or digit first",
            ),
        },
        &shown,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fold_to_one_and_strange_ones_are_refused() {
        for text in ["zhang.san", "Zhang.San", " ZHANG.SAN ", "ｚｈａｎｇ．ｓａｎ"] {
            assert_eq!(text.parse::<LoginName>().unwrap().as_str(), "zhang.san", "{text}");
        }
        assert_eq!("太原-组织部".parse::<LoginName>().unwrap().as_str(), "太原-组织部");
        let long = "a".repeat(41);
        for bad in ["", "a", "-a", ".abc", "a b", "a\u{200b}b", "a\nb", "a/b", "<b>", long.as_str()] {
            assert!(bad.parse::<LoginName>().is_err(), "{bad:?}");
        }
        let refused = "x".repeat(100_000).parse::<LoginName>().unwrap_err();
        assert_eq!(refused.value.len(), LoginName::CHARACTERS_MAX);
    }
}
