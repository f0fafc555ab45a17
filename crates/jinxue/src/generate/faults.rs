//! A roster that somebody filled in by hand: good rows, changes, and one of
//! every mistake that people make.

use std::path::Path;

use anyhow::Context;
use jinxue_exchange::{
    kinds::{Roster, TableKind, roster::RosterRow},
    write::{Put, WrittenKind, XlsxWriter, sheet},
};

use super::{
    Province,
    dice::{Dice, Part},
    people::Person,
    tables::roster_row,
    workbook::MADE,
};

/// A row as it is put on the sheet.
type Row = Vec<Put>;

/// Rows that say what is known already, that somebody has another post, and
/// that somebody is new.
const SAME: usize = 24;
const CHANGED: usize = 6;
const NEW: usize = 4;

/// Writes the roster with a title above its header.
///
/// # Errors
/// When the file cannot be written; the message names it.
pub(super) fn write(province: &Province, path: &Path) -> anyhow::Result<()> {
    let mut dice = Dice::new(province.seed, Part::Faults);
    let mut writer = XlsxWriter::new(MADE)?;
    writer.begin(&sheet::<Roster>("人员名册", Some("干部名册（手工填报，待核对）".to_owned())))?;
    for row in rows(province, &mut dice) {
        writer.row(&row)?;
    }
    writer.save(path).with_context(|| format!("cannot write {}", path.display()))
}

fn rows(province: &Province, dice: &mut Dice) -> Vec<Row> {
    let mut order: Vec<usize> = (0..province.people.len()).collect();
    dice.shuffle(&mut order);
    let mut drawn = Drawn { province, order: order.into_iter() };
    let mut rows: Vec<Row> = (0..SAME).map(|_| drawn.known()).collect();
    rows.extend((0..CHANGED).map(|_| drawn.with("post", Put::Text("督查专员".to_owned()))));
    rows.extend((0..NEW).map(|number| drawn.newcomer(number)));
    rows.extend(namesakes(province).map(|person| drawn.without_number(person)));
    rows.extend(drawn.mistakes());
    rows
}

struct Drawn<'a> {
    province: &'a Province,
    /// Places of people who are on no row yet.
    order: std::vec::IntoIter<usize>,
}

impl Drawn<'_> {
    fn row(&mut self) -> RosterRow {
        let place = self.order.next().expect("a province has more people than this roster rows");
        let person = &self.province.people[place];
        roster_row(person, &self.province.units[person.unit])
    }

    fn known(&mut self) -> Row {
        Roster::cells(&self.row())
    }

    /// A known person with one cell changed.
    fn with(&mut self, field: &str, cell: Put) -> Row {
        let mut row = self.known();
        row[column(field)] = cell;
        row
    }

    /// Somebody without a citizen number, whom nobody knows yet.
    fn newcomer(&mut self, number: usize) -> Row {
        const NAMES: [&str; NEW] = ["新到岗甲", "新到岗乙", "新到岗丙", "新到岗丁"];
        let mut row = self.with("citizen_no", Put::Nothing);
        row[column("name")] = Put::Text(NAMES[number].to_owned());
        row
    }

    fn without_number(&mut self, person: &Person) -> Row {
        let mut row = Roster::cells(&roster_row(person, &self.province.units[person.unit]));
        row[column("citizen_no")] = Put::Nothing;
        row
    }

    fn mistakes(&mut self) -> Vec<Row> {
        let wrong_check = |row: &RosterRow| row.citizen_no.map(|number| wrong_check(number.reveal()));
        let bad_number = self.row();
        let mut wrong = Roster::cells(&bad_number);
        wrong[column("citizen_no")] = Put::text(wrong_check(&bad_number));
        let twice = self.known();
        let mut unknown_unit = self.with("unit_code", Put::Text("140105-D99".to_owned()));
        unknown_unit[column("unit_name")] = Put::Text("小店区未来发展局".to_owned());
        vec![
            wrong,
            unknown_unit,
            self.with("citizen_no", Put::Decimal(149_999_198_001_010_010.0)),
            self.with("citizen_no", Put::Text("149999800101001".to_owned())),
            self.with("post_since", Put::Text("2025年2月30日".to_owned())),
            self.with("birth_month", Put::Text("1980.13".to_owned())),
            self.with("rank", Put::Text("处长".to_owned())),
            self.with("role", Put::Text("常务".to_owned())),
            self.with("max_classes", Put::Text("很多".to_owned())),
            self.with("name", Put::Nothing),
            twice.clone(),
            twice,
        ]
    }
}

/// The last pair of people of one unit with one name and one birth month.
fn namesakes(province: &Province) -> impl Iterator<Item = &Person> {
    let same = |pair: &&[Person]| {
        let [one, other] = pair else { return false };
        one.unit == other.unit && one.name == other.name
    };
    province.people.windows(2).filter(same).filter_map(|pair| pair.first()).take(2)
}

fn column(field: &str) -> usize {
    Roster::FIELDS.iter().position(|known| known.name == field).expect("a field of rosters")
}

/// The number with another check character.
fn wrong_check(number: &str) -> String {
    let mut digits = number.to_owned();
    let check = digits.pop();
    digits.push(if check == Some('1') { '2' } else { '1' });
    digits
}
