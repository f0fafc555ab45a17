//! What is taught, and where: the framework of topics, divisions.

use jinxue_api::topics::{Division, Field, Fields, Topic};
use jinxue_domain::place::Divisions;
use jinxue_domain::{Taxonomy, Words, taxonomy};
use jinxue_store::{Conn, topics as store};

use crate::{Answer, App, Refusal, Work};

/// All fields with their topics, in order.
///
/// # Errors
/// When the store fails.
pub async fn fields(work: &Work) -> Answer<Fields> {
    let taxonomy = work.db().read(async |mut conn| load(&mut conn).await).await?;
    let topics = |field: &taxonomy::Field| taxonomy.topics_of(field.code).map(topic).collect();
    let fields = taxonomy.fields().iter().map(|field| Field {
        code: field.code.to_string(),
        name: field.name.zh.to_string(),
        name_en: field.name.en.to_string(),
        family: field.family.as_str().into(),
        topics: topics(field),
    });
    Ok(Fields { fields: fields.collect() })
}

fn topic(topic: &taxonomy::Topic) -> Topic {
    Topic {
        code: topic.code.to_string(),
        name: topic.name.zh.to_string(),
        name_en: topic.name.en.to_string(),
    }
}

/// The framework of this installation.
///
/// # Errors
/// When the store fails, or its tables contradict each other.
pub(crate) async fn load(conn: &mut Conn) -> Answer<Taxonomy> {
    let (fields, topics) = (store::fields(conn).await?, store::topics(conn).await?);
    let fields = fields.into_iter().map(|field| taxonomy::Field {
        code: field.code,
        name: Words::new(field.name, field.name_en),
        family: field.family,
    });
    let topics = topics.into_iter().map(|topic| taxonomy::Topic {
        code: topic.code,
        field: topic.field,
        name: Words::new(topic.name, topic.name_en),
    });
    Taxonomy::new(fields.collect(), topics.collect()).map_err(|faults| {
        Refusal::internal(&format!("the tables of topics contradict each other: {faults:?}"))
    })
}

/// Gives a new installation the framework the program carries; one that has topics keeps its own.
///
/// # Errors
/// When the store fails.
pub async fn plant(app: &App) -> Answer<()> {
    let taxonomy = Taxonomy::built_in();
    let position = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let field = |(at, field): (usize, &taxonomy::Field)| store::Field {
        code: field.code,
        name: field.name.zh.to_string(),
        name_en: field.name.en.to_string(),
        family: field.family,
        position: position(at),
    };
    let topic = |(at, topic): (usize, &taxonomy::Topic)| store::Topic {
        code: topic.code,
        field: topic.field,
        name: topic.name.zh.to_string(),
        name_en: topic.name.en.to_string(),
        position: position(at),
    };
    let fields: Vec<_> = taxonomy.fields().iter().enumerate().map(field).collect();
    let topics: Vec<_> = taxonomy.topics().iter().enumerate().map(topic).collect();
    app.unfenced()
        .work(async |mut tx| {
            if store::topics(&mut tx).await?.is_empty() {
                store::upsert_many(&mut tx, &fields, &topics).await?;
            }
            Ok(())
        })
        .await
}

/// The divisions of the province, in order of their codes.
pub fn divisions() -> Vec<Division> {
    let table = Divisions::shanxi();
    let division = |division: &jinxue_domain::place::Division| Division {
        code: division.code.to_string(),
        name: division.name.clone(),
        parent: division.parent.map(|code| code.to_string()),
        level: division.tier.as_str().into(),
        lon: division.longitude,
        lat: division.latitude,
    };
    table.iter().map(division).collect()
}
