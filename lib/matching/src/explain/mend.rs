//! The last phase of a run: every refusal that an exchange shows to be wrong is put right, so that none is left
//! without a cause.

use super::census::doubts;
use super::force::{Forced, take};
use super::standing::Standing;

/// Each round asks everybody anew; what one exchange moves may put others in doubt.
const ROUNDS: usize = 8;

/// Takes exchanges while they gain, what keeping a seat is worth (`bonus`) included; returns what was gained.
pub(crate) fn mend(
    standing: &mut Standing<'_>,
    bonus: &dyn Fn(u32, u32) -> i64,
    threads: usize,
    over: &dyn Fn() -> bool,
) -> i64 {
    let staying = |forced: &Forced| {
        let worth = |person: u32, classes: &[crate::ClassId]| -> i64 {
            classes.iter().map(|class| bonus(person, class.0)).sum()
        };
        forced.moves.iter().map(|m| worth(m.person.0, &m.from) - worth(m.person.0, &m.to)).sum::<i64>()
    };
    let mut gained = 0;
    for _ in 0..ROUNDS {
        if over() {
            break;
        }
        let before = gained;
        for (at, (person, class)) in doubts(standing, threads).into_iter().enumerate() {
            if at % 64 == 0 && over() {
                break;
            }
            gained += take(standing, person.index(), class.0, staying).unwrap_or(0);
        }
        if gained == before {
            break;
        }
    }
    gained
}
