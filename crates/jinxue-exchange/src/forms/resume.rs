//! 简历: a career in lines of `yyyy.MM--yyyy.MM  text`, as people really write them.

mod span;

use jinxue_domain::Month;

use span::{Span, span_at};

/// A career as far as it could be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resume {
    pub entries: Vec<ResumeEntry>,
    /// Text before the first entry that has a date.
    pub preface: String,
}

/// One entry of a career.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResumeEntry {
    pub from: Month,
    /// Open where the post is held still.
    pub to: Option<Month>,
    /// What was done, without the study inside it.
    pub text: String,
    /// `（其间：…）`: what was done beside it.
    pub meanwhile: Vec<ResumeEntry>,
}

impl Resume {
    /// Read a career. An entry begins where two months are joined by a dash,
    /// outside brackets, with or without a line break before it; what stands
    /// between belongs to the entry above.
    pub fn read(text: &str) -> Self {
        let text: Vec<char> = plain_breaks(text).chars().collect();
        let (preface, parts) = parts(&text);
        Self { entries: parts.into_iter().map(|(span, text)| entry(span, text)).collect(), preface }
    }
}

/// Line breaks that stand as references in the text itself.
fn plain_breaks(text: &str) -> String {
    text.replace("&#xD;", "\n").replace("&#xA;", "\n").replace("&#13;", "\n").replace("&#10;", "\n")
}

/// Where entries begin. Brackets that are not closed end with their line.
fn starts(text: &[char]) -> Vec<(usize, Span)> {
    let mut starts = Vec::new();
    let mut depth = 0_usize;
    let mut at = 0;
    while at < text.len() {
        match text[at] {
            '\n' | '\r' => depth = 0,
            '(' | '（' => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ if depth == 0 && (at == 0 || !text[at - 1].is_ascii_digit()) => {
                if let Some(span) = span_at(&text[at..]) {
                    starts.push((at, span));
                    at += span.length;
                    continue;
                }
            }
            _ => {}
        }
        at += 1;
    }
    starts
}

/// What stands before the first entry, and each entry's months and text.
fn parts(text: &[char]) -> (String, Vec<(Span, &[char])>) {
    let starts = starts(text);
    let preface = one_line(text.iter().take(starts.first().map_or(text.len(), |(at, _)| *at)));
    let ends = starts.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let parts = starts.iter().zip(ends).map(|((at, span), end)| (*span, &text[*at + span.length..end]));
    (preface, parts.collect())
}

fn entry(span: Span, text: &[char]) -> ResumeEntry {
    let (text, meanwhile) = split_meanwhile(text);
    ResumeEntry { from: span.from, to: span.to, text, meanwhile }
}

/// The text without its `（其间：…）`, and the entries that stood in them. A
/// remark that is not made of entries stays in the text.
fn split_meanwhile(text: &[char]) -> (String, Vec<ResumeEntry>) {
    let mut outside = Vec::new();
    let mut meanwhile = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let bracket = meanwhile_at(&text[at..]);
        let entries = bracket.map(|(opening, length)| within(&text[at + opening..at + length - 1]));
        match (bracket, entries.flatten()) {
            (Some((_, length)), Some(entries)) => {
                meanwhile.extend(entries);
                at += length;
            }
            _ => {
                outside.push(text[at]);
                at += 1;
            }
        }
    }
    (one_line(outside.iter()), meanwhile)
}

/// The entries inside an entry, if there is nothing but entries; no deeper ones
/// are looked for.
fn within(text: &[char]) -> Option<Vec<ResumeEntry>> {
    let (preface, parts) = parts(text);
    let entry = |(span, text): (Span, &[char])| ResumeEntry {
        from: span.from,
        to: span.to,
        text: one_line(text.iter()),
        meanwhile: Vec::new(),
    };
    (preface.is_empty() && !parts.is_empty()).then(|| parts.into_iter().map(entry).collect())
}

/// Length of the opening words and of the whole bracket, if one begins here and is closed.
fn meanwhile_at(text: &[char]) -> Option<(usize, usize)> {
    const WORDS: [&str; 3] = ["其间", "期间", "其中"];
    let [bracket, first, second, ..] = text else { return None };
    let word: String = [first, second].into_iter().collect();
    if !matches!(bracket, '(' | '（') || !WORDS.contains(&word.as_str()) {
        return None;
    }
    let opening = if matches!(text.get(3), Some(':' | '：')) { 4 } else { 3 };
    let mut depth = 0_usize;
    for (at, c) in text.iter().enumerate() {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (at >= opening).then_some((opening, at + 1));
        }
    }
    None
}

/// Lines that belong together, without the breaks and blanks of their layout.
fn one_line<'c>(text: impl Iterator<Item = &'c char>) -> String {
    let text: String = text.collect();
    let lines: Vec<String> = text
        .split(['\n', '\r'])
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect();
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line per entry: `from-to text [meanwhile]`.
    fn lines(text: &str) -> Vec<String> {
        fn line(entry: &ResumeEntry) -> String {
            let to = entry.to.map(|to| to.to_string()).unwrap_or_default();
            let meanwhile: Vec<String> = entry.meanwhile.iter().map(line).collect();
            let meanwhile =
                if meanwhile.is_empty() { String::new() } else { format!(" [{}]", meanwhile.join("; ")) };
            format!("{}~{to} {}{meanwhile}", entry.from, entry.text)
        }
        Resume::read(text).entries.iter().map(line).collect()
    }

    #[test]
    fn a_career_in_lines() {
        assert_eq!(
            lines(
                "1996.09--2000.07  晋阳大学经济系学习\n2000.07--2005.03  晋阳市财政局科员\n2005.03--         晋阳市财政局科长"
            ),
            [
                "1996-09~2000-07 晋阳大学经济系学习",
                "2000-07~2005-03 晋阳市财政局科员",
                "2005-03~ 晋阳市财政局科长"
            ]
        );
    }

    #[test]
    fn dashes_of_every_kind_single_or_double() {
        for dash in ["-", "--", "—", "——", "―", "―――", "─", "──", "–", "－", "~", "至"]
        {
            assert_eq!(lines(&format!("1996.09{dash}2000.07 学习")), ["1996-09~2000-07 学习"], "{dash}");
        }
    }

    #[test]
    fn lines_without_a_date_continue_the_one_above() {
        assert_eq!(
            lines("1996.09--2000.07  晋阳大学经济系\n                  国民经济专业学习\r\n2000.07--  科员"),
            ["1996-09~2000-07 晋阳大学经济系国民经济专业学习", "2000-07~ 科员"]
        );
    }

    #[test]
    fn without_line_breaks_and_with_literal_references() {
        assert_eq!(
            lines("1996.09--2000.07 学习2000.07--2005.03 科员2005.03--至今 科长"),
            ["1996-09~2000-07 学习", "2000-07~2005-03 科员", "2005-03~ 科长"]
        );
        assert_eq!(
            lines("1996.09--2000.07 学习&#xD;&#xA;2000.07--2005.03 科员"),
            ["1996-09~2000-07 学习", "2000-07~2005-03 科员"]
        );
    }

    #[test]
    fn study_inside_a_job() {
        assert_eq!(
            lines(
                "2000.07--2005.03 科员（其间：2001.09--2003.07在省委党校（在职）学习；2004.03—2004.07挂职）\n2005.03-- 科长(其间:在职学习)"
            ),
            [
                "2000-07~2005-03 科员 [2001-09~2003-07 在省委党校（在职）学习；; 2004-03~2004-07 挂职]",
                "2005-03~ 科长(其间:在职学习)",
            ]
        );
    }

    #[test]
    fn nothing_is_invented() {
        let resume = Resume::read("早年务农\n1996.13--2000.07 不存在的月\n12000.07--2001.01 长数字");
        assert_eq!((resume.entries.len(), resume.preface.is_empty()), (0, false));
        assert_eq!(Resume::read(""), Resume::default());
        assert_eq!(lines("2016.09--       2014年度考核优秀"), ["2016-09~ 2014年度考核优秀"]);
        assert_eq!(
            lines("1998年9月至2002年7月 学习（未闭合\n2002.07-- 科员"),
            ["1998-09~2002-07 学习（未闭合", "2002-07~ 科员"]
        );
    }
}
