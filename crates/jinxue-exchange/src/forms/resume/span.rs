//! `yyyy.MM--yyyy.MM` at the beginning of an entry.

use jinxue_domain::Month;

/// The months of an entry and how many characters they take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) from: Month,
    pub(super) to: Option<Month>,
    pub(super) length: usize,
}

/// Where the end is open, seven to nine blanks stand in its place; between a
/// dash and a month there are fewer.
const BLANKS_BEFORE_MONTH_MAX: usize = 4;

const NOW: [&str; 3] = ["至今", "今", "现在"];

/// The months that the text begins with, if two are joined by a dash.
pub(super) fn span_at(text: &[char]) -> Option<Span> {
    let (from, from_length) = month_at(text)?;
    let after_from = from_length + blanks(&text[from_length..]);
    let dash = text[after_from..].iter().take_while(|c| is_dash(**c)).count();
    if dash == 0 {
        return None;
    }
    let after_dash = after_from + dash;
    let gap = blanks(&text[after_dash..]);
    let rest = &text[after_dash + gap..];
    if let Some((to, to_length)) = month_at(rest).filter(|_| gap <= BLANKS_BEFORE_MONTH_MAX) {
        return Some(Span { from, to: Some(to), length: after_dash + gap + to_length });
    }
    let now = NOW.iter().map(|word| word.chars().collect::<Vec<_>>()).find(|word| rest.starts_with(word));
    let length = after_dash + now.map_or(0, |word| gap + word.len());
    Some(Span { from, to: None, length })
}

/// `1998.09`, `1998.9`, `1998/09`, `1998年9月` or `199809`, and its length.
fn month_at(text: &[char]) -> Option<(Month, usize)> {
    let year = number(text, 4, 4)?;
    let separated = text.get(4).is_some_and(|c| matches!(c, '.' | '．' | '/' | '年'));
    let month_at = if separated { 5 } else { 4 };
    let digits = text[month_at.min(text.len())..].iter().take(3).take_while(|c| c.is_ascii_digit()).count();
    let month = number(&text[month_at.min(text.len())..], digits, 2)?;
    if !separated && digits != 2 {
        return None;
    }
    let end = month_at + digits;
    let unit = usize::from(text.get(end) == Some(&'月'));
    Some((Month::new(year, month as i8)?, end + unit))
}

/// The number in the first `digits` characters, of which there may be `digits_max`.
fn number(text: &[char], digits: usize, digits_max: usize) -> Option<i16> {
    let text = text.get(..digits).filter(|text| !text.is_empty() && text.len() <= digits_max)?;
    text.iter().try_fold(0, |number: i16, c| Some(number * 10 + c.to_digit(10)? as i16))
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '―' | '─' | '–' | '－' | '‐' | '‑' | '~' | '～' | '至')
}

fn blanks(text: &[char]) -> usize {
    text.iter().take_while(|c| matches!(c, ' ' | '\u{3000}' | '\u{a0}' | '\t')).count()
}
