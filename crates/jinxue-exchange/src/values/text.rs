//! Free texts: nothing invisible, nothing endless.

use crate::{fault::Problem, reading::Value};

/// The longest name of a unit, a post or a class, in characters.
pub const SHORT_CHARACTERS_MAX: usize = 200;

/// The longest remark, in characters.
pub const LONG_CHARACTERS_MAX: usize = 4000;

/// Reads a text of one line; breaks and runs of blanks inside become one blank.
///
/// # Errors
/// [`Problem::Invisible`], [`Problem::TooLong`].
pub fn short_text(value: Value<'_>) -> Result<String, Problem> {
    let text = value.text.split_whitespace().collect::<Vec<_>>().join(" ");
    visible(&text)?;
    no_longer(text, SHORT_CHARACTERS_MAX)
}

/// Reads a text that may have several lines.
///
/// # Errors
/// As [`short_text`].
pub fn long_text(value: Value<'_>) -> Result<String, Problem> {
    let text = value.text.replace("\r\n", "\n").replace('\r', "\n");
    visible(&text)?;
    no_longer(text, LONG_CHARACTERS_MAX)
}

fn no_longer(text: String, characters_max: usize) -> Result<String, Problem> {
    if text.chars().nth(characters_max).is_some() {
        let value = text.chars().take(20).chain("…".chars()).collect();
        return Err(Problem::TooLong { value, characters_max });
    }
    Ok(text)
}

/// Refuse what a person cannot see: two texts that look alike must be alike.
pub(crate) fn visible(text: &str) -> Result<(), Problem> {
    match text.chars().enumerate().find(|(_, c)| is_invisible(*c)) {
        None => Ok(()),
        Some((at, found)) => {
            let value = text.chars().filter(|c| !is_invisible(*c)).take(40).collect();
            Err(Problem::Invisible { value, found, position: at + 1 })
        }
    }
}

/// Controls, soft hyphen, direction marks, zero-width characters, byte order
/// mark, tags.
fn is_invisible(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffc}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::Epoch;

    fn value(text: &str) -> Value<'_> {
        Value { text, epoch: Epoch::Y1900 }
    }

    #[test]
    fn breaks_in_a_cell_become_blanks() {
        assert_eq!(short_text(value("太原市\n财政局  预算科")).as_deref(), Ok("太原市 财政局 预算科"));
        assert_eq!(long_text(value("一\r\n二")).as_deref(), Ok("一\n二"));
    }

    #[test]
    fn what_nobody_sees_is_refused() {
        for c in ['\u{0}', '\u{200b}', '\u{202e}', '\u{feff}'] {
            let text = format!("财{c}政局");
            let refused = short_text(value(&text)).expect_err("invisible");
            assert_eq!(refused, Problem::Invisible { value: "财政局".into(), found: c, position: 2 });
        }
    }

    #[test]
    fn rare_characters_are_welcome() {
        assert_eq!(short_text(value("𠮷野鿿㐂")).as_deref(), Ok("𠮷野鿿㐂"));
    }

    #[test]
    fn the_endless_is_refused() {
        assert!(matches!(
            short_text(value(&"长".repeat(201))),
            Err(Problem::TooLong { characters_max: 200, .. })
        ));
    }
}
