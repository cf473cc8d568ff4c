//! What lies beside the log: further partitions of table `messages`, whose sort key is a number.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::Put;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::{Error, Result};
use crate::table::item::{Item, from_item, number, text, to_item};

/// Where an item lies: a partition, and a number of at most 38 digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// `chatId`
    pub partition: String,
    /// `seq`
    pub sort: u128,
}

impl Place {
    /// A place.
    #[must_use]
    pub fn new(partition: String, sort: u128) -> Self {
        Self { partition, sort }
    }

    /// The key.
    #[must_use]
    pub fn key(&self) -> Item {
        HashMap::from([
            ("chatId".to_owned(), text(&self.partition)),
            ("seq".to_owned(), number(self.sort)),
        ])
    }

    /// A value as an item at this place.
    ///
    /// # Errors
    /// When the value has no form in DynamoDB.
    pub fn item<T: Serialize>(&self, value: &T) -> Result<Item> {
        let mut item = to_item(value)?;
        item.extend(self.key());
        Ok(item)
    }

    /// Writes a value here if nobody has since it was read: `seen` is its `updatedSeq` then, or
    /// none when there was nothing.
    ///
    /// # Errors
    /// When the value has no form in DynamoDB.
    pub fn put_if_unchanged<T: Serialize>(
        &self,
        table: &str,
        value: &T,
        seen: Option<u64>,
    ) -> Result<Put> {
        put_if_unchanged(table, self.item(value)?, seen)
    }
}

/// Writes an item if nobody has since it was read: see [`Place::put_if_unchanged`].
///
/// # Errors
/// Never: the item is given.
pub fn put_if_unchanged(table: &str, item: Item, seen: Option<u64>) -> Result<Put> {
    let put = Put::builder().table_name(table).set_item(Some(item));
    let put = match seen {
        None => put.condition_expression("attribute_not_exists(chatId)"),
        Some(0) => put.condition_expression("attribute_not_exists(updatedSeq)"),
        Some(seq) => put
            .condition_expression("updatedSeq = :seen")
            .expression_attribute_values(":seen", number(seq)),
    };
    Ok(put.build()?)
}

fn sort_of(item: &Item) -> Result<u128> {
    let sort = item.get("seq").and_then(|sort| sort.as_n().ok());
    let sort = sort.and_then(|sort| sort.parse().ok());
    sort.ok_or_else(|| Error::internal("an item without a number"))
}

/// Reads what lies at a place, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get<T: DeserializeOwned>(app: &App, place: &Place) -> Result<Option<T>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.messages_table()?)
        .set_key(Some(place.key()))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}

/// Reads what lies at many places, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_many<T: DeserializeOwned>(
    app: &App,
    places: &[Place],
) -> Result<HashMap<Place, T>> {
    let keys = places.iter().map(Place::key).collect();
    let items = super::batch_get_strong(app, app.config.messages_table()?, keys).await?;
    let mut found = HashMap::new();
    for item in items {
        let partition = item.get("chatId").and_then(|text| text.as_s().ok());
        let partition = partition.ok_or_else(|| Error::internal("an item without partition"))?;
        let place = Place::new(partition.clone(), sort_of(&item)?);
        found.insert(place, from_item(item)?);
    }
    Ok(found)
}

/// A stretch of a partition.
#[derive(Clone, Copy, Debug)]
pub struct Stretch {
    /// The lowest number.
    pub low: u128,
    /// The highest.
    pub high: u128,
    /// Whether to begin at the lowest.
    pub forward: bool,
    /// How many items at most.
    pub limit: u32,
}

/// The highest number a sort key takes.
pub const HIGHEST: u128 = 10_u128.pow(38) - 1;

/// Reads a stretch, strongly consistent; `true` says that there is more of it.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn read<T: DeserializeOwned>(
    app: &App,
    partition: &str,
    stretch: Stretch,
) -> Result<(Vec<(u128, T)>, bool)> {
    if stretch.low > stretch.high {
        return Ok((Vec::new(), false));
    }
    let output = app
        .dynamodb
        .query()
        .table_name(app.config.messages_table()?)
        .key_condition_expression("chatId = :partition AND seq BETWEEN :low AND :high")
        .expression_attribute_values(":partition", text(partition))
        .expression_attribute_values(":low", number(stretch.low))
        .expression_attribute_values(":high", number(stretch.high))
        .scan_index_forward(stretch.forward)
        .limit(i32::try_from(stretch.limit).unwrap_or(i32::MAX))
        .consistent_read(true)
        .send()
        .await?;
    let more = output.last_evaluated_key.is_some();
    let items = output.items.unwrap_or_default().into_iter();
    let items = items.map(|item| Ok((sort_of(&item)?, from_item(item)?)));
    Ok((items.collect::<Result<_>>()?, more))
}

/// Reads everything between two numbers, page by page.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn read_all<T: DeserializeOwned>(
    app: &App,
    partition: &str,
    low: u128,
    high: u128,
) -> Result<Vec<(u128, T)>> {
    let mut all = Vec::new();
    let mut stretch = Stretch {
        low,
        high,
        forward: true,
        limit: 1_000,
    };
    loop {
        let (items, more) = read(app, partition, stretch).await?;
        let last = items.last().map(|(sort, _)| *sort);
        all.extend(items);
        match last {
            Some(last) if more => stretch.low = last + 1,
            _ => return Ok(all),
        }
    }
}
