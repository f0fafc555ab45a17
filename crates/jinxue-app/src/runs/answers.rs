//! The answer for a person about every class the rules admit them to: the same sentence for page, export, letter.

use std::collections::HashMap;

use jinxue_api::runs::{Answer as Said, Answers};
use jinxue_api::{Problem, Words};
use jinxue_domain::{ClassId, PersonId, RunId};
use jinxue_planning::ClassFacts;
use jinxue_planning::explain::{Answer as Found, Verdict};
use jinxue_store::people::Person;
use jinxue_store::runs as store;
use jinxue_store::{Conn, people, units};
use uuid::Uuid;

use super::ground::{Ground, Since, UnitGround};
use crate::{Answer, Refusal, Work, wire};

/// All answers a run has for one person.
///
/// # Errors
/// `not_found`.
pub async fn answers(work: &Work, run: Uuid, person: Uuid) -> Answer<Answers> {
    work.db()
        .read(async |mut conn| {
            let person = people::by_id(&mut conn, person.into()).await?;
            let unit = units::by_id(&mut conn, person.unit_id).await?;
            let (items, changed) = of_person(&mut conn, run.into(), &person).await?;
            Ok::<_, Refusal>(Answers {
                person_id: person.id.as_uuid(),
                name: person.name.to_string(),
                unit_name: unit.name,
                changed,
                items,
            })
        })
        .await
}

/// Why a run gave a person a seat, for the person's page.
///
/// # Errors
/// When the store fails.
pub async fn reason_of_seat(
    conn: &mut Conn,
    run: RunId,
    person: PersonId,
) -> Answer<HashMap<ClassId, Words>> {
    let person = people::by_id(conn, person).await?;
    let (items, changed) = of_person(conn, run, &person).await?;
    let seated = items.into_iter().filter(|answer| answer.verdict == SEATED);
    let with_change = |words: Words| match &changed {
        None => words,
        Some(changed) => {
            Words::new(format!("{}（{}）", words.zh, changed.zh), format!("{} ({})", words.en, changed.en))
        }
    };
    Ok(seated.map(|answer| (answer.class_id.into(), with_change(answer.words))).collect())
}

/// The verdict of a seat.
const SEATED: &str = "seated";

async fn of_person(conn: &mut Conn, run: RunId, person: &Person) -> Answer<(Vec<Said>, Option<Words>)> {
    let run = store::by_id(conn, run).await?;
    let mut ground = Ground::around(conn, run, person).await?;
    let weighed = ground.people(conn, &[person.id]).await?.pop();
    let weighed = weighed.ok_or_else(|| Problem::not_found("person", person.id))?;
    let unit = ground.unit(conn, person.unit_id).await?;
    let found = unit.ask(&weighed.person, |explainer| explainer.open_classes());
    let classes = found.iter().filter_map(|answer| unit.classes.get(&answer.class).copied());
    let changed = changed(&unit, weighed.since, classes);
    Ok((found.iter().map(|answer| said(&unit, answer)).collect(), changed))
}

/// An answer with the names of its class.
fn said(unit: &UnitGround<'_>, found: &Found) -> Said {
    let facts = unit.classes.get(&found.class);
    let day = |of: fn(&ClassFacts) -> jinxue_domain::Date| facts.map(|class| of(class).to_string());
    Said {
        class_id: found.class.as_uuid(),
        code: unit.ground.code(found.class).to_owned(),
        name: facts.map(|class| class.name.clone()).unwrap_or_default(),
        start_date: day(|class| class.period.from()).unwrap_or_default(),
        end_date: day(|class| class.period.to()).unwrap_or_default(),
        verdict: found.verdict.as_str().into(),
        words: wire::words(&found.words),
        data: serde_json::json!({ "worth": found.worth }),
    }
}

/// The sentence of one seat, for a list of seats.
pub(super) fn of_seat(unit: &UnitGround<'_>, person: &jinxue_planning::SeatPerson, class: ClassId) -> Words {
    let found = unit.ask(person, |explainer| explainer.class(class));
    let seated = found.filter(|answer| matches!(answer.verdict, Verdict::Seated { .. }));
    seated.map(|answer| wire::words(&answer.words)).unwrap_or_default()
}

/// What has changed since the run, in one sentence; none when everything is as it was.
pub(super) fn changed<'a>(
    unit: &UnitGround<'_>,
    since: Since,
    classes: impl Iterator<Item = &'a ClassFacts>,
) -> Option<Words> {
    let changed: Vec<&ClassFacts> = classes.filter(|class| unit.ground.has_changed(class)).collect();
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    match since {
        Since::Same => {}
        Since::Changed => {
            zh.push("此人的资料".to_owned());
            en.push("what is known of this person".to_owned());
        }
        Since::NotThere => {
            zh.push("此人当时未参加匹配".to_owned());
            en.push("this person took no part then".to_owned());
        }
    }
    if let Some(first) = changed.first() {
        let others = changed.len() - 1;
        zh.push(if others == 0 {
            format!("班次《{}》", first.name)
        } else {
            format!("班次《{}》等 {} 个", first.name, changed.len())
        });
        en.push(if others == 0 {
            format!("the class “{}”", first.name)
        } else {
            format!("“{}” and {others} other classes", first.name)
        });
    }
    (!zh.is_empty()).then(|| {
        Words::new(
            format!("匹配之后有变更：{}；席位是当时的结果，理由按现在的资料说明", zh.join("，")),
            format!(
                "changed since the run: {}; the seats are the run's, the reasons go by today's facts",
                en.join(", ")
            ),
        )
    })
}
