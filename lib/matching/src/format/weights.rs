//! `weights.toml`.

use std::io::ErrorKind;
use std::path::Path;

use crate::fault::{Fault, Faults, Problem};
use crate::model::Weights;

const FILE: &str = "weights.toml";
const NAMES: &str = "gap_first, gap_rest, hours, first_class, first_class_per_week, preference, travel, mandatory_missed, quota_short";

/// Reads the weights; names left out keep their defaults.
pub(super) fn read(folder: &Path, faults: &mut Faults) -> Weights {
    let mut weights = Weights::default();
    let mut fault =
        |column, value: String, problem| faults.add(Fault { file: FILE, line: 0, column, value, problem });
    let bytes = match std::fs::read(folder.join(FILE)) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            fault("", String::new(), Problem::FileMissing);
            return weights;
        }
        Err(_) => {
            fault("", String::new(), Problem::Unreadable);
            return weights;
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        fault("", String::new(), Problem::Encoding);
        return weights;
    };
    let table: toml::Table = match text.trim_start_matches('\u{feff}').parse() {
        Ok(table) => table,
        Err(error) => {
            fault("", error.message().to_string(), Problem::Unreadable);
            return weights;
        }
    };
    for (name, value) in &table {
        match (weights.named_mut(name), value.as_integer()) {
            (None, _) => fault("", name.clone(), Problem::Word { expected: NAMES }),
            (Some(_), None) => fault("", format!("{name} = {value}"), Problem::Number),
            (Some(weight), Some(integer)) => *weight = integer,
        }
    }
    weights
}

/// The text of the file.
pub(super) fn text(weights: &Weights) -> String {
    weights.named().iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
}
