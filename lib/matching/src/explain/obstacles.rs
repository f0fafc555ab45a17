//! What stands between a person and a class, and the least that somebody in the way would lose.

use jiff::civil::Date;

use super::standing::Standing;
use crate::model::date_of;
use crate::prices::Chooser;

/// Where losses come from: computed when asked for, or measured for all seats beforehand.
pub(crate) trait Losses {
    /// What the holder of a seat would lose by giving it to somebody else; `None` if they cannot go.
    fn of_seat(&mut self, standing: &Standing<'_>, p: u32, class: u32) -> Option<i64>;
    /// The least of those in the class, or in the class's quota.
    fn least(&mut self, standing: &Standing<'_>, class: u32, quota: Option<u32>) -> Option<i64>;
}

/// Computes each loss when it is asked for.
#[derive(Default)]
pub(crate) struct Fresh(Chooser);

impl Losses for Fresh {
    fn of_seat(&mut self, standing: &Standing<'_>, p: u32, class: u32) -> Option<i64> {
        standing.loss(&mut self.0, p as usize, class)
    }

    fn least(&mut self, standing: &Standing<'_>, class: u32, quota: Option<u32>) -> Option<i64> {
        let roster = standing.seating.roster[class as usize].iter();
        let inside = roster.filter(|&&p| quota.is_none_or(|q| standing.counts(q, p)));
        inside.filter_map(|&p| standing.loss(&mut self.0, p as usize, class)).min()
    }
}

/// Why the unit cannot spare a person.
pub(crate) struct UnitObstacle {
    pub days: Vec<Date>,
    /// Only another leader is away; nothing but that is in the way.
    pub leaders: bool,
    /// How many are away on the fullest of the days.
    pub away: usize,
    /// Somebody would have to stay who loses at least this.
    pub marginal: Option<i64>,
}

impl UnitObstacle {
    /// One of these must stay on a day: the least loss of the dearest day counts.
    fn raise(&mut self, standing: &Standing<'_>, losses: &mut impl Losses, away: &[(u32, u32)]) {
        let least = away.iter().filter_map(|&(q, c)| losses.of_seat(standing, q, c)).min();
        self.marginal = self.marginal.zip(least).map(|(marginal, least)| marginal.max(least));
    }
}

impl Standing<'_> {
    /// Whether the quota counts the person.
    pub fn counts(&self, quota: u32, p: u32) -> bool {
        let unit = self.instance.people.unit[p as usize];
        self.instance.unit_within(unit, self.instance.quotas[quota as usize].unit)
    }

    /// The smallest full quota that counts the person in the class: whoever makes room must belong to it.
    pub fn full_quota(&self, p: usize, class: u32) -> Option<u32> {
        let seating = &self.seating;
        let full = |&q: &u32| seating.quota_used[q as usize] >= seating.limits.quota[q as usize];
        let deeper = |&a: &u32, &b: &u32| {
            let (a, b) = (self.instance.quotas[a as usize].unit, self.instance.quotas[b as usize].unit);
            if self.instance.unit_within(a, b) {
                std::cmp::Ordering::Greater
            } else {
                std::cmp::Ordering::Less
            }
        };
        seating.quotas(p, class).filter(full).max_by(deeper)
    }

    pub fn is_full(&self, class: u32) -> bool {
        self.seating.is_full(class)
    }

    /// The days on which the unit cannot spare the person for the class, were they to leave all others.
    pub fn unit_obstacle(&self, losses: &mut impl Losses, p: usize, class: u32) -> Option<UnitObstacle> {
        self.seating.unit_block_without(p, class, &[])?;
        let (people, classes, c) = (&self.instance.people, &self.instance.classes, class as usize);
        let cap = self.instance.units.cap[people.unit[p] as usize] as usize;
        let mut obstacle = UnitObstacle { days: Vec::new(), leaders: true, away: 0, marginal: Some(0) };
        let mut without_leader = Vec::new();
        for day in classes.start[c]..=classes.end[c] {
            let away = self.away(p, day, false);
            if away.len() >= cap {
                obstacle.days.push(date_of(day));
                obstacle.away = obstacle.away.max(away.len());
                obstacle.leaders = false;
                obstacle.raise(self, losses, &away);
            }
            let leaders = if people.role[p].leads() { self.away(p, day, true) } else { Vec::new() };
            if !leaders.is_empty() {
                without_leader.push(date_of(day));
                obstacle.raise(self, losses, &leaders);
            }
        }
        if obstacle.leaders {
            (obstacle.days, obstacle.away) = (without_leader, 1);
        }
        Some(obstacle)
    }

    /// How many more of the person's unit could go on the days of the class, others apart from the person.
    pub fn spare(&self, p: usize, class: u32) -> usize {
        let (classes, c) = (&self.instance.classes, class as usize);
        let cap = self.instance.units.cap[self.instance.people.unit[p] as usize] as usize;
        let away = (classes.start[c]..=classes.end[c]).map(|day| self.away(p, day, false).len()).max();
        cap.saturating_sub(away.unwrap_or(0))
    }

    /// The colleagues away on the day, with the class that takes them.
    pub fn away(&self, p: usize, day: i32, leaders: bool) -> Vec<(u32, u32)> {
        let (people, classes) = (&self.instance.people, &self.instance.classes);
        let unit = people.unit[p] as usize;
        let units = &self.instance.units.people;
        let takes = |&c: &u32| classes.start[c as usize] <= day && day <= classes.end[c as usize];
        (units[unit]..units[unit + 1])
            .filter(|&q| q as usize != p && (!leaders || people.role[q as usize].leads()))
            .filter_map(|q| Some((q, self.seating.classes(q as usize).iter().copied().find(takes)?)))
            .collect()
    }
}
