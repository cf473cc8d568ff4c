//! The actions of the socket, one function each.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::app::App;
use crate::chat;
use crate::edge::socket::Frame;
use crate::edge::socket::frame::no_route;
use crate::error::{Error, Result};
use crate::id::{ChatId, MessageId, UserId};
use crate::message::{self, Sent};
use crate::wire::{Page, Position, ReadRequest, SendMessage, SyncRequest};

pub(super) fn value<T: Serialize>(data: &T) -> Result<Value> {
    serde_json::to_value(data).map_err(Error::internal)
}

/// `sendMessage`: the acknowledgement is the message.
///
/// # Errors
/// As [`message::send_message`].
pub async fn send_message(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let body: SendMessage = frame.data()?;
    match message::send_message(app, &identity, body, Some(&connection)).await? {
        Sent::Now(message) => value(&message),
        Sent::Later(scheduled) => value(&scheduled),
    }
}

/// Whose history to read, and which part of it. Every field is named here: a refusal cannot tell
/// which field of a flattened struct was wrong.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct GetMessages {
    chat_id: Option<ChatId>,
    user_id: Option<UserId>,
    before_seq: Option<u64>,
    after_seq: Option<u64>,
    around_seq: Option<u64>,
    cursor: Option<String>,
    limit: Option<u32>,
}

/// `getMessages`: the acknowledgement is a page. The direct chat with somebody never written to is
/// an empty page.
///
/// # Errors
/// As [`message::list_messages`].
pub async fn get_messages(app: &App, frame: Frame) -> Result<Value> {
    let identity = frame.identity.clone();
    let asked: GetMessages = frame.data()?;
    let position = Position {
        before_seq: asked.before_seq,
        after_seq: asked.after_seq,
        around_seq: asked.around_seq,
        cursor: asked.cursor,
        limit: asked.limit,
    };
    let direct = |peer: &UserId| ChatId::direct(&identity.user_id, peer);
    match (&asked.chat_id, &asked.user_id) {
        (Some(chat), None) => {
            value(&message::list_messages(app, &identity, chat, &position).await?)
        }
        (None, Some(peer)) => {
            let chat = direct(peer);
            match message::list_messages(app, &identity, &chat, &position).await {
                Err(error) if error.code == crate::error::Code::NotFound => value(&Page::<Value> {
                    as_of_seq: Some(0),
                    ..Page::of(Vec::new(), None)
                }),
                page => value(&page?),
            }
        }
        _ => Err(Error::field(
            "chatId",
            "required",
            "name either a chatId or a userId",
        )),
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MarkRead {
    chat_id: ChatId,
    seq: Option<u64>,
    message_ids: Option<Vec<MessageId>>,
}

/// `markRead`: the acknowledgement tells the cursors and what remains unread.
///
/// # Errors
/// As [`chat::mark_read`].
pub async fn mark_read(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let MarkRead {
        chat_id,
        seq,
        message_ids,
    } = frame.data()?;
    let request = ReadRequest { seq, message_ids };
    value(&chat::mark_read(app, &identity, &chat_id, &request, Some(&connection)).await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct MarkDelivered {
    chat_id: ChatId,
    seq: u64,
}

/// `markDelivered`: the acknowledgement tells the cursors and what remains unread.
///
/// # Errors
/// As [`chat::mark_delivered`].
pub async fn mark_delivered(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let MarkDelivered { chat_id, seq } = frame.data()?;
    value(&chat::mark_delivered(app, &identity, &chat_id, seq, Some(&connection)).await?)
}

/// `sync`: the acknowledgement is what was missed.
///
/// # Errors
/// As [`chat::sync`].
pub async fn sync(app: &App, frame: Frame) -> Result<Value> {
    let identity = frame.identity.clone();
    let request: SyncRequest = frame.data()?;
    value(&chat::sync(app, &identity, &request).await?)
}

/// A frame that no route took: always an error frame, never silence.
///
/// # Errors
/// Always: `unknown_action`, or `validation_failed` for an action that is not a string.
pub async fn unknown(_app: &App, frame: Frame) -> Result<Value> {
    Err(no_route(frame.action.as_ref()))
}
