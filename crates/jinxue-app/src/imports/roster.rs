//! Rosters: people made and changed. What the file does not say stays as it is.

use jinxue_api::imports::Change;
use jinxue_domain::person::mask;
use jinxue_domain::{Grade, PersonState, PostLevel, Rank, Role, Sex};
use jinxue_exchange::columns::Field;
use jinxue_exchange::kinds::roster::RosterRow;
use jinxue_exchange::kinds::{Roster, TableKind};
use jinxue_store::people::{self, Person};
use jinxue_store::units::Unit;
use jinxue_store::{Conn, StoreError, Tx};

use super::desk::{Choice, Decided, Desk, Image, Judgement, Pen, compare};
use super::left_posts;
use super::person_image::{self, painting, painting_with};
use super::places::{Lost, Places};
use super::who::{self, Known, Wanted, Who};
use crate::Answer;

/// Classes a year for whom the file says nothing.
const CLASSES_MAX_DEFAULT: u32 = 2;

/// Units, and the people the rows can be about.
pub(crate) struct Facts {
    places: Places,
    known: Known,
}

impl Desk for Roster {
    type Facts = Facts;

    async fn facts(conn: &mut Conn, rows: &[&RosterRow]) -> Answer<Facts> {
        let places = Places::read(conn).await?;
        let wanted: Vec<Wanted> = rows.iter().map(|row| wanted(&places, row)).collect();
        let known = Known::read(conn, &wanted).await?;
        Ok(Facts { places, known })
    }

    fn judge(facts: &Facts, row: &RosterRow, choice: &Choice) -> Judgement {
        let unit = match unit(&facts.places, row) {
            Ok(unit) => unit,
            Err(lost) => {
                let field = if row.unit_code.is_some() { "unit_code" } else { "unit_name" };
                return Judgement::faulty(vec![lost.at(field)]);
            }
        };
        match facts.known.settle(&wanted(&facts.places, row), choice) {
            Who::Nobody => Judgement::new(),
            Who::One(person) => Judgement::on(person.id.as_uuid(), changes(&facts.places, person, unit, row)),
            Who::Several(people) => {
                Judgement::ask(people.into_iter().map(|person| who::shown(&facts.places, person)).collect())
            }
        }
    }

    async fn write(
        tx: &mut Tx,
        pen: &Pen,
        facts: &Facts,
        rows: &[Decided<'_, RosterRow>],
    ) -> Answer<Vec<Image>> {
        let mut written = Vec::with_capacity(rows.len());
        let mut images = Vec::with_capacity(rows.len());
        let mut all_left = Vec::new();
        for decided in rows {
            let unit = unit(&facts.places, decided.row)
                .map_err(|_| StoreError::NotFound { what: "unit", id: String::new() })?;
            let before = decided.target.and_then(|id| facts.known.by_id(id));
            let person = match before {
                Some(person) => changed(person, unit, decided.row, pen),
                None => made(unit, decided.row, pen),
            };
            let left = before.map_or_else(Vec::new, |before| {
                let unit_name = facts.places.get(before.unit_id).map(|unit| unit.name.as_str());
                left_posts::left(before, &person, unit_name, pen)
            });
            images.push(Image {
                target: person.id.as_uuid(),
                before: before.map(painting),
                after: painting_with(&person, left_posts::ids(&left)),
            });
            written.push(person);
            all_left.extend(left);
        }
        people::upsert_many(tx, &written).await?;
        left_posts::write(tx, &all_left).await?;
        Ok(images)
    }

    async fn check_undo(conn: &mut Conn, images: &[Image]) -> Answer<()> {
        person_image::check_undo(conn, images).await
    }

    async fn restore(tx: &mut Tx, pen: &Pen, images: &[Image]) -> Answer<()> {
        left_posts::take_out(tx, images).await?;
        person_image::restore(tx, pen, images).await
    }
}

fn unit<'p>(places: &'p Places, row: &RosterRow) -> Result<&'p Unit, Lost> {
    places.find(row.unit_code.as_deref(), row.unit_name.as_deref())
}

fn wanted(places: &Places, row: &RosterRow) -> Wanted {
    Wanted {
        citizen_no: row.citizen_no,
        name: Some(row.name.clone()),
        birth_month: row.birth_month,
        ..Wanted::default()
    }
    .in_unit(unit(places, row).ok())
}

pub(super) fn field(name: &str) -> &'static Field {
    Roster::FIELDS.iter().find(|field| field.name == name).expect("a field of rosters")
}

pub(super) fn changes(places: &Places, person: &Person, unit: &Unit, row: &RosterRow) -> Vec<Change> {
    fn text(value: Option<impl ToString>) -> Option<String> {
        value.map(|value| value.to_string())
    }
    let mut changes = Vec::new();
    let mut note =
        |name: &str, old: Option<String>, new: Option<String>| compare(&mut changes, field(name), old, new);
    note("name", text(Some(&person.name)), text(Some(&row.name)));
    if person.unit_id != unit.id {
        let old = places.get(person.unit_id).map(|unit| unit.name.clone());
        note("unit_name", old, Some(unit.name.clone()));
    }
    note("citizen_no", person.citizen_no.as_deref().map(mask), row.citizen_no.map(|number| number.masked()));
    note("sex", text(Some(person.sex)), text(row.sex));
    note("birth_month", text(person.birth_month), text(row.birth_month));
    note("department", person.department.clone(), row.department.clone());
    note("post", person.post.clone(), row.post.clone());
    note("post_level", text(Some(person.post_level)), text(row.post_level));
    note("rank", text(Some(person.rank)), text(row.rank));
    note("role", text(Some(person.role)), text(row.role));
    note("sector", text(person.sector.as_ref()), text(row.sector.as_ref()));
    note("max_classes", text(Some(person.max_classes)), text(row.max_classes));
    note("post_since", text(person.post_since), text(row.post_since));
    note("rank_since", text(person.rank_since), text(row.rank_since));
    changes
}

pub(super) fn made(unit: &Unit, row: &RosterRow, pen: &Pen) -> Person {
    let post_level = row.post_level.unwrap_or(PostLevel::None);
    let rank = row.rank.unwrap_or(Rank::Other);
    Person {
        id: pen.ids.draw(),
        unit_id: unit.id,
        unit_path: unit.path.clone(),
        name: row.name.clone(),
        sex: row.sex.unwrap_or(Sex::Unknown),
        birth_month: row.birth_month,
        citizen_no: row.citizen_no.map(|number| number.reveal().to_owned()),
        department: row.department.clone(),
        post: row.post.clone(),
        post_level,
        post_since: row.post_since,
        rank,
        rank_since: row.rank_since,
        grade: Grade::of(post_level, rank),
        role: row.role.unwrap_or(Role::Member),
        sector: row.sector.or(unit.sector),
        division: unit.division,
        max_classes: row.max_classes.and_then(|max| u32::try_from(max).ok()).unwrap_or(CLASSES_MAX_DEFAULT),
        state: PersonState::Active,
        version: 1,
        created_at: pen.now,
        changed_at: pen.now,
    }
}

pub(super) fn changed(person: &Person, unit: &Unit, row: &RosterRow, pen: &Pen) -> Person {
    let post_level = row.post_level.unwrap_or(person.post_level);
    let rank = row.rank.unwrap_or(person.rank);
    Person {
        id: person.id,
        unit_id: unit.id,
        unit_path: unit.path.clone(),
        name: row.name.clone(),
        sex: row.sex.unwrap_or(person.sex),
        birth_month: row.birth_month.or(person.birth_month),
        citizen_no: row
            .citizen_no
            .map(|number| number.reveal().to_owned())
            .or_else(|| person.citizen_no.clone()),
        department: row.department.clone().or_else(|| person.department.clone()),
        post: row.post.clone().or_else(|| person.post.clone()),
        post_level,
        post_since: row.post_since.or(person.post_since),
        rank,
        rank_since: row.rank_since.or(person.rank_since),
        grade: Grade::of(post_level, rank),
        role: row.role.unwrap_or(person.role),
        sector: row.sector.or(person.sector),
        division: unit.division.or(person.division),
        max_classes: row.max_classes.and_then(|max| u32::try_from(max).ok()).unwrap_or(person.max_classes),
        state: PersonState::Active,
        // As the store counts it.
        version: person.version + 1,
        created_at: person.created_at,
        changed_at: pen.now,
    }
}
