//! Which unit a row means: by code, else by a name that only one unit has.

use std::collections::HashMap;

use jinxue_domain::{UnitId, Words, fold};
use jinxue_store::units::{self, Unit};
use jinxue_store::{Conn, StoreError};

use super::desk::Complaint;

/// All units, findable as files call them.
pub(crate) struct Places {
    units: Vec<Unit>,
    by_code: HashMap<String, usize>,
    /// Several units may have a name.
    by_name: HashMap<String, Vec<usize>>,
    by_id: HashMap<UnitId, usize>,
}

impl Places {
    /// Reads the tree.
    pub async fn read(conn: &mut Conn) -> Result<Self, StoreError> {
        Ok(Self::of(units::all(conn).await?))
    }

    pub fn of(units: Vec<Unit>) -> Self {
        let mut places = Self {
            by_code: HashMap::new(),
            by_name: HashMap::new(),
            by_id: HashMap::with_capacity(units.len()),
            units: Vec::with_capacity(units.len()),
        };
        units.into_iter().for_each(|unit| places.add(unit));
        places
    }

    /// A unit that has just been made, or is as it has just been changed.
    pub fn add(&mut self, unit: Unit) {
        let at = self.units.len();
        if let Some(code) = &unit.code {
            self.by_code.insert(code.clone(), at);
        }
        self.by_name.entry(fold::fold(&unit.name)).or_default().push(at);
        self.by_id.insert(unit.id, at);
        self.units.push(unit);
    }

    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.by_id.get(&id).map(|at| &self.units[*at])
    }

    /// Every unit.
    pub fn all(&self) -> impl Iterator<Item = &Unit> {
        self.units.iter()
    }

    /// The topmost of the units that may be seen.
    pub fn top(&self) -> Option<&Unit> {
        self.units.first()
    }

    /// Does a code or a name belong to a unit?
    pub fn knows(&self, text: &str) -> bool {
        self.by_code.contains_key(text) || self.by_name.contains_key(&fold::fold(text))
    }

    /// The unit a row means. A unit that was chosen for a whole file is told by its id.
    pub fn find(&self, code: Option<&str>, name: Option<&str>) -> Result<&Unit, Lost> {
        if let Some(code) = code {
            return match self.by_code.get(code) {
                Some(at) => Ok(&self.units[*at]),
                None if self.chosen(code).is_some() => {
                    self.chosen(code).ok_or_else(|| Lost::Unknown(code.to_owned()))
                }
                // Some files put the name where the code belongs, and the other way round.
                None => self.named(code).map_err(|_| Lost::Unknown(code.to_owned())),
            };
        }
        let name = name.unwrap_or_default();
        match self.by_code.get(name) {
            Some(at) => Ok(&self.units[*at]),
            None => self.named(name),
        }
    }

    fn chosen(&self, id: &str) -> Option<&Unit> {
        self.get(id.parse().ok()?)
    }

    fn named(&self, name: &str) -> Result<&Unit, Lost> {
        match self.by_name.get(&fold::fold(name)).map(Vec::as_slice) {
            None | Some([]) => Err(Lost::Unknown(name.to_owned())),
            Some([at]) => Ok(&self.units[*at]),
            Some(several) => Err(Lost::Several { name: name.to_owned(), count: several.len() }),
        }
    }
}

/// Why a row's unit cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lost {
    Unknown(String),
    Several { name: String, count: usize },
}

impl Lost {
    /// The same as a complaint about `field`.
    pub fn at(&self, field: &'static str) -> Complaint {
        match self {
            Self::Unknown(value) => Complaint {
                field,
                value: value.clone(),
                expected: Words::of("单位表中已有的单位代码或名称", "the code or name of a known unit"),
                message: Words::new(
                    format!("没有单位“{value}”，请先导入单位"),
                    format!("there is no unit “{value}”; import units first"),
                ),
            },
            Self::Several { name, count } => Complaint {
                field,
                value: name.clone(),
                expected: Words::of(
                    "单位代码，或只有一个单位使用的名称",
                    "a unit code, or a name only one unit has",
                ),
                message: Words::new(
                    format!("有 {count} 个单位都叫“{name}”，请填写单位代码"),
                    format!("{count} units are called “{name}”: give the unit code"),
                ),
            },
        }
    }
}
