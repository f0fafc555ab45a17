//! The rules of signing in that an installation may set, and the delays they decide.
//!
//! GB/T 22239—2019 (《信息安全技术 网络安全等级保护基本要求》) asks for strong credentials that are changed regularly, a bound
//! on failed sign-ins and sessions that end by themselves; it leaves the figures to the installation. NIST SP 800-63B and
//! OWASP ASVS 5.0 (V6.2.10) ask that passwords are *not* changed regularly: as shipped they are not
//! (`docs/decisions/passwords-do-not-grow-old.md`).

use crate::SecondFactorFor;
use crate::time::Instant;
use crate::words::{Fault, Words, fault_display};

const MINUTE_MICROS: i64 = 60_000_000;

macro_rules! rules {
    ($($(#[doc = $doc:literal])* $name:ident = $value:literal, $min:literal ..= $max:literal;)+) => {
        /// What an installation asks of whoever signs in. Every figure has a range that keeps nonsense out.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct SignInRules {
            $($(#[doc = $doc])* pub $name: u32,)+
            /// Who may not come in by the password alone.
            pub second_factor_for: SecondFactorFor,
        }

        impl Default for SignInRules {
            fn default() -> Self {
                Self { $($name: $value,)+ second_factor_for: SecondFactorFor::Everybody }
            }
        }

        impl SignInRules {
            /// Every figure that is outside its range; none when the rules may be used.
            pub fn faults(&self) -> Vec<FigureFault> {
                let figures = [$((stringify!($name), self.$name, $min, $max)),+];
                let outside = |&(_, value, min, max): &(_, u32, u32, u32)| !(min..=max).contains(&value);
                let fault = |(field, value, min, max)| FigureFault { field, value, min, max };
                figures.into_iter().filter(outside).map(fault).collect()
            }
        }
    };
}

rules! {
    /// Characters of the shortest password.
    password_length_min = 12, 8..=64;
    /// How many earlier passwords may not be taken again.
    password_history = 5, 0..=24;
    /// Days until a password must be changed; 0 never asks.
    password_days_max = 0, 0..=730;
    /// Failed sign-ins in a row that are let pass before a name has to wait.
    failures_free = 5, 3..=20;
    /// Minutes to wait after the first failure too many; doubled with each further one.
    delay_minutes_first = 1, 1..=60;
    /// The longest wait in minutes.
    delay_minutes_max = 60, 1..=1440;
    /// Minutes without a request after which a session ends.
    session_idle_minutes = 120, 5..=1440;
    /// Minutes after sign-in at which a session ends, however busy.
    session_minutes_max = 720, 15..=10080;
    /// Sessions an account may have at the same time; another one ends that which was used longest ago.
    sessions_max = 5, 1..=50;
    /// Minutes for which a recovery link made by an administrator is valid.
    recovery_link_minutes = 1440, 10..=10080;
}

impl SignInRules {
    /// Until when a name has to wait that failed `failures` times in a row, last at `last_at`. `None`: not at all.
    pub fn wait_until(&self, failures: u32, last_at: Instant) -> Option<Instant> {
        let beyond = failures.checked_sub(self.failures_free)?;
        let doubled = i64::from(self.delay_minutes_first) << beyond.min(20);
        let minutes = doubled.min(i64::from(self.delay_minutes_max));
        Some(after(last_at, minutes))
    }

    /// When a session made at `created_at` and last used at `seen_at` ends.
    pub fn session_ends(&self, created_at: Instant, seen_at: Instant) -> Instant {
        let idle = after(seen_at, i64::from(self.session_idle_minutes));
        idle.min(after(created_at, i64::from(self.session_minutes_max)))
    }

    /// Whether a password set at `set_at` must be changed at `now`.
    pub fn password_is_old(&self, set_at: Instant, now: Instant) -> bool {
        self.password_days_max > 0 && now >= after(set_at, i64::from(self.password_days_max) * 24 * 60)
    }
}

fn after(moment: Instant, minutes: i64) -> Instant {
    Instant::from_micros(moment.as_micros().saturating_add(minutes * MINUTE_MICROS))
}

/// A figure outside its range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FigureFault {
    /// The name of the figure.
    pub field: &'static str,
    /// What was given.
    pub value: u32,
    /// The least it may be.
    pub min: u32,
    /// The most it may be.
    pub max: u32,
}

impl Fault for FigureFault {
    fn code(&self) -> &'static str {
        "sign_in_rule_out_of_range"
    }
    fn value(&self) -> String {
        self.value.to_string()
    }
    fn expected(&self) -> Words {
        let range = format!("{}–{}", self.min, self.max);
        Words::new(range.clone(), range)
    }
    fn words(&self) -> Words {
        let Self { field, value, min, max } = self;
        Words::new(
            format!("{field} = {value}，应为 {min}–{max}"),
            format!("{field} = {value}, expected {min}–{max}"),
        )
    }
}
fault_display!(FigureFault);

#[cfg(test)]
mod tests {
    use super::*;

    const T: Instant = Instant::from_micros(1_767_225_600_000_000);

    fn minutes(from: Instant, to: Instant) -> i64 {
        (to.as_micros() - from.as_micros()) / MINUTE_MICROS
    }

    #[test]
    fn the_shipped_rules_are_within_their_ranges_and_others_are_named() {
        assert_eq!(SignInRules::default().faults(), []);
        let wrong = SignInRules { password_length_min: 4, failures_free: 0, ..SignInRules::default() };
        let fields: Vec<_> = wrong.faults().iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["password_length_min", "failures_free"]);
    }

    #[test]
    fn the_wait_grows_by_doubling_up_to_its_bound_and_never_shrinks() {
        let rules = SignInRules::default();
        assert_eq!(rules.wait_until(4, T), None);
        let waits: Vec<i64> =
            (5..14).map(|failures| minutes(T, rules.wait_until(failures, T).unwrap())).collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(minutes(T, rules.wait_until(u32::MAX, T).unwrap()), 60);
    }

    #[test]
    fn a_session_ends_by_idleness_or_by_age_whichever_is_first() {
        let rules = SignInRules::default();
        assert_eq!(minutes(T, rules.session_ends(T, T)), 120);
        let busy = after(T, 700);
        assert_eq!(minutes(T, rules.session_ends(T, busy)), 720);
    }

    #[test]
    fn a_password_grows_old_on_its_day_unless_the_rule_is_off() {
        let rules = SignInRules { password_days_max: 10, ..SignInRules::default() };
        assert!(!rules.password_is_old(T, after(T, 10 * 24 * 60 - 1)));
        assert!(rules.password_is_old(T, after(T, 10 * 24 * 60)));
        let off = SignInRules { password_days_max: 0, ..rules };
        assert!(!off.password_is_old(T, after(T, 10_000 * 24 * 60)));
    }
}
