//! 是 and 否 as people and other systems write them.

use jinxue_domain::Words;

use crate::{fault::Problem, reading::Value};

const YES: [&str; 9] = ["是", "有", "认可", "已认可", "y", "yes", "true", "1", "√"];
const NO: [&str; 9] = ["否", "无", "不认可", "未认可", "n", "no", "false", "0", "×"];

/// Reads a yes or a no.
///
/// # Errors
/// [`Problem::Malformed`].
pub fn yes_or_no(value: Value<'_>) -> Result<bool, Problem> {
    let word = value.text.to_lowercase();
    match (YES.contains(&word.as_str()), NO.contains(&word.as_str())) {
        (true, _) => Ok(true),
        (_, true) => Ok(false),
        _ => Err(Problem::Malformed {
            value: value.text.to_owned(),
            expected: Words::of("是 或 否", "yes or no"),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Epoch;

    #[test]
    fn words_of_both_answers_and_nothing_else() {
        let read = |text| yes_or_no(Value { text, epoch: Epoch::Y1900 }).ok();
        assert!(YES.iter().all(|word| read(word) == Some(true)));
        assert!(NO.iter().all(|word| read(word) == Some(false)));
        assert_eq!((read("TRUE"), read("也许"), read("2")), (Some(true), None, None));
    }
}
