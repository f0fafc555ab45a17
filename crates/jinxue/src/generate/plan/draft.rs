//! What a class is about, whom it invites and when: everything but its size.

use std::collections::HashMap;

use jinxue_domain::{ClassKind, DivisionCode, Family, Tier, UnitKind, calendar::Calendar};

use super::super::{curriculum::Curriculum, dice::Dice, units::Unit};
use super::{
    Class, Setting,
    audience::{self, Audience},
    dates,
    headcounts::{Headcounts, is_organiser},
};

/// Of a hundred classes, how many are hard to fill: an approved plan has some, not many.
const HARD_PERCENT: f64 = 4.0;
/// The fewest people an audience admits, unless its class is hard to fill.
const ADMITTED_LEAST: usize = 20;
/// The fewest people of a narrow audience who can be sent: below it nobody would plan the class.
const SENT_LEAST: usize = 4;
/// 杭州, where study tours go.
const TOUR_DIVISION: u32 = 330_100;

/// All classes without names and seats, region by region.
pub(super) fn drafts(
    dice: &mut Dice,
    setting: Setting<'_>,
    heads: &Headcounts,
    calendar: &Calendar,
) -> Vec<Class> {
    let mut desk = Desk { dice, setting, heads, calendar, offices: offices(setting.units) };
    let mut classes = Vec::new();
    for (region, count) in counts(setting, heads) {
        classes.extend((1..=count).map(|number| desk.class(region, number)));
    }
    classes
}

/// How many classes each region holds: within a tier in proportion to its people.
fn counts(setting: Setting<'_>, heads: &Headcounts) -> Vec<(usize, usize)> {
    let [province, cities, counties] = setting.scale.classes();
    let tiers = [(Tier::Province, province), (Tier::City, cities), (Tier::County, counties)];
    let mut counts = Vec::new();
    for (tier, count) in tiers {
        let of_tier = |(_, unit): &(usize, &Unit)| is_organiser(unit) && unit.tier == tier;
        let regions: Vec<usize> =
            setting.units.iter().enumerate().filter(of_tier).map(|(at, _)| at).collect();
        let people: usize = regions.iter().map(|region| heads.all(*region)).sum();
        let (mut before, mut given) = (0, 0);
        for region in regions {
            before += heads.all(region);
            let due = count * before / people;
            counts.push((region, due - given));
            given = due;
        }
    }
    counts.sort_unstable();
    counts
}

/// The departments of each region.
fn offices(units: &[Unit]) -> HashMap<usize, Vec<usize>> {
    let mut offices: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, unit) in units.iter().enumerate().filter(|(_, unit)| unit.kind == UnitKind::Department) {
        offices.entry(unit.parent.unwrap_or(0)).or_default().push(at);
    }
    offices
}

struct Desk<'a> {
    dice: &'a mut Dice,
    setting: Setting<'a>,
    heads: &'a Headcounts,
    calendar: &'a Calendar,
    offices: HashMap<usize, Vec<usize>>,
}

impl Desk<'_> {
    fn class(&mut self, region: usize, number: usize) -> Class {
        let unit = &self.setting.units[region];
        let kind = kind(self.dice, unit.tier);
        let topics = topics(self.dice, self.setting.curriculum, kind);
        let hard = self.dice.happens(HARD_PERCENT);
        let joint = self.dice.happens(self.setting.scale.joint_percent(unit.tier));
        let invited = unit.parent.filter(|_| joint).unwrap_or(region);
        let audience = self.audience(unit.tier, kind, invited, topics[0].0, hard);
        let training_days = dates::training_days(self.dice, unit.tier, kind);
        let season = dates::season(self.dice, unit.tier, kind);
        let (start, end) = dates::dates(self.dice, self.calendar, self.setting.year, season, training_days);
        let organiser = self.organiser(region, topics[0].0);
        let (venue, division) = venue(unit, &self.setting.units[organiser], kind);
        Class {
            code: format!("{}-{number:03}", unit.code),
            name: String::new(),
            region,
            invited,
            organiser,
            tier: unit.tier,
            kind,
            topics,
            audience,
            start,
            end,
            training_days,
            hard,
            seats_min: 0,
            seats_max: 0,
            venue,
            division,
            budget_yuan: None,
            quotas: Vec::new(),
        }
    }

    fn audience(
        &mut self,
        tier: Tier,
        kind: ClassKind,
        invited: usize,
        topic: usize,
        hard: bool,
    ) -> Audience {
        let wide = audience::audience(self.dice, tier, kind, self.setting.curriculum, topic);
        if hard {
            let narrow = audience::narrow(self.dice, &wide, self.setting.curriculum, topic);
            if self.heads.sent(invited, &narrow) >= SENT_LEAST {
                return narrow;
            }
        }
        if self.heads.admitted(invited, &wide) < ADMITTED_LEAST { wide.widened() } else { wide }
    }

    /// The organisation department for most classes, else a department of the topic's sectors.
    fn organiser(&mut self, region: usize, topic: usize) -> usize {
        let Some(offices) = self.offices.get(&region) else { return region };
        let near = self.setting.curriculum.sectors(topic);
        let sector_of = |office: &&usize| {
            self.setting.units[**office].sector.is_some_and(|sector| near.contains(&sector.as_str()))
        };
        let near: Vec<usize> = offices.iter().filter(sector_of).copied().collect();
        if near.is_empty() || self.dice.happens(45.0) { offices[0] } else { self.dice.pick(&near) }
    }
}

fn kind(dice: &mut Dice, tier: Tier) -> ClassKind {
    use ClassKind::*;
    dice.weighted(match tier {
        Tier::Province => &[
            (Core, 34),
            (SpecialTopic, 32),
            (Promotion, 10),
            (StudyTour, 8),
            (Series, 6),
            (Extension, 5),
            (Rotation, 5),
            (InService, 0),
            (Induction, 0),
        ],
        Tier::City => &[
            (SpecialTopic, 38),
            (Core, 18),
            (InService, 14),
            (Rotation, 10),
            (Promotion, 7),
            (StudyTour, 4),
            (Series, 5),
            (Induction, 2),
            (Extension, 2),
        ],
        Tier::County | Tier::Township => &[
            (SpecialTopic, 34),
            (Rotation, 24),
            (InService, 20),
            (Core, 8),
            (Series, 7),
            (Induction, 5),
            (Promotion, 2),
            (StudyTour, 0),
            (Extension, 0),
        ],
    })
}

/// Topics with depths. A core class gives 70 % to theory and Party spirit and
/// 20 % to Party spirit alone (中央关于党校工作的意见, 2015).
fn topics(dice: &mut Dice, curriculum: &Curriculum, kind: ClassKind) -> Vec<(usize, i64)> {
    use Family::{Ability, PartySpirit, Theory};
    let families: &[(Family, i64, i64)] = match kind {
        ClassKind::Core => &[(Theory, 80, 100), (PartySpirit, 50, 60), (Ability, 30, 40)],
        ClassKind::Rotation if dice.happens(70.0) => &[(Theory, 60, 100), (PartySpirit, 30, 50)],
        ClassKind::Series if dice.happens(50.0) => &[(PartySpirit, 40, 70)],
        _ => &[(Ability, 60, 100), (Ability, 25, 60), (Ability, 15, 40)],
    };
    let mut topics: Vec<(usize, i64)> = Vec::new();
    for (family, least, most) in families {
        let topic = curriculum.taught(dice, *family);
        let percent = dice.between(least / 5, most / 5) * 5;
        if topics.iter().all(|(known, _)| *known != topic) {
            topics.push((topic, percent));
        }
    }
    topics
}

fn venue(region: &Unit, organiser: &Unit, kind: ClassKind) -> (String, DivisionCode) {
    if kind == ClassKind::StudyTour {
        let division = DivisionCode::from_number(TOUR_DIVISION).unwrap_or(region.division);
        return ("杭州培训基地".to_owned(), division);
    }
    (format!("{}委党校", region.name), organiser.division)
}

/// How large a class of its kind and region is beside others.
pub(super) fn weight(class: &Class, heads: &Headcounts) -> f64 {
    let of_kind = match class.kind {
        ClassKind::Core | ClassKind::Extension => 0.6,
        ClassKind::Rotation => 1.5,
        ClassKind::Induction => 0.8,
        ClassKind::Promotion => 0.7,
        ClassKind::Series => 1.6,
        ClassKind::StudyTour => 0.45,
        _ => 1.0,
    };
    let of_region = match class.tier {
        Tier::County => heads.all(class.region) as f64 / heads.all(0) as f64 * 130.0,
        _ => 1.0,
    };
    of_kind * of_region
}

/// Gives every class a name; where several have the same, they are numbered.
pub(super) fn name(classes: &mut [Class], setting: Setting<'_>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for class in classes {
        let region = &setting.units[class.region].name;
        let topic = setting.curriculum.name(class.topics[0].0);
        let (words, suffix) = (class.audience.words(), suffix(class.kind));
        let name = format!("{}年{region}{words}{topic}{suffix}", setting.year);
        let times = seen.entry(name.clone()).or_default();
        *times += 1;
        class.name = if *times == 1 { name } else { format!("{name}（第{times}期）") };
    }
}

fn suffix(kind: ClassKind) -> &'static str {
    match kind {
        ClassKind::Core => "进修班",
        ClassKind::SpecialTopic => "专题研讨班",
        ClassKind::Rotation => "集中轮训班",
        ClassKind::Induction => "初任培训班",
        ClassKind::Promotion => "任职培训班",
        ClassKind::InService => "能力提升班",
        ClassKind::Series => "大讲堂",
        ClassKind::Extension => "延伸培训班",
        ClassKind::StudyTour => "赴外研修班",
        ClassKind::Other => "培训班",
    }
}
