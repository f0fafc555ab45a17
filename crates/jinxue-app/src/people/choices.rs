//! The choices of the grid's filters, each with the people it would show.

use std::collections::BTreeMap;

use jinxue_api::people::{Choice, PeopleChoices, PeopleQuery};
use jinxue_store::people::grid::{self as store, Crowd, Filter, Hours};

use super::grid;
use crate::{Answer, Refusal, Work, wire};

/// How many people each choice of a filter would show while the other filters stay as they are.
///
/// # Errors
/// `invalid_value` for every word that is none; `not_found` for the unit.
pub async fn choices(work: &Work, query: &PeopleQuery) -> Answer<PeopleChoices> {
    let (filter, _, _) = grid::read(query)?;
    let crowds = work
        .db()
        .read(async |mut conn| {
            let base = Filter {
                subtree: grid::subtree(&mut conn, query).await?,
                text: filter.text.clone(),
                topic: filter.topic,
                ..Filter::default()
            };
            Ok::<_, Refusal>(store::crowds(&mut conn, &base).await?)
        })
        .await?;
    let without = |off: fn(&mut Filter), value: fn(&Crowd) -> Option<String>| {
        let mut others = filter.clone();
        off(&mut others);
        counted(crowds.iter().filter(|crowd| passes(crowd, &others)), value)
    };
    let mut grade = without(
        |filter| (filter.grade_from, filter.grade_to) = (None, None),
        |crowd| Some(crowd.grade.get().to_string()),
    );
    grade.sort_by_key(|choice| choice.value.parse::<u8>().unwrap_or(u8::MAX));
    Ok(PeopleChoices {
        grade,
        role: without(|filter| filter.role = None, |crowd| Some(crowd.role.as_str().into())),
        sector: without(|filter| filter.sector = None, |crowd| crowd.sector.map(|sector| sector.to_string())),
        due: without(
            |filter| filter.hours = None,
            |crowd| Some(if crowd.short { "short" } else { "met" }.into()),
        ),
    })
}

fn passes(crowd: &Crowd, filter: &Filter) -> bool {
    filter.grade_from.is_none_or(|grade| crowd.grade >= grade)
        && filter.grade_to.is_none_or(|grade| crowd.grade <= grade)
        && filter.role.is_none_or(|role| crowd.role == role)
        && filter.sector.is_none_or(|sector| crowd.sector == Some(sector))
        && filter.hours.is_none_or(|hours| crowd.short == (hours == Hours::Short))
}

fn counted<'a>(crowds: impl Iterator<Item = &'a Crowd>, value: fn(&Crowd) -> Option<String>) -> Vec<Choice> {
    let mut sums: BTreeMap<String, u64> = BTreeMap::new();
    for crowd in crowds {
        if let Some(value) = value(crowd) {
            *sums.entry(value).or_default() += crowd.people;
        }
    }
    sums.into_iter().map(|(value, people)| Choice { value, people: wire::count(people) }).collect()
}
