//! Needs surveys: make, open, remind, close; answer; look at what was found.

use axum::http::StatusCode;
use jinxue_api::Wrapped;
use jinxue_api::page::{List, Window};
use jinxue_api::surveys::{
    NewReminder, NewSurvey, OwnSurvey, PartQuery, Questionnaire, Reminder, ResultsQuery, Survey,
    SurveyAnswer, SurveyDraft, SurveyRemark, SurveyResults, SurveyStep, WaitingPerson,
};
use jinxue_app::{App, surveys};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, IdempotencyKey, IfMatch, Json, Made, Path, Query, Versioned};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, add))
        .routes(routes!(mine))
        .routes(routes!(get, revise, remove))
        .routes(routes!(step))
        .routes(routes!(remind))
        .routes(routes!(results))
        .routes(routes!(waiting))
        .routes(routes!(remarks))
        .routes(routes!(questionnaire, answer))
}

/// The surveys that concern what may be seen, the latest first.
#[utoipa::path(get, path = "/surveys", tag = "surveys", responses((status = 200, body = List<Survey>)))]
async fn list(By(work): By) -> Reply<Json<List<Survey>>> {
    Ok(Json(surveys::list(&work).await?.into()))
}

/// Adds a survey of a subtree, as a draft.
#[utoipa::path(post, path = "/surveys", tag = "surveys", request_body = NewSurvey, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Survey), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn add(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewSurvey>,
) -> Reply<Made<Survey>> {
    Ok(Made(surveys::add(&work, key, &new).await?))
}

/// The surveys that ask whoever is signed in, and take answers today.
#[utoipa::path(get, path = "/surveys/mine", tag = "surveys", responses((status = 200, body = List<OwnSurvey>)))]
async fn mine(By(work): By) -> Reply<Json<List<OwnSurvey>>> {
    Ok(Json(surveys::mine(&work).await?.into()))
}

/// One survey.
#[utoipa::path(get, path = "/surveys/{id}", tag = "surveys", params(("id" = Uuid, Path)),
    responses((status = 200, body = Survey), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Versioned<Survey>> {
    let survey = surveys::get(&work, id).await?;
    Ok(Versioned(survey.version, survey))
}

/// Changes a draft; of an open survey the last day alone.
#[utoipa::path(put, path = "/surveys/{id}", tag = "surveys", request_body = SurveyDraft, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Survey), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn revise(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(draft): Json<SurveyDraft>,
) -> Reply<Versioned<Survey>> {
    let survey = surveys::revise(&work, id, version, &draft).await?;
    Ok(Versioned(survey.version, survey))
}

/// Removes a draft.
#[utoipa::path(delete, path = "/surveys/{id}", tag = "surveys", params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 204), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn remove(By(work): By, Path(id): Path<Uuid>, IfMatch(version): IfMatch) -> Reply<StatusCode> {
    surveys::remove(&work, id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Opens a draft, or closes what is open.
#[utoipa::path(post, path = "/surveys/{id}/transitions", tag = "surveys", request_body = SurveyStep, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Survey), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn step(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(step): Json<SurveyStep>,
) -> Reply<Versioned<Survey>> {
    let survey = surveys::step(&work, id, version, &step).await?;
    Ok(Versioned(survey.version, survey))
}

/// Reminds those of a subtree who have not answered: they see it on their own page. Once a day for each unit.
#[utoipa::path(post, path = "/surveys/{id}/reminders", tag = "surveys", request_body = NewReminder, params(("id" = Uuid, Path)),
    responses((status = 200, body = Reminder), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn remind(By(work): By, Path(id): Path<Uuid>, Json(new): Json<NewReminder>) -> Reply<Json<Reminder>> {
    Ok(Json(surveys::remind(&work, id, &new).await?))
}

/// What a survey has found of a unit's subtree: who has answered where, and how much each topic is needed.
#[utoipa::path(get, path = "/surveys/{id}/results", tag = "surveys", params(("id" = Uuid, Path), ResultsQuery),
    responses((status = 200, body = SurveyResults), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn results(
    By(work): By,
    Path(id): Path<Uuid>,
    Query(query): Query<ResultsQuery>,
) -> Reply<Json<SurveyResults>> {
    Ok(Json(surveys::results(&work, id, &query).await?))
}

/// Those who are asked and have not answered, unit by unit.
#[utoipa::path(get, path = "/surveys/{id}/waiting", tag = "surveys", params(("id" = Uuid, Path), PartQuery),
    responses((status = 200, body = Window<WaitingPerson>), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn waiting(
    By(work): By,
    Path(id): Path<Uuid>,
    Query(query): Query<PartQuery>,
) -> Reply<Json<Window<WaitingPerson>>> {
    Ok(Json(surveys::waiting(&work, id, &query).await?))
}

/// What was said in words: with names as it comes; without, once the survey has closed, where enough have answered.
#[utoipa::path(get, path = "/surveys/{id}/remarks", tag = "surveys", params(("id" = Uuid, Path), PartQuery),
    responses((status = 200, body = Window<SurveyRemark>), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn remarks(
    By(work): By,
    Path(id): Path<Uuid>,
    Query(query): Query<PartQuery>,
) -> Reply<Json<Window<SurveyRemark>>> {
    Ok(Json(surveys::remarks(&work, id, &query).await?))
}

/// The questionnaire, with what whoever is signed in has answered.
#[utoipa::path(get, path = "/surveys/{id}/answer", tag = "surveys", params(("id" = Uuid, Path)),
    responses((status = 200, body = Questionnaire), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn questionnaire(By(work): By, Path(id): Path<Uuid>) -> Reply<Versioned<Questionnaire>> {
    let questionnaire = surveys::questionnaire(&work, id).await?;
    Ok(Versioned(questionnaire.version, questionnaire))
}

/// Keeps what whoever is signed in answers; the later answer counts. `If-Match` is 0 for the first.
#[utoipa::path(put, path = "/surveys/{id}/answer", tag = "surveys", request_body = SurveyAnswer, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Questionnaire), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn answer(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(said): Json<SurveyAnswer>,
) -> Reply<Versioned<Questionnaire>> {
    let questionnaire = surveys::put_answer(&work, id, version, &said).await?;
    Ok(Versioned(questionnaire.version, questionnaire))
}
