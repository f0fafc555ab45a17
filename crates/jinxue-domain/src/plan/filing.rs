//! Until when a year's plan is filed.

use jiff::civil::Date;

use crate::calendar::{Calendar, DayFound};
use crate::rules::RuleInForce;

/// The last day to file the plan of a year by the rule [`PLAN_FILING`](crate::rules::code::PLAN_FILING), on the next working day when it
/// falls on a free one. A day its month does not have is taken as the month's last.
pub fn filing_deadline(year: i16, rule: &RuleInForce, calendar: &Calendar) -> DayFound {
    let (month, day) = (rule.number("month") as i8, rule.number("day") as i8);
    let last = Date::constant(year, month, 1).last_of_month();
    calendar.next_working_day(Date::new(year, month, day).unwrap_or(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{RuleBook, code};

    #[test]
    fn a_deadline_on_a_free_day_moves_to_the_next_working_day() {
        let (book, unit) = (RuleBook::shipped(), "0001".parse().unwrap());
        let rule = book.in_force(&code::PLAN_FILING, &unit, Date::constant(2026, 1, 1)).unwrap();
        let deadline = |year| filing_deadline(year, &rule, &Calendar::built_in());
        assert_eq!(deadline(2026), DayFound { date: Date::constant(2026, 3, 31), provisional: false });
        assert_eq!(
            deadline(2029),
            DayFound { date: Date::constant(2029, 4, 2), provisional: true },
            "a Saturday"
        );
    }
}
