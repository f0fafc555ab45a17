//! The fee cap of a class and how its budget stands to it, for its page.

use jinxue_api::Words;
use jinxue_api::classes::FeeVerdict;
use jinxue_domain::fee::{FeeRules, Money};
use jinxue_domain::{Period, RuleBook, UnitPath};
use jinxue_store::classes::Class;

use crate::{Answer, Refusal, wire};

/// The cap, with the sentence about the budget.
pub(super) fn verdict(class: &Class, organiser: &UnitPath, book: &RuleBook) -> Answer<FeeVerdict> {
    let rules = FeeRules::at(book, organiser, class.start_date)
        .ok_or_else(|| Refusal::internal(&"the catalogue lacks a rule of fees"))?;
    let period = Period::new(class.start_date, class.end_date).map_err(|fault| Refusal::internal(&fault))?;
    let budget = Money::from_yuan(class.budget_yuan.unwrap_or(0));
    let verdict = rules.verdict(class.fee_category, period.days(), class.seats_max, budget);
    let words = match class.budget_yuan {
        Some(_) => wire::words(&verdict.words()),
        None => Words::new(
            format!("未填预算，上限 {} 元（每人 {} 元）", verdict.total, verdict.cap.per_person),
            format!(
                "no budget given; the cap is {} yuan ({} a person)",
                verdict.total, verdict.cap.per_person
            ),
        ),
    };
    Ok(FeeVerdict {
        cap_yuan_per_person: verdict.cap.per_person.yuan(),
        cap_yuan: verdict.total.yuan(),
        budget_yuan: class.budget_yuan,
        within: verdict.is_kept(),
        rule: wire::rule(&verdict.cap.rule),
        words,
    })
}
