//! What clients ask to be done with messages: bodies of REST, data of the socket's actions.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::id::{ChatId, MessageId, UserId};
use crate::time::Time;
use crate::wire::{Attachment, Link, Location, Message, MessageType, NewPoll, Problem};

/// Body of `POST /v1/chats/{id}/messages`, `POST /v1/messages` and data of `sendMessage`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SendMessage {
    /// The chat; on `POST /v1/chats/{id}/messages` the path says it.
    pub chat_id: Option<ChatId>,
    /// Instead of a chat: the other person; the direct chat is made when needed.
    pub user_id: Option<UserId>,
    /// A key the client makes up: a repeat with it never makes a second message.
    #[schema(min_length = 1, max_length = 64)]
    pub client_message_id: String,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The text of type `text`, 1 to 8,000 characters and at most 24 KB of UTF-8; a caption for
    /// `link` and the types with media.
    #[schema(max_length = 8000)]
    pub text: Option<String>,
    /// For type `link`.
    pub link: Option<Link>,
    /// For type `location`.
    pub location: Option<Location>,
    /// For type `poll`.
    pub poll: Option<NewPoll>,
    /// For types `image`, `video`, `audio`, `voice` and `file`: up to 10 of that kind.
    pub attachments: Option<Vec<Attachment>>,
    /// Uploads, in place of `attachments`.
    pub media_ids: Option<Vec<String>>,
    /// The message this one answers.
    pub reply_to_id: Option<MessageId>,
    /// Up to 50 members by identifier, or `@all`.
    pub mentions: Option<Vec<String>>,
    /// Anything the client wants to find again, up to 2 KB of JSON.
    pub metadata: Option<Map<String, Value>>,
    /// Send it then, instead of now: up to a year ahead.
    pub send_at: Option<Time>,
}

/// A message that will be sent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ScheduledMessage {
    /// Identifier.
    pub id: String,
    /// The chat.
    pub chat_id: ChatId,
    /// When it will be sent, to the minute.
    pub send_at: Time,
    /// When it was scheduled.
    pub created_at: Time,
    /// What will be sent.
    pub message: SendMessage,
}

/// Body of `PATCH /v1/chats/{id}/messages/{messageId}`. Absence leaves alone, null clears.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct EditMessage {
    /// The new text or caption.
    #[schema(max_length = 8000)]
    pub text: String,
    /// The members it now names.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Vec<String>>)]
    pub mentions: Option<Option<Vec<String>>>,
    /// The sender's own.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<Object>)]
    pub metadata: Option<Option<Map<String, Value>>>,
}

/// Tells null from absence.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Takes no null for a value.
pub(super) fn something<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// For whom a message is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeleteFor {
    /// Its content is gone; its place stays.
    #[default]
    Everyone,
    /// Hidden from the caller alone.
    Me,
}

/// Body of `PUT …/vote`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Vote {
    /// The options chosen; none withdraws the vote.
    pub option_ids: Vec<String>,
}

/// Body of `POST …/forward`.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Forward {
    /// 1 to 20 chats.
    pub chat_ids: Vec<ChatId>,
    /// A key the client makes up: a repeat with it never makes a second message.
    #[schema(min_length = 1, max_length = 64)]
    pub client_message_id: String,
}

/// What became of a forward in one chat: a message or an error.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Forwarded {
    /// The chat.
    pub chat_id: ChatId,
    /// The new message.
    pub message: Option<Message>,
    /// Why there is none.
    pub error: Option<Problem>,
}
