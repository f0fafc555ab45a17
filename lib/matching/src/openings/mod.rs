//! Which class to open next: what one more class like each would be worth, rolled up by topic, region and month.

mod cell;
mod wish;

pub use cell::{Cell, cells};

use crate::explain::Standing;
use crate::model::{ClassId, Instance};
use crate::parallel::{Crew, parallel};
use crate::prices::{Limits, Prices};
use crate::solution::Solution;
use wish::wishes;

/// One more class like an existing one: same dates, audience, topic and size, no quotas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opening {
    pub like: ClassId,
    /// How many would sit there.
    pub people: usize,
    /// What the objective would grow by: what those people gain, and for each seat they leave its price. 0 if too
    /// few would come for its minimum.
    pub worth: i64,
}

/// The opening of every class, in their order. The same on any number of threads.
pub fn openings(instance: &Instance, solution: &Solution, prices: &Prices, threads: usize) -> Vec<Opening> {
    let limits = Limits::new(instance);
    let standing = Standing::new(instance, &limits, solution);
    let (crew, people) = (Crew::tireless(threads), instance.people_count());
    let of_all = parallel(crew, people, || (), |(), p| Some(wishes(&standing, prices, p)));
    let mut by_class: Vec<Vec<(i32, u32)>> = vec![Vec::new(); instance.class_count()];
    for (p, of_person) in of_all.into_iter().enumerate() {
        of_person.into_iter().for_each(|(class, gain)| by_class[class as usize].push((-gain, p as u32)));
    }
    let filled = |_: &mut (), class: usize| {
        let mut wishes = by_class[class].clone();
        wishes.sort_unstable();
        Some(fill(&standing, class as u32, &wishes))
    };
    parallel(crew, instance.class_count(), || (), filled)
}

/// Seats those who gain most, of each unit as many as it can spare.
fn fill(standing: &Standing<'_>, class: u32, wishes: &[(i32, u32)]) -> Opening {
    let (classes, c) = (&standing.instance.classes, class as usize);
    let mut units: Vec<(u32, usize, bool)> = Vec::new();
    let (mut people, mut worth) = (0, 0);
    for &(loss, p) in wishes {
        if people == classes.max[c] as usize {
            break;
        }
        let unit = standing.instance.people.unit[p as usize];
        let leads = standing.instance.people.role[p as usize].leads();
        let at = units.iter().position(|entry| entry.0 == unit).unwrap_or_else(|| {
            units.push((unit, 0, false));
            units.len() - 1
        });
        let (_, taken, leader) = &mut units[at];
        let room = leads && *leader || *taken >= standing.spare(p as usize, class);
        if !room {
            *taken += 1;
            *leader |= leads;
            people += 1;
            worth -= loss as i64;
        }
    }
    let held = people >= classes.min[c] as usize;
    Opening { like: ClassId(class), people, worth: if held { worth } else { 0 } }
}
