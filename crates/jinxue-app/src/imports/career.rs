//! A résumé as the career the store keeps: posts, ranks, and the rest as it stands.

use jinxue_domain::{Date, Month, PersonId, PostId, PostKind, PostLevel, Rank};
use jinxue_exchange::forms::{Resume, ResumeEntry};
use jinxue_store::posts::PersonPost;

use super::unit_names::UnitNames;

/// What entries of a career that a form brought say of their source: the next form replaces them.
pub(super) const SOURCE: &str = "form";

/// Words of leading posts (领导职务) as a résumé names them.
const LEADING: [&str; 20] = [
    "书记",
    "省长",
    "市长",
    "县长",
    "区长",
    "乡长",
    "镇长",
    "厅长",
    "局长",
    "处长",
    "科长",
    "部长",
    "主任",
    "主席",
    "院长",
    "校长",
    "检察长",
    "秘书长",
    "所长",
    "站长",
];

/// Words that hold one of the above and are none.
const NOT_LEADING: [&str; 3] = ["主任科员", "书记员", "班主任"];

/// The longest word of either ladder, in characters.
const WORD_CHARACTERS: std::ops::RangeInclusive<usize> = 2..=8;

/// What a form says of the post and the rank held now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Standing {
    pub level: Option<PostLevel>,
    pub rank: Option<Rank>,
    pub post_since: Option<Month>,
    pub rank_since: Option<Month>,
}

/// The standing of somebody who holds `post` and came there by `resume`.
pub(super) fn standing(post: &str, resume: &Resume) -> Standing {
    let open = resume.entries.iter().rev().find(|entry| entry.to.is_none());
    let now = open.map_or("", |entry| &entry.text);
    let rank = rank_in(post).or_else(|| rank_in(now));
    Standing {
        level: level_in(post).or_else(|| level_in(now)),
        rank,
        post_since: open.map(|entry| entry.from),
        rank_since: rank
            .and_then(|rank| rank_spells(resume).into_iter().rev().find(|spell| spell.rank == rank))
            .map(|spell| spell.from),
    }
}

/// An entry of a career before anybody's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line {
    from: Option<String>,
    to: Option<String>,
    kind: &'static str,
    title: String,
    level: Option<String>,
    unit_name: Option<String>,
}

/// The career a résumé tells: an entry for each of its lines, one for each thing done beside it, and one for each rank
/// held, from its first line to its last.
pub(super) fn career(names: &UnitNames, resume: &Resume) -> Vec<Line> {
    let entries = resume.entries.iter().flat_map(|entry| {
        let kind = if is_post(&entry.text) { PostKind::Post } else { PostKind::Resume };
        std::iter::once((kind, entry)).chain(entry.meanwhile.iter().map(|entry| (PostKind::Resume, entry)))
    });
    let line = |(kind, entry): (PostKind, &ResumeEntry)| Line {
        from: Some(entry.from.to_string()),
        to: entry.to.map(|to| to.to_string()),
        kind: kind.as_str(),
        title: entry.text.clone(),
        level: level_in(&entry.text).map(|level| level.as_str().to_owned()),
        unit_name: names.at_start_of(&entry.text).map(|found| found.name),
    };
    let spell = |spell: RankSpell| Line {
        from: Some(spell.from.to_string()),
        to: spell.to.map(|to| to.to_string()),
        kind: PostKind::Rank.as_str(),
        title: spell.rank.zh().into(),
        level: Some(spell.rank.as_str().into()),
        unit_name: None,
    };
    entries.map(line).chain(rank_spells(resume).into_iter().map(spell)).collect()
}

impl Line {
    /// The line as an entry of `person`.
    pub fn of_person(self, id: PostId, person: PersonId) -> PersonPost {
        PersonPost {
            id,
            person_id: person,
            kind: self.kind.parse().unwrap_or(PostKind::Resume),
            title: self.title,
            level: self.level,
            unit_name: self.unit_name,
            from_date: self.from,
            to_date: self.to,
            source: SOURCE.into(),
        }
    }

    /// What a kept entry says.
    pub fn of(post: &PersonPost) -> Self {
        Self {
            from: post.from_date.clone(),
            to: post.to_date.clone(),
            kind: post.kind.as_str(),
            title: post.title.clone(),
            level: post.level.clone(),
            unit_name: post.unit_name.clone(),
        }
    }
}

/// Do two careers say the same, whatever the order?
pub(super) fn same(one: &[Line], other: &[Line]) -> bool {
    let sorted = |lines: &[Line]| {
        let mut lines = lines.to_vec();
        lines.sort_unstable();
        lines
    };
    sorted(one) == sorted(other)
}

/// The day a month of a form stands for, unless `known` lies in that month already and knows the day.
pub(super) fn day(month: Option<Month>, known: Option<Date>) -> Option<Date> {
    month.filter(|month| known.is_none_or(|known| Month::of(known) != *month)).map(Month::first_day)
}

/// A rank and how long it was held.
struct RankSpell {
    rank: Rank,
    from: Month,
    to: Option<Month>,
}

fn rank_spells(resume: &Resume) -> Vec<RankSpell> {
    let mut spells: Vec<RankSpell> = Vec::new();
    for entry in &resume.entries {
        let Some(rank) = rank_in(&entry.text) else { continue };
        match spells.last_mut() {
            Some(last) if last.rank == rank => last.to = entry.to,
            _ => spells.push(RankSpell { rank, from: entry.from, to: entry.to }),
        }
    }
    spells
}

fn is_post(text: &str) -> bool {
    let without = NOT_LEADING.iter().fold(text.to_owned(), |text, word| text.replace(word, ""));
    let is_study = without.ends_with("学习") || without.ends_with("学员");
    !is_study && LEADING.iter().any(|word| without.contains(word))
}

/// The first rank that a text names with its grade (四级调研员); 科员 alone may be older than the ladder.
fn rank_in(text: &str) -> Option<Rank> {
    let is_graded = |c: &char| "一二三四1234".contains(*c);
    pieces(text)
        .filter(|piece| piece.first().is_some_and(is_graded))
        .find_map(|piece| Rank::read(&piece.into_iter().collect::<String>()).ok())
}

/// The first level of a post that a text names, which it does in brackets: 局长（正处级）.
fn level_in(text: &str) -> Option<PostLevel> {
    let inside = text.split(['（', '(']).skip(1).filter_map(|rest| rest.split_once(['）', ')']));
    inside.map(|(inside, _)| inside).find_map(|inside| PostLevel::read(inside).ok())
}

/// Every piece of a text that is as long as a word may be, the longer before the shorter at each place.
fn pieces(text: &str) -> impl Iterator<Item = Vec<char>> + use<> {
    let text: Vec<char> = text.chars().collect();
    (0..text.len()).flat_map(move |from| {
        let lengths = WORD_CHARACTERS.rev().filter(|length| from + length <= text.len());
        lengths.map(|length| text[from..from + length].to_vec()).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const RESUME: &str = "1993.09--1997.08  晋阳大学经济系学习\n1997.08--2010.03  晋阳县财政局科员\n2010.03--2019.06  晋阳县财政局副局长\n2019.06--2021.03  晋阳县财政局副局长、四级主任科员\n2021.03--2023.05  晋阳县财政局局长（正科级）、四级主任科员\n2023.05--         晋阳县财政局局长（正科级）、三级主任科员";

    #[test]
    fn the_standing_is_that_of_the_open_line() {
        let standing = standing("晋阳县财政局局长", &Resume::read(RESUME));
        assert_eq!((standing.level, standing.rank), (Some(PostLevel::Section), Some(Rank::Officer3)));
        assert_eq!((standing.post_since, standing.rank_since), (Month::new(2023, 5), Month::new(2023, 5)));
    }

    #[test]
    fn ranks_are_held_from_their_first_line_to_their_last() {
        let spells = rank_spells(&Resume::read(RESUME));
        let told: Vec<_> = spells
            .iter()
            .map(|spell| (spell.rank, spell.from.to_string(), spell.to.map(|to| to.to_string())))
            .collect();
        assert_eq!(
            told,
            [
                (Rank::Officer4, "2019-06".into(), Some("2023-05".into())),
                (Rank::Officer3, "2023-05".into(), None),
            ]
        );
    }

    #[test]
    fn a_leading_post_is_told_from_study_and_from_a_rank() {
        for (text, expected) in [
            ("晋阳县财政局副局长", true),
            ("晋阳大学经济系学习", false),
            ("晋阳县财政局三级主任科员", false),
            ("县法院书记员", false),
            ("县委党校主任科员班主任", false),
            ("县委书记", true),
        ] {
            assert_eq!(is_post(text), expected, "{text}");
        }
    }

    #[test]
    fn a_level_or_rank_is_never_guessed() {
        assert_eq!((rank_in("财政局科员"), level_in("财政局正处级干部")), (None, None));
        assert_eq!(rank_in("副局长、1级调研员"), Some(Rank::Researcher1));
    }
}
