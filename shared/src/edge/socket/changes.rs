//! The actions of the socket that change messages, one function each.

use serde::Deserialize;
use serde_json::Value;

use crate::app::App;
use crate::edge::socket::Frame;
use crate::edge::socket::actions::value;
use crate::error::Result;
use crate::id::{ChatId, MessageId};
use crate::message;
use crate::wire::{DeleteFor, EditMessage};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    chat_id: ChatId,
    message_id: MessageId,
}

/// `editMessage`: the acknowledgement is the message.
///
/// # Errors
/// As [`message::edit_message`].
pub async fn edit_message(app: &App, frame: Frame) -> Result<Value> {
    let identity = frame.identity.clone();
    let Named {
        chat_id,
        message_id,
    } = frame.look()?;
    let body: EditMessage = frame.data()?;
    value(&message::edit_message(app, &identity, &chat_id, &message_id, &body).await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeleteMessage {
    chat_id: ChatId,
    message_id: MessageId,
    #[serde(rename = "for", default)]
    whom: DeleteFor,
}

/// `deleteMessage`: the acknowledgement names the message and the entry.
///
/// # Errors
/// As [`message::delete_message`].
pub async fn delete_message(app: &App, frame: Frame) -> Result<Value> {
    let (identity, origin) = (frame.identity.clone(), frame.connection_id.clone());
    let DeleteMessage {
        chat_id,
        message_id,
        whom,
    } = frame.data()?;
    let origin = Some(&origin);
    value(&message::delete_message(app, &identity, &chat_id, &message_id, whom, origin).await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reaction {
    chat_id: ChatId,
    message_id: MessageId,
    emoji: String,
}

/// `addReaction`: the acknowledgement is the reactions.
///
/// # Errors
/// As [`message::react`].
pub async fn add_reaction(app: &App, frame: Frame) -> Result<Value> {
    react(app, frame, true).await
}

/// `removeReaction`: the acknowledgement is the reactions.
///
/// # Errors
/// As [`message::react`].
pub async fn remove_reaction(app: &App, frame: Frame) -> Result<Value> {
    react(app, frame, false).await
}

async fn react(app: &App, frame: Frame, add: bool) -> Result<Value> {
    let identity = frame.identity.clone();
    let Reaction {
        chat_id,
        message_id,
        emoji,
    } = frame.data()?;
    value(&message::react(app, &identity, &chat_id, &message_id, &emoji, add).await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vote {
    chat_id: ChatId,
    message_id: MessageId,
    option_ids: Vec<String>,
}

/// `vote`: the acknowledgement is the poll.
///
/// # Errors
/// As [`message::vote`].
pub async fn vote(app: &App, frame: Frame) -> Result<Value> {
    let identity = frame.identity.clone();
    let Vote {
        chat_id,
        message_id,
        option_ids,
    } = frame.data()?;
    value(&message::vote(app, &identity, &chat_id, &message_id, &option_ids).await?)
}
