//! The two ladders of the civil service, 领导职务 and 职级, and the one grade made from both.

use std::fmt;

use super::{UnknownWord, vocabulary};
use crate::words::{Form, Malformed, Words};

vocabulary! {
    /// Level of a leading post (领导职务层次), highest first.
    PostLevel, "领导职务层次", "level of post" {
        Minister = "minister", "省部级正职", "minister", "省部级正", "正部级", "正省级", "正省部级", "正部", "部级正职", "省级正职";
        ViceMinister = "vice_minister", "省部级副职", "vice-minister", "省部级副", "副部级", "副省级", "副省部级", "副部", "部级副职", "省级副职";
        Bureau = "bureau", "厅局级正职", "bureau director", "厅局级正", "正厅级", "正局级", "正司级", "正司局级", "正厅局级", "正厅", "厅级正职", "地厅级正职", "司局级正职", "厅长级";
        ViceBureau = "vice_bureau", "厅局级副职", "deputy bureau director", "厅局级副", "副厅级", "副局级", "副司级", "副司局级", "副厅局级", "副厅", "厅级副职", "地厅级副职", "司局级副职", "副厅长级";
        DivisionHead = "division_head", "县处级正职", "division head", "县处级正", "正处级", "正县级", "正县处级", "正处", "正县", "处级正职", "县级正职", "处长级";
        ViceDivisionHead = "vice_division_head", "县处级副职", "deputy division head", "县处级副", "副处级", "副县级", "副县处级", "副处", "副县", "处级副职", "县级副职", "副处长级";
        Section = "section", "乡科级正职", "section head", "乡科级正", "正科级", "正乡科级", "正科", "科级正职", "乡级正职", "科长级", "正乡级";
        ViceSection = "vice_section", "乡科级副职", "deputy section head", "乡科级副", "副科级", "副乡科级", "副科", "科级副职", "乡级副职", "副科长级", "副乡级";
        None = "none", "无领导职务", "no leading post", "无", "非领导职务", "无职务";
    }
}

vocabulary! {
    /// Rank (职级) of the general civil service, highest first; the police ladder is read into it step by step.
    Rank, "职级", "rank" {
        Inspector1 = "inspector_1", "一级巡视员", "inspector, grade 1", "1级巡视员", "一级警务专员";
        Inspector2 = "inspector_2", "二级巡视员", "inspector, grade 2", "2级巡视员", "二级警务专员";
        Researcher1 = "researcher_1", "一级调研员", "researcher, grade 1", "1级调研员", "一级高级警长";
        Researcher2 = "researcher_2", "二级调研员", "researcher, grade 2", "2级调研员", "二级高级警长";
        Researcher3 = "researcher_3", "三级调研员", "researcher, grade 3", "3级调研员", "三级高级警长";
        Researcher4 = "researcher_4", "四级调研员", "researcher, grade 4", "4级调研员", "四级高级警长";
        Officer1 = "officer_1", "一级主任科员", "principal officer, grade 1", "1级主任科员", "一级警长";
        Officer2 = "officer_2", "二级主任科员", "principal officer, grade 2", "2级主任科员", "二级警长";
        Officer3 = "officer_3", "三级主任科员", "principal officer, grade 3", "3级主任科员", "三级警长";
        Officer4 = "officer_4", "四级主任科员", "principal officer, grade 4", "4级主任科员", "四级警长";
        Clerk1 = "clerk_1", "一级科员", "clerk, grade 1", "1级科员", "一级警员", "科员";
        Clerk2 = "clerk_2", "二级科员", "clerk, grade 2", "2级科员", "二级警员", "办事员";
        Probation = "probation", "试用期", "probation", "试用期人员", "试用期公务员", "见习期";
        Other = "other", "其他", "other", "其它", "无职级", "无";
    }
}

vocabulary! {
    /// What an entry of a person's career says.
    PostKind, "任职经历类别", "kind of career entry" {
        Post = "post", "领导职务", "post", "职务";
        Rank = "rank", "职级", "rank";
        Resume = "resume", "简历", "résumé", "履历";
    }
}

/// A column headed 干部级别 or 职级 holds words of either ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// The word was a level of a post.
    Post(PostLevel),
    /// The word was a rank.
    Rank(Rank),
}

impl Standing {
    /// Reads a word of either ladder. 无 and 其他 say nothing about a ladder and are read as no rank.
    ///
    /// # Errors
    /// [`UnknownWord`]; 县处级 without 正职 or 副职 is one, for either could be meant.
    pub fn read(text: &str) -> Result<Standing, UnknownWord> {
        Rank::read(text).map(Standing::Rank).or_else(|_| PostLevel::read(text).map(Standing::Post)).map_err(
            |_| UnknownWord {
                what: Words::of("干部级别", "level or rank"),
                value: text.to_owned(),
                expected: Words::of(
                    "领导职务层次（如县处级正职、正科级）或职级（如四级调研员、一级科员）",
                    "a level of post (such as 县处级正职) or a rank (such as 四级调研员)",
                ),
            },
        )
    }
}

/// One ladder from post and rank, 1 (highest) to 12, for audiences and the seats engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grade(u8);

impl Grade {
    /// 省部级正.
    pub const HIGHEST: Grade = Grade(1);
    /// Neither post nor rank.
    pub const LOWEST: Grade = Grade(12);

    /// The grade of a post and a rank: the better of the two.
    pub fn of(level: PostLevel, rank: Rank) -> Grade {
        Grade::of_post(level).min(Grade::of_rank(rank))
    }

    /// The grade of a level of post.
    pub fn of_post(level: PostLevel) -> Grade {
        Grade(match level {
            PostLevel::Minister => 1,
            PostLevel::ViceMinister => 2,
            PostLevel::Bureau => 3,
            PostLevel::ViceBureau => 4,
            PostLevel::DivisionHead => 5,
            PostLevel::ViceDivisionHead => 6,
            PostLevel::Section => 7,
            PostLevel::ViceSection => 8,
            PostLevel::None => 12,
        })
    }

    /// The grade of a rank.
    pub fn of_rank(rank: Rank) -> Grade {
        Grade(match rank {
            Rank::Inspector1 => 3,
            Rank::Inspector2 => 4,
            Rank::Researcher1 | Rank::Researcher2 => 5,
            Rank::Researcher3 | Rank::Researcher4 => 6,
            Rank::Officer1 | Rank::Officer2 => 7,
            Rank::Officer3 | Rank::Officer4 => 8,
            Rank::Clerk1 => 9,
            Rank::Clerk2 => 10,
            Rank::Probation => 11,
            Rank::Other => 12,
        })
    }

    /// The grade as a number, 1–12.
    pub const fn get(self) -> u8 {
        self.0
    }

    /// All grades, highest first.
    pub fn all() -> impl Iterator<Item = Grade> {
        (1..=12).map(Grade)
    }

    /// What people of this grade are called.
    pub const fn words(self) -> Words {
        match self.0 {
            1 => Words::of("省部级正职", "minister"),
            2 => Words::of("省部级副职", "vice-minister"),
            3 => Words::of("厅局级正职、一级巡视员", "bureau director, inspector 1"),
            4 => Words::of("厅局级副职、二级巡视员", "deputy bureau director, inspector 2"),
            5 => Words::of("县处级正职、一二级调研员", "division head, researcher 1–2"),
            6 => Words::of("县处级副职、三四级调研员", "deputy division head, researcher 3–4"),
            7 => Words::of("乡科级正职、一二级主任科员", "section head, principal officer 1–2"),
            8 => Words::of("乡科级副职、三四级主任科员", "deputy section head, principal officer 3–4"),
            9 => Words::of("一级科员", "clerk 1"),
            10 => Words::of("二级科员", "clerk 2"),
            11 => Words::of("试用期", "probation"),
            _ => Words::of("其他", "other"),
        }
    }
}

impl TryFrom<u8> for Grade {
    type Error = Malformed;
    fn try_from(number: u8) -> Result<Grade, Malformed> {
        (1..=12).contains(&number).then_some(Grade(number)).ok_or_else(|| {
            Malformed::new(
                &Form {
                    code: "grade_out_of_range",
                    what: ("级别序号", "grade"),
                    expected: ("1（最高）到 12", "1 (highest) to 12"),
                },
                &number.to_string(),
            )
        })
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_better_of_post_and_rank_decides_the_grade() {
        let grade = |level, rank| Grade::of(level, rank).get();
        assert_eq!(grade(PostLevel::None, Rank::Researcher4), 6);
        assert_eq!(grade(PostLevel::Section, Rank::Researcher2), 5);
        assert_eq!(grade(PostLevel::DivisionHead, Rank::Officer1), 5);
        assert_eq!(grade(PostLevel::None, Rank::Other), 12);
    }

    #[test]
    fn words_are_read_as_files_write_them_and_never_guessed() {
        for (text, level) in [
            ("县处级正职", PostLevel::DivisionHead),
            ("正处级", PostLevel::DivisionHead),
            ("处长级", PostLevel::DivisionHead),
            (" 副 厅 级 ", PostLevel::ViceBureau),
            ("正科", PostLevel::Section),
        ] {
            assert_eq!(PostLevel::read(text), Ok(level), "{text}");
        }
        for unclear in ["县处级", "处级", "领导", "处长", "正", "科级干部"] {
            assert!(Standing::read(unclear).is_err(), "{unclear}");
        }
        assert_eq!(Standing::read("４级调研员"), Ok(Standing::Rank(Rank::Researcher4)));
        assert_eq!(Standing::read("副科级"), Ok(Standing::Post(PostLevel::ViceSection)));
    }

    #[test]
    fn grades_stay_in_their_range() {
        assert!(Grade::try_from(0).is_err() && Grade::try_from(13).is_err());
        assert_eq!(Grade::all().count(), 12);
        assert!(Grade::all().all(|g| Grade::try_from(g.get()) == Ok(g)));
    }
}
