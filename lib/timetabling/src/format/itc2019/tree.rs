//! XML to a tree of elements with line numbers. Only what the format needs: elements and attributes.
//!
//! A document type that only names the published definition is accepted and never fetched; one that declares
//! anything itself is refused, so no entity can be defined, let alone expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::fault::{Fault, Faults};

/// Deeper than any document of the format.
const DEPTH_MAX: usize = 16;

#[derive(Debug, Default)]
pub struct Element {
    pub name: String,
    pub line: usize,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Element>,
}

/// The root element.
///
/// # Errors
/// The first place where the text is not the XML this format uses; what follows cannot be trusted.
pub fn parse(text: &str) -> Result<Element, Faults> {
    let mut reader = Reader::from_str(text);
    let mut lines = LineCounter::new(text);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        let from = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader.read_event();
        let line = lines.at(from);
        let stop = |element: &str, value: &str, expected: &str| {
            Err(Faults(vec![Fault::new(line, element, value, expected)]))
        };
        match event {
            Err(error) => {
                let line = lines.at(usize::try_from(reader.error_position()).unwrap_or(from));
                return Err(Faults(vec![Fault::new(line, "XML", error.to_string(), "well-formed XML")]));
            }
            Ok(Event::Start(start)) => {
                if open.len() > DEPTH_MAX {
                    return stop("XML", "nesting", "elements nested no deeper than the format's");
                }
                open.push(element(&start, line)?);
            }
            Ok(Event::Empty(start)) => {
                let child = element(&start, line)?;
                adopt(&mut open, child);
            }
            Ok(Event::End(_)) => {
                if let Some(child) = open.pop() {
                    adopt(&mut open, child);
                }
            }
            Ok(Event::DocType(declared)) => {
                if declared.contains('[') {
                    return stop("DOCTYPE", "[…]", "no declarations inside the document");
                }
            }
            Ok(Event::Text(content)) => {
                if content.chars().any(|c| !c.is_ascii_whitespace()) {
                    let value = content.trim().to_owned();
                    return stop("text", &value, "elements and attributes only");
                }
            }
            Ok(Event::CData(_)) => return stop("CDATA", "", "elements and attributes only"),
            Ok(Event::GeneralRef(_)) => return stop("entity", "&…;", "no entity outside attributes"),
            Ok(Event::Comment(_) | Event::Decl(_) | Event::PI(_)) => {}
            Ok(Event::Eof) => break,
        }
    }
    let end = lines.at(text.len());
    if open.len() > 1 {
        let name = open.pop().map(|e| e.name).unwrap_or_default();
        let expected = "its closing tag (is the file truncated?)";
        return Err(Faults(vec![Fault::new(end, name, "end of file", expected)]));
    }
    let mut roots = open.pop().map(|e| e.children).unwrap_or_default();
    match (roots.pop(), roots.is_empty()) {
        (Some(root), true) => Ok(root),
        _ => Err(Faults(vec![Fault::new(end, "XML", "", "exactly one root element")])),
    }
}

fn adopt(open: &mut [Element], child: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(child);
    }
}

fn element(start: &BytesStart<'_>, line: usize) -> Result<Element, Faults> {
    let name = start.name().as_ref().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let (key, value) = match attribute {
            Ok(a) => (a.key.as_ref().to_owned(), unescape(&a)),
            Err(error) => (error.to_string(), None),
        };
        match value {
            Some(value) => attributes.push((key, value)),
            None => return Err(Faults(vec![Fault::new(line, name, key, "attributes of well-formed XML")])),
        }
    }
    Ok(Element { name, line, attributes, children: Vec::new() })
}

/// Only the five predefined entities and character references are known.
fn unescape(attribute: &quick_xml::events::attributes::Attribute<'_>) -> Option<String> {
    quick_xml::escape::unescape(&attribute.value).ok().map(std::borrow::Cow::into_owned)
}

/// Counts lines forward only, so that a whole file costs one pass.
struct LineCounter<'a> {
    text: &'a [u8],
    position: usize,
    line: usize,
}

impl<'a> LineCounter<'a> {
    fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), position: 0, line: 1 }
    }

    fn at(&mut self, position: usize) -> usize {
        let position = position.min(self.text.len());
        if position > self.position {
            self.line += self.text[self.position..position].iter().filter(|&&b| b == b'\n').count();
            self.position = position;
        }
        self.line
    }
}
