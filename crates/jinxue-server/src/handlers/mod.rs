//! One module per area; each returns its routes.

mod imports;
mod jobs;
mod system;

use jinxue_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All operations of the interface.
pub fn all() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(system::routes())
        .merge(imports::routes())
        .merge(jobs::routes())
        .routes(routes!(crate::live::stream))
}
