//! What a client holds of its chats, kept as docs/PROTOCOL.md says. It knows nothing of networks:
//! the same events give the same view.

mod apply;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use self::apply::{replaced, updated_seq};

/// The view of one device.
#[derive(Debug)]
pub struct View {
    user: String,
    chats: BTreeMap<String, Chat>,
    /// Messages the user has deleted for themselves.
    hidden: BTreeSet<String>,
}

#[derive(Debug, Default)]
struct Chat {
    /// Everything up to here is applied.
    through: u64,
    /// What came beyond a gap, by the last entry it stands for.
    early: BTreeMap<u64, Value>,
    messages: BTreeMap<String, Value>,
}

impl View {
    /// An empty view.
    #[must_use]
    pub fn new(user: &str) -> Self {
        Self {
            user: user.to_owned(),
            chats: BTreeMap::new(),
            hidden: BTreeSet::new(),
        }
    }

    /// Takes a chat as it was loaded: its messages, and up to where they are complete.
    pub fn open(&mut self, chat: &str, through: u64, messages: &[Value]) {
        let held = self.chats.entry(chat.to_owned()).or_default();
        held.through = through;
        for message in messages {
            let id = text(&message["id"]);
            held.messages.insert(id, replaced(None, message));
        }
    }

    /// Takes an event, from the socket or from `sync`. What is there already is dropped, what lies
    /// beyond a gap waits.
    pub fn take(&mut self, event: &Value) {
        let Some(chat) = event["chatId"].as_str() else {
            return;
        };
        let Some(seq) = event["seq"].as_u64() else {
            let data = &event["data"];
            if event["type"] == "message.deleted" && data["for"] == "me" {
                self.hide(chat, &text(&data["messageId"]));
            }
            return;
        };
        let held = self.chats.entry(chat.to_owned()).or_default();
        if seq > held.through {
            held.early.entry(seq).or_insert_with(|| event.clone());
        }
        while let Some(next) = self.next(chat) {
            self.apply(chat, &next);
        }
    }

    /// The event that follows without a gap.
    fn next(&mut self, chat: &str) -> Option<Value> {
        let held = self.chats.get_mut(chat)?;
        loop {
            let first = held.early.first_entry()?;
            let seq = *first.key();
            if first_entry_of(first.get()) > held.through + 1 {
                return None;
            }
            let event = first.remove();
            if seq > held.through {
                held.through = seq;
                return Some(event);
            }
        }
    }

    /// Takes a message as an answer showed it. It is no entry of the log: what is older than the
    /// view is of no use, and a message the view does not know comes as an entry.
    pub fn merge(&mut self, message: &Value) {
        let chat = message["chatId"].as_str().unwrap_or_default();
        let held = self.chats.get_mut(chat);
        let held = held.and_then(|held| held.messages.get_mut(&text(&message["id"])));
        if let Some(held) = held.filter(|held| updated_seq(message) > updated_seq(held)) {
            *held = replaced(Some(held), message);
        }
    }

    /// The user has deleted a message for themselves.
    pub fn hide(&mut self, chat: &str, message: &str) {
        self.hidden.insert(message.to_owned());
        if let Some(held) = self.chats.get_mut(chat) {
            held.messages.remove(message);
        }
    }

    /// Whether the user has deleted a message for themselves.
    #[must_use]
    pub fn hides(&self, message: &str) -> bool {
        self.hidden.contains(message)
    }

    /// Up to where everything of a chat is there.
    #[must_use]
    pub fn through(&self, chat: &str) -> u64 {
        self.chats.get(chat).map_or(0, |held| held.through)
    }

    /// Whether something waits beyond a gap.
    #[must_use]
    pub fn has_gap(&self) -> bool {
        self.chats.values().any(|held| !held.early.is_empty())
    }

    /// The messages of a chat in the order of its log.
    #[must_use]
    pub fn messages(&self, chat: &str) -> Vec<Value> {
        let held = self.chats.get(chat);
        let mut messages: Vec<Value> =
            held.map_or_else(Vec::new, |held| held.messages.values().cloned().collect());
        messages.sort_by_key(|message| message["seq"].as_u64());
        messages
    }
}

/// A message as any device can know it: without its ticks, which no event brings, and without the
/// time of its deletion, which no acknowledgement tells.
#[must_use]
pub fn as_viewed(message: &Value) -> Value {
    let mut message = message.clone();
    let fields = message.as_object_mut().expect("a message");
    fields.remove("status");
    let is_deleted = !fields["deletedAt"].is_null();
    fields.insert("deletedAt".to_owned(), json!(is_deleted));
    message
}

/// The first entry that an event stands for: what has expired is told in one event.
pub(crate) fn first_entry_of(event: &Value) -> u64 {
    let from = if event["type"] == "entries.expired" {
        &event["data"]["fromSeq"]
    } else {
        &event["seq"]
    };
    from.as_u64().expect("a number")
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
