//! What is wrong with a plan on purpose, so that its warnings have something to show.

use jinxue_domain::{ClassKind, Family};

use super::super::{curriculum::Curriculum, dice::Dice};
use super::{Class, dates};

/// So many of `count`, at least `least`.
pub(super) fn some(count: usize, percent: usize, least: usize) -> usize {
    (count * percent / 100).max(least).min(count)
}

/// Some classes invite the same people as another to the same topic on the
/// same days (多头调训、重复培训).
pub(super) fn repeat(dice: &mut Dice, classes: &mut [Class]) {
    for _ in 0..some(classes.len(), 1, 3) {
        let at = dice.below(classes.len() - 1);
        let original = classes[at].clone();
        let copy = &mut classes[at + 1];
        if copy.region == original.region {
            copy.invited = original.invited;
            copy.topics = original.topics;
            copy.audience = original.audience;
            copy.kind = original.kind;
            copy.training_days = original.training_days;
            (copy.start, copy.end) = (original.start, original.end);
        }
    }
}

/// Some classes start within the national holiday.
pub(super) fn put_on_holiday(dice: &mut Dice, classes: &mut [Class], year: i16) {
    for _ in 0..some(classes.len(), 1, 2) {
        let at = dice.below(classes.len());
        let class = &mut classes[at];
        (class.start, class.end) = dates::on_holiday(dice, year, class.training_days);
    }
}

/// Some core classes give too little to theory and Party spirit.
pub(super) fn neglect_theory(dice: &mut Dice, classes: &mut [Class], curriculum: &Curriculum) {
    let core: Vec<usize> = (0..classes.len()).filter(|at| classes[*at].kind == ClassKind::Core).collect();
    for _ in 0..some(core.len(), 4, 1) {
        let at = dice.pick(&core);
        let theory = curriculum.taught(dice, Family::Theory);
        classes[at].topics = vec![(curriculum.taught(dice, Family::Ability), 80), (theory, 40)];
    }
}
