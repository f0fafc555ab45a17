//! When an event meets: weeks × days × a stretch of slots.

/// A set of weeks, a set of days and `start .. end` in slots, the same on every meeting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time {
    /// Bit w is week w, the first week being bit 0.
    pub weeks: u64,
    /// Bit d is day d, Monday being bit 0.
    pub days: u8,
    pub start: u16,
    /// One past the last slot.
    pub end: u16,
}

impl Time {
    /// Most weeks a problem may have.
    pub const WEEKS_MAX: usize = 64;
    /// Most days a week may have.
    pub const DAYS_MAX: usize = 7;

    /// Whether some meeting of both falls on the same day.
    #[inline]
    pub fn shares_a_day(&self, other: &Self) -> bool {
        self.days & other.days != 0 && self.weeks & other.weeks != 0
    }

    /// Whether some meetings of both happen at once.
    #[inline]
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end && self.shares_a_day(other)
    }

    /// Whether nobody can attend both: they meet on one day with less than `gap` slots between.
    #[inline]
    pub fn clashes(&self, other: &Self, gap: u16) -> bool {
        self.shares_a_day(other) && self.near(other, gap)
    }

    /// Whether less than `gap` slots lie between, were they on one day.
    #[inline]
    pub fn near(&self, other: &Self, gap: u16) -> bool {
        u32::from(self.start) < u32::from(other.end) + u32::from(gap)
            && u32::from(other.start) < u32::from(self.end) + u32::from(gap)
    }

    pub fn length(&self) -> u16 {
        self.end - self.start
    }

    /// Every (week, day) it meets on.
    pub fn meetings(self) -> impl Iterator<Item = (usize, usize)> {
        let bits = move |mask: u64| (0..64).filter(move |b| mask >> b & 1 == 1);
        bits(self.weeks).flat_map(move |w| bits(u64::from(self.days)).map(move |d| (w, d)))
    }
}
