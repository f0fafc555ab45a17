//! Random small problems of every kind.

use timetabling::model::{
    Class, Config, Course, Distribution, Kind, Problem, Room, RoomOption, Strength, Student, Subpart, Time,
    TimeOption, Travel, Weights,
};
use timetabling::random::Random;

const KINDS: [Kind; 19] = [
    Kind::SameStart,
    Kind::SameTime,
    Kind::DifferentTime,
    Kind::SameDays,
    Kind::DifferentDays,
    Kind::SameWeeks,
    Kind::DifferentWeeks,
    Kind::Overlap,
    Kind::NotOverlap,
    Kind::SameRoom,
    Kind::DifferentRoom,
    Kind::SameAttendees,
    Kind::Precedence,
    Kind::WorkDay(10),
    Kind::MinGap(2),
    Kind::MaxDays(2),
    Kind::MaxDayLoad(6),
    Kind::MaxBreaks { breaks: 0, gap: 2 },
    Kind::MaxBlock { length: 7, gap: 1 },
];

fn time(random: &mut Random) -> Time {
    let start = random.below(16) as u16;
    Time {
        weeks: 1 + random.below(15) as u64,
        days: 1 + random.below(15) as u8,
        start,
        end: start + 1 + random.below(4) as u16,
    }
}

fn class(index: usize, rooms: usize, random: &mut Random) -> Class {
    let times = (0..1 + random.below(5))
        .map(|_| TimeOption { time: time(random), penalty: random.below(5) as i64 })
        .collect();
    let count = random.below(rooms + 1);
    let rooms = (0..count).map(|room| RoomOption { room, penalty: random.below(4) as i64 }).collect();
    Class { id: format!("c{index}"), limit: Some(2 + random.below(4)), parent: None, rooms, times }
}

/// Courses of one configuration: two subparts of two classes, parent and child, where four are left.
fn courses(list: &mut [Class]) -> Vec<Course> {
    let all: Vec<usize> = (0..list.len()).collect();
    let subpart = |id: String, classes: &[usize]| Subpart { id, classes: classes.to_vec() };
    let courses = all.chunks(4).enumerate().map(|(k, chunk)| {
        let subparts = match chunk {
            [a, b, c, d] => {
                list[*c].parent = Some(*a);
                list[*d].parent = Some(*b);
                vec![subpart(format!("s{k}a"), &[*a, *b]), subpart(format!("s{k}b"), &[*c, *d])]
            }
            rest => vec![subpart(format!("s{k}"), rest)],
        };
        Course { id: format!("k{k}"), configs: vec![Config { id: format!("g{k}"), subparts }] }
    });
    courses.collect()
}

fn distribution(n: usize, classes: usize, random: &mut Random) -> Distribution {
    let kind = KINDS[random.below(KINDS.len())];
    let strength =
        if random.chance(0.3) { Strength::Hard } else { Strength::Soft(1 + random.below(9) as i64) };
    let mut members: Vec<usize> = (0..classes).collect();
    for _ in 0..classes.saturating_sub(2 + random.below(3)) {
        members.swap_remove(random.below(members.len()));
    }
    Distribution { name: format!("{kind} #{}", n + 1), kind, strength, classes: members }
}

/// A problem with all nineteen types, hard and soft, travel, closures and students.
pub fn problem(seed: u64, classes: usize) -> Problem {
    let random = &mut Random::seeded(seed);
    let rooms: Vec<Room> = (0..4)
        .map(|r| Room {
            id: format!("r{r}"),
            capacity: 20,
            unavailable: (0..random.below(2)).map(|_| time(random)).collect(),
        })
        .collect();
    let mut travel = Travel::new(rooms.len());
    for a in 0..rooms.len() {
        for b in a + 1..rooms.len() {
            travel.set(a, b, random.below(4) as u16);
        }
    }
    let mut list: Vec<Class> = (0..classes).map(|c| class(c, rooms.len(), random)).collect();
    let courses = courses(&mut list);
    let distributions = (0..classes * 2).map(|n| distribution(n, classes, random)).collect();
    let students = (0..6)
        .map(|s| {
            let wanted = (0..courses.len()).filter(|_| random.chance(0.6)).collect();
            Student { id: format!("p{s}"), courses: wanted }
        })
        .collect();
    Problem {
        name: format!("random {seed}"),
        weeks: 4,
        days: 4,
        slots_per_day: 20,
        weights: Weights { time: 2, room: 1, distribution: 3, student: 4 },
        rooms,
        travel,
        courses,
        classes: list,
        distributions,
        students,
    }
}
