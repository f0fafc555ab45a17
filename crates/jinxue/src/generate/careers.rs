//! Who does what in a unit: leading posts by the unit's tier, ranks in
//! pyramids, and what people of each grade are like.

use jinxue_domain::{PostLevel, Rank, Role, Tier, UnitKind};

use super::{dice::Dice, units::Unit};

/// Level of the head of a unit and of the head's deputies.
pub(super) fn leading_levels(unit: &Unit) -> [PostLevel; 2] {
    use PostLevel::*;
    match (unit.tier, unit.kind) {
        (Tier::Province, UnitKind::Region) => [Minister, ViceMinister],
        (Tier::City, UnitKind::Region) | (Tier::Province, _) => [Bureau, ViceBureau],
        (Tier::County, UnitKind::Region) | (Tier::City, _) => [DivisionHead, ViceDivisionHead],
        (Tier::Township, _) | (Tier::County, _) => [Section, ViceSection],
    }
}

/// Level of the heads of divisions within a unit and of their deputies.
pub(super) fn inner_levels(unit: &Unit) -> Option<[PostLevel; 2]> {
    use PostLevel::{DivisionHead, Section, ViceDivisionHead, ViceSection};
    match (unit.tier, unit.kind) {
        (_, UnitKind::Region) => None,
        (Tier::Province, _) => Some([DivisionHead, ViceDivisionHead]),
        (Tier::City, _) => Some([Section, ViceSection]),
        _ => None,
    }
}

/// How many deputies a unit of so many people has: few, and never all.
pub(super) fn deputies(people: usize) -> usize {
    (1 + people / 18).min(6).min(people.saturating_sub(1))
}

/// The rank that goes with a post.
pub(super) fn rank_of_post(dice: &mut Dice, level: PostLevel) -> Rank {
    use Rank::*;
    match level {
        PostLevel::Minister | PostLevel::ViceMinister | PostLevel::None => Other,
        PostLevel::Bureau => dice.weighted(&[(Inspector1, 7), (Other, 3)]),
        PostLevel::ViceBureau => dice.weighted(&[(Inspector2, 7), (Other, 3)]),
        PostLevel::DivisionHead => dice.weighted(&[(Researcher1, 4), (Researcher2, 5), (Inspector2, 1)]),
        PostLevel::ViceDivisionHead => dice.weighted(&[(Researcher3, 4), (Researcher4, 5), (Researcher2, 1)]),
        PostLevel::Section => dice.weighted(&[(Officer1, 6), (Officer2, 3), (Researcher4, 1)]),
        PostLevel::ViceSection => dice.weighted(&[(Officer3, 5), (Officer4, 3), (Officer2, 2)]),
    }
}

type Pyramid = [(Rank, u32); 13];

const fn pyramid(weights: [u32; 13]) -> Pyramid {
    use Rank::*;
    [
        (Inspector2, weights[0]),
        (Researcher1, weights[1]),
        (Researcher2, weights[2]),
        (Researcher3, weights[3]),
        (Researcher4, weights[4]),
        (Officer1, weights[5]),
        (Officer2, weights[6]),
        (Officer3, weights[7]),
        (Officer4, weights[8]),
        (Clerk1, weights[9]),
        (Clerk2, weights[10]),
        (Probation, weights[11]),
        (Other, weights[12]),
    ]
}

const OF_PROVINCE: Pyramid = pyramid([2, 10, 20, 60, 90, 190, 150, 140, 140, 130, 20, 40, 8]);
const OF_CITY: Pyramid = pyramid([0, 1, 3, 10, 30, 120, 140, 170, 200, 230, 50, 46, 0]);
const OF_COUNTY: Pyramid = pyramid([0, 0, 0, 1, 14, 70, 100, 160, 230, 290, 85, 50, 0]);
const OF_TOWNSHIP: Pyramid = pyramid([0, 0, 0, 0, 4, 40, 80, 150, 230, 320, 100, 76, 0]);
const OF_SERVICES: Pyramid = pyramid([0, 0, 0, 0, 8, 50, 70, 110, 150, 240, 90, 32, 250]);
const OF_FIRMS: Pyramid = pyramid([0, 0, 0, 0, 4, 30, 40, 80, 120, 180, 80, 16, 450]);

/// A rank for somebody without a leading post.
pub(super) fn rank_of_member(dice: &mut Dice, unit: &Unit) -> Rank {
    let pyramid = match (unit.kind, unit.tier) {
        (UnitKind::Institution, _) => &OF_SERVICES,
        (UnitKind::Enterprise, _) => &OF_FIRMS,
        (_, Tier::Province) => &OF_PROVINCE,
        (_, Tier::City) => &OF_CITY,
        (_, Tier::County) => &OF_COUNTY,
        (_, Tier::Township) => &OF_TOWNSHIP,
    };
    dice.weighted(pyramid)
}

/// Youngest and oldest age, in full years, of people of a grade.
pub(super) fn ages(grade: u8) -> (i64, i64) {
    match grade {
        1 => (57, 62),
        2 => (52, 60),
        3 => (49, 59),
        4 => (45, 59),
        5 => (40, 59),
        6 => (36, 59),
        7 => (31, 59),
        8 => (28, 58),
        9 => (25, 54),
        10 => (23, 46),
        11 => (21, 27),
        _ => (23, 58),
    }
}

/// Of a hundred people of a grade, how many are women.
pub(super) fn women_percent(grade: u8) -> f64 {
    match grade {
        1..=4 => 16.0,
        5..=6 => 24.0,
        7..=8 => 34.0,
        _ => 46.0,
    }
}

/// Where in a unit somebody works.
pub(super) fn department(dice: &mut Dice, unit: &Unit) -> String {
    const OFFICES: [&str; 9] =
        ["办公室", "人事", "综合", "政策法规", "规划财务", "督查", "信息", "业务一", "业务二"];
    const SCHOOL: [&str; 7] = ["教务处", "语文组", "数学组", "外语组", "综合组", "德育处", "总务处"];
    const HOSPITAL: [&str; 7] = ["医务科", "内科", "外科", "护理部", "急诊科", "药剂科", "院办公室"];
    const FIRM: [&str; 6] = ["综合部", "财务部", "工程部", "安全生产部", "党群工作部", "市场部"];
    let sector = unit.sector.as_ref().map_or("", |sector| sector.as_str());
    match (unit.kind, sector) {
        (UnitKind::Institution, "education") => dice.pick(&SCHOOL).to_owned(),
        (UnitKind::Institution, "health") => dice.pick(&HOSPITAL).to_owned(),
        (UnitKind::Enterprise, _) => dice.pick(&FIRM).to_owned(),
        _ => division_name(dice.pick(&OFFICES), unit.tier),
    }
}

fn division_name(office: &str, tier: Tier) -> String {
    match (office, tier) {
        ("办公室", _) => office.to_owned(),
        (_, Tier::Province) => format!("{office}处"),
        (_, Tier::City) => format!("{office}科"),
        _ => format!("{office}股"),
    }
}

/// The title of a post as the roster writes it.
pub(super) fn title(unit: &Unit, role: Role, level: PostLevel, rank: Rank, department: &str) -> String {
    let sector = unit.sector.as_ref().map_or("", |sector| sector.as_str());
    match (role, level) {
        (Role::Head, _) => unit.titles.head.to_owned(),
        (Role::Deputy, _) => unit.titles.deputy.to_owned(),
        (_, PostLevel::DivisionHead | PostLevel::Section) => led(department, ""),
        (_, PostLevel::ViceDivisionHead | PostLevel::ViceSection) => led(department, "副"),
        _ if rank != Rank::Other => rank.zh().to_owned(),
        _ if sector == "education" => "教师".to_owned(),
        _ if sector == "health" => "医师".to_owned(),
        _ => "职员".to_owned(),
    }
}

/// 人事科 is led by its 科长, 办公室 by its 主任.
fn led(department: &str, vice: &str) -> String {
    let title = match department.chars().last() {
        Some('室' | '部') => "主任",
        Some('处') => "处长",
        Some('组') => "组长",
        _ => "科长",
    };
    format!("{department}{vice}{title}")
}
