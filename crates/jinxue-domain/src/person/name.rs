//! Names of people as files hold them: inner blanks, rare characters of four bytes, middle dots.

use std::fmt;
use std::str::FromStr;

use crate::fold::{fold, initials_of, key_of};
use crate::words::{Fault, Words, fault_display};

/// A person's name. The text is kept as written (trimmed); equality of people is decided by [`PersonName::folded`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

/// Why a text cannot be a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonNameFault {
    /// Nothing but blanks.
    Empty,
    /// More than [`PersonName::CHARACTERS_MAX`] characters.
    TooLong {
        /// The text.
        text: String,
        /// How many characters it has.
        characters: usize,
    },
    /// A control, direction or zero-width character: invisible, and a way to make two names look the same.
    Invisible {
        /// The text with the character shown as its code.
        text: String,
        /// The character.
        found: char,
        /// Where, counted from 1.
        position: usize,
    },
    /// No letter at all: most likely another column.
    NoLetter {
        /// The text.
        text: String,
    },
}

/// Surnames whose reading differs from the character's common one.
const SURNAMES: &[(&str, &[&str])] = &[
    ("万俟", &["mo", "qi"]),
    ("尉迟", &["yu", "chi"]),
    ("单于", &["chan", "yu"]),
    ("澹台", &["tan", "tai"]),
    ("单", &["shan"]),
    ("曾", &["zeng"]),
    ("仇", &["qiu"]),
    ("解", &["xie"]),
    ("区", &["ou"]),
    ("查", &["zha"]),
    ("盖", &["ge"]),
    ("朴", &["piao"]),
    ("覃", &["qin"]),
    ("乐", &["yue"]),
    ("翟", &["zhai"]),
    ("缪", &["miao"]),
    ("员", &["yun"]),
    ("折", &["she"]),
    ("种", &["chong"]),
    ("秘", &["bi"]),
    ("洗", &["xian"]),
    ("黑", &["he"]),
    ("繁", &["po"]),
    ("召", &["shao"]),
    ("卜", &["bu"]),
    ("隗", &["wei"]),
    ("牟", &["mu"]),
];

impl PersonName {
    /// The longest name accepted, in characters; the longest known transcribed names stay below it.
    pub const CHARACTERS_MAX: usize = 60;

    /// The name as written, without blanks around it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name for matching: without inner blanks, width, case and dot variants.
    pub fn folded(&self) -> String {
        fold(&self.0)
    }

    /// The key that sorts names by pinyin, the surname read as a surname (单 is shan).
    pub fn sort_key(&self) -> String {
        let folded = self.folded();
        key_of(&folded, surname_reading(&folded))
    }

    /// First letters of the syllables: `zw` for 张伟.
    pub fn initials(&self) -> String {
        let folded = self.folded();
        initials_of(&folded, surname_reading(&folded))
    }
}

fn surname_reading(folded: &str) -> &'static [&'static str] {
    SURNAMES.iter().find(|(surname, _)| folded.starts_with(surname)).map_or(&[], |(_, reading)| reading)
}

/// Characters that show nothing and have no place in a name: controls, direction marks, zero-width ones, the byte-order mark,
/// tags, and code points that are no characters.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00ad}' | '\u{034f}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffd}'
            | '\u{e0000}'..='\u{e007f}')
        || u32::from(c) & 0xfffe == 0xfffe
}

impl FromStr for PersonName {
    type Err = PersonNameFault;
    fn from_str(text: &str) -> Result<Self, PersonNameFault> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(PersonNameFault::Empty);
        }
        let characters = trimmed.chars().count();
        if characters > PersonName::CHARACTERS_MAX {
            return Err(PersonNameFault::TooLong { text: trimmed.to_owned(), characters });
        }
        if let Some((at, found)) = trimmed.chars().enumerate().find(|&(_, c)| is_invisible(c)) {
            let text = trimmed.chars().map(shown).collect();
            return Err(PersonNameFault::Invisible { text, found, position: at + 1 });
        }
        let is_letter = |c: char| c.is_alphabetic() || is_private(c);
        if !trimmed.chars().any(is_letter) {
            return Err(PersonNameFault::NoLetter { text: trimmed.to_owned() });
        }
        Ok(PersonName(trimmed.to_owned()))
    }
}

/// Registers that predate GB 18030-2022 keep rare characters in the private-use area.
fn is_private(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{ffffd}' | '\u{100000}'..='\u{10fffd}')
}

fn shown(c: char) -> String {
    if is_invisible(c) { format!("<U+{:04X}>", u32::from(c)) } else { c.to_string() }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl Fault for PersonNameFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Empty => "name_empty",
            Self::TooLong { .. } => "name_too_long",
            Self::Invisible { .. } => "name_invisible_character",
            Self::NoLetter { .. } => "name_without_letter",
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::TooLong { text, .. } | Self::Invisible { text, .. } | Self::NoLetter { text } => {
                text.clone()
            }
        }
    }

    fn expected(&self) -> Words {
        Words::of("不超过 60 字的姓名", "a name of at most 60 characters")
    }

    fn words(&self) -> Words {
        match self {
            Self::Empty => Words::of("姓名为空", "the name is empty"),
            Self::TooLong { text, characters } => Words::new(
                format!("姓名“{text}”有 {characters} 个字，最多 60 个"),
                format!("name “{text}” has {characters} characters; at most 60"),
            ),
            Self::Invisible { text, position, .. } => Words::new(
                format!("姓名“{text}”第 {position} 个字符不可见，请删去后重填"),
                format!("name “{text}” has an invisible character at position {position}; remove it"),
            ),
            Self::NoLetter { text } => Words::new(
                format!("姓名“{text}”中没有文字，可能填错了列"),
                format!("name “{text}” has no letter; perhaps it is another column"),
            ),
        }
    }
}
fault_display!(PersonNameFault);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn name(text: &str) -> PersonName {
        text.parse().unwrap()
    }

    #[test]
    fn inner_blanks_are_kept_and_folded_for_matching() {
        assert_eq!(name(" 张  三 ").as_str(), "张  三");
        assert_eq!(name("张\u{3000}三").folded(), name("张三").folded());
        assert_eq!(name("\u{20bb7}野\u{9fd0}").folded().chars().count(), 3);
        assert_eq!(name("阿卜杜拉·买买提").folded(), name("阿卜杜拉•买买提").folded());
    }

    #[test]
    fn surnames_are_read_as_surnames() {
        for (text, key, initials) in [
            ("单田芳", "shan tian fang 单田芳", "stf"),
            ("曾国", "zeng guo 曾国", "zg"),
            ("尉迟敬德", "yu chi jing de 尉迟敬德", "ycjd"),
            ("吕布", "lv bu 吕布", "lb"),
        ] {
            assert_eq!((name(text).sort_key().as_str(), name(text).initials().as_str()), (key, initials));
        }
    }

    #[test]
    fn the_surname_table_holds_only_readings_that_differ() {
        for (surname, reading) in SURNAMES {
            let common = key_of(surname, &[]);
            assert_ne!(common, key_of(surname, reading), "{surname} needs no entry");
            assert_eq!(surname.chars().count(), reading.len(), "{surname}");
        }
    }

    #[test]
    fn what_cannot_be_seen_is_refused_and_shown() {
        for (text, code) in [
            ("", "name_empty"),
            ("　", "name_empty"),
            ("张\u{200b}三", "name_invisible_character"),
            ("张\u{202e}三", "name_invisible_character"),
            ("张\u{0}三", "name_invisible_character"),
            ("\u{feff}张三", "name_invisible_character"),
            ("12345", "name_without_letter"),
        ] {
            assert_eq!(text.parse::<PersonName>().unwrap_err().code(), code, "{text:?}");
        }
        assert!("张\u{200b}三".parse::<PersonName>().unwrap_err().to_string().contains("<U+200B>"));
        assert_eq!("张".repeat(61).parse::<PersonName>().unwrap_err().code(), "name_too_long");
    }

    proptest! {
        #[test]
        fn no_text_panics_and_folding_is_stable(text in "\\PC{0,20}") {
            if let Ok(name) = text.parse::<PersonName>() {
                prop_assert_eq!(fold(&name.folded()), name.folded());
                prop_assert!(name.sort_key().ends_with(&name.folded()));
            }
        }
    }
}
