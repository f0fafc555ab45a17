//! The framework of content: fields, each with its family, and their topics.
//!
//! The program carries one that is sensible to start with; an installation may load its own.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::{FieldCode, TopicCode};
use crate::vocabulary::Family;
use crate::words::{Fault, Words, fault_display};

/// A field (领域).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The code, such as `F03`.
    pub code: FieldCode,
    /// Its name in both languages.
    pub name: Words,
    /// The family of content it belongs to.
    pub family: Family,
}

/// A topic (专题) of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The code, such as `T0301`.
    pub code: TopicCode,
    /// The field it belongs to.
    pub field: FieldCode,
    /// Its name in both languages.
    pub name: Words,
}

/// Fields and topics in the order they are shown.
#[derive(Debug, Clone, Default)]
pub struct Taxonomy {
    fields: Vec<Field>,
    topics: Vec<Topic>,
    field_at: BTreeMap<FieldCode, usize>,
    topic_at: BTreeMap<TopicCode, usize>,
}

/// Something wrong in the tables of fields and topics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaxonomyFault {
    /// A line that does not have the columns asked for, or a cell that cannot be read.
    Line {
        /// The table, `fields` or `topics`.
        table: &'static str,
        /// Its line, the header being 1.
        line: usize,
        /// The line's text or the cell refused.
        value: String,
        /// What was expected.
        expected: &'static str,
    },
    /// A code given twice.
    Twice {
        /// The code.
        code: String,
    },
    /// A topic of a field that does not exist.
    NoField {
        /// The topic.
        topic: TopicCode,
        /// The field it names.
        field: FieldCode,
    },
}

impl Taxonomy {
    /// The framework the program carries.
    pub fn built_in() -> Taxonomy {
        let (fields, topics) = (include_str!("../data/fields.csv"), include_str!("../data/topics.csv"));
        Taxonomy::from_csv(fields, topics).unwrap_or_default() // a test reads both tables
    }

    /// Reads `field,name,name_en,family` and `topic,field,name,name_en`, each with a header row.
    ///
    /// # Errors
    /// Every fault of both tables.
    pub fn from_csv(fields: &str, topics: &str) -> Result<Taxonomy, Vec<TaxonomyFault>> {
        let mut faults = Vec::new();
        let fields = read_lines("fields", "field,name,name_en,family", fields, &mut faults, field_of);
        let topics = read_lines("topics", "topic,field,name,name_en", topics, &mut faults, topic_of);
        match Taxonomy::new(fields, topics) {
            Ok(taxonomy) if faults.is_empty() => Ok(taxonomy),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }

    /// A framework of the given fields and topics.
    ///
    /// # Errors
    /// Every code given twice, and every topic without its field.
    pub fn new(fields: Vec<Field>, topics: Vec<Topic>) -> Result<Taxonomy, Vec<TaxonomyFault>> {
        let field_at: BTreeMap<_, _> = fields.iter().enumerate().map(|(at, f)| (f.code, at)).collect();
        let topic_at: BTreeMap<_, _> = topics.iter().enumerate().map(|(at, t)| (t.code, at)).collect();
        let mut faults: Vec<TaxonomyFault> = twice(fields.iter().map(|f| f.code.as_str()));
        faults.extend(twice(topics.iter().map(|t| t.code.as_str())));
        let lost = topics.iter().filter(|t| !field_at.contains_key(&t.field));
        faults.extend(lost.map(|t| TaxonomyFault::NoField { topic: t.code, field: t.field }));
        if faults.is_empty() { Ok(Taxonomy { fields, topics, field_at, topic_at }) } else { Err(faults) }
    }

    /// All fields, in order.
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// All topics, in order.
    pub fn topics(&self) -> &[Topic] {
        &self.topics
    }

    /// The topics of one field, in order.
    pub fn topics_of(&self, field: FieldCode) -> impl Iterator<Item = &Topic> {
        self.topics.iter().filter(move |t| t.field == field)
    }

    /// The field of a code.
    pub fn field(&self, code: FieldCode) -> Option<&Field> {
        self.field_at.get(&code).map(|&at| &self.fields[at])
    }

    /// The topic of a code.
    pub fn topic(&self, code: TopicCode) -> Option<&Topic> {
        self.topic_at.get(&code).map(|&at| &self.topics[at])
    }

    /// The family a topic belongs to through its field.
    pub fn family(&self, topic: TopicCode) -> Option<Family> {
        Some(self.field(self.topic(topic)?.field)?.family)
    }

    /// The name of a topic; of one unknown, its code, so that a sentence is never without its object.
    pub fn topic_name(&self, code: TopicCode) -> Words {
        match self.topic(code) {
            Some(topic) => topic.name.clone(),
            None => Words::new(code.as_str().to_owned(), code.as_str().to_owned()),
        }
    }

    /// Reads a topic from its code or its whole name in either language.
    pub fn read_topic(&self, text: &str) -> Option<TopicCode> {
        let word = crate::fold::fold(text);
        let same = |known: &str| crate::fold::fold(known) == word;
        let found = |t: &&Topic| same(t.code.as_str()) || same(&t.name.zh) || same(&t.name.en);
        self.topics.iter().find(found).map(|t| t.code)
    }
}

fn twice<'a>(codes: impl Iterator<Item = &'a str>) -> Vec<TaxonomyFault> {
    let mut seen = BTreeSet::new();
    codes
        .filter(|code| !seen.insert(*code))
        .map(|code| TaxonomyFault::Twice { code: code.to_owned() })
        .collect()
}

fn read_lines<T>(
    table: &'static str,
    expected: &'static str,
    text: &str,
    faults: &mut Vec<TaxonomyFault>,
    read: fn(&[String]) -> Result<T, Option<String>>,
) -> Vec<T> {
    let mut rows = Vec::new();
    for (at, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        match read(&cells(line)) {
            Ok(row) => rows.push(row),
            Err(cell) => {
                let value = cell.unwrap_or_else(|| line.to_owned());
                faults.push(TaxonomyFault::Line { table, line: at + 1, value, expected });
            }
        }
    }
    rows
}

/// The cells of a CSV line; a cell with a comma stands in double quotes.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for c in line.trim_end().chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            _ => cells.last_mut().into_iter().for_each(|cell| cell.push(c)),
        }
    }
    cells
}

fn field_of(cells: &[String]) -> Result<Field, Option<String>> {
    let [code, zh, en, family] = cells else { return Err(None) };
    Ok(Field { code: cell(code)?, name: Words::new(zh.clone(), en.clone()), family: cell(family)? })
}

fn topic_of(cells: &[String]) -> Result<Topic, Option<String>> {
    let [code, field, zh, en] = cells else { return Err(None) };
    Ok(Topic { code: cell(code)?, field: cell(field)?, name: Words::new(zh.clone(), en.clone()) })
}

fn cell<T: std::str::FromStr>(text: &str) -> Result<T, Option<String>> {
    text.parse().map_err(|_| Some(text.to_owned()))
}

impl Fault for TaxonomyFault {
    fn code(&self) -> &'static str {
        match self {
            Self::Line { .. } => "taxonomy_line",
            Self::Twice { .. } => "taxonomy_code_twice",
            Self::NoField { .. } => "taxonomy_no_field",
        }
    }
    fn value(&self) -> String {
        match self {
            Self::Line { value, .. } => value.clone(),
            Self::Twice { code } => code.clone(),
            Self::NoField { field, .. } => field.to_string(),
        }
    }
    fn expected(&self) -> Words {
        match self {
            Self::Line { expected, .. } => Words::of(expected, expected),
            Self::Twice { .. } => Words::of("每个代码只出现一次", "each code once"),
            Self::NoField { .. } => Words::of("领域表中的代码", "a code of the table of fields"),
        }
    }
    fn words(&self) -> Words {
        match self {
            Self::Line { table, line, value, expected } => Words::new(
                format!("{table} 表第 {line} 行“{value}”无法读取，应为 {expected}"),
                format!("line {line} of the table {table}, “{value}”, cannot be read; expected {expected}"),
            ),
            Self::Twice { code } => {
                Words::new(format!("代码“{code}”出现了两次"), format!("the code “{code}” stands twice"))
            }
            Self::NoField { topic, field } => Words::new(
                format!("专题“{topic}”所属领域“{field}”不存在"),
                format!("topic “{topic}” belongs to the field “{field}”, which does not exist"),
            ),
        }
    }
}
fault_display!(TaxonomyFault);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_framework_is_whole() {
        let taxonomy = Taxonomy::built_in();
        assert_eq!((taxonomy.fields().len(), taxonomy.topics().len()), (12, 68));
        for family in Family::ALL {
            assert!(taxonomy.topics().iter().any(|t| taxonomy.family(t.code) == Some(*family)));
        }
        for field in taxonomy.fields() {
            assert!(taxonomy.topics_of(field.code).count() >= 5, "{}", field.name);
        }
        let names: BTreeSet<_> = taxonomy.topics().iter().map(|t| t.name.zh.clone()).collect();
        assert_eq!(names.len(), taxonomy.topics().len(), "names are told apart");
        assert!(taxonomy.topics().iter().all(|t| !t.name.en.is_empty()));
    }

    #[test]
    fn topics_are_found_by_code_and_by_whole_name() {
        let taxonomy = Taxonomy::built_in();
        assert_eq!(taxonomy.read_topic(" 公文写作与调查研究 ").map(|t| t.to_string()), Some("T1202".into()));
        assert_eq!(taxonomy.read_topic("t1202").map(|t| t.to_string()), Some("T1202".into()));
        assert_eq!(taxonomy.read_topic("公文"), None, "a part of a name is not guessed from");
    }

    #[test]
    fn every_fault_of_both_tables_is_named() {
        let fields = "h\nF01,甲,A,theory\nF01,乙,B,theory\nF02,丙,C,magic\n";
        let topics = "h\nT1,F09,丁,D\nT2,F01\n";
        let faults = Taxonomy::from_csv(fields, topics).unwrap_err();
        let codes: Vec<_> = faults.iter().map(Fault::code).collect();
        assert_eq!(codes, ["taxonomy_line", "taxonomy_line", "taxonomy_code_twice", "taxonomy_no_field"]);
        assert!(faults[0].to_string().contains("第 4 行“magic”"), "{}", faults[0]);
    }
}
