//! Hours on the network, owed apart from the time spent together.

use std::sync::Arc;

use jiff::civil::Date;

use super::Training;
use crate::period::Period;
use crate::rules::RuleInForce;
use crate::tenths::Tenths;
use crate::vocabulary::RecordForm;

/// What a person owes on the network this year.
#[derive(Debug, Clone)]
pub struct OnlineVerdict {
    /// The rule.
    pub rule: Arc<RuleInForce>,
    /// The year.
    pub period: Period,
    /// Hours due.
    pub due: Tenths,
    /// Hours done.
    pub done: Tenths,
    /// Hours missing.
    pub missing: Tenths,
}

/// Network hours of the year in which `on` lies, by the rule [`HOURS_ONLINE`](crate::rules::code::HOURS_ONLINE).
pub fn online_verdict(trainings: &[Training], on: Date, rule: &Arc<RuleInForce>) -> OnlineVerdict {
    let period = Period::year(on.year());
    let due = Tenths::from_hours(u32::try_from(rule.number("hours")).unwrap_or_default());
    let online = trainings.iter().filter(|t| t.form == RecordForm::Online);
    let done = online.map(|t| t.credit_in(&period).hours).sum();
    OnlineVerdict { rule: Arc::clone(rule), period, due, done, missing: due.saturating_sub(done) }
}
