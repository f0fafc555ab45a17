//! How objective and bound of a run came together, thin enough for a chart.

use std::time::Duration;

use matching::Progress;

/// Where a run stood at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TracePoint {
    /// Since the run began.
    pub elapsed: Duration,
    /// The objective of the best seats so far; none before the first.
    pub objective: Option<i64>,
    /// The bound.
    pub bound: f64,
}

/// Keeps at most [`Trace::POINTS_MAX`] points however long the run: when full, every other one goes and the steps double.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    points: Vec<TracePoint>,
    last: Option<TracePoint>,
    step: Duration,
}

impl Trace {
    pub const POINTS_MAX: usize = 512;

    pub fn add(&mut self, at: &Progress) {
        let point = TracePoint { elapsed: at.elapsed, objective: at.objective, bound: at.bound };
        self.last = Some(point);
        let due = self.points.last().is_none_or(|before| point.elapsed >= before.elapsed + self.step);
        if due {
            self.points.push(point);
        }
        if self.points.len() > Self::POINTS_MAX {
            let mut keep = false;
            self.points.retain(|_| {
                keep = !keep;
                keep
            });
            self.step = (self.step * 2).max(Duration::from_millis(50));
        }
    }

    /// The points kept and the last one seen.
    pub fn into_points(mut self) -> Vec<TracePoint> {
        self.points.extend(self.last.filter(|last| self.points.last() != Some(last)));
        self.points
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_run_leaves_a_short_trace_with_both_ends() {
        let mut trace = Trace::default();
        for at in 0..100_000u64 {
            trace.add(&Progress {
                elapsed: Duration::from_millis(at),
                objective: Some(at as i64),
                bound: 1e6,
                gap: None,
                seats: 0,
                iterations: at,
            });
        }
        let points = trace.into_points();
        assert!(points.len() <= Trace::POINTS_MAX + 1 && points.len() > 100, "{}", points.len());
        assert_eq!((points[0].objective, points[points.len() - 1].objective), (Some(0), Some(99_999)));
        assert!(points.is_sorted_by(|a, b| a.elapsed < b.elapsed));
    }
}
