//! Why somebody sits in a class, or does not: computed from the result, as data and in words.
//!
//! Nothing the search believed is asked: the seats of a result, the rules and the values of the files are enough,
//! so that every answer can be found again from the files.

mod answer;
mod census;
mod data;
mod force;
mod measured;
mod mend;
mod obstacles;
mod refused;
mod seated;
mod standing;
mod unsettled;
mod words;

pub use answer::{Answer, Closed, Explanation, Rule, Undone};
pub use census::{Census, Exception};
pub use force::{Forced, Reseated};

use crate::model::{ClassId, Instance, PersonId, Refusal, date_of, refusal};
use crate::prices::{Chooser, Limits, Prices};
use crate::solution::Solution;
use crate::solve::Previous;
pub(crate) use mend::mend;
use obstacles::Fresh;
pub(crate) use standing::Standing;

/// Explains one person and class of a result. To explain many, keep an [`Explainer`].
pub fn explain(
    instance: &Instance,
    solution: &Solution,
    prices: &Prices,
    person: PersonId,
    class: ClassId,
) -> Explanation {
    let limits = Explainer::limits(instance);
    Explainer::new(instance, &limits, solution, prices).explain(person, class)
}

/// The limits of an instance, made once for an [`Explainer`].
pub struct ExplainerLimits(Limits);

/// A result, ready to answer.
pub struct Explainer<'a> {
    instance: &'a Instance,
    standing: Standing<'a>,
    prices: &'a Prices,
}

impl<'a> Explainer<'a> {
    /// What [`Explainer::new`] needs besides the result.
    pub fn limits(instance: &Instance) -> ExplainerLimits {
        ExplainerLimits(Limits::new(instance))
    }

    /// Takes a result that keeps the rules; seats that break them are left out.
    pub fn new(
        instance: &'a Instance,
        limits: &'a ExplainerLimits,
        solution: &Solution,
        prices: &'a Prices,
    ) -> Self {
        Self { instance, standing: Standing::new(instance, &limits.0, solution), prices }
    }

    /// Answers as for a run that stayed near an earlier result: what keeping its seats is worth is a cause.
    pub fn staying(mut self, previous: Option<&'a Previous>) -> Self {
        self.standing.previous = previous;
        self
    }

    /// The answer for one person and class.
    pub fn explain(&mut self, person: PersonId, class: ClassId) -> Explanation {
        let price = self.prices.of_class(class);
        let answer = self.answer(person, class);
        let asked = !matches!(answer, Answer::Seated { .. } | Answer::NotEligible(_));
        let forced = if asked { self.force(person, class).map(|forced| forced.cost) } else { None };
        Explanation { person, class, price, answer, forced }
    }

    /// The answer alone, without what forcing the seat would cost.
    pub fn answer(&mut self, person: PersonId, class: ClassId) -> Answer {
        let (p, c) = (person.index(), class.index());
        if self.standing.sits(p, class.0) {
            return seated::seated(&self.standing, p, class.0);
        }
        if let Some(refusal) = refusal(self.instance, person.0, class.0) {
            return Answer::NotEligible(self.rule(p, c, refusal));
        }
        if self.standing.seating.roster[c].is_empty() {
            let (min, reach) = (self.instance.classes.min[c], self.instance.pairs.reach[c]);
            return Answer::NotHeld { min: min as usize, reach: reach as usize };
        }
        let (chooser, losses) = (&mut Chooser::default(), &mut Fresh::default());
        let verdict = refused::refused(&self.standing, chooser, losses, p, class.0);
        refused::settle(&mut self.standing, p, class.0, verdict)
    }

    /// An exchange that seats the person in the class all the same, `None` if one exchange cannot, or a rule of
    /// eligibility forbids it.
    pub fn force(&mut self, person: PersonId, class: ClassId) -> Option<Forced> {
        let p = person.index();
        let open = self.instance.pairs.classes(p).binary_search(&class.0).is_ok();
        let asked = open && !self.standing.sits(p, class.0);
        if asked { force::force(&mut self.standing, p, class.0) } else { None }
    }

    fn rule(&self, p: usize, c: usize, refusal: Refusal) -> Rule {
        let (people, classes) = (&self.instance.people, &self.instance.classes);
        match refusal {
            Refusal::Audience => {
                Rule::Audience { unit: self.instance.units.names.key(classes.audience[c]).into() }
            }
            Refusal::Rank => {
                Rule::Rank { rank: people.rank[p], from: classes.ranks[c].0, to: classes.ranks[c].1 }
            }
            Refusal::Role => Rule::Role { role: people.role[p] },
            Refusal::Sector => Rule::Sector,
            Refusal::History => Rule::History { topic: self.instance.topics.key(classes.topic[c]).into() },
            Refusal::Busy(from, to) => Rule::Busy { from: date_of(from), to: date_of(to) },
            Refusal::NoNeed => Rule::NoNeed,
        }
    }
}
