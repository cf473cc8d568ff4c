use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// A message, from one of its entries to the next.
#[derive(Clone, Debug)]
pub struct Message {
    /// Identifier.
    pub id: String,
    /// Its place in the log.
    pub seq: u64,
    /// The entry that made it what it is here.
    pub updated_seq: u64,
    /// Who sent it.
    pub sender: String,
    /// What it is and says, as a reader gets it, without the counts of a poll.
    pub content: Map<String, Value>,
    /// What it answers.
    pub reply_to: Option<String>,
    /// How many answer it.
    pub replies: u64,
    /// Who reacted with what.
    pub reactions: BTreeMap<String, BTreeSet<String>>,
    /// Who chose what.
    pub votes: BTreeMap<String, BTreeSet<String>>,
    /// Voting is over.
    pub is_closed: bool,
    /// It is a pin.
    pub is_pinned: bool,
    /// It was edited.
    pub is_edited: bool,
    /// It was deleted for everyone.
    pub is_deleted: bool,
}

/// What a message says, by field, with what stands there when it does not.
const CONTENT: [(&str, Nothing); 8] = [
    ("text", Nothing::Null),
    ("link", Nothing::Null),
    ("location", Nothing::Null),
    ("poll", Nothing::Null),
    ("attachments", Nothing::Empty),
    ("forwardedFrom", Nothing::Null),
    ("mentions", Nothing::Empty),
    ("metadata", Nothing::Null),
];

#[derive(Clone, Copy)]
enum Nothing {
    Null,
    Empty,
}

impl Nothing {
    fn value(self) -> Value {
        match self {
            Self::Null => Value::Null,
            Self::Empty => json!([]),
        }
    }
}

impl Message {
    /// A new message with the content of a body, or of another message.
    #[must_use]
    pub fn new(id: &str, seq: u64, sender: &str, key: &str, body: &Value) -> Self {
        let mut content = Map::new();
        content.insert("type".to_owned(), body["type"].clone());
        content.insert("clientMessageId".to_owned(), json!(key));
        for (field, nothing) in CONTENT {
            let given = body.get(field).filter(|value| !value.is_null());
            content.insert(
                field.to_owned(),
                given.cloned().unwrap_or_else(|| nothing.value()),
            );
        }
        if let Some(poll) = content.get_mut("poll").filter(|poll| !poll.is_null()) {
            *poll = question(poll);
        }
        Self {
            id: id.to_owned(),
            seq,
            updated_seq: seq,
            sender: sender.to_owned(),
            content,
            reply_to: body["replyToId"].as_str().map(str::to_owned),
            replies: 0,
            reactions: BTreeMap::new(),
            votes: BTreeMap::new(),
            is_closed: false,
            is_pinned: false,
            is_edited: false,
            is_deleted: false,
        }
    }

    /// Takes its content away.
    pub(super) fn delete(&mut self) {
        for (field, nothing) in CONTENT {
            self.content.insert(field.to_owned(), nothing.value());
        }
        self.reactions.clear();
        self.votes.clear();
        self.is_edited = false;
        self.is_deleted = true;
    }

    /// Its poll, without counts.
    #[must_use]
    pub fn poll(&self) -> Option<&Value> {
        self.content.get("poll").filter(|poll| !poll.is_null())
    }

    /// Whether its type carries a text.
    #[must_use]
    pub fn takes_text(&self) -> bool {
        let kind = self.content["type"].as_str().unwrap_or_default();
        !["location", "poll", "system"].contains(&kind)
    }

    /// The reactions as somebody sees them.
    #[must_use]
    pub fn reactions_for(&self, reader: &str) -> Value {
        let reactions = self.reactions.iter().map(|(emoji, users)| {
            let reaction = json!({"count": users.len(), "mine": users.contains(reader)});
            (emoji.clone(), reaction)
        });
        Value::Object(reactions.collect())
    }

    /// How many chose each option.
    #[must_use]
    pub fn counts(&self) -> Vec<(Value, usize)> {
        let poll = self.poll().unwrap_or(&Value::Null);
        let options = poll["options"].as_array().into_iter().flatten();
        let chosen = |id: &str| {
            self.votes
                .values()
                .filter(|votes| votes.contains(id))
                .count()
        };
        options
            .map(|option| {
                (
                    option["id"].clone(),
                    chosen(option["id"].as_str().unwrap_or_default()),
                )
            })
            .collect()
    }

    /// The poll as somebody sees it.
    #[must_use]
    pub fn poll_for(&self, reader: &str) -> Value {
        let Some(poll) = self.poll() else {
            return Value::Null;
        };
        let mut poll = poll.clone();
        for (place, (_, count)) in self.counts().into_iter().enumerate() {
            poll["options"][place]["count"] = json!(count);
        }
        poll["closed"] = json!(self.is_closed);
        poll["votes"] = json!(self.votes.get(reader).cloned().unwrap_or_default());
        poll
    }

    /// The message as somebody sees it, but for its ticks. When it was edited and deleted is told
    /// by nothing but whether it was.
    #[must_use]
    pub fn shown_to(&self, reader: &str, chat: &str) -> Value {
        let mut shown = json!({
            "id": self.id,
            "chatId": chat,
            "seq": self.seq,
            "updatedSeq": self.updated_seq,
            "senderId": self.sender,
            "system": null,
            "replyToId": self.reply_to,
            "replyCount": self.replies,
            "reactions": self.reactions_for(reader),
            "pinned": self.is_pinned,
            "editedAt": self.is_edited,
            "deletedAt": self.is_deleted,
            "expiresAt": null,
        });
        let fields = shown.as_object_mut().expect("an object");
        fields.extend(self.content.clone());
        fields.insert("poll".to_owned(), self.poll_for(reader));
        shown
    }
}

/// What is asked, and what can be chosen: options without an identifier get their place.
fn question(poll: &Value) -> Value {
    let options = poll["options"].as_array().into_iter().flatten().enumerate();
    let options = options.map(|(place, option)| {
        let place = json!((place + 1).to_string());
        let id = option
            .get("id")
            .filter(|id| !id.is_null())
            .unwrap_or(&place);
        json!({"id": id, "text": option["text"]})
    });
    json!({
        "question": poll["question"],
        "options": options.collect::<Vec<_>>(),
        "multiple": poll["multiple"] == true,
        "closesAt": poll["closesAt"],
    })
}
