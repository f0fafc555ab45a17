//! A local value of a rule, and what is wrong with one.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Figure, Mark, Value, rule};
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
    /// What the unit is called.
    pub unit_name: String,
    /// Its number among the versions of this rule at this unit, from 1.
    pub number: u32,
    /// The figures that differ from the shipped ones.
    pub values: BTreeMap<String, Value>,
    /// How sure they are.
    pub mark: Mark,
    /// The local paper they come from.
    pub source: String,
    /// The first day they hold.
    pub valid_from: Date,
}

impl RuleOverride {
    /// The paper with the version: which of the values set at the unit this is, and since when it holds.
    pub fn source_words(&self) -> Words {
        let Self { source, unit_name, number, valid_from, .. } = self;
        Words::new(
            format!("{source}，{unit_name}第 {number} 版，{valid_from} 起"),
            format!("{source}, {unit_name}, version {number}, from {valid_from}"),
        )
    }
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

/// Every fault of one local value.
pub(super) fn check(local: &RuleOverride) -> Vec<OverrideFault> {
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
