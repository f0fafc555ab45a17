//! Which temperatures a cooling passes, learnt from the coolings before it.

/// A first cooling ends at this share of where it began.
const COLD_SHARE: f64 = 0.002;
/// A cooling is worth its time while the cost is below so many times what it ends with.
const HOT_FACTOR: f64 = 25.0;
/// A reheat loosens the best timetable until it costs so many times as much.
const WARM_FACTOR: f64 = 1.2;
/// Nothing happens any more once the cost is below so many times the last one.
const COLD_FACTOR: f64 = 1.002;

/// A stretch of temperatures, passed geometrically.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub hot: f64,
    pub cold: f64,
}

impl Range {
    /// All temperatures that could matter where a move typically loses `loss`.
    pub fn whole(loss: f64) -> Self {
        Self { hot: loss, cold: loss * COLD_SHARE }
    }

    pub fn at(self, part: f64) -> f64 {
        self.hot * (self.cold / self.hot).powf(part.clamp(0.0, 1.0))
    }
}

/// What the timetable cost at each temperature of a cooling; a timetable with violations costs more than any.
#[derive(Debug, Clone, Default)]
pub struct Curve(Vec<(f64, i64)>);

impl Curve {
    pub fn note(&mut self, temperature: f64, hard: i64, soft: i64) {
        self.0.push((temperature, if hard == 0 { soft } else { i64::MAX }));
    }

    /// The temperatures at which something happened, for another cooling from nothing.
    pub fn useful(&self) -> Option<Range> {
        self.range(HOT_FACTOR)
    }

    /// The temperatures for a short cooling from the best timetable.
    pub fn warm(&self) -> Option<Range> {
        self.range(WARM_FACTOR)
    }

    /// From the last temperature at which the timetable cost `factor` times the last to where it froze.
    fn range(&self, factor: f64) -> Option<Range> {
        let (coldest, last) = *self.0.last()?;
        if last == i64::MAX {
            return None;
        }
        let above = |factor: f64| {
            let dear = |&&(_, cost): &&(f64, i64)| cost as f64 > last as f64 * factor;
            self.0.iter().rev().find(dear).map(|&(temperature, _)| temperature)
        };
        let cold = above(COLD_FACTOR).unwrap_or(coldest);
        let hot = above(factor).unwrap_or(self.0[0].0);
        Some(Range { hot: hot.max(cold * 2.0), cold })
    }
}
