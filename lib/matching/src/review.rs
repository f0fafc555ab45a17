//! A look back on a run: everybody's answer counted, what to open next, who moved and why.

use crate::Language;
use crate::explain::{Answer, Census, Explainer};
use crate::format::Earlier;
use crate::model::{ClassId, Instance, PersonId};
use crate::openings::{Cell, cells, openings};
use crate::solve::{Outcome, Previous};

/// What a report says besides the figures.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    pub census: Census,
    /// By topic, region and month, the most valuable class to open first.
    pub openings: Vec<Cell>,
    /// Against the earlier result, in the order of its seats; empty if there was none.
    pub moves: Vec<Move>,
}

/// A seat taken away, exchanged or given since an earlier result.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    pub person: String,
    /// The class the person no longer has.
    pub from: Option<String>,
    /// The class they have instead, or anew.
    pub to: Option<String>,
    pub cause: MoveCause,
}

/// Why a seat moved.
#[derive(Debug, Clone, PartialEq)]
pub enum MoveCause {
    /// The person is no longer in the instance.
    PersonGone,
    /// The class is no longer in the instance: cancelled.
    ClassGone,
    /// The answer the person now gets about the class they had.
    Answer(Answer),
    /// A seat given without one taken away.
    Given { worth: i64 },
}

impl Review {
    /// Looks back on the run. The same on any number of threads.
    ///
    /// `previous` is what the run stayed near, `earlier` the same seats by their keys.
    pub fn new(
        instance: &Instance,
        outcome: &Outcome,
        previous: Option<&Previous>,
        earlier: &Earlier,
        threads: usize,
    ) -> Self {
        let (solution, prices) = (&outcome.solution, &outcome.prices);
        let limits = Explainer::limits(instance);
        let mut explainer = Explainer::new(instance, &limits, solution, prices).staying(previous);
        let moves = if earlier.seats.is_empty() {
            Vec::new()
        } else {
            moves(instance, outcome, earlier, &mut explainer)
        };
        let census = explainer.census(threads);
        drop(explainer);
        let found = openings(instance, solution, prices, threads);
        Self { census, openings: cells(instance, solution, prices, &found), moves }
    }
}

impl MoveCause {
    /// A short name: `person_gone`, `class_gone`, `given`, or that of the answer.
    pub fn kind(&self) -> &'static str {
        match self {
            MoveCause::PersonGone => "person_gone",
            MoveCause::ClassGone => "class_gone",
            MoveCause::Answer(answer) => answer.kind(),
            MoveCause::Given { .. } => "given",
        }
    }

    /// One sentence for the person concerned.
    pub fn words(&self, instance: &Instance, language: Language) -> String {
        match (self, language) {
            (MoveCause::Answer(answer), _) => answer.words(instance, language),
            (MoveCause::PersonGone, Language::Chinese) => "已不在名单中。".into(),
            (MoveCause::PersonGone, Language::English) => "No longer on the list.".into(),
            (MoveCause::ClassGone, Language::Chinese) => "该班已取消。".into(),
            (MoveCause::ClassGone, Language::English) => "The class was cancelled.".into(),
            (MoveCause::Given { worth }, Language::Chinese) => format!("新增名额，价值 {worth} 分。"),
            (MoveCause::Given { worth }, Language::English) => format!("A new seat, worth {worth} points."),
        }
    }
}

/// Person by person: seats taken away, each beside a new one where there is one, then further new ones.
fn moves(
    instance: &Instance,
    outcome: &Outcome,
    earlier: &Earlier,
    explainer: &mut Explainer<'_>,
) -> Vec<Move> {
    let mut before = earlier.seats.clone();
    before.sort();
    before.dedup();
    let mut moves = Vec::new();
    for of_person in before.chunk_by(|a, b| a.0 == b.0) {
        let person = &of_person[0].0;
        let Some(id) = instance.person(person) else {
            let gone = |seat: &(String, String)| lost(person, &seat.1, None, MoveCause::PersonGone);
            moves.extend(of_person.iter().map(gone));
            continue;
        };
        let had = |class: &ClassId| of_person.iter().any(|seat| seat.1 == instance.class_key(*class));
        let now = outcome.solution.seats_of(id).iter().map(|seat| seat.class);
        let mut new = now.filter(|class| !had(class));
        for (_, key) in of_person {
            let class = instance.class(key);
            if class.is_some_and(|class| outcome.solution.has(id, class)) {
                continue;
            }
            let cause = match class {
                Some(class) => MoveCause::Answer(explainer.answer(id, class)),
                None => MoveCause::ClassGone,
            };
            moves.push(lost(person, key, new.next().map(|to| instance.class_key(to).to_string()), cause));
        }
        moves.extend(new.map(|class| given(instance, id, class, explainer)));
    }
    let known = |person: &str| before.binary_search_by(|seat| seat.0.as_str().cmp(person)).is_ok();
    for seat in outcome.solution.seats() {
        if !known(instance.person_key(seat.person)) {
            moves.push(given(instance, seat.person, seat.class, explainer));
        }
    }
    moves
}

fn lost(person: &str, from: &str, to: Option<String>, cause: MoveCause) -> Move {
    Move { person: person.into(), from: Some(from.into()), to, cause }
}

fn given(instance: &Instance, person: PersonId, class: ClassId, explainer: &mut Explainer<'_>) -> Move {
    let worth = match explainer.answer(person, class) {
        Answer::Seated { worth, .. } => worth,
        _ => 0,
    };
    let to = Some(instance.class_key(class).to_string());
    Move { person: instance.person_key(person).into(), from: None, to, cause: MoveCause::Given { worth } }
}
