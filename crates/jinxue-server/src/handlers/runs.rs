//! Matching runs: start, watch, stop, reasons, compare, accept.

use jinxue_api::Wrapped;
use jinxue_api::page::{List, Window};
use jinxue_api::runs::{Accepted, Answers, Comparison, NewRun, Run, RunClass, RunPerson, RunSeat};
use jinxue_app::{App, runs};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{Begun, By, IdempotencyKey, Json, Path, Query};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(start))
        .routes(routes!(get))
        .routes(routes!(stop))
        .routes(routes!(accept))
        .routes(routes!(classes))
        .routes(routes!(class_people))
        .routes(routes!(people))
        .routes(routes!(answers))
        .routes(routes!(compare))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RunsQuery {
    plan: Option<Uuid>,
}

/// Runs, newest first.
#[utoipa::path(get, path = "/runs", tag = "runs", params(RunsQuery),
    responses((status = 200, body = List<Run>), (status = 400, body = Wrapped)))]
async fn list(By(work): By, Query(query): Query<RunsQuery>) -> Reply<Json<List<Run>>> {
    Ok(Json(runs::list(&work, query.plan).await?.into()))
}

/// Starts a run on a plan.
#[utoipa::path(post, path = "/plans/{id}/runs", tag = "runs", request_body = NewRun, params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Run), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn start(
    By(work): By,
    Path(plan): Path<Uuid>,
    IdempotencyKey(key): IdempotencyKey,
    Json(options): Json<NewRun>,
) -> Reply<Begun<Run>> {
    Ok(Begun(runs::start(&work, key, plan, &options).await?))
}

/// One run.
#[utoipa::path(get, path = "/runs/{id}", tag = "runs", params(("id" = Uuid, Path)),
    responses((status = 200, body = Run), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Run>> {
    Ok(Json(runs::get(&work, id).await?))
}

/// Stops a run; the best seats so far are taken.
#[utoipa::path(post, path = "/runs/{id}/stop", tag = "runs", params(("id" = Uuid, Path)),
    responses((status = 200, body = Run), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped)))]
async fn stop(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Run>> {
    Ok(Json(runs::stop(&work, id).await?))
}

/// Makes the seats of a finished run the proposed seats of its plan.
#[utoipa::path(post, path = "/runs/{id}/accept", tag = "runs", params(("id" = Uuid, Path)),
    responses((status = 200, body = Accepted), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped)))]
async fn accept(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Accepted>> {
    Ok(Json(runs::accept(&work, id).await?))
}

/// What a run made of every class.
#[utoipa::path(get, path = "/runs/{id}/classes", tag = "runs", params(("id" = Uuid, Path)),
    responses((status = 200, body = List<RunClass>), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn classes(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<List<RunClass>>> {
    Ok(Json(runs::classes(&work, id).await?.into()))
}

/// Who sits in a class.
#[utoipa::path(get, path = "/runs/{id}/classes/{class}/people", tag = "runs", params(("id" = Uuid, Path), ("class" = Uuid, Path)),
    responses((status = 200, body = List<RunSeat>), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn class_people(By(work): By, Path((id, class)): Path<(Uuid, Uuid)>) -> Reply<Json<List<RunSeat>>> {
    Ok(Json(runs::class_people(&work, id, class).await?.into()))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct PeopleQuery {
    /// Part of a name, or pinyin initials.
    q: Option<String>,
    unit: Option<Uuid>,
    #[serde(default)]
    offset: u64,
    #[serde(default = "hundred")]
    limit: u32,
}

fn hundred() -> u32 {
    100
}

/// The people a run seats.
#[utoipa::path(get, path = "/runs/{id}/people", tag = "runs", params(("id" = Uuid, Path), PeopleQuery),
    responses((status = 200, body = Window<RunPerson>), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn people(
    By(work): By,
    Path(id): Path<Uuid>,
    Query(query): Query<PeopleQuery>,
) -> Reply<Json<Window<RunPerson>>> {
    let PeopleQuery { q, unit, offset, limit } = query;
    Ok(Json(runs::people(&work, id, &runs::PeopleQuery { q, unit, offset, limit }).await?))
}

/// The answer about every class, for one person.
#[utoipa::path(get, path = "/runs/{id}/people/{person}", tag = "runs", params(("id" = Uuid, Path), ("person" = Uuid, Path)),
    responses((status = 200, body = Answers), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn answers(By(work): By, Path((id, person)): Path<(Uuid, Uuid)>) -> Reply<Json<Answers>> {
    Ok(Json(runs::answers(&work, id, person).await?))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CompareQuery {
    /// `next` of the page before.
    after: Option<String>,
    #[serde(default = "hundred")]
    limit: u32,
}

/// Two runs side by side.
#[utoipa::path(get, path = "/runs/{id}/compare/{other}", tag = "runs", params(("id" = Uuid, Path), ("other" = Uuid, Path), CompareQuery),
    responses((status = 200, body = Comparison), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn compare(
    By(work): By,
    Path((id, other)): Path<(Uuid, Uuid)>,
    Query(query): Query<CompareQuery>,
) -> Reply<Json<Comparison>> {
    Ok(Json(runs::comparison(&work, id, other, query.after.as_deref(), query.limit).await?))
}
