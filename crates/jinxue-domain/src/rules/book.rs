//! Which value of a rule holds at a unit on a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::{CATALOGUE, Figure, Mark, Rule, Value, rule};
use crate::code::RuleCode;
use crate::id::RuleOverrideId;
use crate::place::UnitPath;
use crate::words::{Fault, Words, fault_display};

/// A local value of a rule for a subtree. It also switches the rule on there: who sets a figure has confirmed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleOverride {
    /// Its id.
    pub id: RuleOverrideId,
    /// The rule.
    pub code: RuleCode,
    /// The unit whose subtree it holds for.
    pub at: UnitPath,
    /// The figures that differ from the shipped ones.
    pub values: BTreeMap<String, Value>,
    /// How sure they are.
    pub mark: Mark,
    /// The local paper they come from.
    pub source: String,
    /// The first day they hold.
    pub valid_from: Date,
}

/// Why a local value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OverrideFault {
    /// No rule has this code.
    UnknownRule {
        /// The code.
        code: RuleCode,
    },
    /// The rule has no figure of this name.
    UnknownFigure {
        /// The rule.
        code: RuleCode,
        /// The name.
        name: String,
        /// The figures it has.
        known: String,
    },
    /// The figure cannot take this value.
    Value {
        /// The rule.
        code: RuleCode,
        /// The figure.
        figure: Figure,
        /// The value.
        value: Value,
    },
    /// No figure at all is given.
    Nothing {
        /// The rule.
        code: RuleCode,
    },
    /// No source is named; a figure nobody can look up is no rule.
    NoSource {
        /// The rule.
        code: RuleCode,
    },
}

/// A rule as it holds at one unit on one day.
#[derive(Debug, Clone)]
pub struct RuleInForce {
    /// The rule as shipped.
    pub rule: &'static Rule,
    /// The local value that replaces figures of it, if any.
    pub local: Option<RuleOverride>,
}

impl RuleInForce {
    /// Its code.
    pub fn code(&self) -> &'static RuleCode {
        &self.rule.code
    }

    /// Whether it decides anything here.
    pub fn on(&self) -> bool {
        self.rule.on || self.local.is_some()
    }

    /// How sure its figures are.
    pub fn mark(&self) -> Mark {
        self.local.as_ref().map_or(self.rule.mark, |local| local.mark)
    }

    /// Where its figures come from.
    pub fn source(&self) -> Words {
        match &self.local {
            Some(local) => Words::new(local.source.clone(), local.source.clone()),
            None => self.rule.source.words(),
        }
    }

    /// Its figures with the values that hold.
    pub fn values(&self) -> impl Iterator<Item = (&'static Figure, Value)> {
        self.rule.figures.iter().map(|figure| (figure, self.value(figure)))
    }

    /// The number of a figure.
    ///
    /// # Panics
    /// Where the catalogue has no such number; a test asks for every figure the rules use.
    pub fn number(&self, name: &str) -> i64 {
        match self.named(name) {
            Value::Number(number) => number,
            Value::Word(word) => panic!("{}.{name} is the word {word}", self.code()),
        }
    }

    /// The word of a figure.
    ///
    /// # Panics
    /// Where the catalogue has no such word; a test asks for every figure the rules use.
    pub fn word(&self, name: &str) -> String {
        match self.named(name) {
            Value::Word(word) => word,
            Value::Number(number) => panic!("{}.{name} is the number {number}", self.code()),
        }
    }

    /// The rule in one sentence: title, figures, source.
    pub fn words(&self) -> Words {
        let (zh, en): (Vec<_>, Vec<_>) = self
            .values()
            .map(|(figure, value)| figure.words(&value))
            .map(|words| (words.zh.into_owned(), words.en.into_owned()))
            .unzip();
        let source = self.source();
        Words::new(
            format!("{}：{}（{}）", self.rule.title.zh, zh.join("，"), source.zh),
            format!("{}: {} ({})", self.rule.title.en, en.join("; "), source.en),
        )
    }

    fn named(&self, name: &str) -> Value {
        let figure = self.rule.figures.iter().find(|figure| figure.name == name);
        match figure {
            Some(figure) => self.value(figure),
            None => panic!("{} has no figure {name}", self.code()),
        }
    }

    fn value(&self, figure: &Figure) -> Value {
        let local = self.local.as_ref().and_then(|local| local.values.get(figure.name));
        local.cloned().unwrap_or_else(|| figure.value())
    }
}

/// The shipped rules together with the local values of an installation.
#[derive(Debug, Clone, Default)]
pub struct RuleBook {
    by_rule: BTreeMap<RuleCode, Vec<RuleOverride>>,
}

impl RuleBook {
    /// The shipped rules alone.
    pub fn shipped() -> RuleBook {
        RuleBook::default()
    }

    /// The shipped rules with local values.
    ///
    /// # Errors
    /// Every fault of every local value.
    pub fn with(overrides: Vec<RuleOverride>) -> Result<RuleBook, Vec<OverrideFault>> {
        let faults: Vec<OverrideFault> = overrides.iter().flat_map(check).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut by_rule: BTreeMap<RuleCode, Vec<RuleOverride>> = BTreeMap::new();
        for local in overrides {
            by_rule.entry(local.code.clone()).or_default().push(local);
        }
        Ok(RuleBook { by_rule })
    }

    /// The rule as it holds at a unit on a day: of the local values already valid, the one set nearest above the unit; of
    /// two at the same unit, the younger.
    pub fn in_force(&self, code: &RuleCode, at: &UnitPath, on: Date) -> Option<Arc<RuleInForce>> {
        let rule = rule(code)?;
        let reaches = |local: &&RuleOverride| local.valid_from <= on && local.at.contains(at);
        let nearest = |local: &&RuleOverride| (local.at.depth(), local.valid_from, local.id);
        let local = self.by_rule.get(code).and_then(|all| all.iter().filter(reaches).max_by_key(nearest));
        Some(Arc::new(RuleInForce { rule, local: local.cloned() }))
    }

    /// Every rule as it holds at a unit on a day, in the order of the catalogue.
    pub fn all(&self, at: &UnitPath, on: Date) -> Vec<Arc<RuleInForce>> {
        CATALOGUE.iter().filter_map(|rule| self.in_force(&rule.code, at, on)).collect()
    }
}

/// Every fault of one local value.
fn check(local: &RuleOverride) -> Vec<OverrideFault> {
    let code = || local.code.clone();
    let Some(rule) = rule(&local.code) else { return vec![OverrideFault::UnknownRule { code: code() }] };
    let mut faults = Vec::new();
    if local.values.is_empty() {
        faults.push(OverrideFault::Nothing { code: code() });
    }
    if local.source.trim().is_empty() {
        faults.push(OverrideFault::NoSource { code: code() });
    }
    for (name, value) in &local.values {
        match rule.figures.iter().find(|figure| figure.name == name) {
            None => {
                let known = rule.figures.iter().map(|f| f.name).collect::<Vec<_>>().join(", ");
                faults.push(OverrideFault::UnknownFigure { code: code(), name: name.clone(), known });
            }
            Some(figure) if !figure.admits(value) => {
                faults.push(OverrideFault::Value { code: code(), figure: *figure, value: value.clone() });
            }
            Some(_) => {}
        }
    }
    faults
}

impl Fault for OverrideFault {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownRule { .. } => "rule_unknown",
            Self::UnknownFigure { .. } => "rule_figure_unknown",
            Self::Value { .. } => "rule_value",
            Self::Nothing { .. } => "rule_value_missing",
            Self::NoSource { .. } => "rule_source_missing",
        }
    }

    fn value(&self) -> String {
        match self {
            Self::UnknownRule { code } | Self::Nothing { code } | Self::NoSource { code } => code.to_string(),
            Self::UnknownFigure { name, .. } => name.clone(),
            Self::Value { value: Value::Number(number), .. } => number.to_string(),
            Self::Value { value: Value::Word(word), .. } => word.clone(),
        }
    }

    fn expected(&self) -> Words {
        match self {
            Self::UnknownRule { .. } => Words::of("规则目录中的代码", "a code of the catalogue of rules"),
            Self::UnknownFigure { known, .. } => Words::new(known.clone(), known.clone()),
            Self::Value { figure, .. } => figure.expected(),
            Self::Nothing { .. } => Words::of("至少一个数值", "at least one figure"),
            Self::NoSource { .. } => Words::of("依据文件的名称", "the paper it comes from"),
        }
    }

    fn words(&self) -> Words {
        let (value, expected) = (self.value(), self.expected());
        match self {
            Self::UnknownRule { .. } => {
                Words::new(format!("没有代码为“{value}”的规则"), format!("there is no rule “{value}”"))
            }
            Self::UnknownFigure { code, .. } => Words::new(
                format!("规则“{code}”没有“{value}”这一项，只有 {}", expected.zh),
                format!("rule “{code}” has no figure “{value}”, only {}", expected.en),
            ),
            Self::Value { code, figure, .. } => Words::new(
                format!("规则“{code}”的“{}”不能是“{value}”，应为{}", figure.zh, expected.zh),
                format!("“{}” of rule “{code}” cannot be “{value}”; expected {}", figure.en, expected.en),
            ),
            Self::Nothing { .. } => Words::new(
                format!("规则“{value}”没有填写数值"),
                format!("no figure is given for rule “{value}”"),
            ),
            Self::NoSource { .. } => Words::new(
                format!("规则“{value}”没有填写依据"),
                format!("no source is given for rule “{value}”"),
            ),
        }
    }
}
fault_display!(OverrideFault);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::code;
    use uuid::Uuid;

    fn local(at: &str, id: u128, values: &[(&str, i64)], from: Date) -> RuleOverride {
        RuleOverride {
            id: RuleOverrideId::from_uuid(Uuid::from_u128(id)),
            code: code::HOURS_YEARLY,
            at: at.parse().unwrap(),
            values: values.iter().map(|&(name, n)| (name.to_owned(), Value::Number(n))).collect(),
            mark: Mark::Secondary,
            source: "市委组织部通知".into(),
            valid_from: from,
        }
    }

    const NEW_YEAR: Date = Date::constant(2026, 1, 1);
    const MARCH: Date = Date::constant(2026, 3, 1);

    #[test]
    fn the_nearest_value_above_wins_once_it_is_valid() {
        let book = RuleBook::with(vec![
            local("0001", 1, &[("hours", 95)], NEW_YEAR),
            local("0001.0003", 2, &[("hours", 100)], NEW_YEAR),
            local("0001.0003", 3, &[("hours", 110)], MARCH),
        ])
        .unwrap();
        let hours = |at: &str, on| {
            book.in_force(&code::HOURS_YEARLY, &at.parse().unwrap(), on).unwrap().number("hours")
        };
        assert_eq!(hours("0001.0002", MARCH), 95);
        assert_eq!(hours("0001.0003.0001", NEW_YEAR), 100);
        assert_eq!(hours("0001.0003.0001", MARCH), 110);
        assert_eq!(hours("0002", MARCH), 90, "another tree keeps the shipped figure");
        assert_eq!(hours("0001.0002", Date::constant(2025, 12, 31)), 90, "not valid yet");
    }

    #[test]
    fn a_local_value_is_shown_with_its_own_source_and_mark() {
        let book = RuleBook::with(vec![local("0001", 1, &[("hours", 95)], NEW_YEAR)]).unwrap();
        let rule = book.in_force(&code::HOURS_YEARLY, &"0001".parse().unwrap(), MARCH).unwrap();
        assert_eq!(rule.mark(), Mark::Secondary);
        let words = rule.words();
        assert!(words.zh.contains("95 学时") && words.zh.contains("市委组织部通知"), "{words}");
        assert!(words.zh.contains("12 天"), "figures not replaced keep their shipped values: {words}");
    }

    #[test]
    fn every_fault_of_a_local_value_is_named() {
        let mut wrong = local("0001", 1, &[("hours", -5), ("weeks", 3)], NEW_YEAR);
        wrong.source = " ".into();
        let mut unknown = local("0001", 2, &[("hours", 95)], NEW_YEAR);
        unknown.code = "hours.nothing".parse().unwrap();
        let faults = RuleBook::with(vec![wrong, unknown]).unwrap_err();
        let codes: Vec<_> = faults.iter().map(Fault::code).collect();
        assert_eq!(codes, ["rule_source_missing", "rule_value", "rule_figure_unknown", "rule_unknown"]);
        assert!(faults[1].to_string().contains("不能是“-5”"), "{}", faults[1]);
    }
}
