//! The year's plan: list, targets, ribbon, warnings, its classes.

use axum::http::StatusCode;
use jinxue_api::Wrapped;
use jinxue_api::classes::{Class, ClassRow, ClassesQuery, NewClass, StepsByQuery};
use jinxue_api::jobs::Job;
use jinxue_api::page::{List, Page};
use jinxue_api::plans::{NewPlan, Plan, PlanRow, Ribbon, Targets, Warnings, WarningsQuery};
use jinxue_api::shares::{ProposalQuery, Shares, SharesQuery, TargetDivision};
use jinxue_app::{App, classes, plans};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, IdempotencyKey, IfMatch, Json, Made, Path, Query, Versioned};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get))
        .routes(routes!(set_targets))
        .routes(routes!(shares))
        .routes(routes!(proposal))
        .routes(routes!(divide))
        .routes(routes!(ribbon))
        .routes(routes!(warnings))
        .routes(routes!(list_classes, create_class))
        .routes(routes!(step_matching))
}

/// All plans, latest year first.
#[utoipa::path(get, path = "/plans", tag = "plans", responses((status = 200, body = List<PlanRow>)))]
async fn list(By(work): By) -> Reply<Json<List<PlanRow>>> {
    Ok(Json(plans::list(&work).await?.into()))
}

/// Makes a plan.
#[utoipa::path(post, path = "/plans", tag = "plans", request_body = NewPlan, params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Plan), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn create(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewPlan>,
) -> Reply<Made<Plan>> {
    Ok(Made(plans::create(&work, key, &new).await?))
}

/// A plan with its figures.
#[utoipa::path(get, path = "/plans/{id}", tag = "plans", params(("id" = Uuid, Path)),
    responses((status = 200, body = Plan), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Versioned<Plan>> {
    let plan = plans::get(&work, id).await?;
    Ok(Versioned(plan.row.version, plan))
}

/// Sets the targets of a plan, all of them at once.
#[utoipa::path(put, path = "/plans/{id}/targets", tag = "plans", request_body = Targets, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Plan), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn set_targets(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(targets): Json<Targets>,
) -> Reply<Versioned<Plan>> {
    let plan = plans::set_targets(&work, id, version, &targets).await?;
    Ok(Versioned(plan.row.version, plan))
}

/// How a unit has divided its part of the targets, and where they do not agree.
#[utoipa::path(get, path = "/plans/{id}/shares", tag = "plans", params(("id" = Uuid, Path), SharesQuery),
    responses((status = 200, body = Shares), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn shares(
    By(work): By,
    Path(id): Path<Uuid>,
    Query(query): Query<SharesQuery>,
) -> Reply<Versioned<Shares>> {
    let shares = plans::shares(&work, id, query.unit).await?;
    Ok(Versioned(shares.version, shares))
}

/// A division of all that is to be handed on, to start from; nothing is kept.
#[utoipa::path(get, path = "/plans/{id}/shares/proposal", tag = "plans", params(("id" = Uuid, Path), ProposalQuery),
    responses((status = 200, body = TargetDivision), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn proposal(
    By(work): By,
    Path(id): Path<Uuid>,
    Query(query): Query<ProposalQuery>,
) -> Reply<Json<TargetDivision>> {
    Ok(Json(plans::proposal(&work, id, &query).await?))
}

/// Divides what a unit holds among units below, all of it at once.
#[utoipa::path(put, path = "/plans/{id}/shares/{unit}", tag = "plans", request_body = TargetDivision,
    params(("id" = Uuid, Path), ("unit" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Shares), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn divide(
    By(work): By,
    Path((id, unit)): Path<(Uuid, Uuid)>,
    IfMatch(version): IfMatch,
    Json(division): Json<TargetDivision>,
) -> Reply<Versioned<Shares>> {
    let shares = plans::divide(&work, id, unit, version, &division).await?;
    Ok(Versioned(shares.version, shares))
}

/// Every class of the plan as a bar, with the holidays of its year.
#[utoipa::path(get, path = "/plans/{id}/ribbon", tag = "plans", params(("id" = Uuid, Path)),
    responses((status = 200, body = Ribbon), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn ribbon(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Ribbon>> {
    Ok(Json(plans::ribbon(&work, id).await?))
}

/// What wants a look in the plan, by kind.
#[utoipa::path(get, path = "/plans/{id}/warnings", tag = "plans", params(("id" = Uuid, Path), WarningsQuery),
    responses((status = 200, body = Warnings), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn warnings(
    By(work): By,
    Path(id): Path<Uuid>,
    Query(query): Query<WarningsQuery>,
) -> Reply<Json<Warnings>> {
    Ok(Json(plans::warnings(&work, id, &query).await?))
}

/// A page of the plan's classes.
#[utoipa::path(get, path = "/plans/{id}/classes", tag = "classes", params(("id" = Uuid, Path), ClassesQuery),
    responses((status = 200, body = Page<ClassRow>), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn list_classes(
    By(work): By,
    Path(id): Path<Uuid>,
    Query(query): Query<ClassesQuery>,
) -> Reply<Json<Page<ClassRow>>> {
    Ok(Json(classes::list(&work, id, &query).await?))
}

/// Makes a class of the plan; it begins as a draft.
#[utoipa::path(post, path = "/plans/{id}/classes", tag = "classes", request_body = NewClass, params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Class), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn create_class(
    By(work): By,
    Path(id): Path<Uuid>,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewClass>,
) -> Reply<Made<Class>> {
    Ok(Made(classes::create(&work, key, id, &new).await?))
}

/// Takes the same step with every class of the plan that matches, in the background; the job tells what became of it.
#[utoipa::path(post, path = "/plans/{id}/transitions", tag = "plans", request_body = StepsByQuery, params(("id" = Uuid, Path)),
    responses((status = 202, body = Job), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn step_matching(
    By(work): By,
    Path(id): Path<Uuid>,
    Json(steps): Json<StepsByQuery>,
) -> Reply<(StatusCode, Json<Job>)> {
    Ok((StatusCode::ACCEPTED, Json(classes::bulk::start(&work, id, &steps).await?)))
}
