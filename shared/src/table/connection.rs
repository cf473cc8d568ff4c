//! Connections: table `connections`, key (`connectionId`), gone ten minutes after the two hours
//! API Gateway lets a socket live.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{ConnectionId, SessionId, UserId};
use crate::table::item::{Item, text, to_item};
use crate::time::Time;

/// How long a record is kept: API Gateway ends a socket after two hours (API Gateway Developer
/// Guide, "Quotas for configuring and running a WebSocket API").
pub const LIFETIME_SECONDS: i64 = 2 * 60 * 60 + 10 * 60;

/// One WebSocket connection.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Its name at API Gateway.
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub user_id: UserId,
    /// The login it was opened with.
    pub session_id: SessionId,
    /// Kind of device.
    pub device: String,
    /// When it was opened.
    pub connected_at: Time,
    /// Epoch seconds after which it cannot be alive.
    pub expires_at: i64,
}

impl Connection {
    /// The record as an item.
    ///
    /// # Errors
    /// Never for a record made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }
}

/// Key of a connection.
#[must_use]
pub fn connection_key(connection: &ConnectionId) -> Item {
    HashMap::from([("connectionId".to_owned(), text(&connection.0))])
}
