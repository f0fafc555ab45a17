//! A form as texts under the element names of `.lrmx`, whichever format it came from.

use std::collections::BTreeMap;

/// The texts of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RawForm {
    pub(super) elements: BTreeMap<String, String>,
    /// Each member's elements.
    pub(super) family: Vec<BTreeMap<String, String>>,
}

impl RawForm {
    /// Take the text of an element out; `None` where nothing stands.
    pub(super) fn take(&mut self, element: &str) -> Option<String> {
        let text = self.elements.remove(element)?;
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}
