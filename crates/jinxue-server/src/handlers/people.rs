//! People: the grid, one person, edits, evidence of gaps.

use jinxue_api::Wrapped;
use jinxue_api::gaps::{Gap, NewGapEntry};
use jinxue_api::page::Window;
use jinxue_api::people::{
    Anonymise, OwnData, PeopleChoices, PeopleQuery, Person, PersonEdit, PersonRow, Reveal, Revealed,
};
use jinxue_app::{App, access, people};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, IdempotencyKey, IfMatch, Json, Made, Path, Query, Versioned};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(choices))
        .routes(routes!(get, edit))
        .routes(routes!(add_evidence))
        .routes(routes!(reveal))
        .routes(routes!(anonymise))
        .routes(routes!(own_data))
}

/// A window of the grid over all people.
#[utoipa::path(get, path = "/people", tag = "people", params(PeopleQuery),
    responses((status = 200, body = Window<PersonRow>), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn list(By(work): By, Query(query): Query<PeopleQuery>) -> Reply<Json<Window<PersonRow>>> {
    Ok(Json(people::list(&work, &query).await?))
}

/// How many people each choice of a filter would show.
#[utoipa::path(get, path = "/people/choices", tag = "people", params(PeopleQuery),
    responses((status = 200, body = PeopleChoices), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn choices(By(work): By, Query(query): Query<PeopleQuery>) -> Reply<Json<PeopleChoices>> {
    Ok(Json(people::choices(&work, &query).await?))
}

/// The whole person.
#[utoipa::path(get, path = "/people/{id}", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 200, body = Person), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Versioned<Person>> {
    let person = people::get(&work, id).await?;
    Ok(Versioned(person.version, person))
}

/// Edits what is said of a person.
#[utoipa::path(patch, path = "/people/{id}", tag = "people", request_body = PersonEdit, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Person), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn edit(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(changes): Json<PersonEdit>,
) -> Reply<Versioned<Person>> {
    let person = people::edit(&work, id, version, &changes).await?;
    Ok(Versioned(person.version, person))
}

/// Adds evidence of a gap; the gap as it stands then.
#[utoipa::path(post, path = "/people/{id}/gaps", tag = "people", request_body = NewGapEntry, params(("id" = Uuid, Path), ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Gap), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn add_evidence(
    By(work): By,
    Path(id): Path<Uuid>,
    IdempotencyKey(key): IdempotencyKey,
    Json(new): Json<NewGapEntry>,
) -> Reply<Made<Gap>> {
    Ok(Made(people::add_evidence(&work, key, id, &new).await?))
}

/// Shows a masked field of a person whole; that it was shown is kept.
#[utoipa::path(post, path = "/people/{id}/reveal", tag = "people", request_body = Reveal, params(("id" = Uuid, Path)),
    responses((status = 200, body = Revealed), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn reveal(By(work): By, Path(id): Path<Uuid>, Json(asked): Json<Reveal>) -> Reply<Json<Revealed>> {
    Ok(Json(access::reveal(&work, id, &asked).await?))
}

/// Makes somebody who left nameless: what tells who they were goes, what is counted stays, their account is closed.
#[utoipa::path(post, path = "/people/{id}/anonymise", tag = "people", request_body = Anonymise, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Person), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn anonymise(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(asked): Json<Anonymise>,
) -> Reply<Versioned<Person>> {
    let person = people::anonymise(&work, id, version, &asked).await?;
    Ok(Versioned(person.version, person))
}

/// All that is kept of a person: for themself, or for somebody who may carry their data away.
#[utoipa::path(get, path = "/people/{id}/own-data", tag = "people", params(("id" = Uuid, Path)),
    responses((status = 200, body = OwnData), (status = 400, body = Wrapped), (status = 403, body = Wrapped), (status = 404, body = Wrapped)))]
async fn own_data(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<OwnData>> {
    Ok(Json(people::own_data(&work, id).await?))
}
