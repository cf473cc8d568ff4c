use std::collections::HashMap;
use std::fmt::Display;
use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use futures::future::try_join_all;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{Error, Result};

/// An item, or the key of one.
pub type Item = HashMap<String, AttributeValue>;

/// A string attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: impl Display) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// A key of two string attributes.
pub(crate) fn key(partition: (&str, &str), sort: (&str, &str)) -> Item {
    HashMap::from([
        (partition.0.to_owned(), text(partition.1)),
        (sort.0.to_owned(), text(sort.1)),
    ])
}

/// A value as an item.
///
/// # Errors
/// When the value has no form in DynamoDB.
pub fn to_item<T: Serialize>(value: &T) -> Result<Item> {
    Ok(serde_dynamo::aws_sdk_dynamodb_1::to_item(value)?)
}

/// An item as a value.
///
/// # Errors
/// When the item is not of this type: a fault of ours.
pub fn from_item<T: DeserializeOwned>(item: Item) -> Result<T> {
    Ok(serde_dynamo::aws_sdk_dynamodb_1::from_item(item)?)
}

/// How many keys one `BatchGetItem` takes (Amazon DynamoDB API Reference, `BatchGetItem`).
const BATCH: usize = 100;
/// How often keys that DynamoDB left out are asked for again.
const ATTEMPTS: u32 = 6;

/// Reads any number of items of one table, eventually consistent, 100 keys a call and all calls
/// side by side. The order of the answer is not that of the keys; missing items are left out.
///
/// # Errors
/// When DynamoDB refuses, or leaves keys out for too long.
pub async fn batch_get(app: &App, table: &str, keys: Vec<Item>) -> Result<Vec<Item>> {
    batch_get_in_chunks(app, table, keys, false).await
}

/// The same, strongly consistent.
///
/// # Errors
/// As [`batch_get`].
pub async fn batch_get_strong(app: &App, table: &str, keys: Vec<Item>) -> Result<Vec<Item>> {
    batch_get_in_chunks(app, table, keys, true).await
}

async fn batch_get_in_chunks(
    app: &App,
    table: &str,
    keys: Vec<Item>,
    strong: bool,
) -> Result<Vec<Item>> {
    let calls = keys
        .chunks(BATCH)
        .map(|chunk| batch_get_chunk(app, table, chunk.to_vec(), strong));
    Ok(try_join_all(calls).await?.into_iter().flatten().collect())
}

async fn batch_get_chunk(
    app: &App,
    table: &str,
    keys: Vec<Item>,
    strong: bool,
) -> Result<Vec<Item>> {
    let mut items = Vec::with_capacity(keys.len());
    let mut pending = keys;
    for attempt in 0..ATTEMPTS {
        let request = KeysAndAttributes::builder()
            .set_keys(Some(pending))
            .consistent_read(strong)
            .build()?;
        let mut output = app
            .dynamodb
            .batch_get_item()
            .request_items(table, request)
            .send()
            .await?;
        if let Some(found) = output.responses.as_mut().and_then(|map| map.remove(table)) {
            items.extend(found);
        }
        pending = output
            .unprocessed_keys
            .and_then(|mut map| map.remove(table))
            .map(|rest| rest.keys)
            .unwrap_or_default();
        if pending.is_empty() {
            return Ok(items);
        }
        tokio::time::sleep(Duration::from_millis(25 << attempt)).await;
    }
    Err(Error::unavailable("BatchGetItem leaves keys unprocessed"))
}
