//! Typed reading of resolved properties; a wrong type is said in one sentence.

use std::time::Duration;

use serde_json::{Map, Value};

use super::resolver::plain_text;
use crate::error::StartError;

/// The resolved properties of a resource, or a map inside them.
#[derive(Debug, Clone)]
pub(crate) struct Properties {
    file: String,
    place: String,
    map: Map<String, Value>,
}

impl Properties {
    pub(crate) fn new(file: &str, place: &str, map: Map<String, Value>) -> Self {
        Self {
            file: file.to_owned(),
            place: place.to_owned(),
            map,
        }
    }

    /// A finding at one of the properties.
    pub(crate) fn fault(&self, name: &str, what: &str) -> StartError {
        StartError(format!("{}: {}.{name}: {what}.", self.file, self.place))
    }

    pub(crate) fn raw(&self, name: &str) -> Option<&Value> {
        self.map.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, StartError> {
        let Some(value) = self.map.get(name) else {
            return Ok(None);
        };
        plain_text(value)
            .map(Some)
            .ok_or_else(|| self.fault(name, "must be a text"))
    }

    pub(crate) fn required(&self, name: &str) -> Result<String, StartError> {
        self.text(name)?
            .ok_or_else(|| self.fault(name, "is missing"))
    }

    /// A whole number, also when it is written as a text.
    pub(crate) fn whole(&self, name: &str) -> Result<Option<u64>, StartError> {
        let Some(text) = self.text(name)? else {
            return Ok(None);
        };
        let number = text.parse().ok();
        number
            .map(Some)
            .ok_or_else(|| self.fault(name, "must be a whole number"))
    }

    /// A whole number that fits the narrower type.
    pub(crate) fn number<T: TryFrom<u64>>(&self, name: &str) -> Result<Option<T>, StartError> {
        let Some(whole) = self.whole(name)? else {
            return Ok(None);
        };
        let number = T::try_from(whole).ok();
        number
            .map(Some)
            .ok_or_else(|| self.fault(name, "is too large"))
    }

    pub(crate) fn seconds(&self, name: &str) -> Result<Option<Duration>, StartError> {
        Ok(self.whole(name)?.map(Duration::from_secs))
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, StartError> {
        match self.text(name)?.as_deref() {
            None => Ok(None),
            Some("true") => Ok(Some(true)),
            Some("false") => Ok(Some(false)),
            Some(_) => Err(self.fault(name, "must be true or false")),
        }
    }

    /// A list of texts; a single text counts as a list of one.
    pub(crate) fn texts(&self, name: &str) -> Result<Vec<String>, StartError> {
        let texts = match self.map.get(name) {
            None => Some(Vec::new()),
            Some(Value::Array(items)) => items.iter().map(plain_text).collect(),
            Some(value) => plain_text(value).map(|text| vec![text]),
        };
        texts.ok_or_else(|| self.fault(name, "must be a list of texts"))
    }

    /// A map inside, for example `Environment`.
    pub(crate) fn part(&self, name: &str) -> Result<Option<Self>, StartError> {
        match self.map.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(map)) => Ok(Some(self.inner(name, map))),
            Some(_) => Err(self.fault(name, "must be a map")),
        }
    }

    /// A list of maps, for example `KeySchema`.
    pub(crate) fn parts(&self, name: &str) -> Result<Vec<Self>, StartError> {
        let items = match self.map.get(name) {
            None => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(_) => return Err(self.fault(name, "must be a list")),
        };
        let mut parts = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let step = format!("{name}.{index}");
            match item {
                Value::Object(map) => parts.push(self.inner(&step, map)),
                _ => return Err(self.fault(&step, "must be a map")),
            }
        }
        Ok(parts)
    }

    /// The maps inside by key, for example `Events`.
    pub(crate) fn named_parts(&self) -> Result<Vec<(String, Self)>, StartError> {
        let names = self.map.keys();
        let parts = names.map(|name| Ok((name.clone(), self.part(name)?)));
        let parts: Result<Vec<_>, StartError> = parts.collect();
        Ok(parts?
            .into_iter()
            .filter_map(|(name, part)| Some((name, part?)))
            .collect())
    }

    pub(crate) fn keys(&self) -> impl Iterator<Item = &String> {
        self.map.keys()
    }

    /// A map without entries, for a part that was left out.
    pub(crate) fn empty(&self, name: &str) -> Self {
        self.inner(name, &Map::new())
    }

    fn inner(&self, step: &str, map: &Map<String, Value>) -> Self {
        Self::new(&self.file, &format!("{}.{step}", self.place), map.clone())
    }
}
