//! How sure a rule is, and where it comes from.

use crate::vocabulary::vocabulary;
use crate::words::Words;

vocabulary! {
    /// How sure the figures of a rule are.
    Mark, "规则标记", "mark of a rule" {
        /// Confirmed in the source named.
        Confirmed = "C", "已核实", "confirmed";
        /// Seen only in a secondary or local source.
        Secondary = "S", "待核实出处", "seen in a secondary source";
        /// Unconfirmed: shipped switched off, to be confirmed.
        Unconfirmed = "U", "请确认", "please confirm";
    }
}

/// Where a rule comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Title of the regulation or notice.
    pub title: Words,
    /// Its article or number, empty where none can be named.
    pub article: Words,
    /// When it was issued or revised, as precisely as known: `2023-08-31`, `2016`; empty where unknown.
    pub date: &'static str,
}

impl Source {
    /// Title, article and date on one line.
    pub fn words(&self) -> Words {
        let line = |title: &str, article: &str, open: &str, close: &str, gap: &str| {
            let mut line = title.to_owned();
            if !self.date.is_empty() {
                line += &format!("{open}{}{close}", self.date);
            }
            if !article.is_empty() {
                line += &format!("{gap}{article}");
            }
            line
        };
        Words::new(
            line(&self.title.zh, &self.article.zh, "（", "）", ""),
            line(&self.title.en, &self.article.en, " (", ")", ", "),
        )
    }
}
