//! From the wire into the domain and back: words through their doors, with every fault of a request collected.

use std::str::FromStr;

use jinxue_api::rules::{RuleRef, RuleSource, RuleVersionRef};
use jinxue_api::{Problem, Words};
use jinxue_domain::rules::RuleInForce;
use jinxue_domain::{Date, Fault};

use crate::{Answer, Refusal};

/// The value `text` of `field`, read by its own door.
pub(crate) fn read<T>(field: &str, text: &str) -> Answer<T>
where
    T: FromStr,
    T::Err: Fault,
{
    text.trim().parse().map_err(|fault| Refusal::of(field, &fault))
}

/// [`read`] where the field may be absent; an empty text is taken as absent.
pub(crate) fn read_opt<T>(field: &str, text: Option<&str>) -> Answer<Option<T>>
where
    T: FromStr,
    T::Err: Fault,
{
    text.filter(|text| !text.trim().is_empty()).map(|text| read(field, text)).transpose()
}

/// A day, `YYYY-MM-DD`.
pub(crate) fn date(field: &str, text: &str) -> Answer<Date> {
    let refused = || Problem::invalid(field, text, "YYYY-MM-DD").into();
    if text.len() == 10 { text.parse().map_err(|_| refused()) } else { Err(refused()) }
}

/// A whole number between two bounds, both included.
pub(crate) fn between(field: &str, value: i64, least: i64, most: i64) -> Answer<i64> {
    if (least..=most).contains(&value) {
        Ok(value)
    } else {
        Err(Problem::invalid(field, value, format!("{least}–{most}")).into())
    }
}

/// Text that must say something, without blanks around it.
pub(crate) fn filled(field: &str, text: &str) -> Answer<String> {
    let text = text.trim();
    if text.is_empty() { Err(Problem::missing(field).into()) } else { Ok(text.to_owned()) }
}

/// Text that may be empty, which is then none.
pub(crate) fn kept(text: Option<&String>) -> Option<String> {
    text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A sentence of the domain as it travels.
pub(crate) fn words(words: &jinxue_domain::Words) -> Words {
    Words::new(words.zh.clone(), words.en.clone())
}

/// A rule as a verdict names it.
pub(crate) fn rule(rule: &RuleInForce) -> RuleRef {
    RuleRef {
        code: rule.code().to_string(),
        words: words(&rule.words()),
        source: source(rule),
        mark: rule.mark().as_str().into(),
        version: rule.local.as_ref().map(|local| RuleVersionRef {
            number: local.number,
            unit_name: local.unit_name.clone(),
            valid_from: local.valid_from.to_string(),
        }),
    }
}

/// Where the figures of a rule come from: the local paper, else what was shipped.
pub(crate) fn source(rule: &RuleInForce) -> RuleSource {
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    match &rule.local {
        Some(local) => RuleSource {
            title: local.source.clone(),
            article: None,
            date: Some(local.valid_from.to_string()),
        },
        None => RuleSource {
            title: rule.rule.source.title.zh.to_string(),
            article: said(&rule.rule.source.article.zh),
            date: said(rule.rule.source.date),
        },
    }
}

/// A count as it travels.
pub(crate) fn count(number: impl TryInto<i64>) -> i64 {
    number.try_into().unwrap_or(i64::MAX)
}

/// The faults of a request, all of them.
#[derive(Default)]
pub(crate) struct Faults(Vec<Problem>);

impl Faults {
    /// The value, or its fault kept.
    pub fn take<T>(&mut self, answer: Answer<T>) -> Option<T> {
        answer.map_err(|refusal| self.push(refusal)).ok()
    }

    /// Keeps a fault.
    pub fn push(&mut self, refusal: Refusal) {
        self.0.push(refusal.0);
    }

    /// The first fault with the others behind it, if there was one.
    ///
    /// # Errors
    /// The faults.
    pub fn end(self) -> Answer<()> {
        let mut faults = self.0.into_iter();
        match faults.next() {
            None => Ok(()),
            Some(first) => Err(Problem { more: faults.collect(), ..first }.into()),
        }
    }
}
