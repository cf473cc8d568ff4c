//! How presence is read.

use std::collections::BTreeSet;

use crate::app::App;
use crate::error::Result;
use crate::id::{ConnectionId, UserId};
use crate::table::batch_get;
use crate::table::item::{Item, from_item, text};
use crate::table::presence::{LIVE, Link, PREFIX, Presence, presence_key};
use crate::time::Time;

/// Reads one user's record, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, user: &UserId) -> Result<Option<Presence>> {
    read(app, user, true).await
}

/// The same, eventually consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn glance(app: &App, user: &UserId) -> Result<Option<Presence>> {
    read(app, user, false).await
}

async fn read(app: &App, user: &UserId, consistent: bool) -> Result<Option<Presence>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.presence_table()?)
        .set_key(Some(presence_key(user)))
        .consistent_read(consistent)
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
    let users: BTreeSet<&UserId> = users.iter().collect();
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let keys = users.into_iter().map(presence_key).collect();
    let items = batch_get(app, app.config.presence_table()?, keys).await?;
    items.into_iter().map(parse).collect()
}

/// Who has connections, of one part of the index (eventually consistent).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn live_in(app: &App, part: u64) -> Result<Vec<UserId>> {
    let mut users = Vec::new();
    let mut start = None;
    loop {
        let output = app
            .dynamodb
            .query()
            .table_name(app.config.presence_table()?)
            .index_name(LIVE)
            .key_condition_expression("live = :part")
            .expression_attribute_values(":part", text(part.to_string()))
            .set_exclusive_start_key(start)
            .send()
            .await?;
        for item in output.items.unwrap_or_default() {
            if let Some(Ok(user)) = item.get("userId").map(|value| value.as_s()) {
                users.push(UserId::from(user.as_str()));
            }
        }
        start = output.last_evaluated_key;
        if start.is_none() {
            return Ok(users);
        }
    }
}

/// Reads a record that DynamoDB gave.
///
/// # Errors
/// When it is none: a fault of ours.
pub fn parse(mut item: Item) -> Result<Presence> {
    let now = Time::now();
    let names: Vec<String> = item
        .keys()
        .filter(|name| name.starts_with(PREFIX))
        .cloned()
        .collect();
    let mut links = Vec::with_capacity(names.len());
    for name in names {
        if let Some(value) = item.remove(&name) {
            let link: Link = serde_dynamo::aws_sdk_dynamodb_1::from_attribute_value(value)?;
            links.push((ConnectionId(name[PREFIX.len()..].to_owned()), link));
        }
    }
    links.sort_by(|one, other| (one.1.at, &one.0).cmp(&(other.1.at, &other.0)));
    let (connections, lapsed) = links
        .into_iter()
        .partition(|(_, link)| link.can_be_open(now));
    let user = item
        .remove("userId")
        .and_then(|value| value.as_s().ok().cloned());
    Ok(Presence {
        user_id: UserId::from(user.unwrap_or_default()),
        connections,
        lapsed,
        facts: from_item(item)?,
    })
}
