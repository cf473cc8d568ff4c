use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::id::ChatId;
use crate::wire::{Chat, MemberState};

/// Body of `POST /v1/sync` and data of `sync`. With neither field: a token to start from.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncRequest {
    /// The token last received.
    pub since: Option<String>,
    /// Instead of a token: the last entry known of each chat.
    pub chats: Option<BTreeMap<ChatId, u64>>,
}

/// What changed since a token.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncReply {
    /// The chats in which something changed.
    pub chats: Vec<SyncChat>,
    /// Private changes, which are in no log.
    #[schema(value_type = Vec<Object>)]
    pub private: Vec<Value>,
    /// The token for the next time. It covers exactly what was delivered.
    pub next_token: String,
    /// There is more: ask again at once.
    pub has_more: bool,
    /// The token is of no use any more: load again what `resetChats` names.
    pub reset: bool,
    /// The chats to load again; null means all.
    pub reset_chats: Option<Vec<ChatId>>,
}

/// What changed in one chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SyncChat {
    /// The chat.
    pub chat_id: ChatId,
    /// The chat in full when the token did not know it.
    pub chat: Option<Chat>,
    /// Where the caller stands.
    pub membership: MemberState,
    /// Where the log now begins.
    pub first_seq: u64,
    /// Number of the newest entry that was pushed or is delivered here.
    pub last_seq: u64,
    /// Up to where the caller has read.
    pub read_seq: u64,
    /// Up to where the caller's devices have received.
    pub delivered_seq: u64,
    /// What the caller has not read.
    pub unread_count: u64,
    /// The entries in order, in the form of socket events.
    #[schema(value_type = Vec<Object>)]
    pub events: Vec<Value>,
}
