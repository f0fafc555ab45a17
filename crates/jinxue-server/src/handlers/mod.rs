//! One module per area; each returns its routes.

mod accounts;
mod audit;
mod classes;
mod exports;
mod grants;
mod imports;
mod jobs;
mod look;
mod me;
mod needs;
mod passkeys;
mod people;
mod places;
mod plans;
mod profiles;
mod provider;
mod runs;
mod set_up;
mod sign_in;
mod surveys;
mod switch;
mod system;
mod views;

use jinxue_app::App;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

/// The greatest body of a request at the door: names, passwords, codes.
const DOOR_BYTES_MAX: usize = 16 << 10;

/// The unit asked about; without one all that the asker may see, or the root of the tree.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct At {
    unit: Option<Uuid>,
}

/// The unit whose own things are meant.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Of {
    unit: Uuid,
}

/// All operations of the interface.
pub fn all() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(system::routes())
        .merge(grants::routes())
        .merge(sign_in::routes())
        .merge(switch::routes())
        .merge(set_up::routes())
        .merge(me::routes())
        .merge(passkeys::routes())
        .merge(provider::routes())
        .merge(accounts::routes())
        .merge(audit::routes())
        .merge(imports::routes())
        .merge(jobs::routes())
        .merge(runs::routes())
        .merge(people::routes())
        .merge(exports::routes())
        .merge(places::routes())
        .merge(plans::routes())
        .merge(classes::routes())
        .merge(needs::routes())
        .merge(profiles::routes())
        .merge(surveys::routes())
        .merge(look::routes())
        .merge(views::routes())
        .routes(routes!(crate::live::stream))
}
