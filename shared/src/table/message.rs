//! Messages, as entries of the log.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::id::{MessageId, UserId};
use crate::table::entry::Slot;
use crate::table::item::{Item, to_item};
use crate::table::state::State;
use crate::time::Time;
use crate::wire::{
    Content, Message, MessageType, Occurrence, Poll, PollOption, Question, Reaction, Sender,
};

/// Seconds for which the table keeps what has disappeared. An entry must not be gone before it was
/// pushed: the head does not know its number until then.
pub const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// A message.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredMessage {
    /// Its place.
    #[serde(flatten)]
    pub slot: Slot,
    /// Identifier.
    pub id: MessageId,
    /// Who sent it.
    pub sender_id: UserId,
    /// The sender's key.
    pub client_message_id: String,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Everything else it says, as JSON: DynamoDB's numbers are not JSON's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// What happened to the chat, as JSON, when it tells that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurrence: Option<String>,
    /// The message it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to_id: Option<MessageId>,
    /// The newest entry that changed what it says.
    #[serde(default)]
    pub updated_seq: u64,
    /// When it was last edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    /// When it was deleted for everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Time>,
    /// When it disappears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_at: Option<Time>,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

impl StoredMessage {
    /// The message as an item.
    ///
    /// # Errors
    /// Never for a message made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }

    /// What it says.
    ///
    /// # Errors
    /// Never for a message made here.
    pub fn content(&self) -> Result<Content> {
        let mut content: Content = match &self.body {
            Some(json) => serde_json::from_str(json).map_err(Error::internal)?,
            None => Content::default(),
        };
        content.text.clone_from(&self.text);
        Ok(content)
    }

    /// What happened to the chat, when it tells that.
    ///
    /// # Errors
    /// Never for a message made here.
    pub fn occurrence(&self) -> Result<Option<Occurrence>> {
        let json = self.occurrence.as_deref();
        let occurrence = json.map(serde_json::from_str).transpose();
        occurrence.map_err(Error::internal)
    }

    /// Lets it say something else.
    ///
    /// # Errors
    /// Never: a content has a JSON form.
    pub fn set_content(&mut self, mut content: Content) -> Result<()> {
        self.text = content.text.take();
        self.body = if content == Content::default() {
            None
        } else {
            Some(serde_json::to_string(&content).map_err(Error::internal)?)
        };
        Ok(())
    }

    /// Lets it disappear `seconds` after it was stored; none keeps it.
    pub fn expire_after(&mut self, seconds: Option<u32>) {
        let hidden = seconds.map(|seconds| self.slot.created_at.plus_seconds(i64::from(seconds)));
        self.hidden_at = hidden;
        self.expires_at = hidden.map(|at| at.seconds() + KEPT_SECONDS);
    }

    /// Whether its time is over.
    #[must_use]
    pub fn is_expired(&self, now: Time) -> bool {
        self.hidden_at.is_some_and(|at| at <= now)
    }

    /// Whether it can still be answered and changed.
    #[must_use]
    pub fn is_live(&self, now: Time) -> bool {
        self.deleted_at.is_none() && !self.is_expired(now)
    }

    /// The message as everyone in the chat may see it, with what happened to it.
    ///
    /// # Errors
    /// Never for a message made here.
    pub fn to_message(
        &self,
        state: Option<&State>,
        sender: Option<Sender>,
        now: Time,
    ) -> Result<Message> {
        let none = State::default();
        let state = state.unwrap_or(&none);
        let content = self.content()?;
        let reactions = state.reactions.iter().map(|(emoji, count)| {
            let (count, mine) = (*count, None);
            (emoji.clone(), Reaction { count, mine })
        });
        Ok(Message {
            id: self.id.clone(),
            chat_id: self.slot.chat_id.clone(),
            seq: self.slot.seq,
            updated_seq: self.slot.seq.max(self.updated_seq).max(state.updated_seq),
            sender_id: self.sender_id.clone(),
            sender,
            client_message_id: self.client_message_id.clone(),
            kind: self.kind,
            text: content.text,
            link: content.link,
            location: content.location,
            poll: content.poll.map(|poll| to_poll(poll, state, now)),
            system: content.system,
            attachments: content.attachments,
            reply_to_id: self.reply_to_id.clone(),
            reply_count: state.reply_count,
            forwarded_from: content.forwarded_from,
            mentions: content.mentions,
            reactions: reactions.collect(),
            pinned: state.pinned,
            metadata: content.metadata,
            created_at: self.slot.created_at,
            edited_at: self.edited_at,
            deleted_at: self.deleted_at,
            expires_at: self.hidden_at,
            status: None,
            hidden: None,
        })
    }
}

/// A poll with its votes.
#[must_use]
pub fn to_poll(poll: Question, state: &State, now: Time) -> Poll {
    let closed = is_closed(&poll, state, now);
    let options = poll.options.into_iter().map(|(id, text)| {
        let count = state.votes.get(&id).copied().unwrap_or_default();
        PollOption { id, text, count }
    });
    Poll {
        question: poll.question,
        options: options.collect(),
        multiple: poll.multiple,
        closes_at: poll.closes_at,
        closed,
        votes: None,
    }
}

/// Whether voting is over.
#[must_use]
pub fn is_closed(poll: &Question, state: &State, now: Time) -> bool {
    state.closed || poll.closes_at.is_some_and(|at| at <= now)
}
