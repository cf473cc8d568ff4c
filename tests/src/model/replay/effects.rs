//! What an act does to a chat, and how its entry tells so.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Model;
use crate::model::{Act, Message, What};

/// Whether an act is one that makes such an entry. A poll's entry does not tell whose vote it is,
/// but the answer tells the same counts.
pub(super) fn may_cause(act: &Act, event: &Value) -> bool {
    let (data, user) = (&event["data"], act.user.as_str());
    let Ok(answer) = &act.answer else {
        return false;
    };
    let is_about = act.what.message().is_some_and(|id| data["messageId"] == id);
    match (event["type"].as_str().unwrap_or_default(), &act.what) {
        ("message.created", what) => {
            let is_same = |key| data["clientMessageId"] == key && data["senderId"] == user;
            what.key().is_some_and(is_same)
        }
        ("message.updated", What::Edit { message, .. }) => {
            data["id"] == message.as_str() && data["senderId"] == user
        }
        ("message.deleted", What::Delete { .. }) => is_about && data["deletedBy"] == user,
        (
            "reaction.added",
            What::React {
                emoji, add: true, ..
            },
        )
        | (
            "reaction.removed",
            What::React {
                emoji, add: false, ..
            },
        ) => is_about && data["userId"] == user && data["emoji"] == emoji.as_str(),
        ("message.pinned", What::Pin { pinned: true, .. })
        | ("message.unpinned", What::Pin { pinned: false, .. }) => is_about && data["by"] == user,
        ("poll.updated", What::Vote { .. } | What::Close { .. }) => {
            is_about && data["closed"] == answer["closed"] && counts(data) == counts(answer)
        }
        _ => false,
    }
}

/// Identifier and count of each option.
fn counts(poll: &Value) -> Vec<(Value, Value)> {
    let options = poll["options"].as_array().into_iter().flatten();
    options
        .map(|option| (option["id"].clone(), option["count"].clone()))
        .collect()
}

/// Whether an entry tells what the message is after it.
pub(super) fn tells(event: &Value, message: &Message) -> bool {
    let data = &event["data"];
    match event["type"].as_str().unwrap_or_default() {
        "reaction.added" | "reaction.removed" => {
            let emoji = data["emoji"].as_str().unwrap_or_default();
            let users = message.reactions.get(emoji);
            data["count"] == users.map_or(0, BTreeSet::len)
        }
        "poll.updated" => {
            let expected = message.counts().into_iter();
            let expected: Vec<(Value, Value)> =
                expected.map(|(id, count)| (id, json!(count))).collect();
            counts(data) == expected && data["closed"] == message.is_closed
        }
        _ => true,
    }
}

/// Whether a message is what comes of forwarding another.
pub(super) fn is_forwarded(source: &Message, made: &Value, chat: &str) -> bool {
    let same = ["type", "text", "link", "location", "attachments"];
    let is_same = same
        .iter()
        .all(|field| source.content[*field] == made[*field]);
    let is_asked = asked(&made["poll"]) == asked(source.poll().unwrap_or(&Value::Null));
    let own = json!({"chatId": chat, "messageId": source.id, "senderId": source.sender});
    let origin = source.content.get("forwardedFrom");
    let origin = origin.filter(|origin| !origin.is_null()).unwrap_or(&own);
    let is_bare = made["mentions"] == json!([]) && made["metadata"].is_null();
    is_same && !source.is_deleted && is_asked && made["forwardedFrom"] == *origin && is_bare
}

/// What a poll asks, without when it closes and without its votes.
fn asked(poll: &Value) -> Value {
    let options = poll["options"].as_array().into_iter().flatten();
    let options = options.map(|option| (option["id"].clone(), option["text"].clone()));
    json!([
        poll["question"],
        poll["multiple"],
        options.collect::<Vec<_>>()
    ])
}

impl Model {
    /// Lets an act take place at an entry.
    pub(super) fn apply(&mut self, seq: u64, event: &Value, act: &Act) {
        let user = act.user.clone();
        if let Some(key) = act.what.key() {
            self.create(seq, event, act, key);
            return;
        }
        let Some(id) = act.what.message().map(str::to_owned) else {
            return;
        };
        match &act.what {
            What::Edit { text, .. } => self.change(&id, seq, |message| {
                message.content.insert("text".to_owned(), json!(text));
                message.is_edited = true;
            }),
            What::Delete { .. } => self.change(&id, seq, Message::delete),
            What::React { emoji, add, .. } => self.change(&id, seq, |message| {
                let users = message.reactions.entry(emoji.clone()).or_default();
                if *add {
                    users.insert(user);
                } else {
                    users.remove(&user);
                }
                message.reactions.retain(|_, users| !users.is_empty());
            }),
            What::Vote { options, .. } => self.change(&id, seq, |message| {
                message
                    .votes
                    .insert(user, options.iter().cloned().collect());
            }),
            What::Close { .. } => self.change(&id, seq, |message| message.is_closed = true),
            What::Pin { pinned, .. } => {
                self.change(&id, seq, |message| message.is_pinned = *pinned);
                self.pins.retain(|(message, _)| *message != id);
                if *pinned {
                    self.pins.push((id, user));
                }
            }
            _ => {}
        }
    }

    fn create(&mut self, seq: u64, event: &Value, act: &Act, key: &str) {
        // A forwarded message has the content of another chat's, which is checked there.
        let body = match (&act.what, &act.answer) {
            (What::Send(body), _) => body,
            (_, Ok(answer)) => answer,
            (_, Err(_)) => return,
        };
        let id = event["data"]["id"].as_str().unwrap_or_default();
        let message = Message::new(id, seq, &act.user, key, body);
        let target = message.reply_to.clone();
        self.versions.insert(id.to_owned(), vec![message]);
        if let Some(target) = target {
            self.change(&target, seq, |message| message.replies += 1);
        }
    }

    fn change(&mut self, message: &str, seq: u64, change: impl FnOnce(&mut Message)) {
        let Some(versions) = self.versions.get_mut(message) else {
            return;
        };
        let mut changed = versions.last().expect("as it was sent").clone();
        changed.updated_seq = seq;
        change(&mut changed);
        versions.push(changed);
    }
}
