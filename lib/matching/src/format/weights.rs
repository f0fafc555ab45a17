//! `weights.toml`.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use toml::Spanned;

use crate::fault::{Faults, Problem, Row};
use crate::model::Weights;

const FILE: &str = "weights.toml";
const NAMES: &str = "gap_first, gap_rest, hours, first_class, first_class_per_week, preference, travel, mandatory_missed, quota_short";

/// Reads the weights; names left out keep their defaults.
pub(super) fn read(folder: &Path, faults: &mut Faults) -> Weights {
    let mut weights = Weights::default();
    let mut fault = |line, column, value: String, problem| {
        Row { file: FILE, line, faults }.fault(column, value, problem);
    };
    let bytes = match std::fs::read(folder.join(FILE)) {
        Ok(bytes) => bytes,
        Err(error) => {
            let missing = error.kind() == ErrorKind::NotFound;
            fault(0, "", String::new(), if missing { Problem::FileMissing } else { Problem::Unreadable });
            return weights;
        }
    };
    let Ok(text) = String::from_utf8(bytes) else {
        fault(0, "", String::new(), Problem::Encoding);
        return weights;
    };
    let text = text.trim_start_matches('\u{feff}');
    let line = |at: usize| 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count() as u64;
    let table: BTreeMap<String, Spanned<toml::Value>> = match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => {
            let at = error.span().map_or(0, |span| line(span.start));
            fault(at, "", error.message().to_string(), Problem::Unreadable);
            return weights;
        }
    };
    for (name, value) in &table {
        let at = line(value.span().start);
        match (weights.named_mut(name), value.get_ref().as_integer()) {
            (None, _) => fault(at, "", name.clone(), Problem::Word { expected: NAMES }),
            (Some(_), None) => fault(at, "", format!("{name} = {}", value.get_ref()), Problem::Number),
            (Some(weight), Some(integer)) if (0..=Weights::LARGEST).contains(&integer) => *weight = integer,
            (Some(_), Some(integer)) => {
                let name = Weights::default().named().into_iter().map(|named| named.0).find(|n| n == name);
                let problem = Problem::Range { low: 0, high: Weights::LARGEST };
                fault(at, name.unwrap_or_default(), integer.to_string(), problem);
            }
        }
    }
    weights
}

/// The text of the file.
pub(super) fn text(weights: &Weights) -> String {
    weights.named().iter().map(|(name, value)| format!("{name} = {value}\n")).collect()
}
