//! Which classes are held.

use super::Seating;

/// Decides against every class that has too few people and returns those who lose a seat by it.
pub(crate) fn close_short_classes(seating: &mut Seating<'_>) -> Vec<u32> {
    let mut moved = Vec::new();
    for class in 0..seating.roster.len() {
        let short = seating.roster[class].len() < seating.instance.classes.min[class] as usize;
        if short && !seating.limits.promised[class] {
            seating.closed[class] = true;
            for p in std::mem::take(&mut seating.roster[class].clone()) {
                seating.unseat(p as usize, class as u32);
                moved.push(p);
            }
        }
    }
    moved.sort_unstable();
    moved.dedup();
    moved
}
