//! What was counted: table `limits`, key (`pk` = what is counted + `#` + window), gone soon after.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::ReturnValue;

use crate::app::App;
use crate::error::{Error, Result};
use crate::table::item::{Item, number, text};
use crate::table::{EXPIRES_AT, applied};

fn limit_key(name: &str) -> Item {
    HashMap::from([("pk".to_owned(), text(name))])
}

/// Adds to a count, and gives what it is then (1 write unit).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn add(app: &App, name: &str, more: u32, expires: i64) -> Result<u32> {
    let output = app
        .dynamodb
        .update_item()
        .table_name(app.config.limits_table()?)
        .set_key(Some(limit_key(name)))
        .update_expression("ADD counted :more SET #expires = :expires")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":more", number(more))
        .expression_attribute_values(":expires", number(expires))
        .return_values(ReturnValue::UpdatedNew)
        .send()
        .await?;
    let counted = output
        .attributes
        .and_then(|mut item| item.remove("counted"));
    let counted = counted.and_then(|value| value.as_n().ok()?.parse().ok());
    counted.ok_or_else(|| Error::internal("a count without a number"))
}

/// Counts one more, unless there are `most` already; false then.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn add_below(app: &App, name: &str, most: u32, expires: i64) -> Result<bool> {
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.limits_table()?)
        .set_key(Some(limit_key(name)))
        .update_expression("ADD counted :one SET #expires = :expires")
        .condition_expression("attribute_not_exists(counted) OR counted < :most")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":one", number(1))
        .expression_attribute_values(":most", number(most))
        .expression_attribute_values(":expires", number(expires));
    applied(update.send().await)
}

/// Counts one less.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn subtract(app: &App, name: &str) -> Result<()> {
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.limits_table()?)
        .set_key(Some(limit_key(name)))
        .update_expression("ADD counted :less")
        .condition_expression("attribute_exists(counted)")
        .expression_attribute_values(":less", number(-1));
    applied(update.send().await).map(drop)
}
