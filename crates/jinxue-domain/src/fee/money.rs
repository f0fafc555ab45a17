//! Amounts of money, exact to the fen.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// An amount in fen, a hundredth of a yuan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(i64);

impl Money {
    /// From whole yuan.
    pub const fn from_yuan(yuan: i64) -> Money {
        Money(yuan.saturating_mul(100))
    }

    /// From fen.
    pub const fn from_fen(fen: i64) -> Money {
        Money(fen)
    }

    /// The amount in fen.
    pub const fn fen(self) -> i64 {
        self.0
    }

    /// Whole yuan, the fen dropped: a cap is never rounded up.
    pub const fn yuan(self) -> i64 {
        self.0.div_euclid(100)
    }

    /// This many times the amount.
    pub const fn times(self, count: i64) -> Money {
        Money(self.0.saturating_mul(count))
    }

    /// So many percent of the amount, fractions of a fen dropped.
    pub const fn percent(self, percent: i64) -> Money {
        Money(self.0.saturating_mul(percent).div_euclid(100))
    }

    /// What this exceeds the other by, at least nothing.
    pub fn above(self, other: Money) -> Money {
        Money(self.0.saturating_sub(other.0).max(0))
    }
}

impl Add for Money {
    type Output = Money;
    fn add(self, other: Money) -> Money {
        Money(self.0.saturating_add(other.0))
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(all: I) -> Money {
        all.fold(Money::default(), Add::add)
    }
}

/// `22275`, `22275.50`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.rem_euclid(100) {
            0 => write!(f, "{}", self.0 / 100),
            _ => write!(
                f,
                "{}{}.{:02}",
                if self.0 < 0 { "-" } else { "" },
                self.0.abs() / 100,
                self.0.abs() % 100
            ),
        }
    }
}
