//! Objects as JSON images, and back: what undo needs to know.

use serde_json::{Map, Value};

use crate::Refusal;

/// An image under construction.
#[derive(Default)]
pub(crate) struct Draft(Map<String, Value>);

impl Draft {
    pub fn text(mut self, key: &str, value: impl ToString) -> Self {
        self.0.insert(key.into(), Value::String(value.to_string()));
        self
    }

    pub fn opt(self, key: &str, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.text(key, value),
            None => self,
        }
    }

    pub fn finish(self) -> String {
        Value::Object(self.0).to_string()
    }
}

/// An image read back.
pub(crate) struct Picture(Value);

impl Picture {
    pub fn read(json: &str) -> Result<Self, Refusal> {
        serde_json::from_str(json).map(Self).map_err(|fault| Refusal::internal(&fault))
    }

    /// The value under `key`, absent or parsed.
    pub fn opt<T>(&self, key: &str) -> Result<Option<T>, Refusal>
    where
        T: std::str::FromStr,
    {
        match self.0.get(key).and_then(Value::as_str) {
            None => Ok(None),
            Some(text) => {
                text.parse().map(Some).map_err(|_| Refusal::internal(&format!("image: {key} = {text}")))
            }
        }
    }

    /// The images in the list under `key`.
    pub fn list(&self, key: &str) -> Vec<Picture> {
        let list = self.0.get(key).and_then(Value::as_array);
        list.into_iter().flatten().cloned().map(Picture).collect()
    }

    pub fn get<T: std::str::FromStr>(&self, key: &str) -> Result<T, Refusal> {
        self.opt(key)?.ok_or_else(|| Refusal::internal(&format!("image without {key}")))
    }
}
