//! Who looks at a chat, and who types there: table `connections`, key (`pk` = `viewing#` + chat,
//! `sk` = connection), and (the same, `typing#` + user) for who typed lately.

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, ConnectionId, UserId};
use crate::table::item::{Item, from_item, key, text, to_item};
use crate::table::{EXPIRES_AT, applied};
use crate::time::Time;

const PARTITION: &str = "viewing#";
const TYPING: &str = "typing#";

/// One connection that has a chat open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct View {
    pk: String,
    /// The connection.
    #[serde(rename = "sk")]
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub user_id: UserId,
    /// They show themself to nobody.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Who else has it open and has blocked them, or was blocked by them.
    #[serde(default, skip_serializing)]
    pub apart: BTreeSet<UserId>,
    /// Since when, epoch milliseconds.
    pub since: i64,
    /// Epoch seconds after which it cannot be open.
    pub expires_at: i64,
}

impl View {
    /// What a connection looks at.
    #[must_use]
    pub fn new(
        chat: &ChatId,
        connection_id: ConnectionId,
        user_id: UserId,
        expires_at: i64,
    ) -> Self {
        Self {
            pk: partition(chat),
            connection_id,
            user_id,
            hidden: false,
            apart: BTreeSet::new(),
            since: Time::now().millis(),
            expires_at,
        }
    }
}

/// When somebody last typed in a chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Typed {
    /// Who.
    pub user_id: UserId,
    /// When that was last pushed, epoch milliseconds.
    pub told_at: i64,
    /// Until when they count as typing, epoch milliseconds.
    pub until: i64,
}

/// Everything that is known of who is in front of a chat now.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Connections that have it open.
    pub views: Vec<View>,
    /// Who typed lately.
    pub typed: Vec<Typed>,
}

impl Scene {
    /// What is known of somebody's typing.
    #[must_use]
    pub fn typed_by(&self, user: &UserId) -> Option<&Typed> {
        self.typed.iter().find(|typed| typed.user_id == *user)
    }
}

fn partition(chat: &ChatId) -> String {
    format!("{PARTITION}{chat}")
}

/// Key of what a connection looks at.
#[must_use]
pub fn view_key(chat: &ChatId, connection: &ConnectionId) -> Item {
    key(("pk", &partition(chat)), ("sk", &connection.0))
}

/// Key of when somebody typed.
#[must_use]
pub fn typed_key(chat: &ChatId, user: &UserId) -> Item {
    let sort = format!("{TYPING}{user}");
    key(("pk", &partition(chat)), ("sk", &sort))
}

/// Notes that a connection has a chat open; gives whether it had already.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn put(app: &App, view: &View) -> Result<bool> {
    let put = app.dynamodb.put_item();
    let output = put
        .table_name(app.config.connections_table()?)
        .set_item(Some(to_item(view)?))
        .return_values(ReturnValue::AllOld)
        .send()
        .await?;
    Ok(output.attributes.is_some_and(|item| !item.is_empty()))
}

/// Notes that somebody who has a chat open is apart from others who have, or is no more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn set_apart(
    app: &App,
    (chat, connection): (&ChatId, &ConnectionId),
    others: &BTreeSet<UserId>,
    are_apart: bool,
) -> Result<()> {
    if others.is_empty() {
        return Ok(());
    }
    let others = others.iter().map(ToString::to_string).collect();
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.connections_table()?)
        .set_key(Some(view_key(chat, connection)))
        .update_expression(match are_apart {
            true => "ADD apart :others",
            false => "DELETE apart :others",
        })
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_values(":others", AttributeValue::Ss(others));
    applied(update.send().await).map(drop)
}

/// Forgets that a connection has a chat open.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn remove(app: &App, chat: &ChatId, connection: &ConnectionId) -> Result<Option<View>> {
    let delete = app.dynamodb.delete_item();
    let output = delete
        .table_name(app.config.connections_table()?)
        .set_key(Some(view_key(chat, connection)))
        .return_values(ReturnValue::AllOld)
        .send()
        .await?;
    output.attributes.map(from_item).transpose()
}

/// Reads who is in front of a chat; `consistent` sees what was written just before (0.5 or 1 read
/// unit per 4 KB, some 30 connections).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn scene(app: &App, chat: &ChatId, consistent: bool) -> Result<Scene> {
    let now = Time::now().seconds();
    let mut scene = Scene::default();
    let mut start = None;
    loop {
        let output = app
            .dynamodb
            .query()
            .table_name(app.config.connections_table()?)
            .key_condition_expression("pk = :chat")
            .expression_attribute_values(":chat", text(partition(chat)))
            .set_exclusive_start_key(start)
            .consistent_read(consistent)
            .send()
            .await?;
        for item in output.items.unwrap_or_default() {
            if is_over(&item, now) {
                continue;
            }
            match item.contains_key("until") {
                true => scene.typed.push(from_item(item)?),
                false => scene.views.push(from_item(item)?),
            }
        }
        start = output.last_evaluated_key;
        if start.is_none() {
            return Ok(scene);
        }
    }
}

/// TTL removes late (Amazon DynamoDB Developer Guide, "Using time to live").
fn is_over(item: &Item, now: i64) -> bool {
    let expires = item.get(EXPIRES_AT).and_then(|value| value.as_n().ok());
    let expires: Option<i64> = expires.and_then(|seconds| seconds.parse().ok());
    expires.is_some_and(|expires| expires <= now)
}
