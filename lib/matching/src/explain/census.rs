//! The census: an answer for every person and class they may attend, counted.

use std::collections::BTreeMap;

use super::{Answer, Explainer, Undone, cause, no_bonus, refused};
use crate::model::{ClassId, PersonId};
use crate::seats::{Exchange, NEVER, parallel};

/// How many exceptions are listed.
const LISTED: usize = 1000;

/// How often each answer was given over all eligible pairs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Census {
    /// By the kind of the answer, see [`Answer::kind`].
    pub counts: BTreeMap<&'static str, u64>,
    /// Refused though worth more than to somebody seated, the first thousand.
    pub exceptions: Vec<Exception>,
    unexplained: u64,
}

/// Somebody refused a class that is worth more to them than to the one who would lose least by leaving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    pub person: PersonId,
    pub class: ClassId,
    pub gain: i64,
    pub marginal: Option<i64>,
    pub cause: Undone,
}

impl Census {
    /// How many pairs were refused.
    pub fn refused(&self) -> u64 {
        self.counts.iter().filter(|(kind, _)| **kind != "seated").map(|(_, count)| count).sum()
    }

    /// How many refusals have no cause but search left undone.
    pub fn unexplained(&self) -> u64 {
        self.unexplained
    }
}

impl Explainer<'_> {
    /// Asks about every eligible pair.
    pub fn census(&mut self, threads: usize) -> Census {
        let instance = self.instance;
        let mut exchange = Exchange::new(&mut self.seating, &no_bonus, threads);
        exchange.measure_losses();
        let asked = &exchange;
        let kinds = parallel(threads, instance.people_count(), || (), |(), p| Some(person(asked, p)));
        let mut census = Census::default();
        for answers in kinds {
            for (kind, count) in answers.0 {
                *census.counts.entry(kind).or_default() += count;
            }
            for mut exception in answers.1 {
                exception.cause = cause(&mut exchange, exception.person.index(), exception.class.0);
                census.unexplained += (exception.cause == Undone::Search) as u64;
                if census.exceptions.len() < LISTED {
                    census.exceptions.push(exception);
                }
            }
        }
        census
    }
}

type Answers = (Vec<(&'static str, u64)>, Vec<Exception>);

fn person(exchange: &Exchange<'_, '_>, p: usize) -> Answers {
    let seating = &*exchange.seating;
    let (mut counts, mut exceptions): Answers = Default::default();
    let mut count = |kind: &'static str| match counts.iter_mut().find(|entry| entry.0 == kind) {
        Some(entry) => entry.1 += 1,
        None => counts.push((kind, 1)),
    };
    for &class in seating.instance.pairs.classes(p) {
        if seating.classes(p).contains(&class) {
            count("seated");
        } else if seating.roster[class as usize].is_empty() {
            count("not_held");
        } else {
            let answer =
                refused(exchange, p, class, |node| Some(exchange.loss[node]).filter(|&loss| loss < NEVER));
            count(answer.kind());
            if let Answer::Exception { gain, marginal, .. } = answer {
                exceptions.push(Exception {
                    person: PersonId(p as u32),
                    class: ClassId(class),
                    gain,
                    marginal,
                    cause: Undone::Search,
                });
            }
        }
    }
    (counts, exceptions)
}
