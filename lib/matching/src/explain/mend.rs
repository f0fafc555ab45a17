//! The last phase of a run: every refusal that an exchange shows to be wrong is put right, so that none is left
//! without a cause.

use super::census::doubts;
use super::force::{gain, take};
use super::measured::{Losing, Measured};
use super::standing::Standing;
use super::unsettled::{Moved, Signs, Unsettled};
use crate::model::{ClassId, PersonId};
use crate::parallel::{Crew, parallel};

/// So many exchanges are tried at once, by all threads, at the seats as they are.
const BLOCK: usize = 512;
/// So many exchanges are tried for a class before it is asked anew who would still gain: after the first few whoever is
/// left there would lose more.
const EACH_CLASS: u32 = 24;

/// A refusal that only trying the exchange can settle.
pub(super) type Doubted = (PersonId, ClassId);

/// Takes exchanges while they gain, what it costs to move earlier seats included.
pub(crate) fn mend(standing: &mut Standing<'_>, crew: Crew<'_>) {
    let Some(mut measured) = Measured::new(standing, Losing::Staying, crew) else { return };
    let mut unsettled = Unsettled::everybody(standing);
    let mut tried = Vec::new();
    loop {
        let before = Signs::of(standing);
        let mut round = Round { moved: Moved::nobody(standing), taken: 0 };
        let (first, later) = few_of_each_class(standing, doubts(standing, &measured, &unsettled, crew));
        tried.retain(|&(person, class): &Doubted| !unsettled.asks(person.index(), class.0));
        round.take_all(standing, &first, crew);
        let mut put_off = vec![false; standing.instance.class_count()];
        if round.taken == 0 {
            // Those tried before are tried once more: what pushed out others far away may have moved meanwhile.
            tried.extend(later);
            round.take_all(standing, &tried, crew);
        } else {
            later.iter().for_each(|(_, class)| put_off[class.index()] = true);
        }
        if round.taken == 0 || (crew.over)() {
            return;
        }
        tried.extend(first);
        match Unsettled::since(standing, &before, &round.moved, &mut measured, crew) {
            Some(found) => unsettled = found.and_of(&put_off),
            None => return,
        }
    }
}

/// The first few doubts of each class, and all others.
fn few_of_each_class(standing: &Standing<'_>, doubted: Vec<Doubted>) -> (Vec<Doubted>, Vec<Doubted>) {
    let mut count = vec![0; standing.instance.class_count()];
    doubted.into_iter().partition(|(_, class)| {
        count[class.index()] += 1;
        count[class.index()] <= EACH_CLASS
    })
}

/// One time through the doubts there are.
struct Round {
    moved: Moved,
    /// How many exchanges were taken.
    taken: usize,
}

impl Round {
    /// Tries them all and takes those that gain, in their order.
    fn take_all(&mut self, standing: &mut Standing<'_>, doubted: &[Doubted], crew: Crew<'_>) {
        for block in doubted.chunks(BLOCK) {
            let seats = &*standing;
            let tried = |own: &mut Standing<'_>, at: usize| {
                let (person, class) = block[at];
                gain(own, person.index(), class.0).map(|_| block[at])
            };
            for (person, class) in parallel(crew, block.len(), || seats.clone(), tried) {
                let Some(forced) = take(standing, person.index(), class.0) else { continue };
                self.taken += 1;
                forced.moves.iter().for_each(|moved| self.moved.note(standing, moved.person));
            }
            if (crew.over)() {
                return;
            }
        }
    }
}
