//! The words of the field as closed lists: each with its wire form, its labels, and the words it is read from.
//!
//! Reading is conservative: a word stands in the list or it is refused. Nothing is guessed from a part of a word.

mod accounts;
mod classes;
mod ladder;
mod needs;
mod organisation;
mod work;

pub use accounts::{AccountState, Due, LinkPurpose, PasskeyPurpose, SecondFactor, SecondFactorFor};
pub use classes::{Absence, ClassKind, ClassState, FeeCategory, PlanState, Presence, RecordForm, SeatState};
pub use ladder::{Grade, PostKind, PostLevel, Rank, Standing};
pub use needs::{Evidence, Family, GapKind};
pub use organisation::{PersonState, Role, Sex, Tier, UnitKind};
pub use work::{ImportKind, ImportState, JobState, RowVerdict, RunState};

use crate::words::{Fault, Words, fault_display};

/// A word that is in none of the lists its type knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    /// What the word was meant to be, such as 职级.
    pub what: Words,
    /// The word as given.
    pub value: String,
    /// The words that would have been understood.
    pub expected: Words,
}

impl Fault for UnknownWord {
    fn code(&self) -> &'static str {
        "word_unknown"
    }
    fn value(&self) -> String {
        self.value.clone()
    }
    fn expected(&self) -> Words {
        self.expected.clone()
    }
    fn words(&self) -> Words {
        Words::new(
            format!("{}“{}”无法识别，应为：{}", self.what.zh, self.value, self.expected.zh),
            format!("{} “{}” is unknown; expected one of: {}", self.what.en, self.value, self.expected.en),
        )
    }
}
fault_display!(UnknownWord);

/// Defines a closed list: `Variant = "wire", "中文", "English", "alias"…;`
macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $what_zh:literal, $what_en:literal {
        $($(#[$vdoc:meta])* $variant:ident = $wire:literal, $zh:literal, $en:literal $(, $alias:literal)*;)+
    }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(#[doc = concat!($zh, " (", $en, "), `", $wire, "` on the wire.")] $(#[$vdoc])* $variant,)+
        }

        impl $name {
            /// Every word of the list, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word on the wire and in storage.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $wire,)+ }
            }
            /// The Chinese label.
            pub const fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)+ }
            }
            /// The English label.
            pub const fn en(self) -> &'static str {
                match self { $($name::$variant => $en,)+ }
            }
            /// Both labels.
            pub const fn words(self) -> $crate::words::Words {
                $crate::words::Words::of(self.zh(), self.en())
            }
            /// Other words files use for just this.
            pub const fn aliases(self) -> &'static [&'static str] {
                match self { $($name::$variant => &[$($alias),*],)+ }
            }

            /// Reads the word as people write it: a label, an alias or the wire word, blanks and width aside.
            ///
            /// # Errors
            /// [`UnknownWord`](crate::vocabulary::UnknownWord) naming the word and the labels known.
            pub fn read(text: &str) -> Result<$name, $crate::vocabulary::UnknownWord> {
                let word = $crate::fold::fold(text);
                let same = |known: &str| $crate::fold::fold(known) == word;
                Self::ALL
                    .iter()
                    .copied()
                    .find(|w| same(w.zh()) || same(w.as_str()) || same(w.en()) || w.aliases().iter().any(|a| same(a)))
                    .ok_or_else(|| Self::unknown(text))
            }

            fn unknown(text: &str) -> $crate::vocabulary::UnknownWord {
                let list = |label: fn($name) -> &'static str, by: &str| {
                    Self::ALL.iter().map(|&w| label(w)).collect::<Vec<_>>().join(by)
                };
                $crate::vocabulary::UnknownWord {
                    what: $crate::words::Words::of($what_zh, $what_en),
                    value: text.to_owned(),
                    expected: $crate::words::Words::new(list($name::zh, "、"), list($name::as_str, ", ")),
                }
            }
        }

        /// Only the wire word; what people write goes through `read`.
        impl std::str::FromStr for $name {
            type Err = $crate::vocabulary::UnknownWord;
            fn from_str(text: &str) -> Result<$name, $crate::vocabulary::UnknownWord> {
                Self::ALL.iter().copied().find(|w| w.as_str() == text).ok_or_else(|| Self::unknown(text))
            }
        }

        /// The wire word.
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        #[cfg(test)]
        impl $crate::vocabulary::tests::Closed for $name {
            fn readings() -> Vec<(&'static str, String)> {
                Self::ALL
                    .iter()
                    .flat_map(|w| [w.as_str(), w.zh(), w.en()].into_iter().chain(w.aliases().iter().copied()).map(|t| (w.as_str(), t.to_owned())))
                    .collect()
            }
            fn read_wire(text: &str) -> Option<&'static str> {
                Self::read(text).ok().map(Self::as_str)
            }
        }
    };
}
pub(crate) use vocabulary;

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A closed list, seen from its tests.
    pub(crate) trait Closed {
        fn readings() -> Vec<(&'static str, String)>;
        fn read_wire(text: &str) -> Option<&'static str>;
    }

    /// Each text of each word leads back to just that word, so no alias is claimed twice.
    fn is_unambiguous<W: Closed>() {
        for (wire, text) in W::readings() {
            assert_eq!(W::read_wire(&text), Some(wire), "{text}");
        }
        assert_eq!(W::read_wire(""), None);
        assert_eq!(W::read_wire("不认识的词"), None);
    }

    #[test]
    fn no_word_is_claimed_twice() {
        is_unambiguous::<Tier>();
        is_unambiguous::<UnitKind>();
        is_unambiguous::<Role>();
        is_unambiguous::<Sex>();
        is_unambiguous::<PersonState>();
        is_unambiguous::<PostLevel>();
        is_unambiguous::<PostKind>();
        is_unambiguous::<Rank>();
        is_unambiguous::<GapKind>();
        is_unambiguous::<Evidence>();
        is_unambiguous::<Family>();
        is_unambiguous::<ClassKind>();
        is_unambiguous::<ClassState>();
        is_unambiguous::<PlanState>();
        is_unambiguous::<SeatState>();
        is_unambiguous::<FeeCategory>();
        is_unambiguous::<RecordForm>();
        is_unambiguous::<ImportKind>();
        is_unambiguous::<ImportState>();
        is_unambiguous::<RowVerdict>();
        is_unambiguous::<JobState>();
        is_unambiguous::<RunState>();
        is_unambiguous::<AccountState>();
        is_unambiguous::<Due>();
        is_unambiguous::<SecondFactor>();
        is_unambiguous::<LinkPurpose>();
        is_unambiguous::<SecondFactorFor>();
        is_unambiguous::<PasskeyPurpose>();
        is_unambiguous::<crate::rules::Mark>();
        is_unambiguous::<crate::hours::MetBy>();
        is_unambiguous::<crate::fee::LecturerTitle>();
        is_unambiguous::<crate::class::Reason>();
        is_unambiguous::<crate::plan::WarningKind>();
        is_unambiguous::<crate::authority::GrantRole>();
        is_unambiguous::<crate::authority::Right>();
        is_unambiguous::<crate::authority::PersonalField>();
        is_unambiguous::<crate::authority::Reach>();
        is_unambiguous::<crate::authority::Standing>();
    }

    #[test]
    fn a_refusal_names_the_word_and_what_was_expected() {
        let refused = Tier::read("村级").unwrap_err();
        assert_eq!(refused.to_string(), "层级“村级”无法识别，应为：省级、市级、县级、乡级");
        assert!(refused.words().en.contains("province, city"));
        assert!("省级".parse::<Tier>().is_err(), "the wire takes wire words only");
    }
}
