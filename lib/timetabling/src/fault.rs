//! What is wrong with an input, said so that its author can mend it.

use std::fmt;

/// One fault: where it stands, what was found there and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Line of the file, counted from one; zero where the fault belongs to no line.
    pub line: usize,
    /// Section, element or field, as the file names it.
    pub element: String,
    /// The value found, as it stood.
    pub value: String,
    /// What would have been right.
    pub expected: String,
}

impl Fault {
    pub fn new(
        line: usize,
        element: impl Into<String>,
        value: impl Into<String>,
        expected: impl Into<String>,
    ) -> Self {
        Self { line, element: element.into(), value: value.into(), expected: expected.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, element, value, expected } = self;
        if *line > 0 {
            write!(f, "第 {line} 行 (line {line}): ")?;
        }
        write!(f, "{element} = “{value}”; 应为 (expected): {expected}")
    }
}

/// Every fault of one input, in the order of the file. Never empty when returned as an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults(pub Vec<Fault>);

impl std::error::Error for Faults {}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl Faults {
    /// `value` when nothing was found wrong, the faults otherwise.
    pub fn none_or<T>(self, value: T) -> Result<T, Faults> {
        if self.0.is_empty() { Ok(value) } else { Err(self) }
    }
}
