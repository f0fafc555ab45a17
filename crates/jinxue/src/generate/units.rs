//! The tree of units: the province, its true cities and counties, and below
//! each the offices, townships, schools, hospitals and firms of the catalogue.

use jinxue_domain::{
    DivisionCode, Sector, Tier, UnitKind,
    place::{Division, Divisions},
};

use super::{
    catalogue::{self, Office, Titles},
    dice::{Dice, Part},
    scale::Scale,
};

/// One unit of the made-up province.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub code: String,
    pub name: String,
    /// Place of the unit above; it always stands before this one.
    pub parent: Option<usize>,
    pub tier: Tier,
    pub kind: UnitKind,
    /// Where the unit sits; departments of a city sit in its central district.
    pub division: DivisionCode,
    /// The sector of all its people; a region has people of several.
    pub sector: Option<Sector>,
    pub titles: Titles,
    /// How many people work here, never below 3.
    pub people: usize,
}

impl Unit {
    /// How many people may be away on one day: a fifth, and always one.
    pub fn release_cap(&self) -> usize {
        (self.people / 5).max(1)
    }
}

/// People of the leading body of a province, a city, a county at full size.
const LEADERS_FULL: [usize; 3] = [21, 15, 9];
/// The fewest people of a unit: a head, a deputy and a member.
const UNIT_PEOPLE_LEAST: usize = 3;
/// Districts where the cities' own offices sit, and in the first of them the province's.
const SEATS: [&str; 11] = [
    "140106", "140213", "140302", "140403", "140502", "140602", "140702", "140802", "140902", "141002",
    "141102",
];

/// A unit before people are shared out: its weight says how many it will get.
struct Draft {
    unit: Unit,
    weight: f64,
}

/// All units of the province, parents first; their people add up to the scale's.
pub(super) fn units(scale: Scale, seed: u64) -> Vec<Unit> {
    let mut grove = Grove { scale, dice: Dice::new(seed, Part::Units), drafts: Vec::new() };
    let divisions = Divisions::shanxi();
    for division in divisions.iter().filter(|division| division.tier == Tier::Province) {
        grove.province(division, &divisions);
    }
    share_out(grove.drafts, scale.people)
}

struct Grove {
    scale: Scale,
    dice: Dice,
    drafts: Vec<Draft>,
}

impl Grove {
    fn province(&mut self, division: &Division, divisions: &Divisions) {
        let root = self.region(division, division.name.clone(), None, LEADERS_FULL[0]);
        let count = self.scale.offices(catalogue::PROVINCE.len(), 6);
        self.offices(root, &catalogue::PROVINCE[..count], seat_of(division.code), 8.6);
        for city in divisions.iter().filter(|city| city.parent == Some(division.code)) {
            self.city(root, city, divisions);
        }
    }

    fn city(&mut self, root: usize, division: &Division, divisions: &Divisions) {
        let city = self.region(division, division.name.clone(), Some(root), LEADERS_FULL[1]);
        let count = self.scale.offices(catalogue::CITY.len(), 3);
        self.offices(city, &catalogue::CITY[..count], seat_of(division.code), 8.0);
        for county in divisions.iter().filter(|county| county.parent == Some(division.code)) {
            self.county(city, county, &division.name);
        }
    }

    fn county(&mut self, city: usize, division: &Division, city_name: &str) {
        let name = full_name(&division.name, city_name);
        let county = self.region(division, name, Some(city), LEADERS_FULL[2]);
        let crowd = self.dice.between(70, 130) as f64 / 100.0;
        let offices = self.scale.offices(catalogue::COUNTY.len(), 1);
        self.offices(county, &catalogue::COUNTY[..offices], division.code, 6.6 * crowd);
        let services = self.scale.offices(catalogue::COUNTY_SERVICES.len() - 3, 0);
        let services = services + if services > 3 { self.dice.below(4) } else { 0 };
        self.offices(county, &catalogue::COUNTY_SERVICES[..services], division.code, 7.5 * crowd);
        let townships = self.dice.between(4, 9) as usize;
        self.townships(county, division, self.scale.offices(townships, 1), crowd);
    }

    /// The region itself as a unit: its leading body works there.
    fn region(&mut self, division: &Division, name: String, parent: Option<usize>, leaders: usize) -> usize {
        let unit = Unit {
            code: division.code.to_string(),
            name,
            parent,
            tier: division.tier,
            kind: UnitKind::Region,
            division: division.code,
            sector: None,
            titles: catalogue::REGION_TITLES,
            people: self.scale.leaders(leaders),
        };
        self.drafts.push(Draft { unit, weight: 0.0 });
        self.drafts.len() - 1
    }

    fn offices(&mut self, region: usize, offices: &[Office], division: DivisionCode, weight: f64) {
        for (index, office) in offices.iter().enumerate() {
            let above = &self.drafts[region].unit;
            let unit = Unit {
                code: format!("{}-{}{:02}", above.code, letter(office.kind), index + 1),
                name: office.pattern.replace("{}", &above.name),
                parent: Some(region),
                tier: above.tier,
                kind: office.kind,
                division,
                sector: Some(catalogue::sector(office.sector)),
                titles: office.titles,
                people: UNIT_PEOPLE_LEAST,
            };
            let weight = weight * f64::from(office.size) * self.dice.between(80, 120) as f64 / 100.0;
            self.drafts.push(Draft { unit, weight });
        }
    }

    fn townships(&mut self, county: usize, division: &Division, count: usize, crowd: f64) {
        let mut names = catalogue::TOWNSHIPS;
        self.dice.shuffle(&mut names[1..]);
        let district = division.name.ends_with('区');
        for (index, name) in names.iter().take(count).enumerate() {
            let above = &self.drafts[county].unit;
            let (suffix, titles) = match (district, index % 3) {
                (true, _) => ("街道", catalogue::SUBDISTRICT_TITLES),
                (false, 2) => ("乡", catalogue::TOWNSHIP_TITLES),
                (false, _) => ("镇", catalogue::TOWNSHIP_TITLES),
            };
            let unit = Unit {
                code: format!("{}-T{:02}", above.code, index + 1),
                name: format!("{}{name}{suffix}", above.name),
                parent: Some(county),
                tier: Tier::Township,
                kind: UnitKind::Region,
                division: division.code,
                sector: Some(catalogue::sector("grassroots")),
                titles,
                people: UNIT_PEOPLE_LEAST,
            };
            let weight = 45.0 * crowd * self.dice.between(75, 125) as f64 / 100.0;
            self.drafts.push(Draft { unit, weight });
        }
    }
}

/// 城区 is a district of two cities, and 矿区 and 郊区 say little: such names
/// carry their city's.
fn full_name(county: &str, city: &str) -> String {
    match county {
        "城区" | "矿区" | "郊区" => format!("{city}{county}"),
        _ => county.to_owned(),
    }
}

/// The central district of a city; the province's offices sit in its capital's.
fn seat_of(region: DivisionCode) -> DivisionCode {
    let lies_here = |seat: &DivisionCode| match region.tier() {
        Tier::Province => seat.province() == region,
        _ => seat.city() == region,
    };
    SEATS.iter().filter_map(|code| code.parse().ok()).find(lies_here).unwrap_or(region)
}

fn letter(kind: UnitKind) -> char {
    match kind {
        UnitKind::Region => 'R',
        UnitKind::Department => 'D',
        UnitKind::Institution => 'S',
        UnitKind::Enterprise => 'E',
    }
}

/// Gives every unit people in proportion to its weight, so that they add up.
fn share_out(drafts: Vec<Draft>, people: usize) -> Vec<Unit> {
    let fixed: usize = drafts.iter().map(|draft| draft.unit.people).sum();
    let weights: f64 = drafts.iter().map(|draft| draft.weight).sum();
    let free = people.saturating_sub(fixed) as f64;
    let (mut weight_before, mut given) = (0.0, 0);
    let mut units = Vec::with_capacity(drafts.len());
    for Draft { mut unit, weight } in drafts {
        weight_before += weight;
        let due = (free * weight_before / weights).round() as usize;
        unit.people += due - given;
        given = due;
        units.push(unit);
    }
    units
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_scale_has_the_true_regions_and_all_its_people() {
        for people in [2_000, 25_000, 250_000] {
            let units = units(Scale { people }, 7);
            let regions =
                |tier| units.iter().filter(|u| u.tier == tier && u.kind == UnitKind::Region).count();
            assert_eq!([Tier::Province, Tier::City, Tier::County].map(regions), [1, 11, 117]);
            assert_eq!(units.iter().map(|unit| unit.people).sum::<usize>(), people);
            assert!(units.iter().all(|unit| unit.people >= 3));
            assert!(units.iter().enumerate().all(|(at, unit)| unit.parent.is_none_or(|parent| parent < at)));
            let names: HashSet<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
            let codes: HashSet<&str> = units.iter().map(|unit| unit.code.as_str()).collect();
            assert_eq!((names.len(), codes.len()), (units.len(), units.len()));
        }
    }

    #[test]
    fn the_full_province_has_about_fifty_people_a_unit() {
        let units = units(Scale { people: 250_000 }, 7);
        assert!((4_500..=5_500).contains(&units.len()), "{}", units.len());
    }
}
