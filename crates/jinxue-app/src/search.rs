//! What Ctrl-K finds: people, units, classes, topics.

use jinxue_api::search::{Found, Hit};
use jinxue_domain::{Taxonomy, fold};
use jinxue_store::search as store;

use crate::{Answer, Refusal, Work, topics, wire};

/// The first few of each kind that a text finds; nothing for an empty text.
///
/// # Errors
/// `invalid_value` for a limit beyond 50.
pub async fn everything(work: &Work, text: &str, limit: Option<u32>) -> Answer<Found> {
    let limit = wire::between("limit", limit.unwrap_or(8).into(), 1, 50)?;
    let limit = u32::try_from(limit).unwrap_or(8);
    let (found, taxonomy) = work
        .db()
        .read(async |mut conn| {
            let found = store::everything(&mut conn, text, limit).await?;
            Ok::<_, Refusal>((found, topics::load(&mut conn).await?))
        })
        .await?;
    Ok(Found {
        people: found.people.into_iter().map(person).collect(),
        units: found.units.into_iter().map(unit).collect(),
        classes: found.classes.into_iter().map(class).collect(),
        topics: topics_named(&taxonomy, text, limit as usize),
    })
}

fn person(hit: store::PersonHit) -> Hit {
    let post = hit.post.unwrap_or_default();
    let detail = format!("{} {post}", hit.unit_name).trim().to_owned();
    Hit { id: hit.id.to_string(), name: hit.name.as_str().into(), detail }
}

fn unit(hit: store::UnitHit) -> Hit {
    Hit { id: hit.id.to_string(), name: hit.name, detail: hit.path.to_string() }
}

fn class(hit: store::ClassHit) -> Hit {
    Hit { id: hit.id.to_string(), name: hit.name, detail: hit.code }
}

/// The taxonomy is small: it is looked through by name, code and initials.
fn topics_named(taxonomy: &Taxonomy, text: &str, limit: usize) -> Vec<Hit> {
    let word = fold::fold(text);
    if word.is_empty() {
        return Vec::new();
    }
    let meant = |name: &str| fold::fold(name).contains(&word) || fold::initials(name).starts_with(&word);
    let topics = taxonomy.topics().iter().filter(|topic| {
        meant(&topic.name.zh)
            || fold::fold(&topic.name.en).contains(&word)
            || fold::fold(topic.code.as_str()) == word
    });
    let hit = |topic: &jinxue_domain::taxonomy::Topic| Hit {
        id: topic.code.to_string(),
        name: topic.name.zh.to_string(),
        detail: taxonomy.field(topic.field).map(|field| field.name.zh.to_string()).unwrap_or_default(),
    };
    topics.take(limit).map(hit).collect()
}
