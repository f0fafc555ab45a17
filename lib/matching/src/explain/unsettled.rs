//! Whom a round of exchanges may have put in another position, so that only they need be asked again.
//!
//! Somebody's answers depend on their own seats, on the free days of their unit, on which of the classes open to them
//! have room, and on what those in the way would lose. What only became worse for them (a class that filled up) makes
//! no refusal wrong that was right before; but what they would lose themselves is measured anew.

use super::measured::{Measured, Renewed};
use super::standing::Standing;
use crate::model::PersonId;
use crate::parallel::Crew;

/// What others see of a class or quota, as far as it decides on answers.
#[derive(Clone, Copy)]
struct Sign {
    /// Somebody may come, or coming gains more.
    inviting: [bool; 2],
    /// Leaving costs the whole more than the person's own loss.
    holding: bool,
}

impl Sign {
    /// Whether to come has become better.
    fn opened(self, before: Sign) -> bool {
        self.inviting.iter().zip(before.inviting).any(|(&now, before)| now && !before)
    }

    /// Whether to come has become worse.
    fn shut(self, before: Sign) -> bool {
        before.opened(self)
    }

    /// Whether to leave has become easier.
    fn loosened(self, before: Sign) -> bool {
        before.holding && !self.holding
    }
}

/// The signs of all classes and quotas at one moment.
pub(super) struct Signs {
    class: Vec<Sign>,
    quota: Vec<Sign>,
}

impl Signs {
    pub fn of(standing: &Standing<'_>) -> Self {
        let seating = &standing.seating;
        let class =
            |class: u32| Sign { inviting: [seating.has_room(class), false], holding: standing.needed(class) };
        let quota = |(q, quota): (usize, &crate::model::Quota)| {
            let used = seating.quota_used[q];
            Sign { inviting: [used < seating.limits.quota[q], used < quota.min], holding: used <= quota.min }
        };
        let instance = standing.instance;
        Self {
            class: (0..instance.class_count() as u32).map(class).collect(),
            quota: instance.quotas.iter().enumerate().map(quota).collect(),
        }
    }
}

/// Who moved in a round.
pub(super) struct Moved {
    people: Vec<bool>,
    units: Vec<bool>,
}

impl Moved {
    pub fn nobody(standing: &Standing<'_>) -> Self {
        let instance = standing.instance;
        Self { people: vec![false; instance.people_count()], units: vec![false; instance.units.parent.len()] }
    }

    pub fn note(&mut self, standing: &Standing<'_>, person: PersonId) {
        self.people[person.index()] = true;
        self.units[standing.instance.people.unit[person.index()] as usize] = true;
    }
}

/// Who is to be asked again, and about what.
pub(super) struct Unsettled {
    /// About every class.
    people: Vec<bool>,
    /// Whether anybody is to be asked about the class.
    class: Vec<bool>,
}

impl Unsettled {
    /// Everybody, about everything.
    pub fn everybody(standing: &Standing<'_>) -> Self {
        Self { people: vec![true; standing.instance.people_count()], class: Vec::new() }
    }

    /// Those whom the moves since may concern; what they would lose is measured anew. `None` if it was over before.
    pub fn since(
        standing: &Standing<'_>,
        before: &Signs,
        moved: &Moved,
        measured: &mut Measured,
        crew: Crew<'_>,
    ) -> Option<Self> {
        let instance = standing.instance;
        let now = Signs::of(standing);
        let changed = |how: fn(Sign, Sign) -> bool| {
            let each = |now: &[Sign], before: &[Sign]| -> Vec<bool> {
                now.iter().zip(before).map(|(&now, &before)| how(now, before)).collect()
            };
            let mut class = each(&now.class, &before.class);
            for (quota, changed) in instance.quotas.iter().zip(each(&now.quota, &before.quota)) {
                class[quota.class as usize] |= changed;
            }
            class
        };
        let (opened, shut) = (changed(Sign::opened), changed(Sign::shut));
        let loosened = changed(Sign::loosened);
        let any = |marks: &[bool], classes: &[u32]| classes.iter().any(|&class| marks[class as usize]);
        let concerned = |p: usize| {
            moved.people[p]
                || moved.units[instance.people.unit[p] as usize]
                || any(&loosened, standing.seating.classes(p))
                || any(&opened, instance.pairs.classes(p))
        };
        let mut people: Vec<bool> = (0..instance.people_count()).map(concerned).collect();
        let again = |&p: &u32| people[p as usize] || any(&shut, instance.pairs.classes(p as usize));
        let again: Vec<u32> = (0..people.len() as u32).filter(again).collect();
        let Renewed { unit, cheaper } = measured.renew(standing, &again, crew)?;
        for (p, asked) in people.iter_mut().enumerate() {
            *asked |= unit[instance.people.unit[p] as usize];
        }
        Some(Self { people, class: cheaper })
    }

    /// Everybody about these classes too.
    pub fn and_of(mut self, classes: &[bool]) -> Self {
        self.class.iter_mut().zip(classes).for_each(|(asked, more)| *asked |= more);
        self
    }

    /// Whether the person is to be asked about the class.
    pub fn asks(&self, p: usize, class: u32) -> bool {
        self.people[p] || self.class[class as usize]
    }
}
