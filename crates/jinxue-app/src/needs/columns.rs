//! What stands side by side: the regions below a unit, its other units, or bands of grades.

use jinxue_api::needs::NeedColumn;
use jinxue_api::{Problem, Words};
use jinxue_domain::authority::PathRange;
use jinxue_domain::needs::By;
use jinxue_domain::{Grade, UnitId, UnitPath};
use jinxue_store::need_counts::Grain;
use jinxue_store::units::Unit;

use super::band::{BANDS, band_of};
use super::counts::is_counted;
use crate::Answer;

/// The columns of a unit's matrix.
pub(crate) struct Columns {
    pub by: By,
    places: Vec<Place>,
}

struct Place {
    column: NeedColumn,
    /// Whose people; none for a band, and for what is left.
    path: Option<UnitPath>,
}

impl Columns {
    /// What the columns can be at `unit`, of which `children` may be seen. Grades are everywhere.
    pub fn ways(children: &[Unit]) -> Vec<By> {
        let regions = children.iter().any(is_counted);
        let others = children.iter().any(|child| !is_counted(child));
        let ways = [(By::Region, regions), (By::Unit, others), (By::Grade, true)];
        ways.into_iter().filter_map(|(by, there)| there.then_some(by)).collect()
    }

    /// The columns asked for, or the first there can be.
    ///
    /// # Errors
    /// `invalid_value` for what cannot stand here.
    pub fn of(unit: &Unit, children: &[Unit], asked: Option<By>) -> Answer<Columns> {
        let ways = Columns::ways(children);
        let by = asked.unwrap_or(ways[0]);
        if !ways.contains(&by) {
            let known: Vec<&str> = ways.iter().map(|way| way.as_str()).collect();
            return Err(Problem::invalid("by", by, known.join(", ")).into());
        }
        let own = || rest(unit, by);
        let places = match by {
            By::Region => {
                children.iter().filter(|child| is_counted(child)).map(place).chain([own()]).collect()
            }
            By::Unit => {
                children.iter().filter(|child| !is_counted(child)).map(place).chain([own()]).collect()
            }
            By::Grade => (0..BANDS.len()).map(band).collect(),
        };
        Ok(Columns { by, places })
    }

    /// Where people have to be counted; none where the numbers kept for regions are enough.
    pub fn ranges(&self, unit: &Unit) -> Option<Vec<PathRange>> {
        match self.by {
            By::Region | By::Grade if is_counted(unit) => None,
            By::Region | By::Grade => Some(vec![PathRange::subtree(&unit.path)]),
            By::Unit => {
                let below = self.places.iter().filter_map(|place| place.path.as_ref());
                Some([PathRange::node(&unit.path)].into_iter().chain(below.map(PathRange::subtree)).collect())
            }
        }
    }

    /// How finely the numbers kept must be told apart.
    pub fn grain(&self) -> Grain {
        if self.by == By::Grade { Grain::Whole } else { Grain::Children }
    }

    /// The column of people at a place and of a grade.
    pub fn at(&self, path: &UnitPath, grade: Grade) -> usize {
        match self.by {
            By::Grade => band_of(grade),
            By::Region | By::Unit => {
                let holds = |place: &Place| place.path.as_ref().is_some_and(|top| top.contains(path));
                self.places.iter().position(holds).unwrap_or(self.places.len() - 1)
            }
        }
    }

    /// As they travel.
    pub fn said(self) -> Vec<NeedColumn> {
        self.places.into_iter().map(|place| place.column).collect()
    }

    pub fn len(&self) -> usize {
        self.places.len()
    }
}

fn place(unit: &Unit) -> Place {
    Place { column: column(unit.id, &unit.name), path: Some(unit.path.clone()) }
}

fn column(unit: UnitId, name: &str) -> NeedColumn {
    let label = Words::new(name.to_owned(), name.to_owned());
    NeedColumn {
        code: unit.to_string(),
        label,
        unit_id: Some(unit.as_uuid()),
        grade_from: None,
        grade_to: None,
    }
}

/// Those in none of the other columns.
fn rest(unit: &Unit, by: By) -> Place {
    let label = match by {
        By::Region => Words::new("直属单位", "own units"),
        _ => Words::new("本级", "the unit itself"),
    };
    let column = NeedColumn { code: "own".into(), label, ..column(unit.id, &unit.name) };
    Place { column: NeedColumn { unit_id: None, ..column }, path: None }
}

fn band(at: usize) -> Place {
    let band = &BANDS[at];
    let column = NeedColumn {
        code: band.code.into(),
        label: band.label(),
        unit_id: None,
        grade_from: Some(band.highest),
        grade_to: Some(band.lowest),
    };
    Place { column, path: None }
}
