//! Which value of a rule holds at a unit on a day.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use super::local::check;
use super::version::holding;
use super::{CATALOGUE, Figure, Mark, OverrideFault, Rule, RuleOverride, RuleVersion, Value, rule};
use crate::code::RuleCode;
use crate::place::UnitPath;
use crate::words::Words;

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
            Some(local) => local.source_words(),
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

/// The shipped rules together with every version of the local values of an installation.
#[derive(Debug, Clone, Default)]
pub struct RuleBook {
    by_rule: BTreeMap<RuleCode, BTreeMap<UnitPath, Vec<RuleVersion>>>,
}

impl RuleBook {
    /// The shipped rules alone.
    pub fn shipped() -> RuleBook {
        RuleBook::default()
    }

    /// The shipped rules with local values, in all their versions.
    ///
    /// # Errors
    /// Every fault of every local value.
    pub fn with(versions: Vec<RuleVersion>) -> Result<RuleBook, Vec<OverrideFault>> {
        let faults: Vec<OverrideFault> =
            versions.iter().filter_map(RuleVersion::set).flat_map(check).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut book = RuleBook::default();
        for version in versions {
            let at_units = book.by_rule.entry(version.code().clone()).or_default();
            at_units.entry(version.at().clone()).or_default().push(version);
        }
        Ok(book)
    }

    /// The rule as it holds at a unit on a day: the local value of the nearest unit above that has one then.
    pub fn in_force(&self, code: &RuleCode, at: &UnitPath, on: Date) -> Option<Arc<RuleInForce>> {
        let rule = rule(code)?;
        let local = self
            .by_rule
            .get(code)
            .and_then(|at_units| at.self_and_ancestors().find_map(|unit| holding(at_units.get(&unit)?, on)));
        Some(Arc::new(RuleInForce { rule, local: local.cloned() }))
    }

    /// Every rule as it holds at a unit on a day, in the order of the catalogue.
    pub fn all(&self, at: &UnitPath, on: Date) -> Vec<Arc<RuleInForce>> {
        CATALOGUE.iter().filter_map(|rule| self.in_force(&rule.code, at, on)).collect()
    }

    /// All versions of a rule set at the very unit, in no order.
    pub fn versions(&self, code: &RuleCode, at: &UnitPath) -> &[RuleVersion] {
        let at_units = self.by_rule.get(code);
        at_units.and_then(|at_units| at_units.get(at)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::RuleOverrideId;
    use crate::rules::code;
    use crate::words::Fault as _;
    use uuid::Uuid;

    fn local(at: &str, id: u32, values: &[(&str, i64)], from: Date) -> RuleOverride {
        RuleOverride {
            id: RuleOverrideId::from_uuid(Uuid::from_u128(id.into())),
            code: code::HOURS_YEARLY,
            at: at.parse().unwrap(),
            unit_name: "某市".into(),
            number: id,
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
            local("0001", 1, &[("hours", 95)], NEW_YEAR).into(),
            local("0001.0003", 1, &[("hours", 100)], NEW_YEAR).into(),
            local("0001.0003", 2, &[("hours", 110)], MARCH).into(),
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
        let book = RuleBook::with(vec![local("0001", 1, &[("hours", 95)], NEW_YEAR).into()]).unwrap();
        let rule = book.in_force(&code::HOURS_YEARLY, &"0001".parse().unwrap(), MARCH).unwrap();
        assert_eq!(rule.mark(), Mark::Secondary);
        let words = rule.words();
        assert!(
            words.zh.contains("95 学时") && words.zh.contains("市委组织部通知，某市第 1 版，2026-01-01 起"),
            "{words}"
        );
        assert!(words.zh.contains("12 天"), "figures not replaced keep their shipped values: {words}");
    }

    #[test]
    fn every_fault_of_a_local_value_is_named() {
        let mut wrong = local("0001", 1, &[("hours", -5), ("weeks", 3)], NEW_YEAR);
        wrong.source = " ".into();
        let mut unknown = local("0001", 2, &[("hours", 95)], NEW_YEAR);
        unknown.code = "hours.nothing".parse().unwrap();
        let faults = RuleBook::with(vec![wrong.into(), unknown.into()]).unwrap_err();
        let codes: Vec<_> = faults.iter().map(|fault| fault.code()).collect();
        assert_eq!(codes, ["rule_source_missing", "rule_value", "rule_figure_unknown", "rule_unknown"]);
        assert!(faults[1].to_string().contains("不能是“-5”"), "{}", faults[1]);
    }
}
