//! Rows of one kind within a partition of table `chats`: their sort keys share a beginning.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Result;
use crate::table::item::{Item, from_item, key, text};

/// Reads up to `limit` rows, strongly consistent, beginning behind the row whose sort key ends with
/// `after`; without a prefix every row of the partition. `true` says that there are more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn page<T: DeserializeOwned>(
    app: &App,
    partition: &str,
    prefix: &str,
    after: Option<&str>,
    limit: u32,
) -> Result<(Vec<T>, bool)> {
    let condition = match prefix {
        "" => "pk = :partition",
        _ => "pk = :partition AND begins_with(sk, :prefix)",
    };
    let prefixed = (!prefix.is_empty()).then(|| text(prefix));
    let mut values = HashMap::from([(":partition".to_owned(), text(partition))]);
    values.extend(prefixed.map(|prefix| (":prefix".to_owned(), prefix)));
    let start = after.map(|after| key(("pk", partition), ("sk", &format!("{prefix}{after}"))));
    let output = app
        .dynamodb
        .query()
        .table_name(app.config.chats_table()?)
        .key_condition_expression(condition)
        .set_expression_attribute_values(Some(values))
        .set_exclusive_start_key(start)
        .limit(i32::try_from(limit).unwrap_or(i32::MAX))
        .consistent_read(true)
        .send()
        .await?;
    let more = output.last_evaluated_key.is_some();
    let items = output.items.unwrap_or_default().into_iter();
    Ok((items.map(from_item).collect::<Result<_>>()?, more))
}

/// Key of a row.
#[must_use]
pub fn row_key(partition: &str, sort: &str) -> Item {
    key(("pk", partition), ("sk", sort))
}

/// The sort keys of a partition, behind `after`, as many as one read gives; `true` says that there
/// are more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn sort_keys(
    app: &App,
    partition: &str,
    after: Option<&str>,
) -> Result<(Vec<String>, bool)> {
    let output = app
        .dynamodb
        .query()
        .table_name(app.config.chats_table()?)
        .key_condition_expression("pk = :partition")
        .expression_attribute_values(":partition", text(partition))
        .projection_expression("sk")
        .set_exclusive_start_key(after.map(|after| row_key(partition, after)))
        .consistent_read(true)
        .send()
        .await?;
    let more = output.last_evaluated_key.is_some();
    let items = output.items.unwrap_or_default().into_iter();
    let keys = items.filter_map(|mut item| item.remove("sk")?.as_s().ok().cloned());
    Ok((keys.collect(), more))
}
