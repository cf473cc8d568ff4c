//! What an answer or an event tells of somebody.

use serde_json::{Map, Value};

/// Somebody, and what may be known of them.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// Their identifier.
    pub(super) id: String,
    /// What they say to their status: nobody else says the same.
    pub(super) text: String,
    /// That may be known.
    pub(super) shows_text: bool,
    /// When they were last seen, as far as it may be known.
    pub(super) last_seen: Option<String>,
}

impl Mark {
    /// What a value tells of them that must not be known, in words.
    pub(super) fn leaks(&self, value: &Value) -> Vec<String> {
        let mut found = Vec::new();
        self.search(value, &mut found);
        found
    }

    /// Whether a value names them at all.
    pub(super) fn is_named_in(&self, value: &Value) -> bool {
        value.to_string().contains(&format!("\"{}\"", self.id))
    }

    fn is(&self, value: Option<&Value>) -> bool {
        value.and_then(Value::as_str) == Some(&self.id)
    }

    fn search(&self, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                self.look_at(fields, found);
                let values = fields.values();
                values.for_each(|value| self.search(value, found));
            }
            Value::Array(values) => {
                values.iter().for_each(|value| self.search(value, found));
            }
            Value::String(text) if *text == self.text && !self.shows_text => {
                found.push(format!("what they say: {text}"));
            }
            _ => {}
        }
    }

    fn look_at(&self, fields: &Map<String, Value>, found: &mut Vec<String>) {
        let viewers = fields.get("userIds").and_then(Value::as_array);
        if viewers.is_some_and(|ids| ids.iter().any(|id| self.is(Some(id)))) {
            found.push("that they look at the chat".to_owned());
        }
        let kind = fields.get("type").and_then(Value::as_str);
        let about = fields.get("data").and_then(|data| data.get("userId"));
        let is_state = |kind: &&str| kind.starts_with("viewer.") || kind.starts_with("typing.");
        if let Some(kind) = kind.filter(is_state).filter(|_| self.is(about)) {
            found.push(kind.to_owned());
        }
        if self.is(fields.get("userId")) || self.is(fields.get("id")) {
            self.look_at_person(fields, found);
            if let Some(presence) = fields.get("presence").and_then(Value::as_object) {
                self.look_at_person(presence, found);
            }
        }
    }

    /// What is said of the person themself.
    fn look_at_person(&self, fields: &Map<String, Value>, found: &mut Vec<String>) {
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let there = ["online", "away", "do_not_disturb"];
        if let Some(status) = text("status").filter(|status| there.contains(status)) {
            found.push(format!("that they are {status}"));
        }
        let seen = text("lastSeenAt");
        if seen.is_some() && seen != self.last_seen.as_deref() {
            found.push(format!("when they were last seen: {seen:?}"));
        }
        if text("expiresAt").is_some() {
            found.push("that they type".to_owned());
        }
        for name in ["chosenStatus", "devices"] {
            if fields.contains_key(name) {
                found.push(name.to_owned());
            }
        }
    }
}
