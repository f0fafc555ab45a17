//! The figures of a rule: named, with a unit, and a range that keeps nonsense out.

use crate::words::Words;

/// A value of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A whole number in the figure's unit.
    Number(i64),
    /// One of the figure's words.
    Word(String),
}

/// One of the words a figure may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The word on the wire.
    pub word: &'static str,
    /// Its Chinese label.
    pub zh: &'static str,
    /// Its English label.
    pub en: &'static str,
}

/// What a figure may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// A number between two bounds, both included.
    Between(i64, i64),
    /// One of some words.
    OneOf(&'static [Choice]),
}

/// One named figure of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Its key on the wire.
    pub name: &'static str,
    /// Its Chinese label.
    pub zh: &'static str,
    /// Its English label.
    pub en: &'static str,
    /// The unit, Chinese and English; empty for words.
    pub unit: (&'static str, &'static str),
    /// The shipped value: a number, or the place of a word in the list.
    pub default: i64,
    /// What it may be.
    pub allowed: Allowed,
}

impl Figure {
    /// The shipped value.
    pub fn value(&self) -> Value {
        match self.allowed {
            Allowed::Between(..) => Value::Number(self.default),
            Allowed::OneOf(words) => Value::Word(words[self.default as usize].word.to_owned()),
        }
    }

    /// Whether a value may stand here.
    pub fn admits(&self, value: &Value) -> bool {
        match (self.allowed, value) {
            (Allowed::Between(least, most), Value::Number(number)) => (least..=most).contains(number),
            (Allowed::OneOf(words), Value::Word(word)) => words.iter().any(|choice| choice.word == word),
            _ => false,
        }
    }

    /// What may stand here, said.
    pub fn expected(&self) -> Words {
        match self.allowed {
            Allowed::Between(least, most) => Words::new(
                format!("{least} 到 {most} 的整数（{}）", self.unit.0),
                format!("a whole number from {least} to {most} ({})", self.unit.1),
            ),
            Allowed::OneOf(words) => {
                let list = words.iter().map(|choice| choice.word).collect::<Vec<_>>().join(", ");
                Words::new(list.clone(), list)
            }
        }
    }

    /// A value with its label and unit: 学时 550.
    pub fn words(&self, value: &Value) -> Words {
        match (value, self.allowed) {
            (Value::Number(number), _) => Words::new(
                format!("{} {number} {}", self.zh, self.unit.0).trim_end().to_owned(),
                format!("{}: {number} {}", self.en, self.unit.1).trim_end().to_owned(),
            ),
            (Value::Word(word), Allowed::OneOf(words)) => {
                let known = words.iter().find(|choice| choice.word == word);
                let (zh, en) = known.map_or((word.as_str(), word.as_str()), |choice| (choice.zh, choice.en));
                Words::new(format!("{}：{zh}", self.zh), format!("{}: {en}", self.en))
            }
            (Value::Word(word), _) => Words::new(word.clone(), word.clone()),
        }
    }
}
