//! Imports: upload, preview, choices, commit, undo.

use axum::extract::multipart::MultipartRejection;
use axum::extract::{DefaultBodyLimit, Multipart};
use axum::http::StatusCode;
use jinxue_api::imports::{Import, ImportRow, ImportRows, Mapping, RowEdit};
use jinxue_api::page::List;
use jinxue_api::{ErrorCode, Problem, Wrapped};
use jinxue_app::{App, imports};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::error::{Failed, Reply};
use crate::extract::{Begun, By, IdempotencyKey, IfMatch, Json, Path, Query, Versioned};
use crate::upload;

/// The greatest upload.
const UPLOAD_BYTES_MAX: usize = 200 << 20;

pub fn routes() -> OpenApiRouter<App> {
    let uploads = OpenApiRouter::new().routes(routes!(create)).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(get, delete))
        .routes(routes!(rows))
        .routes(routes!(set_mapping))
        .routes(routes!(set_row))
        .routes(routes!(commit))
        .routes(routes!(undo))
        .merge(uploads)
}

/// The latest imports, newest first.
#[utoipa::path(get, path = "/imports", tag = "imports", responses((status = 200, body = List<Import>)))]
async fn list(By(work): By) -> Reply<Json<List<Import>>> {
    Ok(Json(imports::list(&work).await?.into()))
}

/// The form of an upload.
#[derive(ToSchema)]
#[allow(dead_code, reason = "it only describes the form")]
struct UploadForm {
    /// `units`, `roster`, `plan`, `history`, `gaps`, `people`.
    kind: String,
    /// The subtree it is for.
    unit: Option<Uuid>,
    /// The file; several appointment forms may come together, as a field each or in one `.zip`.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    file: String,
}

/// Takes a file in and begins to preview it.
#[utoipa::path(post, path = "/imports", tag = "imports",
    request_body(content = UploadForm, content_type = "multipart/form-data"), params(("Idempotency-Key" = Option<String>, Header)),
    responses((status = 202, body = Import), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 413, body = Wrapped), (status = 415, description = "not a form"), (status = 422, body = Wrapped)))]
async fn create(
    By(work): By,
    IdempotencyKey(key): IdempotencyKey,
    form: Result<Multipart, MultipartRejection>,
) -> Reply<Begun<Import>> {
    let form = form.map_err(|fault| {
        let fault = fault.body_text();
        Failed(Problem::new(ErrorCode::BadRequest).because(&fault, &fault).field("body"))
    })?;
    let upload = upload::receive(&work, form).await?;
    Ok(Begun(imports::upload(&work, key, upload).await?))
}

/// One import with its progress.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", params(("id" = Uuid, Path)),
    responses((status = 200, body = Import), (status = 400, body = Wrapped), (status = 404, body = Wrapped)))]
async fn get(By(work): By, Path(id): Path<Uuid>) -> Reply<Versioned<Import>> {
    let import = imports::get(&work, id).await?;
    Ok(Versioned(import.version, import))
}

/// Removes an import that wrote nothing.
#[utoipa::path(delete, path = "/imports/{id}", tag = "imports", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped)))]
async fn delete(By(work): By, Path(id): Path<Uuid>) -> Reply<StatusCode> {
    imports::delete(&work, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct RowsQuery {
    /// `new`, `changed`, `same`, `faulty`, `ask`; all when absent.
    verdict: Option<String>,
    /// The last row number of the page before.
    #[serde(default)]
    after: i64,
    #[serde(default = "RowsQuery::limit")]
    limit: u32,
}

impl RowsQuery {
    fn limit() -> u32 {
        100
    }
}

/// Rows of the preview.
#[utoipa::path(get, path = "/imports/{id}/rows", tag = "imports", params(("id" = Uuid, Path), RowsQuery),
    responses((status = 200, body = ImportRows), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 422, body = Wrapped)))]
async fn rows(By(work): By, Path(id): Path<Uuid>, Query(query): Query<RowsQuery>) -> Reply<Json<ImportRows>> {
    let verdict = query.verdict.as_deref();
    Ok(Json(imports::list_rows(&work, id, verdict, query.after, query.limit).await?))
}

/// Says which sheet, unit and columns are meant, and previews anew.
#[utoipa::path(put, path = "/imports/{id}/mapping", tag = "imports", params(("id" = Uuid, Path), ("If-Match" = String, Header)), request_body = Mapping,
    responses((status = 202, body = Import), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn set_mapping(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
    Json(mapping): Json<Mapping>,
) -> Reply<(StatusCode, Json<Import>)> {
    Ok((StatusCode::ACCEPTED, Json(imports::set_mapping(&work, id, version, &mapping).await?)))
}

/// Decides about a row, puts its cells right, or confirms its citizen number. `If-Match` is the version of the import:
/// rows of an earlier preview are not decided about.
#[utoipa::path(put, path = "/imports/{id}/rows/{row_no}", tag = "imports", params(("id" = Uuid, Path), ("row_no" = i64, Path), ("If-Match" = String, Header)), request_body = RowEdit,
    responses((status = 200, body = ImportRow), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn set_row(
    By(work): By,
    Path((id, row_no)): Path<(Uuid, i64)>,
    IfMatch(version): IfMatch,
    Json(edit): Json<RowEdit>,
) -> Reply<Json<ImportRow>> {
    Ok(Json(imports::set_row(&work, id, version, row_no, &edit).await?))
}

/// Begins to write the good rows.
#[utoipa::path(post, path = "/imports/{id}/commit", tag = "imports", params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 202, body = Import), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn commit(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> Reply<(StatusCode, Json<Import>)> {
    Ok((StatusCode::ACCEPTED, Json(imports::commit(&work, id, version).await?)))
}

/// Begins to take back what the import wrote.
#[utoipa::path(post, path = "/imports/{id}/undo", tag = "imports", params(("id" = Uuid, Path), ("If-Match" = String, Header)),
    responses((status = 202, body = Import), (status = 400, body = Wrapped), (status = 404, body = Wrapped), (status = 409, body = Wrapped), (status = 412, body = Wrapped), (status = 422, body = Wrapped), (status = 428, body = Wrapped)))]
async fn undo(
    By(work): By,
    Path(id): Path<Uuid>,
    IfMatch(version): IfMatch,
) -> Reply<(StatusCode, Json<Import>)> {
    Ok((StatusCode::ACCEPTED, Json(imports::undo(&work, id, version).await?)))
}
