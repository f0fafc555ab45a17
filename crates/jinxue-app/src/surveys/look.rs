//! Surveys as they are looked at: the list, one of them, who has not answered, what was said in words.

use jinxue_api::Problem;
use jinxue_api::page::Window;
use jinxue_api::surveys::{PartQuery, Survey as Said, SurveyRemark, WaitingPerson};
use jinxue_domain::UnitPath;
use jinxue_domain::needs::{Naming, SurveyState};
use jinxue_store::Conn;
use jinxue_store::surveys::{self as store, Survey, answers};
use uuid::Uuid;

use super::asked::{below, unit_of, wrong_state};
use super::count;
use super::draft::said;
use super::results::is_shown;
use super::tend::is_settled;
use crate::{Answer, Refusal, Work, wire};

/// People and words of one part of a list.
const PART: u32 = 200;

/// The surveys that concern what may be seen, the latest first.
///
/// # Errors
/// When the store fails.
pub async fn list(work: &Work) -> Answer<Vec<Said>> {
    work.db()
        .read(async |mut conn| {
            let mut list = Vec::new();
            for survey in store::all(&mut conn).await? {
                let topics = store::topics(&mut conn, survey.id).await?;
                list.push(said(work, &survey, &topics));
            }
            Ok(list)
        })
        .await
}

/// One survey.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<Said> {
    work.db()
        .read(async |mut conn| {
            let survey = store::by_id(&mut conn, id.into()).await?;
            let topics = store::topics(&mut conn, survey.id).await?;
            Ok(said(work, &survey, &topics))
        })
        .await
}

/// Those who are asked and have not answered, unit by unit.
///
/// # Errors
/// `not_found` for the survey and for a unit outside it; `wrong_state` for a draft.
pub async fn waiting(work: &Work, id: Uuid, query: &PartQuery) -> Answer<Window<WaitingPerson>> {
    let part = part(query)?;
    work.db()
        .read(async |mut conn| {
            let survey = opened(&mut conn, id).await?;
            let unit = unit_of(&mut conn, &survey, query.unit).await?;
            let total = count::waiting(&mut conn, &survey, &unit).await?;
            let people = answers::waiting(&mut conn, &survey, &below(&unit), part).await?;
            let person = |one: answers::Asked| WaitingPerson {
                id: one.id.as_uuid(),
                name: one.name.as_str().to_owned(),
                post: one.post,
                unit_name: one.unit_name,
            };
            Ok(window(people.into_iter().map(person).collect(), part, total))
        })
        .await
}

/// What was said in words: with names as it comes, without names once the survey has closed, where enough have answered.
///
/// # Errors
/// As [`waiting`].
pub async fn remarks(work: &Work, id: Uuid, query: &PartQuery) -> Answer<Window<SurveyRemark>> {
    let part = part(query)?;
    work.db()
        .read(async |mut conn| {
            let survey = opened(&mut conn, id).await?;
            let unit = unit_of(&mut conn, &survey, query.unit).await?;
            if survey.naming == Naming::Anonymous {
                let (words, total) = loose(&mut conn, work, &survey, &unit.path, part).await?;
                return Ok(window(words, part, total));
            }
            let (found, total) = answers::remarks(&mut conn, &survey, &below(&unit), part).await?;
            let remark = |one: answers::Remark| SurveyRemark {
                person_id: Some(one.person_id.as_uuid()),
                name: Some(one.name.as_str().to_owned()),
                unit_name: Some(one.unit_name),
                words: one.words,
            };
            Ok(window(found.into_iter().map(remark).collect(), part, total))
        })
        .await
}

/// Words without names, where they may be shown; how many they are.
async fn loose(
    conn: &mut Conn,
    work: &Work,
    survey: &Survey,
    path: &UnitPath,
    part: (u32, u32),
) -> Answer<(Vec<SurveyRemark>, u64)> {
    let may_tell = is_settled(survey) && conn.scope().covers(path);
    if !may_tell || !is_shown(conn, work, survey, path).await? {
        return Ok((Vec::new(), 0));
    }
    let (words, total) = answers::loose(conn, survey.id, path, part).await?;
    let remark =
        |one: answers::Loose| SurveyRemark { person_id: None, name: None, unit_name: None, words: one.words };
    Ok((words.into_iter().map(remark).collect(), total))
}

async fn opened(conn: &mut Conn, id: Uuid) -> Answer<Survey> {
    let survey = store::by_id(conn, id.into()).await?;
    if survey.state == SurveyState::Draft { Err(wrong_state(&survey, SurveyState::Open)) } else { Ok(survey) }
}

fn part(query: &PartQuery) -> Answer<(u32, u32)> {
    let limit = query.limit.unwrap_or(PART);
    wire::between("limit", limit.into(), 1, PART.into())?;
    if query.offset > 10_000_000 {
        return Err(Refusal::from(Problem::invalid("offset", query.offset, "≤ 10000000")));
    }
    Ok((query.offset, limit))
}

fn window<T>(items: Vec<T>, (offset, _): (u32, u32), total: u64) -> Window<T> {
    Window { items, offset: offset.into(), total }
}
