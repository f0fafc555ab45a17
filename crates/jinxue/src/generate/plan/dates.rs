//! When classes are held: whole training days of one or more weeks, outside
//! public holidays as far as can be.

use jinxue_domain::{ClassKind, Date, Tier, calendar::Calendar, period::Period};

use super::super::{dice::Dice, past_classes::last_day};

/// How often another week is drawn before a holiday is accepted.
const DRAWS_MAX: usize = 30;

/// Training days of a kind of class.
pub(super) fn training_days(dice: &mut Dice, tier: Tier, kind: ClassKind) -> u32 {
    match (kind, tier) {
        (ClassKind::Core, Tier::Province) => dice.weighted(&[(10, 5), (22, 4), (33, 2)]),
        (ClassKind::Core, Tier::City) => dice.weighted(&[(5, 3), (10, 5), (15, 2)]),
        (ClassKind::Core, _) => dice.weighted(&[(5, 6), (8, 2)]),
        (ClassKind::Induction, _) => 12,
        (ClassKind::Promotion, _) => dice.weighted(&[(10, 1), (15, 1)]),
        (ClassKind::Series, _) => 1,
        (ClassKind::Extension, _) => 2,
        (ClassKind::StudyTour, _) => 5,
        (ClassKind::InService, _) => dice.weighted(&[(2, 3), (3, 4), (5, 3)]),
        _ => dice.weighted(&[(3, 5), (4, 2), (5, 4)]),
    }
}

/// When in the year a class is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Season {
    /// Between the middle of March, when the plan is approved, and the end of November.
    Main,
    /// Before and after it: the farms and offices are quiet, and the counties call people up (冬季轮训).
    Winter,
}

/// Of a hundred classes that counties may hold in winter, how many are.
const WINTER_PERCENT: f64 = 22.0;

/// When a class of a kind is held.
pub(super) fn season(dice: &mut Dice, tier: Tier, kind: ClassKind) -> Season {
    use ClassKind::{InService, Induction, Rotation};
    let may = tier == Tier::County && matches!(kind, Rotation | InService | Induction);
    if may && dice.happens(WINTER_PERCENT) { Season::Winter } else { Season::Main }
}

/// First and last day of a class of so many training days in the year.
pub(super) fn dates(
    dice: &mut Dice,
    calendar: &Calendar,
    year: i16,
    season: Season,
    days: u32,
) -> (Date, Date) {
    let mut drawn = draw(dice, year, season, days);
    for _ in 0..DRAWS_MAX {
        if !meets_holiday(calendar, drawn) {
            break;
        }
        drawn = draw(dice, year, season, days);
    }
    drawn
}

/// Days on which nobody works: a class that starts within the national holiday.
pub(super) fn on_holiday(dice: &mut Dice, year: i16, days: u32) -> (Date, Date) {
    let start = jiff::civil::date(year, 10, 1).saturating_add(jiff::Span::new().days(dice.between(0, 4)));
    (start, last_day(start, days))
}

/// A week of the season, begun on its Monday or, by a short class, on a later day.
fn draw(dice: &mut Dice, year: i16, season: Season, days: u32) -> (Date, Date) {
    let whole = i64::from(days / 5);
    let monday = match season {
        Season::Main => monday_after(year, 3, 15, dice.between(0, 36 - whole)),
        Season::Winter if dice.happens(70.0) => {
            monday_after(year, 1, 3, dice.between(0, 9 - i64::from((days - 1) / 5)))
        }
        Season::Winter => monday_after(year, 11, 28, dice.between(0, 3 - whole)),
    };
    let offset = if days < 5 { dice.between(0, i64::from(5 - days)) } else { 0 };
    let shift = jiff::Span::new().days(offset);
    (monday.saturating_add(shift), last_day(monday, days).saturating_add(shift))
}

/// The first Monday on or after a day, and so many weeks later.
fn monday_after(year: i16, month: i8, day: i8, weeks: i64) -> Date {
    let first = jiff::civil::date(year, month, day);
    let to_monday = (7 - i64::from(first.weekday().to_monday_zero_offset())) % 7;
    first.saturating_add(jiff::Span::new().days(to_monday + 7 * weeks))
}

fn meets_holiday(calendar: &Calendar, (start, end): (Date, Date)) -> bool {
    Period::new(start, end).is_ok_and(|period| !calendar.holidays_in(&period).is_empty())
}
