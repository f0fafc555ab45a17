//! The first seats: everybody's best sets at the prices, those who would regret most first.

use super::Seating;
use crate::prices::Choice;

/// Gives each person, in the order of regret, the best of their choices that still fits.
pub(crate) fn greedy(seating: &mut Seating<'_>, people: &[u32], choices: &dyn Fn(usize) -> Vec<Choice>) {
    let mut order: Vec<(i64, u32, Vec<Choice>)> = people
        .iter()
        .map(|&p| {
            let choices = choices(p as usize);
            let best = choices.first().map_or(0, |choice| choice.reduced);
            let next = choices.get(1).map_or(i64::MIN / 4, |choice| choice.reduced);
            (next - best, p, choices)
        })
        .collect();
    order.sort_by_key(|&(regret, p, _)| (regret, p));
    for (_, p, choices) in order {
        for choice in &choices {
            if take(seating, p as usize, &choice.classes) {
                break;
            }
        }
    }
}

/// Seats the person in all of the classes they do not have yet, or in none.
pub(crate) fn take(seating: &mut Seating<'_>, p: usize, classes: &[u32]) -> bool {
    let own = seating.classes(p).to_vec();
    for &class in classes.iter().filter(|class| !own.contains(class)) {
        if seating.block(p, class).is_some() {
            let taken: Vec<u32> = seating.classes(p).iter().copied().filter(|c| !own.contains(c)).collect();
            taken.into_iter().for_each(|class| seating.unseat(p, class));
            return false;
        }
        seating.seat(p, class);
    }
    true
}
