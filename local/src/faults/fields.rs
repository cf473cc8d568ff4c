//! Reads the fields of a rule; what is wrong is said with the rule and the field.

use serde_json::{Map, Value};

/// The fields of one object; each is taken out, so that what is left is unknown.
#[derive(Debug)]
pub(super) struct Fields {
    /// Where the object stands: `rules[2].`, or nothing at the top.
    place: String,
    left: Map<String, Value>,
}

impl Fields {
    /// Takes an object; `place` is `rules[2]`, or empty at the top.
    pub(super) fn of(place: &str, value: &Value) -> Result<Self, String> {
        let Some(left) = value.as_object() else {
            let what = if place.is_empty() { "the plan" } else { place };
            return Err(format!("{what} must be an object"));
        };
        let place = match place {
            "" => String::new(),
            place => format!("{place}."),
        };
        Ok(Self {
            place,
            left: left.clone(),
        })
    }

    /// A sentence about a field.
    pub(super) fn wrong(&self, field: &str, what: &str) -> String {
        format!("{}{field} {what}", self.place)
    }

    /// Takes any value.
    pub(super) fn take(&mut self, field: &str) -> Option<Value> {
        self.left
            .shift_remove(field)
            .filter(|value| !value.is_null())
    }

    /// Takes the word of one of the choices.
    pub(super) fn word<T: Copy>(
        &mut self,
        field: &str,
        choices: &[T],
        word: fn(T) -> &'static str,
    ) -> Result<Option<T>, String> {
        let Some(value) = self.take(field) else {
            return Ok(None);
        };
        let mut all = choices.iter().copied();
        let found = all.find(|choice| value == word(*choice));
        let refusal = || {
            let choices: Vec<&str> = choices.iter().map(|choice| word(*choice)).collect();
            let choices = choices.join(", ");
            self.wrong(field, &format!("must be one of {choices}; it is {value}"))
        };
        found.map(Some).ok_or_else(refusal)
    }

    /// Takes a whole number from 0.
    pub(super) fn whole(&mut self, field: &str) -> Result<Option<u64>, String> {
        let Some(value) = self.take(field) else {
            return Ok(None);
        };
        let refusal = || self.wrong(field, &format!("must be a whole number; it is {value}"));
        value.as_u64().map(Some).ok_or_else(refusal)
    }

    /// Takes a number from 0 to 1.
    pub(super) fn share(&mut self, field: &str) -> Result<Option<f64>, String> {
        let Some(value) = self.take(field) else {
            return Ok(None);
        };
        let share = value.as_f64().filter(|share| (0.0..=1.0).contains(share));
        let refusal = || {
            self.wrong(
                field,
                &format!("must be a number from 0 to 1; it is {value}"),
            )
        };
        share.map(Some).ok_or_else(refusal)
    }

    /// Takes two whole numbers, the smaller one first.
    pub(super) fn range(&mut self, field: &str, most: u64) -> Result<Option<(u64, u64)>, String> {
        let Some(value) = self.take(field) else {
            return Ok(None);
        };
        let range = match value.as_array().map(Vec::as_slice) {
            Some([from, to]) => from.as_u64().zip(to.as_u64()),
            _ => None,
        };
        let refusal = || {
            let what = format!("must be [from, to], whole numbers up to {most}; it is {value}");
            self.wrong(field, &what)
        };
        let range = range.filter(|(from, to)| from <= to && *to <= most);
        range.map(Some).ok_or_else(refusal)
    }

    /// Takes a list of words, one at least; `known` says what each stands for.
    pub(super) fn words(
        &mut self,
        field: &str,
        choices: impl Iterator<Item = String>,
        known: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Vec<String>>, String> {
        let Some(value) = self.take(field) else {
            return Ok(None);
        };
        let refusal = |what: String| self.wrong(field, &what);
        let Some(all) = value.as_array().filter(|all| !all.is_empty()) else {
            return Err(refusal(format!("must be a list of names; it is {value}")));
        };
        let found = |one: &Value| one.as_str().and_then(&known).ok_or_else(|| one.to_string());
        let words: Result<Vec<String>, String> = all.iter().map(found).collect();
        words.map(Some).map_err(|unknown| {
            let choices: Vec<String> = choices.collect();
            let choices = choices.join(", ");
            refusal(format!("names {unknown}; there are {choices}"))
        })
    }

    /// Refuses what nobody took.
    pub(super) fn end(self, known: &str) -> Result<(), String> {
        match self.left.keys().next() {
            Some(unknown) => Err(self.wrong(unknown, &format!("is not known here; {known}"))),
            None => Ok(()),
        }
    }
}
