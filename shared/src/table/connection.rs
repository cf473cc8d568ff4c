//! Connections: table `connections`, key (`pk` = connection, `sk` = `connection`), gone ten minutes
//! after the two hours API Gateway lets a socket live. One that has ended stays so long as a mark
//! that it has, so that nothing that comes late brings it back.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::ReturnValue;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, ConnectionId, SessionId, UserId};
use crate::table::item::{Item, from_item, key, number, to_item};
use crate::table::{EXPIRES_AT, if_applied};
use crate::time::Time;

/// How long a record is kept: API Gateway ends a socket after two hours (API Gateway Developer
/// Guide, "Quotas for configuring and running a WebSocket API").
pub const LIFETIME_SECONDS: i64 = 2 * 60 * 60 + 10 * 60;

/// One WebSocket connection.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Its name at API Gateway.
    #[serde(rename = "pk")]
    pub connection_id: ConnectionId,
    sk: String,
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
    /// The chats it looks at.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub open: BTreeSet<ChatId>,
    /// The people it watches.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub watched: BTreeSet<UserId>,
}

impl Connection {
    /// A connection that opens now.
    #[must_use]
    pub fn new(
        connection_id: ConnectionId,
        user_id: UserId,
        session_id: SessionId,
        device: String,
        now: Time,
    ) -> Self {
        Self {
            connection_id,
            sk: SORT_KEY.to_owned(),
            user_id,
            session_id,
            device,
            connected_at: now,
            expires_at: now.seconds() + LIFETIME_SECONDS,
            open: BTreeSet::new(),
            watched: BTreeSet::new(),
        }
    }

    /// The record as an item.
    ///
    /// # Errors
    /// Never for a record made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }
}

/// Condition of a record that has not ended, there or not.
pub const NOT_ENDED: &str = "attribute_not_exists(closedAt)";
/// Sort key of the record itself.
const SORT_KEY: &str = "connection";

/// Key of a connection.
#[must_use]
pub fn connection_key(connection: &ConnectionId) -> Item {
    key(("pk", &connection.0), ("sk", SORT_KEY))
}

/// Reads a connection that has not ended, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, connection: &ConnectionId) -> Result<Option<Connection>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(connection_key(connection)))
        .consistent_read(true)
        .send()
        .await?;
    standing(output.item)
}

/// Marks a connection as ended; gives what it was, if it had not ended before.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn end(app: &App, connection: &ConnectionId) -> Result<Option<Connection>> {
    let now = Time::now();
    let mut mark = connection_key(connection);
    mark.insert("closedAt".to_owned(), number(now.millis()));
    mark.insert(
        EXPIRES_AT.to_owned(),
        number(now.seconds() + LIFETIME_SECONDS),
    );
    let output = app
        .dynamodb
        .put_item()
        .table_name(app.config.connections_table()?)
        .set_item(Some(mark))
        .return_values(ReturnValue::AllOld)
        .send()
        .await?;
    standing(output.attributes)
}

/// Removes the record of a connection that may yet prove alive; gives what it was.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn remove(app: &App, connection: &ConnectionId) -> Result<Option<Connection>> {
    let output = app
        .dynamodb
        .delete_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(connection_key(connection)))
        .condition_expression(NOT_ENDED)
        .return_values(ReturnValue::AllOld)
        .send()
        .await;
    let removed = if_applied(output)?;
    standing(removed.and_then(|output| output.attributes))
}

fn standing(item: Option<Item>) -> Result<Option<Connection>> {
    let item = item.filter(|item| !item.contains_key("closedAt"));
    item.map(from_item).transpose()
}
