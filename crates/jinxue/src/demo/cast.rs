//! Who the six identities of the demonstration are in the made-up province.

use anyhow::Context as _;
use jinxue_app::App;
use jinxue_app::sign_in::identities::{self, Player};
use jinxue_domain::{Tier, UnitKind};
use jinxue_store::StoreError;
use jinxue_store::people::{self, Person};
use jinxue_store::units::{self, Unit};

/// Makes the accounts of the identities that are missing.
///
/// # Errors
/// When the province has no city, county or unit, or the store fails.
pub async fn plant(app: &App) -> anyhow::Result<()> {
    let tree = app.unfenced().read(async |mut conn| units::all(&mut conn).await).await?;
    let players = cast(app, &tree).await?;
    identities::plant(app, &players).await?;
    Ok(())
}

async fn cast(app: &App, tree: &[Unit]) -> anyhow::Result<Vec<Player>> {
    let region = |tier| tree.iter().find(|unit| unit.tier == tier && unit.kind == UnitKind::Region);
    let province = region(Tier::Province).context("the province is missing")?;
    let city = region(Tier::City).context("there is no city")?;
    let county = region(Tier::County).context("there is no county")?;
    // The school teaches what the organisation department holds: a class names its place, not yet the unit that hosts it.
    let host = |unit: &&Unit| unit.parent_id == Some(province.id) && unit.name.ends_with("组织部");
    let host = tree.iter().find(host).unwrap_or(province);
    let below = |unit: &&Unit| unit.parent_id == Some(county.id) && unit.kind == UnitKind::Department;
    let bureau = tree.iter().find(below).unwrap_or(county);
    let (trainee, lecturer) = (junior(app, bureau).await?, junior(app, host).await?);
    let office = |unit: &Unit| format!("{}委组织部", unit.name);
    let player = |identity, unit: &Unit, display_name: String| Player {
        identity,
        display_name,
        unit: unit.id,
        person: None,
    };
    Ok(vec![
        player("province", province, office(province)),
        player("city", city, office(city)),
        player("school", host, format!("{}委党校教务处", province.name)),
        player("liaison", bureau, format!("{}联络员", bureau.name)),
        player("lecturer", host, lecturer.name.as_str().to_owned()),
        Player { person: Some(trainee.id), ..player("trainee", bureau, trainee.name.as_str().to_owned()) },
    ])
}

/// Somebody of the unit, the farthest from its head.
async fn junior(app: &App, unit: &Unit) -> anyhow::Result<Person> {
    let people = app
        .unfenced()
        .read(async |mut conn| Ok::<_, StoreError>(people::subtree(&mut conn, &unit.path).await?))
        .await?;
    people.into_iter().max_by_key(|person| person.grade).context("the unit has nobody")
}
