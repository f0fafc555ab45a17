//! Why somebody who may attend a held class does not.

use super::force::force;
use super::obstacles::{Losses, UnitObstacle};
use super::standing::{Choice, Demand, Leaving, Standing};
use super::{Answer, Undone};
use crate::model::ClassId;
use crate::prices::Chooser;

/// What can be said of a refusal without trying the exchange.
pub(crate) enum Verdict {
    Sure(Answer),
    /// Worth more than to the one who loses least, as far as a look at one at a time tells.
    Doubt(Doubt),
}

/// A refusal that only the exchange itself can explain.
pub(crate) struct Doubt {
    pub gain: i64,
    marginal: Option<i64>,
    unit: Option<UnitObstacle>,
}

pub(crate) fn refused(
    standing: &Standing<'_>,
    chooser: &mut Chooser,
    losses: &mut impl Losses,
    p: usize,
    class: u32,
) -> Verdict {
    let spared = standing.best(chooser, p, Demand::With(class), Leaving::Spares);
    let Some(choice) = spared.filter(|choice| choice.gain > 0) else {
        let any = standing.best(chooser, p, Demand::With(class), Leaving::Anything);
        return Verdict::Sure(match any.as_ref().filter(|choice| choice.gain > 0) {
            Some(choice) => needed_elsewhere(standing, p, choice),
            None => own_reason(standing, p, class, any.map(|choice| choice.gain)),
        });
    };
    let gain = choice.gain;
    let quota = standing.full_quota(p, class);
    let mut marginal = None;
    if quota.is_some() || standing.is_full(class) {
        marginal = losses.least(standing, class, quota);
        if marginal.is_none_or(|marginal| gain <= marginal) {
            return Verdict::Sure(full(standing, quota, gain, marginal));
        }
    }
    match standing.unit_obstacle(losses, p, class) {
        Some(unit) if unit.marginal.is_none_or(|marginal| gain <= marginal) => {
            Verdict::Sure(unit_limit(standing, p, gain, unit))
        }
        unit => Verdict::Doubt(Doubt { gain, marginal, unit }),
    }
}

/// Tries the exchange. Where it loses although nobody alone would lose as much, several colleagues would have to
/// stay for the unit's sake; `marginal` then is what they would lose together.
pub(crate) fn settle(standing: &mut Standing<'_>, p: usize, class: u32, verdict: Verdict) -> Answer {
    let Doubt { gain, marginal, unit } = match verdict {
        Verdict::Sure(answer) => return answer,
        Verdict::Doubt(doubt) => doubt,
    };
    let forced = force(standing, p, class);
    if let Some(forced) = forced.as_ref().filter(|forced| forced.cost < 0) {
        let moving = forced.moving(standing.previous);
        let cause = if forced.cost + moving < 0 { Undone::Search } else { Undone::Staying };
        return Answer::Exception { gain, marginal, cause };
    }
    let cost = forced.map(|forced| forced.cost);
    match unit {
        Some(unit) => {
            let marginal = cost.map(|cost| gain + cost);
            unit_limit(standing, p, gain, UnitObstacle { marginal, ..unit })
        }
        None => Answer::Exception { gain, marginal, cause: Undone::Together },
    }
}

impl Doubt {
    /// The answer where nobody looked into it.
    pub fn left_undone(self) -> Answer {
        Answer::Exception { gain: self.gain, marginal: self.marginal, cause: Undone::Search }
    }
}

/// Nobody else is to blame: what the person has is worth more.
pub(crate) fn own_reason(standing: &Standing<'_>, p: usize, class: u32, gain: Option<i64>) -> Answer {
    let own = standing.seating.classes(p);
    let with: Vec<u32> = own.iter().copied().filter(|&other| standing.instance.clash(other, class)).collect();
    let promised = with.iter().any(|&other| standing.seating.is_promised(p, other));
    let gain = gain.unwrap_or(0);
    if !with.is_empty() {
        return Answer::Clash { with: with.into_iter().map(ClassId).collect(), gain, promised };
    }
    let max = standing.seating.most(p);
    if own.len() == max { Answer::OwnLimit { max, gain } } else { Answer::NothingGained { gain } }
}

fn needed_elsewhere(standing: &Standing<'_>, p: usize, choice: &Choice) -> Answer {
    let own = standing.seating.classes(p).iter();
    let mut left = own.filter(|class| !choice.set.contains(class) && standing.needed(**class));
    let class = left.next().copied().unwrap_or_default();
    Answer::NeededElsewhere { class: ClassId(class), gain: choice.gain }
}

fn full(standing: &Standing<'_>, quota: Option<u32>, gain: i64, marginal: Option<i64>) -> Answer {
    let Some(q) = quota else { return Answer::Full { gain, marginal } };
    let unit = standing.instance.units.names.key(standing.instance.quotas[q as usize].unit).into();
    Answer::QuotaFull { unit, max: standing.seating.limits.quota[q as usize] as usize, gain, marginal }
}

fn unit_limit(standing: &Standing<'_>, p: usize, gain: i64, unit: UnitObstacle) -> Answer {
    let UnitObstacle { days, leaders, away, marginal } = unit;
    if leaders {
        return Answer::LeaderAway { days, gain, marginal };
    }
    let cap = standing.instance.units.cap[standing.instance.people.unit[p] as usize] as usize;
    Answer::UnitLimit { days, away, cap, gain, marginal }
}
