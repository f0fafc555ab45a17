//! The people of the province: names, birth dates and numbers that agree,
//! one head and few deputies in every unit, posts and ranks in pyramids.

use jinxue_domain::{CitizenNumber, Date, Grade, PersonName, PostLevel, Rank, Role, Sector, Sex};

use super::{
    careers,
    catalogue::sector,
    dice::{Dice, Part},
    names,
    registry::Registry,
    units::Unit,
};

/// One made-up person.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// Place of the person's unit among the units.
    pub unit: usize,
    pub name: PersonName,
    pub sex: Sex,
    pub born: Date,
    pub citizen_no: CitizenNumber,
    pub department: String,
    pub post: String,
    pub post_level: PostLevel,
    pub post_since: Date,
    pub rank: Rank,
    pub rank_since: Option<Date>,
    pub role: Role,
    pub sector: Sector,
    pub max_classes: u8,
}

impl Person {
    /// The better of post and rank.
    pub fn grade(&self) -> u8 {
        Grade::of(self.post_level, self.rank).get()
    }

    /// Whether the five-year rule is theirs: 县处级 and above, 四级调研员 and above.
    pub fn owes_five_years(&self) -> bool {
        self.grade() <= 6
    }
}

/// Of a hundred members of an office with divisions, how many lead one and how
/// many are deputies there.
const INNER_PERCENT: [f64; 2] = [9.0, 11.0];
/// In every eleventh unit two people may have the same name and birth month.
const NAMESAKES_EVERY: usize = 11;
/// Sectors that the leading body of a region is made up of.
const REGION_SECTORS: [(&str, u32); 4] = [("party", 4), ("government", 4), ("congress", 3), ("justice", 1)];

/// The people of all units, unit by unit, as they stand on 1 January of the year.
pub(super) fn people(units: &[Unit], year: i16, seed: u64) -> Vec<Person> {
    let mut registry = Registry::default();
    let mut people = Vec::with_capacity(units.iter().map(|unit| unit.people).sum());
    for (at, unit) in units.iter().enumerate() {
        let deputies = careers::deputies(unit.people);
        for place in 0..unit.people {
            let role = match place {
                0 => Role::Head,
                _ if place <= deputies => Role::Deputy,
                _ => Role::Member,
            };
            let dice = Dice::of(seed, Part::People, people.len());
            people.push(Draw { dice, unit, year }.person(at, role, &mut registry));
        }
        if at % NAMESAKES_EVERY == 0 {
            name_alike(&mut people, &mut registry);
        }
    }
    people
}

/// The two newest people of the newest unit get one name and one birth month:
/// only the citizen number tells them apart.
fn name_alike(people: &mut [Person], registry: &mut Registry) {
    let [.., one, other] = people else { return };
    let members = one.role == Role::Member && other.role == Role::Member;
    if members && one.unit == other.unit && one.grade() == other.grade() {
        (other.name, other.sex) = (one.name.clone(), one.sex);
        let day = one.born.day() % 28 + 1;
        other.born = jiff::civil::date(one.born.year(), one.born.month(), day);
        other.citizen_no = registry.issue(other.born, other.sex);
    }
}

struct Draw<'a> {
    dice: Dice,
    unit: &'a Unit,
    year: i16,
}

impl Draw<'_> {
    fn person(&mut self, unit: usize, role: Role, registry: &mut Registry) -> Person {
        let (post_level, rank) = self.standing(role);
        let grade = Grade::of(post_level, rank).get();
        let sex = if self.dice.happens(careers::women_percent(grade)) { Sex::Female } else { Sex::Male };
        let born = self.birth(grade);
        let department = match role {
            Role::Member => careers::department(&mut self.dice, self.unit),
            Role::Head | Role::Deputy => "领导班子".to_owned(),
        };
        Person {
            unit,
            name: names::name(&mut self.dice, sex, born.year()),
            sex,
            born,
            citizen_no: registry.issue(born, sex),
            post: careers::title(self.unit, role, post_level, rank, &department),
            department,
            post_level,
            post_since: self.since(born, if rank == Rank::Probation { 1 } else { 6 }),
            rank,
            rank_since: (rank != Rank::Other)
                .then(|| self.since(born, if rank == Rank::Probation { 1 } else { 5 })),
            role,
            sector: self.sector(),
            max_classes: self.dice.weighted(&[(1, 15), (2, 65), (3, 20)]),
        }
    }

    fn standing(&mut self, role: Role) -> (PostLevel, Rank) {
        let [head, deputy] = careers::leading_levels(self.unit);
        let level = match role {
            Role::Head => head,
            Role::Deputy => deputy,
            Role::Member => self.inner_level(),
        };
        let rank = match level {
            PostLevel::None => careers::rank_of_member(&mut self.dice, self.unit),
            _ => careers::rank_of_post(&mut self.dice, level),
        };
        (level, rank)
    }

    fn inner_level(&mut self) -> PostLevel {
        let Some([head, deputy]) = careers::inner_levels(self.unit) else { return PostLevel::None };
        match self.dice.share() * 100.0 {
            draw if draw < INNER_PERCENT[0] => head,
            draw if draw < INNER_PERCENT[0] + INNER_PERCENT[1] => deputy,
            _ => PostLevel::None,
        }
    }

    /// A birth date that suits the grade: the mean of two draws, so that most
    /// are of middle age.
    fn birth(&mut self, grade: u8) -> Date {
        let (youngest, oldest) = careers::ages(grade);
        let age = (self.dice.between(youngest, oldest) + self.dice.between(youngest, oldest)) / 2;
        let month = self.dice.between(1, 12) as i8;
        let first = jiff::civil::date(self.year - 1 - age as i16, month, 1);
        let day = self.dice.between(1, i64::from(first.days_in_month())) as i8;
        jiff::civil::date(first.year(), month, day)
    }

    /// A month within the last years, not before the person's twenty-first.
    fn since(&mut self, born: Date, years_max: i64) -> Date {
        let years = self.dice.between(1, years_max) as i16;
        let year = (self.year - years).max(born.year() + 21).min(self.year - 1);
        jiff::civil::date(year, self.dice.between(1, 12) as i8, 1)
    }

    fn sector(&mut self) -> Sector {
        self.unit.sector.unwrap_or_else(|| sector(self.dice.weighted(&REGION_SECTORS)))
    }
}
