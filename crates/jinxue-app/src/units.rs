//! The organisation tree.

use jinxue_api::units::{Unit, UnitDetail, UnitRef};
use jinxue_store::units::{self as store, UnitNode};
use uuid::Uuid;

use crate::{Answer, Work, wire};

/// The whole tree with the people of each subtree.
///
/// # Errors
/// When the store fails.
pub async fn tree(work: &Work) -> Answer<Vec<Unit>> {
    let nodes = work.db().read(async |mut conn| store::tree(&mut conn).await).await?;
    Ok(nodes.iter().map(view).collect())
}

/// One unit with the names above it.
///
/// # Errors
/// `not_found`.
pub async fn get(work: &Work, id: Uuid) -> Answer<UnitDetail> {
    work.db()
        .read(async |mut conn| {
            let unit = store::by_id(&mut conn, id.into()).await?;
            let people = store::headcount(&mut conn, &unit.path).await?;
            let mut line = store::line(&mut conn, &unit.path).await?;
            line.pop();
            let above = line.into_iter().map(|unit| UnitRef { id: unit.id.as_uuid(), name: unit.name });
            Ok(UnitDetail { unit: view(&UnitNode { unit, people }), above: above.collect() })
        })
        .await
}

fn view(node: &UnitNode) -> Unit {
    let UnitNode { unit, people } = node;
    Unit {
        id: unit.id.as_uuid(),
        code: unit.code.clone(),
        name: unit.name.clone(),
        parent_id: unit.parent_id.map(|id| id.as_uuid()),
        path: unit.path.to_string(),
        tier: unit.tier.as_str().into(),
        kind: unit.kind.as_str().into(),
        division: unit.division.map(|code| code.to_string()),
        sector: unit.sector.map(|code| code.to_string()),
        release_cap: unit.release_cap.map(i64::from),
        people: wire::count(*people),
    }
}
