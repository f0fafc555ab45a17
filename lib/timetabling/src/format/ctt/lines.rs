//! Lines of a text file with their numbers, split at blanks.

use crate::fault::Fault;

/// One line that is not empty.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    pub number: usize,
    pub fields: Vec<&'a str>,
    pub text: &'a str,
}

/// The lines of `text` that hold anything. Blanks and tabs separate fields; a carriage return is a blank.
pub fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    text.lines().enumerate().filter_map(|(index, text)| {
        let fields: Vec<&str> = text.split_ascii_whitespace().collect();
        let number = index + 1;
        (!fields.is_empty()).then(|| Line { number, fields, text: text.trim() })
    })
}

impl Line<'_> {
    /// Field `index` as a whole number up to `most`.
    pub fn number(&self, index: usize, element: &str, most: usize, faults: &mut Vec<Fault>) -> Option<usize> {
        let field = self.fields.get(index).copied().unwrap_or("");
        match field.parse::<usize>() {
            Ok(value) if value <= most => Some(value),
            _ => {
                let expected = format!("a whole number, 0 to {most}");
                faults.push(Fault::new(self.number, element, field, expected));
                None
            }
        }
    }
}
