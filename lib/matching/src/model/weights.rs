//! What things are worth: the integers of `weights.toml`.

/// How much each part of the objective counts. All are whole numbers of at least 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// For each percent of the first half of a gap closed, times its severity.
    pub gap_first: i64,
    /// For each percent of the second half.
    pub gap_rest: i64,
    /// For each hour that counts against the hours due.
    pub hours: i64,
    /// For a person's first class.
    pub first_class: i64,
    /// For each week the person went untrained, with the first class.
    pub first_class_per_week: i64,
    /// For each point of preference.
    pub preference: i64,
    /// For each step of distance between person and class.
    pub travel: i64,
    /// Lost for each mandatory entry not met.
    pub mandatory_missed: i64,
    /// Lost for each seat missing to a quota's minimum in a held class.
    pub quota_short: i64,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            gap_first: 14,
            gap_rest: 6,
            hours: 40,
            first_class: 6000,
            first_class_per_week: 40,
            preference: 20,
            travel: 300,
            mandatory_missed: 200_000,
            quota_short: 30_000,
        }
    }
}

impl Weights {
    /// No weight is larger; what a person can gain by all of them must stay below it as well.
    pub const LARGEST: i64 = 1 << 30;

    /// The names of `weights.toml` with their values, in its order.
    pub fn named(&self) -> [(&'static str, i64); 9] {
        [
            ("gap_first", self.gap_first),
            ("gap_rest", self.gap_rest),
            ("hours", self.hours),
            ("first_class", self.first_class),
            ("first_class_per_week", self.first_class_per_week),
            ("preference", self.preference),
            ("travel", self.travel),
            ("mandatory_missed", self.mandatory_missed),
            ("quota_short", self.quota_short),
        ]
    }

    /// The weight of that name, to be set.
    pub fn named_mut(&mut self, name: &str) -> Option<&mut i64> {
        Some(match name {
            "gap_first" => &mut self.gap_first,
            "gap_rest" => &mut self.gap_rest,
            "hours" => &mut self.hours,
            "first_class" => &mut self.first_class,
            "first_class_per_week" => &mut self.first_class_per_week,
            "preference" => &mut self.preference,
            "travel" => &mut self.travel,
            "mandatory_missed" => &mut self.mandatory_missed,
            "quota_short" => &mut self.quota_short,
            _ => return None,
        })
    }

    /// φ: what the given percent of a gap closed are worth, for each point of severity.
    pub fn closed(&self, percent: i64) -> i64 {
        let percent = percent.min(100);
        self.gap_first * percent.min(50) + self.gap_rest * (percent - 50).max(0)
    }

    /// The most that closing `percent` more of a gap can ever add, whatever was closed before.
    pub(crate) fn closed_at_most(&self, percent: i64) -> i64 {
        self.closed(percent).max(self.closed(100) - self.closed(100 - percent.min(100)))
    }
}
