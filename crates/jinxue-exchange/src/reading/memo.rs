//! Remembers what words meant: a roster of a province says 男 or 科员 a hundred
//! thousand times, and finding a word in its list costs more than all the rest
//! of its row.

use std::{any::Any, collections::HashMap};

/// Words remembered of one field; a column of endless variety is not worth it.
const WORDS_MAX: usize = 1_000;

/// Words understood so far, by field.
#[derive(Default)]
pub(super) struct Memo {
    by_field: HashMap<&'static str, HashMap<String, Box<dyn Any + Send>>>,
}

impl Memo {
    pub(super) fn recall<T: Copy + 'static>(&self, field: &str, word: &str) -> Option<T> {
        self.by_field.get(field)?.get(word)?.downcast_ref().copied()
    }

    pub(super) fn learn<T: Copy + Send + 'static>(&mut self, field: &'static str, word: &str, meaning: T) {
        let words = self.by_field.entry(field).or_default();
        if words.len() < WORDS_MAX {
            words.insert(word.to_owned(), Box::new(meaning));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_kept_apart_by_field_and_type_and_up_to_a_bound() {
        let mut memo = Memo::default();
        memo.learn("a", "词", 1_i32);
        assert_eq!(memo.recall("a", "词"), Some(1_i32));
        assert_eq!(memo.recall::<u8>("a", "词"), None);
        assert_eq!(memo.recall::<i32>("b", "词"), None);
        for number in 0..2_000 {
            memo.learn("a", &number.to_string(), number);
        }
        assert_eq!(memo.recall::<i32>("a", "1999"), None);
        assert_eq!(memo.recall("a", "5"), Some(5_i32));
    }
}
