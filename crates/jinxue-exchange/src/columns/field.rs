//! A field of a kind of table and the headers it is known by.

use jinxue_domain::Words;

use super::header::plain;

/// Something a row can say, and the headers that say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// The name in mappings, `snake_case`.
    pub name: &'static str,
    /// The Chinese header, which is also the one that is written.
    pub zh: &'static str,
    /// The English header.
    pub en: &'static str,
    /// Other headers found in files.
    pub aliases: &'static [&'static str],
}

/// A field with its headers.
pub const fn field(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    aliases: &'static [&'static str],
) -> Field {
    Field { name, zh, en, aliases }
}

impl Field {
    /// Both headers.
    pub fn words(&self) -> Words {
        Words::of(self.zh, self.en)
    }

    /// Does a header, made [`plain`], mean this field?
    pub(super) fn is_called(&self, plain_header: &str) -> bool {
        [self.name, self.zh, self.en].iter().chain(self.aliases).any(|alias| plain(alias) == plain_header)
    }
}
