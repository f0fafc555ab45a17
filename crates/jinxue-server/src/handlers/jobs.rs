//! Background work: look and cancel.

use axum::http::StatusCode;
use jinxue_api::jobs::Job;
use jinxue_api::{Wrapped, page::List};
use jinxue_app::{App, classes, jobs};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, Json, Path};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get))
        .routes(routes!(cancel))
        .routes(routes!(undo))
}

/// The latest jobs, newest first.
#[utoipa::path(get, path = "/jobs", tag = "jobs", responses((status = 200, body = List<Job>)))]
async fn list(By(work): By) -> Reply<Json<List<Job>>> {
    Ok(Json(jobs::latest(&work).await?.into()))
}

/// One job.
#[utoipa::path(get, path = "/jobs/{id}", tag = "jobs", params(("id" = Uuid, Path)),
    responses((status = 200, body = Job), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Job>> {
    Ok(Json(jobs::get(&work, id).await?))
}

/// Asks a job to stop.
#[utoipa::path(post, path = "/jobs/{id}/cancel", tag = "jobs", params(("id" = Uuid, Path)),
    responses((status = 200, body = Job), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped)))]
async fn cancel(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Job>> {
    Ok(Json(jobs::cancel(&work, id).await?))
}

/// Takes back what a bulk step did, in the background.
#[utoipa::path(post, path = "/jobs/{id}/undo", tag = "jobs", params(("id" = Uuid, Path)),
    responses((status = 202, body = Job), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped)))]
async fn undo(By(work): By, Path(id): Path<Uuid>) -> Reply<(StatusCode, Json<Job>)> {
    Ok((StatusCode::ACCEPTED, Json(classes::bulk::undo(&work, id).await?)))
}
