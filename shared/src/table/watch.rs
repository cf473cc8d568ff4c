//! Who watches a person: table `connections`, key (`pk` = `watched#` + user, `sk` = connection).

use futures::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ConnectionId, UserId};
use crate::table::EXPIRES_AT;
use crate::table::item::{Item, from_item, key, number, text};
use crate::time::Time;

/// Watchers of one person that are told of a change.
pub const MOST: usize = 1_000;
/// Read at once.
const PAGE: i32 = 500;
/// Writes under way at once.
const CONCURRENCY: usize = 16;

/// One connection that watches somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Watch {
    /// The connection.
    #[serde(rename = "sk")]
    pub connection_id: ConnectionId,
    /// Whose it is.
    pub user_id: UserId,
}

fn watch_key(watched: &UserId, connection: &ConnectionId) -> Item {
    key(("pk", &partition(watched)), ("sk", &connection.0))
}

fn partition(watched: &UserId) -> String {
    format!("watched#{watched}")
}

/// Has a connection watch these people until `expires_at` (epoch seconds).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn add(app: &App, watch: &Watch, watched: Vec<UserId>, expires_at: i64) -> Result<()> {
    let puts = watched.into_iter().map(|person| {
        let mut item = watch_key(&person, &watch.connection_id);
        item.insert("userId".to_owned(), text(watch.user_id.as_str()));
        item.insert(EXPIRES_AT.to_owned(), number(expires_at));
        item
    });
    let puts: Vec<Item> = puts.collect();
    stream::iter(puts)
        .map(|item| async move {
            let put = app.dynamodb.put_item();
            put.table_name(app.config.connections_table()?)
                .set_item(Some(item))
                .send()
                .await?;
            Ok(())
        })
        .buffer_unordered(CONCURRENCY)
        .try_collect()
        .await
}

/// Has a connection watch these people no more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn remove(app: &App, connection: &ConnectionId, watched: Vec<UserId>) -> Result<()> {
    let keys = watched.iter().map(|person| watch_key(person, connection));
    let keys: Vec<Item> = keys.collect();
    stream::iter(keys)
        .map(|key| async move {
            let delete = app.dynamodb.delete_item();
            delete
                .table_name(app.config.connections_table()?)
                .set_key(Some(key))
                .send()
                .await?;
            Ok(())
        })
        .buffer_unordered(CONCURRENCY)
        .try_collect()
        .await
}

/// The connections that watch somebody, [`MOST`] and a page at most (0.5 read units per 4 KB, some 40
/// of them).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn of(app: &App, watched: &UserId) -> Result<Vec<Watch>> {
    let mut watches = Vec::new();
    let mut start = None;
    loop {
        let output = app
            .dynamodb
            .query()
            .table_name(app.config.connections_table()?)
            .key_condition_expression("pk = :watched")
            .filter_expression("#expires > :now")
            .expression_attribute_names("#expires", EXPIRES_AT)
            .expression_attribute_values(":watched", text(partition(watched)))
            .expression_attribute_values(":now", number(Time::now().seconds()))
            .limit(PAGE)
            .set_exclusive_start_key(start)
            .send()
            .await?;
        for item in output.items.unwrap_or_default() {
            watches.push(from_item(item)?);
        }
        start = output.last_evaluated_key;
        if start.is_none() || watches.len() >= MOST {
            return Ok(watches);
        }
    }
}
