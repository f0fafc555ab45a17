//! Whom somebody means who writes a name, a citizen number or an id.

use jinxue_api::search::Hit;
use jinxue_domain::{CitizenNumber, PersonId};
use jinxue_store::people::{self, Person, candidates};
use jinxue_store::{Conn, search, units};

use crate::{Answer, Refusal, Work};

/// People of one name that are shown to choose from.
const CANDIDATES_MAX: u32 = 20;

/// Everybody who may be meant, the one meant alone where there is no doubt.
///
/// # Errors
/// `not_found` for an id nobody has.
pub async fn who(work: &Work, text: &str) -> Answer<Vec<Hit>> {
    let text = text.trim();
    work.db()
        .read(async |mut conn| {
            if let Ok(id) = text.parse::<PersonId>() {
                let person = people::by_id(&mut conn, id).await?;
                return Ok(vec![hit(&mut conn, &person).await?]);
            }
            if let Ok(number) = text.parse::<CitizenNumber>() {
                let mut hits = Vec::new();
                for person in candidates::by_citizen_numbers(&mut conn, &[number.to_string()]).await? {
                    hits.push(hit(&mut conn, &person).await?);
                }
                return Ok(hits);
            }
            let found = search::everything(&mut conn, text, CANDIDATES_MAX).await?.people;
            // A whole name means whoever bears it, not everybody whose name contains it.
            let bears = found.iter().any(|hit| hit.name.as_str() == text);
            let meant = found.into_iter().filter(|hit| !bears || hit.name.as_str() == text);
            Ok::<_, Refusal>(meant.map(of_name).collect())
        })
        .await
}

async fn hit(conn: &mut Conn, person: &Person) -> Answer<Hit> {
    let unit = units::by_id(conn, person.unit_id).await?.name;
    Ok(told(person.id, person.name.as_str(), &unit, person.post.as_deref()))
}

fn of_name(hit: search::PersonHit) -> Hit {
    told(hit.id, hit.name.as_str(), &hit.unit_name, hit.post.as_deref())
}

fn told(id: PersonId, name: &str, unit: &str, post: Option<&str>) -> Hit {
    let detail = format!("{unit} {}", post.unwrap_or_default()).trim().to_owned();
    Hit { id: id.to_string(), name: name.to_owned(), detail }
}
