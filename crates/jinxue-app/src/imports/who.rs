//! Whom a row is about: the citizen number, else name and birth month within the unit. Two candidates: ask.

use std::collections::HashMap;

use jinxue_api::search::PersonRef;
use jinxue_domain::{CitizenNumber, Month, PersonName, UnitId, UnitPath};
use jinxue_store::people::Person;
use jinxue_store::people::candidates::{self, Description};
use jinxue_store::units::Unit;
use jinxue_store::{Conn, StoreError};

use super::desk::Choice;
use super::places::Places;

/// What a row says of its person.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub citizen_no: Option<CitizenNumber>,
    pub name: Option<PersonName>,
    pub birth_month: Option<Month>,
    pub unit: Option<(UnitId, UnitPath)>,
    pub reach: Reach,
}

/// How far from the unit a row names its person is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Reach {
    /// In the unit alone: a roster says where people are.
    #[default]
    Unit,
    /// Below it too; and somebody of the same name and birth month elsewhere is asked about, for people move.
    Tree,
}

/// The people that rows of a batch can be about.
pub(crate) struct Known {
    by_number: HashMap<String, Person>,
    by_description: HashMap<(UnitId, String), Vec<Person>>,
    namesakes: HashMap<(String, Month), Vec<Person>>,
}

/// Who it is.
pub(crate) enum Who<'k> {
    Nobody,
    One(&'k Person),
    Several(Vec<&'k Person>),
}

impl Wanted {
    /// The same about a person of `unit`.
    pub fn in_unit(self, unit: Option<&Unit>) -> Self {
        Self { unit: unit.map(|unit| (unit.id, unit.path.clone())), ..self }
    }
}

impl Known {
    /// Looks up everybody a batch of rows can be about; those without a number that is known by their description.
    pub async fn read(conn: &mut Conn, wanted: &[Wanted]) -> Result<Self, StoreError> {
        let numbers: Vec<String> = wanted
            .iter()
            .filter_map(|w| w.citizen_no.as_ref())
            .map(|number| number.reveal().to_owned())
            .collect();
        let found = candidates::by_citizen_numbers(conn, &numbers).await?;
        let by_number: HashMap<String, Person> =
            found.into_iter().filter_map(|person| Some((person.citizen_no.clone()?, person))).collect();
        let numbered = |w: &&Wanted| {
            !w.citizen_no.as_ref().is_some_and(|number| by_number.contains_key(number.reveal()))
        };
        let others: Vec<&Wanted> = wanted.iter().filter(numbered).collect();
        let (by_description, namesakes) = (described(conn, &others).await?, namesakes(conn, &others).await?);
        Ok(Self { by_number, by_description, namesakes })
    }

    /// The person meant, by what somebody chose, else by what the row says.
    pub fn settle(&self, wanted: &Wanted, choice: &Choice) -> Who<'_> {
        match choice {
            Choice::New => Who::Nobody,
            Choice::Is(id) => self.by_id(*id).map_or_else(|| self.who(wanted), Who::One),
            Choice::Open | Choice::Skip => self.who(wanted),
        }
    }

    /// The person meant. A citizen number decides alone when the store knows it; somebody whose number the store
    /// knows to be another is never a candidate.
    pub fn who(&self, wanted: &Wanted) -> Who<'_> {
        let number = wanted.citizen_no.as_ref().map(CitizenNumber::reveal);
        if let Some(person) = number.and_then(|number| self.by_number.get(number)) {
            return Who::One(person);
        }
        let near = self.near(wanted);
        match near.as_slice() {
            [one] => Who::One(one),
            [] => match self.elsewhere(wanted) {
                people if people.is_empty() => Who::Nobody,
                people => Who::Several(people),
            },
            _ => Who::Several(near),
        }
    }

    /// Those in the unit who fit, and with a wider reach those below it.
    fn near(&self, wanted: &Wanted) -> Vec<&Person> {
        let (Some(name), Some((unit, path))) = (&wanted.name, &wanted.unit) else { return Vec::new() };
        let here = self.by_description.get(&(*unit, name.folded())).into_iter().flatten();
        let mut near: Vec<&Person> = here.filter(|person| fits(wanted, person)).collect();
        for person in self.elsewhere(wanted) {
            if path.contains(&person.unit_path) && near.iter().all(|other| other.id != person.id) {
                near.push(person);
            }
        }
        near
    }

    /// Everybody of the same name and birth month, wherever they work.
    fn elsewhere(&self, wanted: &Wanted) -> Vec<&Person> {
        let (Reach::Tree, Some(name), Some(month)) = (wanted.reach, &wanted.name, wanted.birth_month) else {
            return Vec::new();
        };
        let same = self.namesakes.get(&(name.folded(), month)).into_iter().flatten();
        same.filter(|person| fits(wanted, person)).collect()
    }

    /// Everybody that was looked up.
    pub fn all(&self) -> impl Iterator<Item = &Person> {
        let described = self.by_description.values().chain(self.namesakes.values());
        self.by_number.values().chain(described.flatten())
    }

    /// The person with this id among those looked up.
    pub fn by_id(&self, id: uuid::Uuid) -> Option<&Person> {
        self.all().find(|person| person.id.as_uuid() == id)
    }
}

/// A month that either side does not know excludes nobody; two numbers are two people.
fn fits(wanted: &Wanted, person: &Person) -> bool {
    let month = match (wanted.birth_month, person.birth_month) {
        (Some(stated), Some(known)) => stated == known,
        _ => true,
    };
    month && !(wanted.citizen_no.is_some() && person.citizen_no.is_some())
}

async fn described(
    conn: &mut Conn,
    wanted: &[&Wanted],
) -> Result<HashMap<(UnitId, String), Vec<Person>>, StoreError> {
    let descriptions: Vec<Description> = wanted
        .iter()
        .filter_map(|w| {
            let (name, unit_id) = (w.name.as_ref()?, w.unit.as_ref()?.0);
            Some(Description { unit_id, name_folded: name.folded(), birth_month: w.birth_month })
        })
        .collect();
    let found = candidates::by_descriptions(conn, &descriptions).await?;
    Ok(grouped(found, |person| Some((person.unit_id, person.name.folded()))))
}

async fn namesakes(
    conn: &mut Conn,
    wanted: &[&Wanted],
) -> Result<HashMap<(String, Month), Vec<Person>>, StoreError> {
    let wide = wanted.iter().filter(|w| w.reach == Reach::Tree);
    let names: Vec<(PersonName, Month)> =
        wide.filter_map(|w| Some((w.name.clone()?, w.birth_month?))).collect();
    let found = candidates::namesakes(conn, &names).await?;
    Ok(grouped(found, |person| Some((person.name.folded(), person.birth_month?))))
}

fn grouped<K: std::hash::Hash + Eq>(
    found: Vec<candidates::Candidate>,
    key: impl Fn(&Person) -> Option<K>,
) -> HashMap<K, Vec<Person>> {
    let mut groups: HashMap<K, Vec<Person>> = HashMap::new();
    for candidate in found {
        let Some(key) = key(&candidate.person) else { continue };
        let same = groups.entry(key).or_default();
        if same.iter().all(|other| other.id != candidate.person.id) {
            same.push(candidate.person);
        }
    }
    groups
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
