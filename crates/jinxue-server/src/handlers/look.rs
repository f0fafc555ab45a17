//! What pages look up: rules, gaps summed, search, the first page.

use jinxue_api::Wrapped;
use jinxue_api::gaps::GapSummary;
use jinxue_api::overview::Overview;
use jinxue_api::page::List;
use jinxue_api::rules::{NewRuleOverride, Rule, RuleVersion};
use jinxue_api::search::Found;
use jinxue_app::{App, gaps, overview, rules, search};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{At, Of};
use crate::error::Reply;
use crate::extract::{By, Json, Path, Query};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_rules))
        .routes(routes!(rule_versions))
        .routes(routes!(set_override, delete_override))
        .routes(routes!(summary))
        .routes(routes!(find))
        .routes(routes!(first_page))
}

/// What is typed into the box, and how many of each kind are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Sought {
    q: String,
    /// 1…50, 8 when absent.
    limit: Option<u32>,
}

/// Every rule as it holds today at a unit.
#[utoipa::path(get, path = "/rules", tag = "rules", params(At),
    responses((status = 200, body = List<Rule>), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn list_rules(By(work): By, Query(at): Query<At>) -> Reply<Json<List<Rule>>> {
    Ok(Json(rules::list(&work, at.unit).await?.into()))
}

/// Every version of a rule that was set at a unit or above it.
#[utoipa::path(get, path = "/rules/{code}/versions", tag = "rules", params(("code" = String, Path), At),
    responses((status = 200, body = List<RuleVersion>), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn rule_versions(
    By(work): By,
    Path(code): Path<String>,
    Query(at): Query<At>,
) -> Reply<Json<List<RuleVersion>>> {
    Ok(Json(rules::versions(&work, &code, at.unit).await?.into()))
}

/// Sets a local value of a rule for a subtree: a new version, the earlier ones stay readable.
#[utoipa::path(put, path = "/rules/{code}/override", tag = "rules", request_body = NewRuleOverride, params(("code" = String, Path)),
    responses((status = 200, body = Rule), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn set_override(
    By(work): By,
    Path(code): Path<String>,
    Json(new): Json<NewRuleOverride>,
) -> Reply<Json<Rule>> {
    Ok(Json(rules::set(&work, &code, &new).await?))
}

/// Gives up the local values of a rule at a unit from today on; the rule as it holds there then. Its versions stay readable.
#[utoipa::path(delete, path = "/rules/{code}/override", tag = "rules", params(("code" = String, Path), Of),
    responses((status = 200, body = Rule), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn delete_override(By(work): By, Path(code): Path<String>, Query(of): Query<Of>) -> Reply<Json<Rule>> {
    Ok(Json(rules::give_up(&work, &code, of.unit).await?))
}

/// What people lack by topic and band of grades, beside the seats of the year.
#[utoipa::path(get, path = "/gaps/summary", tag = "gaps", params(At),
    responses((status = 200, body = GapSummary), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn summary(By(work): By, Query(at): Query<At>) -> Reply<Json<GapSummary>> {
    Ok(Json(gaps::summary(&work, at.unit).await?))
}

/// People, units, classes and topics that a text finds.
#[utoipa::path(get, path = "/search", tag = "search", params(Sought),
    responses((status = 200, body = Found), (status = 400, body = Wrapped), (status = 422, body = Wrapped)))]
async fn find(By(work): By, Query(sought): Query<Sought>) -> Reply<Json<Found>> {
    Ok(Json(search::everything(&work, &sought.q, sought.limit).await?))
}

/// How it stands.
#[utoipa::path(get, path = "/overview", tag = "overview", params(At),
    responses((status = 200, body = Overview), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn first_page(By(work): By, Query(at): Query<At>) -> Reply<Json<Overview>> {
    Ok(Json(overview::get(&work, at.unit).await?))
}
