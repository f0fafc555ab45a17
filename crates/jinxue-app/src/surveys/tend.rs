//! Surveys are looked after in the background: closed when their day is over, counted when answers have come.

use std::collections::BTreeMap;

use jinxue_domain::authority::{PathRange, Right};
use jinxue_domain::needs::{Naming, SurveyState};
use jinxue_domain::{SurveyId, UnitId, UnitPath};
use jinxue_store::surveys::answers::{self, Loose};
use jinxue_store::surveys::counts::{self, Tally};
use jinxue_store::surveys::{self as store, Survey};
use jinxue_store::{Conn, Db, jobs as queue, units};
use serde_json::json;
use uuid::Uuid;

use super::asked::topics_of;
use super::count::Counting;
use super::write::closed;
use crate::events::Of;
use crate::jobs::{self, Task, Ticket};
use crate::needs::counts::{Places, is_counted};
use crate::needs::{Standard, Tending};
use crate::{Actor, Answer, App, Refusal, Work, topics};

/// A survey of so many people is counted at most once in [`COUNT_EVERY_MICROS`].
const MANY: u64 = 5_000;
const COUNT_EVERY_MICROS: i64 = 60 * 1_000_000;
/// People come and go: open surveys are counted anew after this long, whether anybody has answered or not.
const STALE_MICROS: i64 = 3_600 * 1_000_000;

/// Puts into the queue what is due. Whether anything was.
///
/// # Errors
/// When the store fails.
pub(crate) async fn tend(app: &App) -> Answer<Tending> {
    let due = app
        .unfenced()
        .read(async |mut conn| {
            if queue::waiting(&mut conn, [Task::Survey.as_str(); 2]).await? > 0 {
                return Ok(Vec::new());
            }
            let mut due = Vec::new();
            for survey in store::uncounted(&mut conn).await? {
                if is_due(&mut conn, app, &survey).await? {
                    due.push(survey.id);
                }
            }
            Ok::<_, Refusal>(due)
        })
        .await?;
    for id in &due {
        let (job, own) = (app.ids.draw(), Work::of(app, Actor::system()));
        app.unfenced()
            .work(async |mut tx| jobs::enqueue(&mut tx, job, Task::Survey, id.as_uuid(), &own).await)
            .await?;
    }
    Ok(if due.is_empty() { Tending::Quiet } else { Tending::Due })
}

async fn is_due(conn: &mut Conn, app: &App, survey: &Survey) -> Answer<bool> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let Some(counted) = survey.counted_at else { return Ok(true) };
    let age = now.as_micros() - counted.as_micros();
    if survey.closes_on < today || age >= STALE_MICROS {
        return Ok(true);
    }
    if survey.asked > MANY && age < COUNT_EVERY_MICROS {
        return Ok(false);
    }
    Ok(answers::newest(conn, survey.id).await? != survey.counted_mark)
}

/// The job that closes a survey whose days are over, and counts it.
pub(crate) async fn perform(ticket: &Ticket, id: SurveyId) -> Answer<()> {
    let (app, db) = (&ticket.app, ticket.db());
    close_in_time(app, &db, id).await?;
    let (survey, counted) = db.read(async |mut conn| count(&mut conn, app, id).await).await?;
    let Some(counted) = counted else { return Ok(()) };
    let now = app.clock.now();
    db.work(async |mut tx| {
        let kept = counts::replace(&mut tx, &survey, &counted.tallies, (now, counted.mark)).await?;
        if let Some(loose) = counted.loose.as_ref().filter(|_| kept) {
            answers::cut_loose(&mut tx, id, loose).await?;
        }
        Ok::<_, Refusal>(())
    })
    .await?;
    let whole = Of::Place(Right::SeeSurveys, Some(PathRange::subtree(&survey.unit_path)));
    app.events.tell("survey", whole, &json!({ "id": id.as_uuid() }));
    Ok(())
}

async fn close_in_time(app: &App, db: &Db, id: SurveyId) -> Answer<()> {
    let (today, work) = (app.clock.today(), Work::of(app, Actor::system()));
    db.work(async |mut tx| {
        let survey = store::by_id(&mut tx, id).await?;
        if survey.state == SurveyState::Open && survey.closes_on < today {
            store::update(&mut tx, &closed(&work, survey)).await?;
            let detail = json!({ "to": SurveyState::Closed.as_str() });
            work.note(&mut tx, "transition", ("survey", id.to_string()), detail).await?;
        }
        Ok(())
    })
    .await
}

/// What was counted of a survey in one view of the data.
struct Counted {
    tallies: BTreeMap<UnitId, Tally>,
    mark: Option<Uuid>,
    /// What was said in words, of an anonymous survey that has closed.
    loose: Option<Vec<Loose>>,
}

/// The survey with its numbers; none of one that was counted since it closed, because what was said without a name is gone.
async fn count(conn: &mut Conn, app: &App, id: SurveyId) -> Answer<(Survey, Option<Counted>)> {
    let survey = store::by_id(conn, id).await?;
    if survey.state == SurveyState::Draft || is_settled(&survey) {
        return Ok((survey, None));
    }
    let taxonomy = topics::load(conn).await?;
    let offered = topics_of(conn, &survey, &taxonomy).await?.into_iter().collect();
    let standard = Standard::load(conn, app.clock.today()).await?;
    let counting = Counting { survey: &survey, topics: &offered, standard: &standard };
    let ids = places(conn, &survey).await?;
    let mut places = Places::of(ids.keys().cloned());
    let range = PathRange::subtree(&survey.unit_path);
    let by_path = counting.by_place(conn, &range, |unit| places.region(unit)).await?;
    let tallies = by_path.into_iter().filter_map(|(path, tally)| Some((*ids.get(&path)?, tally))).collect();
    let loose = match (survey.naming, survey.state) {
        (Naming::Anonymous, SurveyState::Closed) => Some(loose(conn, app, &survey, &ids).await?),
        _ => None,
    };
    let mark = answers::newest(conn, id).await?;
    Ok((survey, Some(Counted { tallies, mark, loose })))
}

/// Where people of a survey are counted: at the survey's unit, and at the regions below it.
async fn places(conn: &mut Conn, survey: &Survey) -> Answer<BTreeMap<UnitPath, UnitId>> {
    let below = units::subtree(conn, &survey.unit_path).await?.into_iter();
    let places = below.filter(|unit| unit.id == survey.unit_id || is_counted(unit));
    Ok(places.map(|unit| (unit.path, unit.id)).collect())
}

/// Words without whoever said them, at the nearest place.
async fn loose(
    conn: &mut Conn,
    app: &App,
    survey: &Survey,
    ids: &BTreeMap<UnitPath, UnitId>,
) -> Answer<Vec<Loose>> {
    let mut loose = Vec::new();
    let mut places = Places::of(ids.keys().cloned());
    for (unit, words) in answers::words(conn, survey.id).await? {
        let unit_id = ids.get(&places.region(unit)).copied().unwrap_or(survey.unit_id);
        loose.push(Loose { id: app.ids.draw::<SurveyId>().as_uuid(), survey_id: survey.id, unit_id, words });
    }
    // The order of their numbers is the order of the words: it does not tell who spoke first.
    loose.sort_by(|one, other| one.words.cmp(&other.words));
    let mut drawn: Vec<Uuid> = loose.iter().map(|one| one.id).collect();
    drawn.sort_unstable();
    for (one, id) in loose.iter_mut().zip(drawn) {
        one.id = id;
    }
    Ok(loose)
}

/// Whether the numbers kept are those of the survey's end.
pub(super) fn is_settled(survey: &Survey) -> bool {
    survey.state == SurveyState::Closed && survey.counted_at.is_some()
}
