//! Accounts, as their administrator makes and mends them.

use axum::http::StatusCode;
use jinxue_api::Wrapped;
use jinxue_api::accounts::{
    Account, AccountChange, AccountMade, AccountsPage, AccountsQuery, FactorLost, NewAccount,
};
use jinxue_api::sign_in::LinkMade;
use jinxue_app::App;
use jinxue_app::sign_in::accounts;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, IfMatch, Json, Path, Query, Versioned};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(get, change))
        .routes(routes!(recovery_link))
        .routes(routes!(factor_link))
}

/// A part of the accounts, by login name.
#[utoipa::path(get, path = "/accounts", tag = "accounts", params(AccountsQuery),
    responses((status = 200, body = AccountsPage), (status = 400, body = Wrapped), (status = 422, body = Wrapped)))]
async fn list(By(work): By, Query(query): Query<AccountsQuery>) -> Reply<Json<AccountsPage>> {
    Ok(Json(accounts::list(&work, &query).await?))
}

/// Makes an account, and the link by which its holder sets a password. A login name is taken once, so the call needs no
/// idempotency key; a link that was not received is made anew.
#[utoipa::path(post, path = "/accounts", tag = "accounts", request_body = NewAccount,
    responses((status = 201, body = AccountMade), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn create(By(work): By, Json(new): Json<NewAccount>) -> Reply<(StatusCode, Json<AccountMade>)> {
    Ok((StatusCode::CREATED, Json(accounts::create(&work, &new).await?)))
}

/// One account.
#[utoipa::path(get, path = "/accounts/{id}", tag = "accounts", params(("id" = Uuid, Path)),
    responses((status = 200, body = Account), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Versioned<Account>> {
    let account = accounts::get(&work, id).await?;
    Ok(Versioned(account.version, account))
}

/// Changes an account. One that is suspended is signed out everywhere.
#[utoipa::path(patch, path = "/accounts/{id}", tag = "accounts", request_body = AccountChange, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Account), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn change(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(change): Json<AccountChange>,
) -> Reply<Versioned<Account>> {
    let account = accounts::change(&work, id, version, &change).await?;
    Ok(Versioned(account.version, account))
}

/// Makes a link by which the holder of an account comes in again; an earlier one is void.
#[utoipa::path(post, path = "/accounts/{id}/recovery-link", tag = "accounts", params(("id" = Uuid, Path)),
    responses((status = 200, body = LinkMade), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn recovery_link(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<LinkMade>> {
    Ok(Json(accounts::recovery_link(&work, id).await?))
}

/// Makes a link by which the holder of an account comes in again who has lost the second factor too: it takes that off.
/// The reason is kept in the audit and shown to the owner; an earlier link is void.
#[utoipa::path(post, path = "/accounts/{id}/factor-link", tag = "accounts", request_body = FactorLost, params(("id" = Uuid, Path)),
    responses((status = 200, body = LinkMade), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn factor_link(
    By(work): By,
    Path(id): Path<Uuid>,
    Json(given): Json<FactorLost>,
) -> Reply<Json<LinkMade>> {
    Ok(Json(accounts::factor_link(&work, id, &given).await?))
}
