//! One module per area; each returns its routes.

mod system;

use jinxue_app::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All operations of the interface.
pub fn all() -> OpenApiRouter<App> {
    OpenApiRouter::new().merge(system::routes()).routes(routes!(crate::live::stream))
}
