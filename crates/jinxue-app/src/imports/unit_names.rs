//! The unit that a text begins with, as forms write it: 晋阳县财政局局长.

use std::collections::HashMap;

use jinxue_domain::UnitId;

use super::places::Places;

/// What units are called: by their own name, and by the names of those above them before it.
pub(crate) struct UnitNames {
    by_name: HashMap<String, Vec<UnitId>>,
    characters_max: usize,
}

/// What a text begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AtStart {
    /// The name that was found.
    pub name: String,
    /// Those who are called so.
    pub units: Vec<UnitId>,
    /// The text after the name.
    pub rest: String,
}

impl UnitNames {
    pub fn of(places: &Places) -> Self {
        let mut by_name: HashMap<String, Vec<UnitId>> = HashMap::new();
        for unit in places.all() {
            let mut name = plain(&unit.name);
            let mut above = unit.parent_id;
            by_name.entry(name.clone()).or_default().push(unit.id);
            while let Some(parent) = above.and_then(|id| places.get(id)) {
                name = format!("{}{name}", plain(&parent.name));
                by_name.entry(name.clone()).or_default().push(unit.id);
                above = parent.parent_id;
            }
        }
        let characters_max = by_name.keys().map(|name| name.chars().count()).max().unwrap_or(0);
        Self { by_name, characters_max }
    }

    /// The longest name that the text begins with.
    pub fn at_start_of(&self, text: &str) -> Option<AtStart> {
        let text: Vec<char> = plain(text).chars().collect();
        (1..=self.characters_max.min(text.len())).rev().find_map(|length| {
            let name: String = text[..length].iter().collect();
            let units = self.by_name.get(&name)?.clone();
            Some(AtStart { name, units, rest: text[length..].iter().collect() })
        })
    }
}

/// Blanks are layout.
fn plain(text: &str) -> String {
    text.split_whitespace().collect()
}
