//! What to do when something happened: several whole repairs of a timetable, fewest moved lessons first, and the locks
//! that stand against a better one.

use super::places::{best_places, displace, settle};
use crate::cost::{Energy, Layout, Place, State};
use crate::model::{Seat, Timetable};

/// A way to mend a timetable of which some lessons lost their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// Every lesson that does not stand where it was published, ascending, and where it stands now.
    pub moves: Vec<(usize, Seat)>,
    /// Hard violations and cost of the whole mended timetable.
    pub hard: i64,
    pub cost: i64,
    pub timetable: Timetable,
}

/// Lessons that cannot move keep a displaced lesson from a place that would otherwise do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    pub lesson: usize,
    pub place: Seat,
    /// The lessons that are pinned there: each has no other time or room.
    pub pinned: Vec<usize>,
}

/// What can be done, best first, and which locks make a better answer impossible.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Repairs {
    pub ranked: Vec<Repair>,
    /// Only for lessons that no repair places without breaking a hard rule.
    pub locks: Vec<Lock>,
}

/// Partial repairs kept from lesson to lesson.
const BEAM: usize = 12;
/// Places looked at more closely for one lesson.
const PLACES: usize = 10;
/// Lessons that one displaced lesson may push out of its new place.
const PUSHED_MAX: usize = 2;

/// The `count` best repairs of `kept`, the published timetable without the seats that are lost: by hard violations, then
/// moved lessons, then cost. Nothing moves but the lost lessons and those they push out.
pub fn repairs(layout: &Layout<'_>, kept: &Timetable, count: usize) -> Repairs {
    let seats = (0..layout.classes.len()).map(|class| kept.seats.get(class).copied().flatten());
    let homes: Vec<Option<Place>> =
        seats.enumerate().map(|(class, seat)| Some(layout.place(class, seat?))).collect();
    let mut lost: Vec<usize> = (0..homes.len()).filter(|&c| homes[c].is_none()).collect();
    lost.sort_by_key(|&c| layout.classes[c].times.len() * layout.classes[c].rooms.len());
    let mut mending = Mending::new(layout, &homes, kept, &lost);
    let mut beam = vec![mending.partial()];
    for &lesson in &lost {
        beam = mending.extend(&beam, lesson, count.max(BEAM));
    }
    beam.truncate(count);
    let locks = match beam.first() {
        Some(best) if best.energy.hard > 0 => mending.locks(best, &lost),
        _ => Vec::new(),
    };
    Repairs { ranked: beam.iter().map(|partial| mending.finish(partial)).collect(), locks }
}

/// Moves on top of the greedy start, and what the timetable costs with them.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Partial {
    /// Ascending by class; a class that came home again is not among them.
    moves: Vec<(usize, Place)>,
    energy: Energy,
}

struct Mending<'a> {
    state: State<'a>,
    homes: Vec<Option<Place>>,
}

impl<'a> Mending<'a> {
    /// The lost lessons go where they fit best; nothing else moves yet.
    fn new(layout: &'a Layout<'a>, homes: &[Option<Place>], kept: &Timetable, lost: &[usize]) -> Self {
        let nowhere = Place { time: 0, room: 0 };
        let mut state = State::new(layout, homes.iter().map(|h| h.unwrap_or(nowhere)).collect());
        state.seat_students(kept);
        // The second pass undoes what the first decided while the others still stood just anywhere.
        for &lesson in lost.iter().chain(lost) {
            settle(&mut state, lesson);
        }
        Self { state, homes: homes.to_vec() }
    }

    fn partial(&self) -> Partial {
        let differs = |&(class, place): &(usize, Place)| self.homes[class] != Some(place);
        let moves = self.state.places.iter().copied().enumerate().filter(differs).collect();
        Partial { moves, energy: self.state.energy }
    }

    /// Runs `look` with the partial's moves made, then takes them back.
    fn with<T>(&mut self, partial: &Partial, look: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.state.energy;
        let from: Vec<(usize, Place)> = partial
            .moves
            .iter()
            .filter(|(class, place)| self.state.places[*class] != *place)
            .map(|&(class, place)| (class, place))
            .collect();
        let back: Vec<(usize, Place)> =
            from.iter().map(|&(class, place)| (class, displace(&mut self.state, class, place))).collect();
        let answer = look(self);
        for (class, place) in back.into_iter().rev() {
            self.state.relocate(class, place, Energy::default());
        }
        self.state.energy = before;
        answer
    }

    /// Every partial as it is and with the lesson in each of its best places.
    fn extend(&mut self, beam: &[Partial], lesson: usize, width: usize) -> Vec<Partial> {
        let mut wider: Vec<Partial> = beam.to_vec();
        for partial in beam {
            let more = self.with(partial, |mending| {
                let places = best_places(&mending.state, lesson, PLACES);
                places.into_iter().map(|(_, place)| mending.placed(lesson, place)).collect::<Vec<_>>()
            });
            wider.extend(more);
        }
        wider.sort_by(|a, b| rank(a).cmp(&rank(b)).then_with(|| order(a).cmp(&order(b))));
        wider.dedup();
        wider.truncate(width);
        wider
    }

    /// The lesson in a place, whoever it pushes out in their best other one.
    fn placed(&mut self, lesson: usize, place: Place) -> Partial {
        let before = self.state.energy;
        let mut back = vec![(lesson, displace(&mut self.state, lesson, place))];
        let pushed = self.state.hard_against(lesson);
        if pushed.len() <= PUSHED_MAX {
            for other in pushed {
                let home = self.state.places[other];
                if settle(&mut self.state, other) {
                    back.push((other, home));
                }
            }
        }
        let partial = self.partial();
        for (class, place) in back.into_iter().rev() {
            self.state.relocate(class, place, Energy::default());
        }
        self.state.energy = before;
        partial
    }

    /// For each lost lesson that still breaks a rule: the places that only pinned lessons keep from it.
    fn locks(&mut self, best: &Partial, lost: &[usize]) -> Vec<Lock> {
        self.with(best, |mending| {
            let broken = lost.iter().filter(|&&l| !mending.state.hard_against(l).is_empty());
            broken.copied().collect::<Vec<_>>().into_iter().flat_map(|l| mending.locks_of(l)).collect()
        })
    }

    fn locks_of(&mut self, lesson: usize) -> Vec<Lock> {
        let layout = self.state.layout;
        let before = self.state.energy;
        let home = self.state.places[lesson];
        let mut places = vec![home];
        places.extend(best_places(&self.state, lesson, PLACES).into_iter().map(|(_, place)| place));
        let mut locks = Vec::new();
        for place in places {
            self.state.relocate(lesson, place, Energy::default());
            let against = self.state.hard_against(lesson);
            let pinned: Vec<usize> = against.into_iter().filter(|&c| layout.classes[c].is_fixed()).collect();
            if !pinned.is_empty() {
                locks.push(Lock { lesson, place: layout.seat(lesson, place), pinned });
            }
        }
        self.state.relocate(lesson, home, Energy::default());
        self.state.energy = before;
        locks
    }

    fn finish(&mut self, partial: &Partial) -> Repair {
        let layout = self.state.layout;
        let timetable = self.with(partial, |mending| mending.state.timetable());
        let moves = partial.moves.iter().map(|&(class, place)| (class, layout.seat(class, place))).collect();
        Repair { moves, hard: partial.energy.hard, cost: partial.energy.soft, timetable }
    }
}

fn rank(partial: &Partial) -> (i64, usize, i64) {
    (partial.energy.hard, partial.moves.len(), partial.energy.soft)
}

/// Alike partials stand together, and two runs agree on which comes first.
fn order(partial: &Partial) -> Vec<(usize, u32, u32)> {
    partial.moves.iter().map(|&(class, place)| (class, place.time, place.room)).collect()
}
