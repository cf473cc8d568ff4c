//! The actions of the socket that tell who is there, who looks and who types, one function each.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::app::App;
use crate::edge::socket::Frame;
use crate::edge::socket::actions::value;
use crate::error::Result;
use crate::id::ChatId;
use crate::wire::{SetPresence, TypingState, WatchPresence};
use crate::{presence, viewing};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Heartbeat {
    #[serde(default)]
    active: bool,
}

/// `heartbeat`: the acknowledgement tells the time.
///
/// # Errors
/// As [`presence::heartbeat`].
pub async fn heartbeat(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let Heartbeat { active } = frame.data()?;
    let now = presence::heartbeat(app, &identity, &connection, active).await?;
    Ok(json!({ "serverTime": now }))
}

/// `setPresence`: the acknowledgement is what the caller is to others.
///
/// # Errors
/// As [`presence::set_presence`].
pub async fn set_presence(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let change: SetPresence = frame.data()?;
    value(&presence::set_presence(app, &identity, change, Some(&connection)).await?)
}

/// `watchPresence`: the acknowledgement is what these people are.
///
/// # Errors
/// As [`presence::watch_presence`].
pub async fn watch_presence(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let asked: WatchPresence = frame.data()?;
    value(&presence::watch_presence(app, &identity, &connection, &asked).await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named {
    chat_id: ChatId,
}

/// `openChat`: the acknowledgement is who looks at the chat.
///
/// # Errors
/// As [`viewing::open_chat`].
pub async fn open_chat(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let Named { chat_id } = frame.data()?;
    value(&viewing::open_chat(app, &identity, &connection, &chat_id).await?)
}

/// `closeChat`: the acknowledgement is who looks at the chat.
///
/// # Errors
/// As [`viewing::close_chat`].
pub async fn close_chat(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let Named { chat_id } = frame.data()?;
    value(&viewing::close_chat(app, &identity, &connection, &chat_id).await?)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Types {
    chat_id: ChatId,
    state: TypingState,
}

/// `typing`: the acknowledgement is empty.
///
/// # Errors
/// As [`viewing::typing`].
pub async fn typing(app: &App, frame: Frame) -> Result<Value> {
    let (identity, connection) = (frame.identity.clone(), frame.connection_id.clone());
    let Types { chat_id, state } = frame.data()?;
    viewing::typing(app, &identity, &connection, &chat_id, state).await?;
    Ok(json!({}))
}
