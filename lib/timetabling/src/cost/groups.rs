//! Constraints counted over a whole set of classes: MaxDays, MaxDayLoad, MaxBreaks, MaxBlock.

use crate::model::{Kind, Time};

/// One such constraint.
#[derive(Debug, Clone)]
pub struct Group {
    pub kind: Kind,
    pub members: Vec<u32>,
    /// Units of hard violation per unit of excess; zero when soft.
    pub hard: i32,
    /// Weighted penalty, before the division by weeks.
    pub penalty: i64,
    pub weight: i64,
}

impl Group {
    /// (hard, soft) of an excess.
    pub fn price(&self, excess: i64, weeks: usize) -> (i32, i32) {
        if self.hard > 0 {
            return (self.hard.saturating_mul(excess as i32), 0);
        }
        let soft = match self.kind {
            Kind::MaxDays(_) => excess * self.penalty,
            _ => excess * self.penalty / weeks as i64,
        };
        (0, (soft * self.weight) as i32)
    }

    /// The excess when the members stand at `times`. `buffer` is scratch space.
    pub fn excess(&self, times: &[Time], buffer: &mut Vec<(u16, u16)>) -> i64 {
        if let Kind::MaxDays(most) = self.kind {
            let used = times.iter().fold(0u8, |mask, t| mask | t.days).count_ones();
            return (i64::from(used) - i64::from(most)).max(0);
        }
        let weeks = times.iter().fold(0u64, |mask, t| mask | t.weeks);
        let days = times.iter().fold(0u8, |mask, t| mask | t.days);
        let mut sum = 0;
        let mut left = weeks;
        while left != 0 {
            let week = left & left.wrapping_neg();
            // Weeks in which exactly the same members meet look alike and are counted together.
            let alike = times
                .iter()
                .fold(left, |mask, t| if t.weeks & week != 0 { mask & t.weeks } else { mask & !t.weeks });
            let one: i64 =
                (0..7).filter(|d| days >> d & 1 == 1).map(|d| self.day(times, week, d, buffer)).sum();
            sum += one * i64::from(alike.count_ones());
            left &= !alike;
        }
        sum
    }

    fn day(&self, times: &[Time], week: u64, day: u32, buffer: &mut Vec<(u16, u16)>) -> i64 {
        let today = times.iter().filter(|t| t.weeks & week != 0 && t.days >> day & 1 == 1);
        if let Kind::MaxDayLoad(most) = self.kind {
            let load: i64 = today.map(|t| i64::from(t.length())).sum();
            return (load - i64::from(most)).max(0);
        }
        buffer.clear();
        buffer.extend(today.map(|t| (t.start, t.end)));
        buffer.sort_unstable();
        match self.kind {
            Kind::MaxBreaks { breaks, gap } => {
                let mut blocks = 0;
                sweep(buffer, gap, |_, _, _| blocks += 1);
                (blocks - i64::from(breaks) - 1).max(0)
            }
            Kind::MaxBlock { length, gap } => {
                let mut long = 0;
                sweep(buffer, gap, |start, end, classes| {
                    long += i64::from(classes >= 2 && end - start > length);
                });
                long
            }
            _ => 0,
        }
    }
}

/// Calls `block` with start, end and number of classes of every block of the sorted meetings.
fn sweep(meetings: &[(u16, u16)], gap: u16, mut block: impl FnMut(u16, u16, usize)) {
    let mut open: Option<(u16, u16, usize)> = None;
    for &(start, end) in meetings {
        open = Some(match open {
            Some((from, to, n)) if u32::from(to) + u32::from(gap) >= u32::from(start) => {
                (from, to.max(end), n + 1)
            }
            Some((from, to, n)) => {
                block(from, to, n);
                (start, end, 1)
            }
            None => (start, end, 1),
        });
    }
    if let Some((from, to, n)) = open {
        block(from, to, n);
    }
}
