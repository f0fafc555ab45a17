//! Budgets, most of them within the cap of the fee rules, a few above.

use jinxue_domain::{UnitPath, fee::FeeRules, rules::RuleBook};

use super::super::dice::Dice;
use super::{Class, flaws::some};

/// Of a hundred classes, how many ask for more than the cap.
const OVER_PERCENT: usize = 2;

/// Gives every class a budget of 72–97 % of its cap, and some 104–125 %.
pub(super) fn budget(dice: &mut Dice, classes: &mut [Class]) {
    let book = RuleBook::shipped();
    let province: UnitPath = "0001".parse().expect("a path of one step");
    for class in classes.iter_mut() {
        let percent = dice.between(72, 97);
        set(class, &book, &province, percent);
    }
    for _ in 0..some(classes.len(), OVER_PERCENT, 3) {
        let at = dice.below(classes.len());
        set(&mut classes[at], &book, &province, dice.between(104, 125));
    }
}

/// The budget as a percentage of the cap, in whole hundreds of yuan.
fn set(class: &mut Class, book: &RuleBook, organiser: &UnitPath, percent: i64) {
    let Some(rules) = FeeRules::at(book, organiser, class.start) else { return };
    let days = (class.end - class.start).get_days().unsigned_abs() + 1;
    let cap = rules.cap(class.fee_category(), days).per_person.times(class.seats_max as i64);
    let yuan = cap.percent(percent).yuan() / 100 * 100;
    class.budget_yuan = Some(yuan.max(100));
}
