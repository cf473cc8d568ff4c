//! Presence: table `presence`, key (`userId`). Each live connection is a top-level attribute
//! `c#` + connection, so that devices come and go without touching each other.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ConnectionId, SessionId, UserId};
use crate::table::connection::LIFETIME_SECONDS;
use crate::table::item::{Item, text};
use crate::time::Time;

/// Attribute that tells when a connection last closed, epoch milliseconds.
pub const LAST_SEEN: &str = "lastSeenAt";
/// Attribute names of connections begin so.
const PREFIX: &str = "c#";

/// What the record says of one connection.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The login it was opened with.
    pub session_id: SessionId,
    /// Kind of device.
    pub device: String,
    /// When it was opened, epoch seconds.
    pub at: i64,
}

/// A user's live connections.
#[derive(Clone, Debug)]
pub struct Presence {
    /// The person.
    pub user_id: UserId,
    /// The connections that can still be alive.
    pub connections: Vec<(ConnectionId, Link)>,
    /// When one of theirs last closed.
    pub last_seen_at: Option<Time>,
}

/// Name of the attribute of a connection.
#[must_use]
pub fn attribute(connection: &ConnectionId) -> String {
    format!("{PREFIX}{}", connection.0)
}

/// Key of a record.
#[must_use]
pub fn presence_key(user: &UserId) -> Item {
    HashMap::from([("userId".to_owned(), text(user.as_str()))])
}

/// Reads one user's record, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, user: &UserId) -> Result<Option<Presence>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(user)))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(parse).transpose()
}

/// Forgets somebody's record.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn remove(app: &App, user: &UserId) -> Result<()> {
    let delete = app.dynamodb.delete_item();
    delete
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(user)))
        .send()
        .await?;
    Ok(())
}

/// Reads many users' records: one `BatchGetItem` for every hundred of them (0.5 read units each).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_many(app: &App, users: &[UserId]) -> Result<Vec<Presence>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let keys = users.iter().map(presence_key).collect();
    let items = super::batch_get(app, app.config.presence_table()?, keys).await?;
    items.into_iter().map(parse).collect()
}

fn parse(item: Item) -> Result<Presence> {
    let oldest = Time::now().seconds() - LIFETIME_SECONDS;
    let mut user_id = UserId::from("");
    let mut connections = Vec::new();
    let mut last_seen_at = None;
    for (name, value) in item {
        if let Some(connection) = name.strip_prefix(PREFIX) {
            let link: Link = serde_dynamo::aws_sdk_dynamodb_1::from_attribute_value(value)?;
            if link.at > oldest {
                connections.push((ConnectionId(connection.to_owned()), link));
            }
        } else if let ("userId", Ok(id)) = (name.as_str(), value.as_s()) {
            user_id = UserId::from(id.as_str());
        } else if let (LAST_SEEN, Ok(millis)) = (name.as_str(), value.as_n()) {
            last_seen_at = millis.parse().ok().map(Time::from_millis);
        }
    }
    connections.sort_by(|one, other| (one.1.at, &one.0).cmp(&(other.1.at, &other.0)));
    Ok(Presence {
        user_id,
        connections,
        last_seen_at,
    })
}
