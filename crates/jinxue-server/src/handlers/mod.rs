//! One module per area; each returns its routes.

mod classes;
mod exports;
mod grants;
mod imports;
mod jobs;
mod look;
mod people;
mod places;
mod plans;
mod runs;
mod system;
mod views;

use jinxue_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All operations of the interface.
pub fn all() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(system::routes())
        .merge(grants::routes())
        .merge(imports::routes())
        .merge(jobs::routes())
        .merge(runs::routes())
        .merge(people::routes())
        .merge(exports::routes())
        .merge(places::routes())
        .merge(plans::routes())
        .merge(classes::routes())
        .merge(look::routes())
        .merge(views::routes())
        .routes(routes!(crate::live::stream))
}
