//! Words of another system's lists: understood where ours has them, kept where not.

/// A word as the file has it, and what it means if our list knows it. Codes of
/// other systems are kept verbatim and never guessed at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<T> {
    pub text: String,
    pub known: Option<T>,
}
