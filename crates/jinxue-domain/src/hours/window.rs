//! The period a rule over several years looks at.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::period::{Period, add_years};
use crate::rules::RuleInForce;

/// The years in which a day lies: fixed periods counted from the rule's first year (2023–2027, 2028–2032), or the years up to
/// the day itself. The text of the regulation leaves this open, so the rule [`HOURS_WINDOW`](crate::rules::code::HOURS_WINDOW) says which.
pub fn window(rule: &RuleInForce, years: i16, on: Date) -> Period {
    let years = years.max(1);
    if rule.word("kind") == "rolling" {
        let from = add_years(on, -i64::from(years)).date.saturating_add(1.day());
        return Period::new(from, on).unwrap_or(Period::day(on));
    }
    let first = rule.number("first_year") as i16;
    Period::years(first + (on.year() - first).div_euclid(years) * years, years)
}
