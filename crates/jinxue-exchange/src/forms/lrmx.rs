//! `.lrmx`: an XML document whose root is `<Person>`.

use std::collections::BTreeMap;

use quick_xml::{
    Reader,
    events::{BytesRef, Event},
};

use super::{EXPECTED, raw::RawForm};
use crate::fault::FileFault;

/// The form itself is four elements deep.
const DEPTH_MAX: usize = 64;

const FAMILY: &str = "JiaTingChengYuan";

/// Take the document apart. Any document type is refused, for that is where
/// entities are declared.
pub(super) fn read(text: &str) -> Result<RawForm, FileFault> {
    let mut xml = Reader::from_str(text);
    let mut open = Open::default();
    loop {
        match xml.read_event().map_err(damaged)? {
            Event::DocType(_) => return Err(FileFault::DocumentType),
            Event::Start(element) => open.start(element.local_name().as_ref())?,
            Event::Empty(element) => {
                open.start(element.local_name().as_ref())?;
                open.end();
            }
            Event::End(_) => open.end(),
            Event::Text(text) => open.text.push_str(&text.xml10_content()),
            Event::CData(text) => open.text.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => open.text.push_str(&resolve(&reference)?),
            Event::Eof => break,
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
    }
    if !open.path.is_empty() {
        return Err(FileFault::Damaged { detail: format!("<{}> is not closed", open.path.join("><")) });
    }
    if !open.seen_root {
        return Err(FileFault::Empty);
    }
    Ok(open.form)
}

/// Where the reading stands.
#[derive(Default)]
struct Open {
    path: Vec<String>,
    text: String,
    form: RawForm,
    seen_root: bool,
}

impl Open {
    fn start(&mut self, name: &str) -> Result<(), FileFault> {
        if self.path.is_empty() && (self.seen_root || name != "Person") {
            return Err(FileFault::WrongFormat { found: format!("<{name}>"), expected: EXPECTED.into() });
        }
        if self.path.len() == DEPTH_MAX {
            return Err(FileFault::TooDeep { limit: DEPTH_MAX as u64 });
        }
        self.seen_root = true;
        self.path.push(name.to_owned());
        self.text.clear();
        if self.path.iter().map(String::as_str).eq(["Person", FAMILY, "Item"]) {
            self.form.family.push(BTreeMap::new());
        }
        Ok(())
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        match path.as_slice() {
            ["Person", FAMILY] => {}
            ["Person", element] => {
                self.form.elements.insert((*element).to_owned(), text);
            }
            ["Person", FAMILY, "Item", element] => {
                if let Some(member) = self.form.family.last_mut() {
                    member.insert((*element).to_owned(), text);
                }
            }
            _ => {}
        }
        self.path.pop();
    }
}

/// A character reference or one of the five entities of XML; there are no others.
fn resolve(reference: &BytesRef<'_>) -> Result<String, FileFault> {
    if let Some(character) = reference.resolve_char_ref().map_err(damaged)? {
        return Ok(character.to_string());
    }
    let name: &str = reference;
    let text = quick_xml::escape::resolve_predefined_entity(name);
    text.map(str::to_owned).ok_or_else(|| FileFault::Damaged { detail: format!("unknown entity &{name};") })
}

fn damaged(error: impl std::fmt::Display) -> FileFault {
    FileFault::Damaged { detail: error.to_string() }
}
