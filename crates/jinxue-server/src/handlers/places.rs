//! What everything else refers to: units, topics, divisions, the calendar.

use jinxue_api::Wrapped;
use jinxue_api::calendar::Calendar;
use jinxue_api::page::List;
use jinxue_api::topics::{Division, Fields};
use jinxue_api::units::{Unit, UnitDetail};
use jinxue_app::{App, calendar, topics, units};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, Json, Path};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(tree))
        .routes(routes!(unit))
        .routes(routes!(fields))
        .routes(routes!(divisions))
        .routes(routes!(year))
}

/// The whole organisation tree, depth first, with the people of each subtree.
#[utoipa::path(get, path = "/units", tag = "units", responses((status = 200, body = List<Unit>)))]
async fn tree(By(work): By) -> Reply<Json<List<Unit>>> {
    Ok(Json(units::tree(&work).await?.into()))
}

/// One unit with the names above it.
#[utoipa::path(get, path = "/units/{id}", tag = "units", params(("id" = Uuid, Path)),
    responses((status = 200, body = UnitDetail), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn unit(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<UnitDetail>> {
    Ok(Json(units::get(&work, id).await?))
}

/// Fields with their topics.
#[utoipa::path(get, path = "/topics", tag = "topics", responses((status = 200, body = Fields)))]
async fn fields(By(work): By) -> Reply<Json<Fields>> {
    Ok(Json(topics::fields(&work).await?))
}

/// Divisions of the province with a point each.
#[utoipa::path(get, path = "/divisions", tag = "topics", responses((status = 200, body = List<Division>)))]
async fn divisions(By(_): By) -> Json<List<Division>> {
    Json(topics::divisions().into())
}

/// Public holidays and make-up workdays of a year.
#[utoipa::path(get, path = "/calendar/{year}", tag = "topics", params(("year" = i64, Path)),
    responses((status = 200, body = Calendar), (status = 400, body = Wrapped), (status = 422, body = Wrapped)))]
async fn year(By(_): By, Path(year): Path<i64>) -> Reply<Json<Calendar>> {
    Ok(Json(calendar::year(year)?))
}
