//! Text in both languages, and what every refusal can say about itself.

use std::borrow::Cow;
use std::fmt;

/// One sentence or label, said in Chinese and in English.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Words {
    /// Chinese, the first language of every page and paper.
    pub zh: Cow<'static, str>,
    /// English, complete, never a summary of the Chinese.
    pub en: Cow<'static, str>,
}

impl Words {
    /// Both texts, borrowed or owned.
    pub fn new(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Words {
        Words { zh: zh.into(), en: en.into() }
    }

    /// Labels known at compile time.
    pub const fn of(zh: &'static str, en: &'static str) -> Words {
        Words { zh: Cow::Borrowed(zh), en: Cow::Borrowed(en) }
    }
}

/// Shows the Chinese text.
impl fmt::Display for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.zh)
    }
}

/// A value from outside that was refused: which value, what was expected, and a sentence naming both.
///
/// Every validating door of this crate returns an error with this trait, so a file import and an HTTP answer can
/// show any of them at the cell or field it came from.
pub trait Fault: std::error::Error {
    /// A stable code for machines, `snake_case`.
    fn code(&self) -> &'static str;
    /// The value as it was given; masked where it is sensitive.
    fn value(&self) -> String;
    /// What would have been accepted.
    fn expected(&self) -> Words;
    /// The whole sentence.
    fn words(&self) -> Words;
}

/// Gives a refusal its `Display` (the Chinese sentence) and `std::error::Error`.
macro_rules! fault_display {
    ($name:ty) => {
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::words::Fault::words(self).zh)
            }
        }
        impl std::error::Error for $name {}
    };
}
pub(crate) use fault_display;

/// The form a type asks of a text: what it is called and what is expected.
#[derive(Debug, PartialEq, Eq)]
pub struct Form {
    /// Code of the refusal, such as `month_malformed`.
    pub code: &'static str,
    /// What the value is meant to be, Chinese then English.
    pub what: (&'static str, &'static str),
    /// What is accepted, Chinese then English.
    pub expected: (&'static str, &'static str),
}

/// A text that does not have the form its type asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The form asked for.
    pub form: &'static Form,
    /// The value as given.
    pub value: String,
}

impl Malformed {
    /// The refusal of `value`.
    pub fn new(form: &'static Form, value: &str) -> Malformed {
        Malformed { form, value: value.to_owned() }
    }
}

impl Fault for Malformed {
    fn code(&self) -> &'static str {
        self.form.code
    }
    fn value(&self) -> String {
        self.value.clone()
    }
    fn expected(&self) -> Words {
        Words::of(self.form.expected.0, self.form.expected.1)
    }
    fn words(&self) -> Words {
        let Form { what, expected, .. } = self.form;
        Words::new(
            format!("{}“{}”无法识别，应为{}", what.0, self.value, expected.0),
            format!("{} “{}” is not understood; expected {}", what.1, self.value, expected.1),
        )
    }
}
fault_display!(Malformed);
