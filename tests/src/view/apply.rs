//! What each kind of event does to the messages held.

use serde_json::{Map, Value, json};

use super::{View, text};

impl View {
    /// Applies an event whose turn it is.
    pub(super) fn apply(&mut self, chat: &str, event: &Value) {
        let (data, seq) = (&event["data"], event["seq"].as_u64().expect("a number"));
        let kind = event["type"].as_str().expect("a type");
        match kind {
            "message.created" => {
                self.create(chat, data);
                if let Some(target) = data["replyToId"].as_str() {
                    self.change(chat, target, seq, |held| {
                        let count = held["replyCount"].as_u64().expect("a number");
                        held["replyCount"] = json!(count + 1);
                    });
                }
            }
            "message.updated" => self.update(chat, data, seq),
            "entries.expired" => {}
            _ => {
                let (user, message) = (self.user.clone(), text(&data["messageId"]));
                self.change(chat, &message, seq, |held| change(held, event, kind, &user));
            }
        }
    }

    fn create(&mut self, chat: &str, message: &Value) {
        let id = text(&message["id"]);
        if message["hidden"] == true {
            self.hide(chat, &id);
        }
        if self.hides(&id) {
            return;
        }
        let held = self.chats.entry(chat.to_owned()).or_default();
        let known = held.messages.get(&id);
        if known.is_none_or(|known| updated_seq(message) > updated_seq(known)) {
            let message = replaced(known, message);
            held.messages.insert(id, message);
        }
    }

    fn update(&mut self, chat: &str, message: &Value, seq: u64) {
        let held = self.chats.get_mut(chat);
        let held = held.and_then(|held| held.messages.get_mut(&text(&message["id"])));
        if let Some(held) = held.filter(|held| seq > updated_seq(held)) {
            *held = replaced(Some(held), message);
        }
    }

    /// An entry applies to a message only if it is newer than what the message shows.
    fn change(&mut self, chat: &str, message: &str, seq: u64, change: impl FnOnce(&mut Value)) {
        let held = self.chats.get_mut(chat);
        let held = held.and_then(|held| held.messages.get_mut(message));
        if let Some(held) = held.filter(|held| seq > updated_seq(held)) {
            change(held);
            held["updatedSeq"] = json!(seq);
        }
    }
}

pub(super) fn updated_seq(message: &Value) -> u64 {
    message["updatedSeq"].as_u64().expect("a number")
}

/// The message in place of what was held. An event to many does not tell what depends on its
/// reader: that stays as it was.
pub(super) fn replaced(held: Option<&Value>, message: &Value) -> Value {
    let mut message = message.clone();
    let fields = message.as_object_mut().expect("a message");
    fields.remove("status");
    let reactions = fields["reactions"].as_object_mut().expect("an object");
    for (emoji, reaction) in reactions {
        if reaction["mine"].is_null() {
            let before = held.map(|held| &held["reactions"][emoji.as_str()]["mine"]);
            reaction["mine"] = json!(before.is_some_and(|mine| *mine == true));
        }
    }
    if !message["poll"].is_null() && message["poll"]["votes"].is_null() {
        let before = held.map(|held| held["poll"]["votes"].clone());
        message["poll"]["votes"] = before.unwrap_or_else(|| json!([]));
    }
    message
}

fn change(held: &mut Value, event: &Value, kind: &str, user: &str) {
    let data = &event["data"];
    match kind {
        "message.deleted" => empty(held, &event["ts"]),
        "message.pinned" => held["pinned"] = json!(true),
        "message.unpinned" => held["pinned"] = json!(false),
        "reaction.added" => react(held, data, (data["userId"] == user).then_some(true)),
        "reaction.removed" => react(held, data, (data["userId"] == user).then_some(false)),
        "poll.updated" => count(held, data),
        other => panic!("no such event: {other}"),
    }
}

/// Of a deleted message its place stays, who sent it when, what it answers, how many answer it, and
/// whether it is a pin.
fn empty(held: &mut Value, at: &Value) {
    for gone in ["text", "link", "location", "poll", "system"] {
        held[gone] = Value::Null;
    }
    for gone in ["metadata", "forwardedFrom", "editedAt"] {
        held[gone] = Value::Null;
    }
    for gone in ["attachments", "mentions"] {
        held[gone] = json!([]);
    }
    held["reactions"] = json!({});
    held["deletedAt"] = at.clone();
}

/// `mine` is none for somebody else's reaction.
fn react(held: &mut Value, data: &Value, mine: Option<bool>) {
    let emoji = data["emoji"].as_str().expect("a string");
    let reactions: &mut Map<String, Value> = held["reactions"].as_object_mut().expect("an object");
    let before = reactions.get(emoji).is_some_and(|one| one["mine"] == true);
    if data["count"] == 0 {
        reactions.remove(emoji);
    } else {
        let reaction = json!({"count": data["count"], "mine": mine.unwrap_or(before)});
        reactions.insert(emoji.to_owned(), reaction);
    }
}

/// The counts, and to who voted also what they chose.
fn count(held: &mut Value, data: &Value) {
    if held["poll"].is_null() {
        return;
    }
    held["poll"]["closed"] = data["closed"].clone();
    let counts = data["options"].as_array().expect("a list");
    let options = held["poll"]["options"].as_array_mut().expect("a list");
    for option in options {
        let counted = counts.iter().find(|one| one["id"] == option["id"]);
        option["count"] = counted.expect("every option is counted")["count"].clone();
    }
    if let Some(votes) = data.get("votes") {
        held["poll"]["votes"] = votes.clone();
    }
}
