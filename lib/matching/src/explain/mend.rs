//! The last phase of a run: every refusal that an exchange shows to be wrong is put right, so that none is left
//! without a cause.

use super::census::doubts;
use super::force::take;
use super::standing::Standing;
use crate::parallel::Crew;

/// Each round asks everybody anew; what one exchange moves may put others in doubt.
const ROUNDS: usize = 8;

/// Takes exchanges while they gain, what it costs to move earlier seats included; returns what was gained.
pub(crate) fn mend(standing: &mut Standing<'_>, crew: Crew<'_>) -> i64 {
    let mut gained = 0;
    for _ in 0..ROUNDS {
        if (crew.over)() {
            break;
        }
        let before = gained;
        for (at, (person, class)) in doubts(standing, crew).into_iter().enumerate() {
            if at % 16 == 0 && (crew.over)() {
                break;
            }
            gained += take(standing, person.index(), class.0).unwrap_or(0);
        }
        if gained == before {
            break;
        }
    }
    gained
}
