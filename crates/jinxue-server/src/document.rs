//! The OpenAPI document: what the handlers say of themselves, and what holds for all of them.

use jinxue_app::access::{self, Need};
use utoipa::OpenApi as _;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::{ContentBuilder, OpenApi, Ref, Response, ResponseBuilder};

/// Where the interface stands.
pub(crate) const BASE: &str = "/api/v1";

#[derive(utoipa::OpenApi)]
#[openapi(
    info(title = "jinxue", description = "Training of a public workforce: needs, plan, seats with reasons."),
    components(schemas(jinxue_api::Wrapped))
)]
struct Document;

/// The document before the handlers have added themselves.
pub(crate) fn begun() -> OpenApi {
    Document::openapi()
}

/// Adds what no handler says of itself.
pub(crate) fn finish(document: &mut OpenApi) {
    for (path, item) in &mut document.paths.paths {
        let path = path.strip_prefix(BASE).unwrap_or(path);
        for (method, operation) in operations(item) {
            name(operation);
            refuse(operation, access::need(&format!("{method} {path}")));
        }
    }
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = (&'static str, &mut Operation)> {
    [
        ("GET", &mut item.get),
        ("POST", &mut item.post),
        ("PUT", &mut item.put),
        ("PATCH", &mut item.patch),
        ("DELETE", &mut item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| Some((method, operation.as_mut()?)))
}

/// Handlers of several areas have the same name; an operation is called by its area and its handler.
fn name(operation: &mut Operation) {
    let area = operation.tags.as_ref().and_then(|tags| tags.first());
    if let (Some(area), Some(handler)) = (area, &operation.operation_id) {
        operation.operation_id = Some(format!("{area}_{handler}"));
    }
}

/// Whatever is not open refuses strangers, those without the right or with a step due, and the hasty.
fn refuse(operation: &mut Operation, need: Option<Need>) {
    if need == Some(Need::Open) {
        return;
    }
    for status in ["401", "403", "429"] {
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| refusal().into());
    }
}

fn refusal() -> Response {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("Wrapped"))).build();
    ResponseBuilder::new().content("application/json", content).build()
}
