//! Rows about somebody who must be known already: training, gaps.

use jinxue_domain::Words;
use jinxue_exchange::kinds::PersonKey;
use jinxue_store::people::Person;
use jinxue_store::{Conn, StoreError};

use super::desk::{Choice, Complaint, Judgement};
use super::places::Places;
use super::who::{self, Known, Reach, Wanted, Who};

/// Units and the people that rows of a batch are about.
pub(crate) struct People {
    places: Places,
    known: Known,
}

impl People {
    pub async fn read(conn: &mut Conn, keys: impl Iterator<Item = &PersonKey>) -> Result<Self, StoreError> {
        let places = Places::read(conn).await?;
        let wanted: Vec<Wanted> = keys.map(|key| wanted(&places, key)).collect();
        let known = Known::read(conn, &wanted).await?;
        Ok(Self { places, known })
    }

    /// Everybody that was found.
    pub fn all(&self) -> impl Iterator<Item = &Person> {
        self.known.all()
    }

    /// The person a row is about, or what to say of the row instead.
    pub fn find(&self, key: &PersonKey, choice: &Choice) -> Result<&Person, Judgement> {
        // Nobody new is made here: to choose so leaves the question open.
        let choice = if *choice == Choice::New { &Choice::Open } else { choice };
        match self.known.settle(&wanted(&self.places, key), choice) {
            Who::One(person) => Ok(person),
            Who::Nobody => Err(Judgement::faulty(vec![nobody(key)])),
            Who::Several(people) => Err(Judgement::ask(
                people.into_iter().map(|person| who::shown(&self.places, person)).collect(),
            )),
        }
    }
}

fn wanted(places: &Places, key: &PersonKey) -> Wanted {
    let named = key.unit_code.is_some() || key.unit_name.is_some();
    let unit = named.then(|| places.find(key.unit_code.as_deref(), key.unit_name.as_deref()).ok()).flatten();
    Wanted {
        citizen_no: key.citizen_no,
        name: key.name.clone(),
        birth_month: key.birth_month,
        reach: Reach::Tree,
        ..Wanted::default()
    }
    .in_unit(unit)
}

fn nobody(key: &PersonKey) -> Complaint {
    let (field, value) = match (&key.citizen_no, &key.name) {
        (Some(number), _) => ("citizen_no", number.masked()),
        (None, Some(name)) => ("name", name.to_string()),
        (None, None) => ("name", String::new()),
    };
    Complaint {
        field,
        message: Words::new(
            format!("名册中没有“{value}”，请先导入人员名册"),
            format!("nobody on the roster is “{value}”; import the roster first"),
        ),
        value,
        expected: Words::of("名册中已有的人员", "a person of the roster"),
    }
}

/// A topic nobody knows.
pub(crate) fn unknown_topic(field: &'static str, text: &str) -> Complaint {
    Complaint {
        field,
        value: text.to_owned(),
        expected: Words::of("专题目录中的代码或名称", "a code or name of the framework of topics"),
        message: Words::new(format!("没有专题“{text}”"), format!("there is no topic “{text}”")),
    }
}
