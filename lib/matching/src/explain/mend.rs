//! The last phase of a run: every refusal that an exchange shows to be wrong is put right, so that none is left
//! without a cause.

use super::census::doubts;
use super::force::{gain, take};
use super::measured::Measured;
use super::standing::Standing;
use super::unsettled::{Moved, Signs, Unsettled};
use crate::model::{ClassId, PersonId};
use crate::parallel::{Crew, parallel};

/// So many exchanges are tried at once, by all threads, at the seats as they are.
const BLOCK: usize = 512;

/// A refusal that only trying the exchange can settle.
pub(super) type Doubted = (PersonId, ClassId);

/// Takes exchanges while they gain, what it costs to move earlier seats included; returns what was gained.
pub(crate) fn mend(standing: &mut Standing<'_>, crew: Crew<'_>) -> i64 {
    let Some(mut measured) = Measured::new(standing, crew) else { return 0 };
    let mut unsettled = Unsettled::everybody(standing);
    let (mut gained, mut tried) = (0, Vec::new());
    loop {
        let before = Signs::of(standing);
        let mut round = Round { moved: Moved::nobody(standing), gained: 0 };
        let doubted = doubts(standing, &measured, &unsettled, crew);
        round.take_all(standing, &doubted, crew);
        tried.retain(|&(person, class): &Doubted| !unsettled.asks(person.index(), class.0));
        tried.extend(doubted);
        if round.gained == 0 {
            // Those tried before are asked about once more: what pushed out others far away may have moved meanwhile.
            tried.sort_unstable();
            tried.dedup();
            round.take_all(standing, &tried, crew);
            tried.clear();
        }
        gained += round.gained;
        if round.gained == 0 || (crew.over)() {
            return gained;
        }
        match Unsettled::since(standing, &before, &round.moved, &mut measured, crew) {
            Some(found) => unsettled = found,
            None => return gained,
        }
    }
}

/// One time through the doubts there are.
struct Round {
    moved: Moved,
    gained: i64,
}

impl Round {
    /// Tries them all and takes those that gain, in their order.
    fn take_all(&mut self, standing: &mut Standing<'_>, doubted: &[Doubted], crew: Crew<'_>) {
        for block in doubted.chunks(BLOCK) {
            let seats = &*standing;
            let gaining = parallel(
                crew,
                block.len(),
                || seats.clone(),
                |own, at| {
                    let (person, class) = block[at];
                    gain(own, person.index(), class.0).map(|_| block[at])
                },
            );
            for (person, class) in gaining {
                let Some((gain, forced)) = take(standing, person.index(), class.0) else { continue };
                self.gained += gain;
                forced.moves.iter().for_each(|moved| self.moved.note(standing, moved.person));
            }
            if (crew.over)() {
                return;
            }
        }
    }
}
