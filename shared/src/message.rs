//! Messages: a file per verb, over the log.

mod append;
mod list_messages;
mod send_message;

use serde_json::Value;

pub use list_messages::list_messages;
pub use send_message::send_message;

use crate::error::{Error, Result};
use crate::wire::{Event, Message};

/// The event that brings a message to everyone in its chat.
///
/// # Errors
/// Never: messages have a JSON form.
pub fn created_event(message: &Message) -> Result<Event> {
    let data: Value = serde_json::to_value(message).map_err(Error::internal)?;
    Ok(Event {
        kind: "message.created".to_owned(),
        chat_id: Some(message.chat_id.clone()),
        seq: Some(message.seq),
        ts: message.created_at,
        data,
    })
}
