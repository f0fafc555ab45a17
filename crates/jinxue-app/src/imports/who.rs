//! Whom a row is about: the citizen number, else name and birth month within the unit. Two candidates: ask.

use std::collections::HashMap;

use jinxue_api::search::PersonRef;
use jinxue_domain::{CitizenNumber, Month, PersonName, UnitId};
use jinxue_store::people::Person;
use jinxue_store::people::candidates::{self, Description};
use jinxue_store::{Conn, StoreError};

use super::places::Places;

/// What a row says of its person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub citizen_no: Option<CitizenNumber>,
    pub name: Option<PersonName>,
    pub birth_month: Option<Month>,
    pub unit: Option<UnitId>,
}

/// The people that rows of a batch can be about.
pub(crate) struct Known {
    by_number: HashMap<String, Person>,
    by_description: HashMap<(UnitId, String), Vec<Person>>,
}

/// Who it is.
pub(crate) enum Who<'k> {
    Nobody,
    One(&'k Person),
    Several(Vec<&'k Person>),
}

impl Known {
    /// Looks up everybody a batch of rows can be about.
    pub async fn read(conn: &mut Conn, wanted: &[Wanted]) -> Result<Self, StoreError> {
        let numbers: Vec<String> = wanted
            .iter()
            .filter_map(|w| w.citizen_no.as_ref())
            .map(|number| number.reveal().to_owned())
            .collect();
        let found = candidates::by_citizen_numbers(conn, &numbers).await?;
        let by_number =
            found.into_iter().filter_map(|person| Some((person.citizen_no.clone()?, person))).collect();
        let descriptions: Vec<Description> = wanted
            .iter()
            .filter_map(|w| {
                let (name, unit_id) = (w.name.as_ref()?, w.unit?);
                Some(Description { unit_id, name_folded: name.folded(), birth_month: w.birth_month })
            })
            .collect();
        let mut by_description: HashMap<(UnitId, String), Vec<Person>> = HashMap::new();
        for candidate in candidates::by_descriptions(conn, &descriptions).await? {
            let person = candidate.person;
            let same = by_description.entry((person.unit_id, person.name.folded())).or_default();
            if same.iter().all(|other| other.id != person.id) {
                same.push(person);
            }
        }
        Ok(Self { by_number, by_description })
    }

    /// The person meant. A citizen number decides alone when the store knows it; somebody whose number the store
    /// knows to be another is never a candidate.
    pub fn who(&self, wanted: &Wanted) -> Who<'_> {
        let number = wanted.citizen_no.as_ref().map(CitizenNumber::reveal);
        if let Some(person) = number.and_then(|number| self.by_number.get(number)) {
            return Who::One(person);
        }
        let (Some(name), Some(unit)) = (&wanted.name, wanted.unit) else { return Who::Nobody };
        let Some(same) = self.by_description.get(&(unit, name.folded())) else { return Who::Nobody };
        let fits = |person: &&Person| {
            let month = match (wanted.birth_month, person.birth_month) {
                (Some(stated), Some(known)) => stated == known,
                _ => true,
            };
            let other_number = number.is_some() && person.citizen_no.is_some();
            month && !other_number
        };
        let fitting: Vec<&Person> = same.iter().filter(fits).collect();
        match fitting.as_slice() {
            [] => Who::Nobody,
            [one] => Who::One(one),
            _ => Who::Several(fitting),
        }
    }

    /// Everybody that was looked up.
    pub fn all(&self) -> impl Iterator<Item = &Person> {
        self.by_number.values().chain(self.by_description.values().flatten())
    }

    /// The person with this id among those looked up.
    pub fn by_id(&self, id: uuid::Uuid) -> Option<&Person> {
        self.all().find(|person| person.id.as_uuid() == id)
    }
}

/// A person as a candidate is shown.
pub(crate) fn shown(places: &Places, person: &Person) -> PersonRef {
    PersonRef {
        id: person.id.as_uuid(),
        name: person.name.to_string(),
        unit_name: places.get(person.unit_id).map(|unit| unit.name.clone()).unwrap_or_default(),
        post: person.post.clone(),
        birth_month: person.birth_month.map(|month| month.to_string()),
    }
}
