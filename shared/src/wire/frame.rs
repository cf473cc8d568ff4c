use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::ChatId;
use crate::time::Time;
use crate::wire::Problem;

/// A frame from a client: `{"action", "id"?, "data"}`.
#[derive(Clone, Debug, Deserialize)]
pub struct ClientFrame {
    /// The action; API Gateway has already routed by it.
    pub action: Option<Value>,
    /// Echoed in the answer.
    pub id: Option<Value>,
    /// What the action takes.
    #[serde(default)]
    pub data: Value,
}

/// The answer to a frame, on the same socket.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Reply {
    /// Done; what the action gives.
    Ack {
        /// The frame's `id`.
        id: Option<String>,
        /// What the action gives.
        data: Value,
    },
    /// Not done.
    Error {
        /// The frame's `id`; null when it could not be read.
        id: Option<String>,
        /// Why.
        error: Problem,
    },
}

/// An event: something the user was not the cause of, or caused on another device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// For example `message.created`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The chat it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chat_id: Option<ChatId>,
    /// Its place in the chat's log; state and personal events have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// When it happened.
    pub ts: Time,
    /// What happened.
    pub data: Value,
}
