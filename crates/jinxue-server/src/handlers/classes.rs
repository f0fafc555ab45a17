//! One class: the whole of it, edits, steps in its life, its seats.

use jinxue_api::Wrapped;
use jinxue_api::classes::{
    Class, ClassEdit, ClassSeat, NewAttendance, Obstacles, Repairs, Step, Steps, StepsTaken,
};
use jinxue_api::page::List;
use jinxue_app::{App, classes};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::Reply;
use crate::extract::{By, IfMatch, Json, Path, Versioned};

pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(get, edit))
        .routes(routes!(step))
        .routes(routes!(step_many))
        .routes(routes!(seats))
        .routes(routes!(note_attendance))
        .routes(routes!(obstacles))
        .routes(routes!(repairs))
}

/// The whole class.
#[utoipa::path(get, path = "/classes/{id}", tag = "classes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Class), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Versioned<Class>> {
    let class = classes::get(&work, id).await?;
    Ok(Versioned(class.row.version, class))
}

/// Edits what is said of a class.
#[utoipa::path(patch, path = "/classes/{id}", tag = "classes", request_body = ClassEdit, params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = Class), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn edit(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(changes): Json<ClassEdit>,
) -> Reply<Versioned<Class>> {
    let class = classes::edit(&work, id, version, &changes).await?;
    Ok(Versioned(class.row.version, class))
}

/// Takes one step in the life of a class.
#[utoipa::path(post, path = "/classes/{id}/transitions", tag = "classes", request_body = Step, params(("id" = Uuid, Path)),
    responses((status = 200, body = Class), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 422, body = Wrapped)))]
async fn step(By(work): By, Path(id): Path<Uuid>, Json(to): Json<Step>) -> Reply<Versioned<Class>> {
    let class = classes::step(&work, id, &to).await?;
    Ok(Versioned(class.row.version, class))
}

/// Takes the same step with many classes; those that may not go there say why.
#[utoipa::path(post, path = "/classes/transitions", tag = "classes", request_body = Steps,
    responses((status = 200, body = StepsTaken), (status = 400, body = Wrapped), (status = 422, body = Wrapped)))]
async fn step_many(By(work): By, Json(steps): Json<Steps>) -> Reply<Json<StepsTaken>> {
    Ok(Json(classes::step_many(&work, &steps).await?))
}

/// The seats of a class, by name.
#[utoipa::path(get, path = "/classes/{id}/seats", tag = "classes", params(("id" = Uuid, Path)),
    responses((status = 200, body = List<ClassSeat>), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn seats(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<List<ClassSeat>>> {
    Ok(Json(classes::seats(&work, id).await?.into()))
}

/// Notes how somebody with a seat took part; a class that was held counts for them accordingly.
#[utoipa::path(put, path = "/classes/{id}/seats/{person}/attendance", tag = "classes", request_body = NewAttendance,
    params(("id" = Uuid, Path), ("person" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 200, body = ClassSeat), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn note_attendance(
    By(work): By,
    Path((id, person)): Path<(Uuid, Uuid)>,
    IfMatch(version): IfMatch,
    Json(new): Json<NewAttendance>,
) -> Reply<Versioned<ClassSeat>> {
    let seat = classes::note_attendance(&work, id, person, version, &new).await?;
    Ok(Versioned(seat.version, seat))
}

/// Where the class may be moved, and what stands in its way.
#[utoipa::path(get, path = "/classes/{id}/obstacles", tag = "classes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Obstacles), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn obstacles(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Obstacles>> {
    Ok(Json(classes::obstacles(&work, id).await?))
}

/// What would end that the class meets others for the same people.
#[utoipa::path(get, path = "/classes/{id}/repairs", tag = "classes", params(("id" = Uuid, Path)),
    responses((status = 200, body = Repairs), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn repairs(By(work): By, Path(id): Path<Uuid>) -> Reply<Json<Repairs>> {
    Ok(Json(classes::repairs(&work, id).await?))
}
