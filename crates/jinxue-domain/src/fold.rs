//! Folding text for comparison, and pinyin for order and search.
//!
//! Databases disagree about case and Chinese order, so both are computed here once and stored beside the text.

use pinyin::ToPinyin;

/// Text with everything dropped that people type differently for the same word: blanks of every width, letter case, full-width forms,
/// the several middle dots of transcribed names, and variation selectors.
pub fn fold(text: &str) -> String {
    text.chars()
        .filter(|&c| !is_dropped(c))
        .flat_map(|c| half_width(c).to_lowercase())
        .map(middle_dot)
        .collect()
}

fn is_dropped(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// Full-width ASCII (！ to ～) as ASCII; every other character as it is.
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

fn middle_dot(c: char) -> char {
    match c {
        '•' | '‧' | '・' | '･' | '∙' | '⋅' | '.' => '·',
        _ => c,
    }
}

/// A key whose byte order is dictionary order: syllables separated by blanks, then the text itself so that
/// equal readings have a fixed order. Characters without a reading stand for themselves, after all letters.
pub fn sort_key(text: &str) -> String {
    key_of(&fold(text), &[])
}

/// First letters of the syllables, `zw` for 张伟: what people type to find a name quickly.
pub fn initials(text: &str) -> String {
    initials_of(&fold(text), &[])
}

/// [`sort_key`] of folded text whose first characters have the given readings.
pub(crate) fn key_of(folded: &str, first: &[&str]) -> String {
    let mut key = String::with_capacity(folded.len() * 3);
    let mut in_syllable = true; // no blank before the first syllable
    for (at, c) in folded.chars().enumerate() {
        match first.get(at).copied().or_else(|| c.to_pinyin().map(|p| p.plain())) {
            Some(syllable) => {
                if !key.is_empty() {
                    key.push(' ');
                }
                key.push_str(&syllable.replace('ü', "v"));
                in_syllable = false;
            }
            None => {
                if !key.is_empty() && !in_syllable {
                    key.push(' ');
                }
                key.push(c);
                in_syllable = true;
            }
        }
    }
    key.push(' ');
    key.push_str(folded);
    key
}

/// [`initials`] of folded text whose first characters have the given readings.
pub(crate) fn initials_of(folded: &str, first: &[&str]) -> String {
    let read = |(at, c): (usize, char)| {
        let syllable = first.get(at).copied().or_else(|| c.to_pinyin().map(|p| p.plain()));
        syllable.and_then(|s| s.chars().next()).or_else(|| c.is_alphanumeric().then_some(c))
    };
    folded.chars().enumerate().filter_map(read).map(|c| if c == 'ü' { 'v' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_drops_what_people_type_differently() {
        for (raw, folded) in [
            ("张  三", "张三"),
            ("张\u{3000}三", "张三"),
            ("Ａli", "ali"),
            ("买买提•吐尔逊", "买买提·吐尔逊"),
            ("\u{20bb7}\u{e0100}野", "\u{20bb7}野"),
        ] {
            assert_eq!(fold(raw), folded);
        }
    }

    #[test]
    fn keys_order_by_syllable_and_end_in_the_text() {
        assert_eq!(sort_key("太原市"), "tai yuan shi 太原市");
        assert_eq!(initials("太原市"), "tys");
        assert!(sort_key("李强") < sort_key("连强"), "li sorts before lian");
        assert_eq!(initials("吕梁ABC1"), "llabc1");
        assert_eq!(sort_key("A1班"), "a1 ban a1班");
    }
}
