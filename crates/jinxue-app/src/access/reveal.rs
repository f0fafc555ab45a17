//! A masked field of one person, shown whole to somebody whose grant names it, and noted.

use jinxue_api::people::{Reveal, Revealed};
use jinxue_domain::authority::PersonalField;
use jinxue_store::people;
use serde_json::json;
use uuid::Uuid;

use crate::{Answer, Refusal, Work, wire};

/// Shows one field of one person whole. Who asked, for what reason, is noted before it is shown.
///
/// # Errors
/// `not_found` for the person; `missing_value` without a reason; `forbidden` when no grant over the person names the field.
pub async fn reveal(work: &Work, person: Uuid, asked: &Reveal) -> Answer<Revealed> {
    let field: PersonalField = wire::read("field", &asked.field)?;
    let reason = wire::filled("reason", &asked.reason)?;
    let scope = work.actor.authority.scope_of_field(field);
    work.db()
        .work(async |mut tx| {
            let person = people::by_id(&mut tx, person.into()).await?;
            if !scope.contains(&person.unit_path) {
                return Err(Refusal::forbidden(jinxue_domain::authority::Right::RevealPersonal));
            }
            let detail = json!({ "field": field.as_str(), "reason": reason });
            work.note(&mut tx, "reveal", ("person", person.id.to_string()), detail).await?;
            let value = match field {
                PersonalField::CitizenNumber => person.citizen_no.clone(),
            };
            Ok::<_, Refusal>(Revealed { field: field.as_str().into(), value })
        })
        .await
}
