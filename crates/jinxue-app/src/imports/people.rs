//! Appointment forms: a person's post, rank and career; what a form does not say stays as it is.

use std::collections::HashMap;

use jinxue_domain::{PersonId, PersonName, UnitPath, Words};
use jinxue_exchange::kinds::people::FormRow;
use jinxue_exchange::kinds::roster::RosterRow;
use jinxue_exchange::kinds::{People, TableKind};
use jinxue_store::people as store;
use jinxue_store::people::Person;
use jinxue_store::posts::{self, PersonPost};
use jinxue_store::units::Unit;
use jinxue_store::{Conn, StoreError, Tx};

use super::career::{self, Line};
use super::desk::{Choice, Complaint, Decided, Desk, Image, Judgement, Pen};
use super::images::Picture;
use super::places::{Lost, Places};
use super::unit_names::UnitNames;
use super::who::{self, Known, Reach, Wanted, Who};
use super::{person_image, roster};
use crate::{Answer, Refusal};

/// Units and what they are called, the people the forms can be about, and their careers.
pub(crate) struct Facts {
    places: Places,
    names: UnitNames,
    known: Known,
    careers: HashMap<PersonId, Vec<PersonPost>>,
}

impl Desk for People {
    type Facts = Facts;

    async fn facts(conn: &mut Conn, rows: &[&FormRow]) -> Answer<Facts> {
        let places = Places::read(conn).await?;
        let names = UnitNames::of(&places);
        let wanted: Vec<Wanted> =
            rows.iter().map(|row| wanted(row, told(&places, &names, row).ok().as_ref())).collect();
        let known = Known::read(conn, &wanted).await?;
        let mut ids: Vec<PersonId> = known.all().map(|person| person.id).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut careers: HashMap<PersonId, Vec<PersonPost>> = HashMap::new();
        for post in posts::of_people(conn, &ids).await? {
            careers.entry(post.person_id).or_default().push(post);
        }
        Ok(Facts { places, names, known, careers })
    }

    fn judge(facts: &Facts, row: &FormRow, choice: &Choice) -> Judgement {
        let told = match told(&facts.places, &facts.names, row) {
            Ok(told) => told,
            Err(complaint) => return Judgement::faulty(vec![complaint]),
        };
        match facts.known.settle(&wanted(row, Some(&told)), choice) {
            Who::One(person) => judge_known(facts, row, &told, person),
            Who::Nobody if told.unit.is_none() => Judgement::faulty(vec![no_unit(row, &told)]),
            Who::Nobody => Judgement::new(),
            Who::Several(people) => {
                Judgement::ask(people.into_iter().map(|person| who::shown(&facts.places, person)).collect())
            }
        }
    }

    async fn write(
        tx: &mut Tx,
        pen: &Pen,
        facts: &Facts,
        rows: &[Decided<'_, FormRow>],
    ) -> Answer<Vec<Image>> {
        let mut written = Vec::with_capacity(rows.len());
        let mut careers = Vec::new();
        let mut images = Vec::with_capacity(rows.len());
        for decided in rows {
            let lost = || StoreError::NotFound { what: "unit", id: String::new() };
            let told = told(&facts.places, &facts.names, decided.row).map_err(|_| lost())?;
            let before = decided.target.and_then(|id| facts.known.by_id(id));
            let stated = told.as_roster(decided.row, before);
            let unit = told.unit_of(&facts.places, before).ok_or_else(lost)?;
            let person = match before {
                Some(person) => roster::changed(person, unit, &stated, pen),
                None => roster::made(unit, &stated, pen),
            };
            let old = before.and_then(|person| facts.careers.get(&person.id)).cloned().unwrap_or_default();
            let lines = career::career(&facts.names, &decided.row.resume).into_iter();
            let new = lines.map(|line| line.of_person(pen.ids.draw(), person.id)).collect();
            images.push(Image {
                target: person.id.as_uuid(),
                before: before.map(|person| with_career(&person_image::painting(person), &old)),
                after: person_image::painting(&person),
            });
            careers.extend(merged(&old, new));
            written.push(person);
        }
        store::upsert_many(tx, &written).await?;
        let ids: Vec<PersonId> = written.iter().map(|person| person.id).collect();
        posts::replace(tx, &ids, &careers).await?;
        Ok(images)
    }

    async fn check_undo(conn: &mut Conn, images: &[Image]) -> Answer<()> {
        person_image::check_undo(conn, images).await
    }

    async fn restore(tx: &mut Tx, pen: &Pen, images: &[Image]) -> Answer<()> {
        person_image::restore(tx, pen, images).await?;
        let mut ids = Vec::new();
        let mut careers = Vec::new();
        for image in images {
            let Some(before) = &image.before else { continue };
            ids.push(PersonId::from(image.target));
            careers.extend(career_of(image.target.into(), &Picture::read(before)?)?);
        }
        Ok(posts::replace(tx, &ids, &careers).await?)
    }
}

/// What a form says of unit and post.
struct Told<'p> {
    /// Where the person works; none when the form names no unit that is known, and none was told for the file.
    unit: Option<&'p Unit>,
    /// Several units that the post may begin with.
    several: Option<Lost>,
    /// The post without the name of the unit.
    post: Option<String>,
}

/// Reads 现任职务 as unit and post. A unit told for the file, or in a column, is where it is looked for.
fn told<'p>(places: &'p Places, names: &UnitNames, row: &FormRow) -> Result<Told<'p>, Complaint> {
    let within = match (&row.unit_code, &row.unit_name) {
        (None, None) => None,
        (code, name) => {
            let field = if code.is_some() { "unit_code" } else { "unit_name" };
            Some(places.find(code.as_deref(), name.as_deref()).map_err(|lost| lost.at(field))?)
        }
    };
    let inside = |path: &UnitPath| within.is_none_or(|within| within.path.contains(path));
    let found = row.post.as_deref().and_then(|post| names.at_start_of(post));
    let Some(found) = found else { return Ok(Told { unit: within, several: None, post: row.post.clone() }) };
    let units: Vec<&Unit> =
        found.units.iter().filter_map(|id| places.get(*id)).filter(|unit| inside(&unit.path)).collect();
    let rest = Some(found.rest).filter(|rest| !rest.is_empty()).or_else(|| row.post.clone());
    Ok(match units.as_slice() {
        [unit] => Told { unit: Some(unit), several: None, post: rest },
        [] => Told { unit: within, several: None, post: row.post.clone() },
        several => {
            let lost = Lost::Several { name: found.name, count: several.len() };
            Told { unit: within, several: Some(lost), post: rest }
        }
    })
}

impl<'p> Told<'p> {
    /// The unit the person is in afterwards: one below the unit told is more exact.
    fn unit_of(&self, places: &'p Places, person: Option<&Person>) -> Option<&'p Unit> {
        let current = person.and_then(|person| places.get(person.unit_id));
        match (self.unit, current) {
            (Some(told), Some(current)) if told.path.contains(&current.path) => Some(current),
            (told, current) => told.or(current),
        }
    }

    /// The form as a row of a roster about `person`.
    fn as_roster(&self, row: &FormRow, person: Option<&Person>) -> RosterRow {
        let standing = career::standing(row.post.as_deref().unwrap_or_default(), &row.resume);
        RosterRow {
            citizen_no: row.citizen_no,
            name: name(row, person),
            sex: row.sex,
            birth_month: row.birth_month,
            unit_code: None,
            unit_name: None,
            department: None,
            post: self.post.clone(),
            post_level: standing.level,
            rank: standing.rank,
            role: None,
            sector: None,
            max_classes: None,
            post_since: career::day(standing.post_since, person.and_then(|person| person.post_since)),
            rank_since: career::day(standing.rank_since, person.and_then(|person| person.rank_since)),
        }
    }
}

/// Forms space short names out (张  三): blanks alone make no other name, and a new person is written without them.
fn name(row: &FormRow, person: Option<&Person>) -> PersonName {
    match person {
        Some(person) if person.name.folded() == row.name.folded() => person.name.clone(),
        _ if row.name.as_str().is_ascii() => row.name.clone(),
        _ => row
            .name
            .as_str()
            .split_whitespace()
            .collect::<String>()
            .parse()
            .unwrap_or_else(|_| row.name.clone()),
    }
}

fn wanted(row: &FormRow, told: Option<&Told<'_>>) -> Wanted {
    Wanted {
        citizen_no: row.citizen_no,
        name: Some(row.name.clone()),
        birth_month: row.birth_month,
        reach: Reach::Tree,
        ..Wanted::default()
    }
    .in_unit(told.and_then(|told| told.unit))
}

fn judge_known(facts: &Facts, row: &FormRow, told: &Told<'_>, person: &Person) -> Judgement {
    let Some(unit) = told.unit_of(&facts.places, Some(person)) else {
        return Judgement::faulty(vec![no_unit(row, told)]);
    };
    let mut changes = roster::changes(&facts.places, person, unit, &told.as_roster(row, Some(person)));
    let kept: &[PersonPost] = facts.careers.get(&person.id).map_or(&[], Vec::as_slice);
    let old: Vec<Line> = kept.iter().filter(|post| post.source == career::SOURCE).map(Line::of).collect();
    let stated = career::career(&facts.names, &row.resume);
    if !stated.is_empty() && !career::same(&old, &stated) {
        let lines = |lines: &[Line]| Some(format!("{} 条", lines.len())).filter(|_| !lines.is_empty());
        let field = People::FIELDS.iter().find(|field| field.name == "resume").expect("a field of forms");
        changes.push(jinxue_api::imports::Change {
            field: field.name.into(),
            label: jinxue_api::Words::new(field.zh, field.en),
            old: lines(&old),
            new: lines(&stated),
        });
    }
    Judgement::on(person.id.as_uuid(), changes)
}

fn no_unit(row: &FormRow, told: &Told<'_>) -> Complaint {
    if let Some(several) = &told.several {
        return several.at("post");
    }
    let value = row.post.clone().unwrap_or_default();
    Complaint {
        field: "post",
        expected: Words::of(
            "以已有单位的名称开头的现任职务，或为这次导入指定单位",
            "a post that begins with the name of a known unit, or a unit chosen for this import",
        ),
        message: Words::new(
            format!("看不出“{value}”属于哪个已有单位"),
            format!("“{value}” begins with the name of no unit that is known"),
        ),
        value,
    }
}

/// The new form replaces the old one; what did not come from a form stays.
fn merged(old: &[PersonPost], new: Vec<PersonPost>) -> Vec<PersonPost> {
    let stays = |post: &&PersonPost| new.is_empty() || post.source != career::SOURCE;
    let kept: Vec<PersonPost> = old.iter().filter(stays).cloned().collect();
    kept.into_iter().chain(new).collect()
}

/// An image with the career that stood there.
fn with_career(image: &str, posts: &[PersonPost]) -> String {
    let entry = |post: &PersonPost| {
        serde_json::json!({
            "id": post.id.to_string(), "kind": post.kind.as_str(), "title": post.title, "level": post.level,
            "unit_name": post.unit_name, "from": post.from_date, "to": post.to_date, "source": post.source,
        })
    };
    let mut image: serde_json::Value = serde_json::from_str(image).unwrap_or_default();
    image["career"] = posts.iter().map(entry).collect();
    image.to_string()
}

fn career_of(person: PersonId, image: &Picture) -> Answer<Vec<PersonPost>> {
    let entry = |entry: &Picture| {
        Ok(PersonPost {
            id: entry.get("id")?,
            person_id: person,
            kind: entry.get("kind")?,
            title: entry.get("title")?,
            level: entry.opt("level")?,
            unit_name: entry.opt("unit_name")?,
            from_date: entry.opt("from")?,
            to_date: entry.opt("to")?,
            source: entry.get("source")?,
        })
    };
    image.list("career").iter().map(entry).collect::<Result<_, Refusal>>()
}
