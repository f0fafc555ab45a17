//! A result: who sits where.

use crate::model::{ClassId, Instance, PersonId};

/// One person in one class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seat {
    pub person: PersonId,
    pub class: ClassId,
}

/// Seats in the order of people, then classes. A class is held if somebody sits in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Solution {
    seats: Vec<Seat>,
}

impl Solution {
    /// A solution of any seats, in any order; rules are asked of it by [`crate::check`], not here.
    pub fn new(mut seats: Vec<Seat>) -> Self {
        seats.sort_unstable();
        Self { seats }
    }

    /// The solution that seats the people of these keys; keys the instance does not know are left out and
    /// counted (a class cancelled since, a person retired).
    pub fn from_keys<'a>(
        instance: &Instance,
        keys: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> (Self, usize) {
        let mut unknown = 0;
        let mut seats = Vec::new();
        for (person, class) in keys {
            match (instance.person(person), instance.class(class)) {
                (Some(person), Some(class)) => seats.push(Seat { person, class }),
                _ => unknown += 1,
            }
        }
        (Self::new(seats), unknown)
    }

    /// All seats, in order.
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// The seats of one person, in the order of classes.
    pub fn seats_of(&self, person: PersonId) -> &[Seat] {
        let begin = self.seats.partition_point(|seat| seat.person < person);
        let end = self.seats.partition_point(|seat| seat.person <= person);
        &self.seats[begin..end]
    }

    /// Whether the person sits in the class.
    pub fn has(&self, person: PersonId, class: ClassId) -> bool {
        self.seats.binary_search(&Seat { person, class }).is_ok()
    }

    /// The seats of this solution that the other does not have.
    pub fn without(&self, other: &Solution) -> Vec<Seat> {
        self.seats.iter().copied().filter(|seat| !other.has(seat.person, seat.class)).collect()
    }

    /// How many people sit in each class.
    pub fn seats_by_class(&self, instance: &Instance) -> Vec<u32> {
        let mut counts = vec![0; instance.class_count()];
        self.seats.iter().for_each(|seat| counts[seat.class.index()] += 1);
        counts
    }
}
