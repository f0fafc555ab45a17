//! The two languages in which the engine speaks.

/// A language for words shown to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 简体中文
    #[default]
    Chinese,
    /// English
    English,
}
