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

/// First and last day of a class of so many training days in the year.
pub(super) fn dates(dice: &mut Dice, calendar: &Calendar, year: i16, days: u32) -> (Date, Date) {
    let mut drawn = draw(dice, year, days);
    for _ in 0..DRAWS_MAX {
        if !meets_holiday(calendar, drawn) {
            break;
        }
        drawn = draw(dice, year, days);
    }
    drawn
}

/// Days on which nobody works: a class that starts within the national holiday.
pub(super) fn on_holiday(dice: &mut Dice, year: i16, days: u32) -> (Date, Date) {
    let start = jiff::civil::date(year, 10, 1).saturating_add(jiff::Span::new().days(dice.between(0, 4)));
    (start, last_day(start, days))
}

/// A week between the middle of March, when the plan is approved, and the end
/// of November.
fn draw(dice: &mut Dice, year: i16, days: u32) -> (Date, Date) {
    let first = jiff::civil::date(year, 3, 15);
    let to_monday = (7 - i64::from(first.weekday().to_monday_zero_offset())) % 7;
    let weeks = 36 - i64::from(days / 5);
    let offset = if days < 5 { dice.between(0, i64::from(5 - days)) } else { 0 };
    let start = first.saturating_add(jiff::Span::new().days(to_monday + 7 * dice.between(0, weeks)));
    let end = last_day(start, days);
    let shift = jiff::Span::new().days(offset);
    (start.saturating_add(shift), end.saturating_add(shift))
}

fn meets_holiday(calendar: &Calendar, (start, end): (Date, Date)) -> bool {
    Period::new(start, end).is_ok_and(|period| !calendar.holidays_in(&period).is_empty())
}
