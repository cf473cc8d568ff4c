//! Whom somebody has blocked: table `users`, key (`pk` = user, `sk` = `block#` + the other); and the
//! other way round, who has blocked them: (`pk` = user, `sk` = `blockedBy#` + the other).

use std::collections::BTreeSet;

use aws_sdk_dynamodb::types::{ConditionCheck, Delete};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::table::Transaction;
use crate::table::item::{Item, from_item, key, text, to_item};
use crate::time::Time;

const PREFIX: &str = "block#";
const REVERSE: &str = "blockedBy#";
/// What both begin with.
const EITHER: &str = "block";

/// That somebody has blocked another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Block {
    /// Who did.
    #[serde(rename = "pk")]
    pub user_id: UserId,
    /// Whom.
    pub blocked_id: UserId,
    /// When.
    pub at: Time,
}

impl Block {
    /// The block as an item.
    ///
    /// # Errors
    /// Never: it has a form in DynamoDB.
    pub fn to_item(&self) -> Result<Item> {
        let mut item = to_item(self)?;
        item.extend(block_key(&self.user_id, &self.blocked_id));
        Ok(item)
    }
}

/// Key of a block.
#[must_use]
pub fn block_key(user: &UserId, blocked: &UserId) -> Item {
    key(("pk", user.as_str()), ("sk", &format!("{PREFIX}{blocked}")))
}

/// Key of a block at the one who is blocked.
#[must_use]
pub fn reverse_key(user: &UserId, blocked: &UserId) -> Item {
    let sort = format!("{REVERSE}{user}");
    key(("pk", blocked.as_str()), ("sk", &sort))
}

/// Makes a transaction depend on that `user` has not blocked the other.
///
/// # Errors
/// Never: the key is given.
pub fn none(table: &str, user: &UserId, blocked: &UserId) -> Result<ConditionCheck> {
    Ok(ConditionCheck::builder()
        .table_name(table)
        .set_key(Some(block_key(user, blocked)))
        .condition_expression("attribute_not_exists(pk)")
        .build()?)
}

/// Who of these people has blocked `user`, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn by_any(app: &App, people: &[UserId], user: &UserId) -> Result<BTreeSet<UserId>> {
    let people: BTreeSet<&UserId> = people.iter().filter(|one| *one != user).collect();
    if people.is_empty() {
        return Ok(BTreeSet::new());
    }
    let keys = people.iter().map(|one| block_key(one, user)).collect();
    let items = super::batch_get_strong(app, app.config.users_table()?, keys).await?;
    let blocks = items.into_iter().map(from_item::<Block>);
    blocks
        .map(|block| block.map(|block| block.user_id))
        .collect()
}

/// Whether either of two people has blocked the other, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn is_between(app: &App, one: &UserId, other: &UserId) -> Result<bool> {
    let keys = vec![block_key(one, other), block_key(other, one)];
    let items = super::batch_get_strong(app, app.config.users_table()?, keys).await?;
    Ok(!items.is_empty())
}

/// Everybody whom somebody has blocked, or who has blocked them: strongly consistent, 1 read unit
/// per 4 KB, some 40 of them.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn apart_from(app: &App, user: &UserId) -> Result<BTreeSet<UserId>> {
    let mut apart = BTreeSet::new();
    let mut start = None;
    loop {
        let output = app
            .dynamodb
            .query()
            .table_name(app.config.users_table()?)
            .key_condition_expression("pk = :user AND begins_with(sk, :prefix)")
            .expression_attribute_values(":user", text(user.as_str()))
            .expression_attribute_values(":prefix", text(EITHER))
            .set_exclusive_start_key(start)
            .consistent_read(true)
            .send()
            .await?;
        for item in output.items.unwrap_or_default() {
            let sort = item.get("sk").and_then(|value| value.as_s().ok());
            let other = sort.and_then(|sort| sort.split_once('#'));
            apart.extend(other.map(|(_, other)| UserId::from(other)));
        }
        start = output.last_evaluated_key;
        if start.is_none() {
            return Ok(apart);
        }
    }
}

/// Whom somebody has blocked, behind `after`; `true` says that there are more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn of(
    app: &App,
    user: &UserId,
    after: Option<&str>,
    limit: u32,
) -> Result<(Vec<Block>, bool)> {
    let after = after.map(|after| block_key(user, &UserId::from(after)));
    let output = app
        .dynamodb
        .query()
        .table_name(app.config.users_table()?)
        .key_condition_expression("pk = :user AND begins_with(sk, :prefix)")
        .expression_attribute_values(":user", text(user.as_str()))
        .expression_attribute_values(":prefix", text(PREFIX))
        .set_exclusive_start_key(after)
        .limit(i32::try_from(limit).unwrap_or(i32::MAX))
        .consistent_read(true)
        .send()
        .await?;
    let more = output.last_evaluated_key.is_some();
    let items = output.items.unwrap_or_default().into_iter();
    Ok((items.map(from_item).collect::<Result<_>>()?, more))
}

/// Ends all blocks of somebody.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn remove_all(app: &App, user: &UserId) -> Result<()> {
    loop {
        let (blocks, more) = of(app, user, None, 100).await?;
        for block in blocks {
            remove(app, user, &block.blocked_id).await?;
        }
        if !more {
            return Ok(());
        }
    }
}

/// Ends a block; gives whether there was one.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn remove(app: &App, user: &UserId, blocked: &UserId) -> Result<bool> {
    let table = app.config.users_table()?;
    let block = Delete::builder()
        .table_name(table)
        .set_key(Some(block_key(user, blocked)))
        .condition_expression("attribute_exists(pk)")
        .build()?;
    let both = Transaction::default()
        .delete(block)
        .delete_if_there(table, reverse_key(user, blocked))?;
    match both.commit(app).await? {
        Ok(()) => Ok(true),
        Err(cancelled) if cancelled.failed_at(0) => Ok(false),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// Makes a block, and gives whether it is new; one that is there stays as it is.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn put(app: &App, block: &Block) -> Result<bool> {
    let table = app.config.users_table()?;
    let both = Transaction::default()
        .put_new(table, block.to_item()?)?
        .put(table, reverse_key(&block.user_id, &block.blocked_id))?;
    match both.commit(app).await? {
        Ok(()) => Ok(true),
        Err(cancelled) if cancelled.failed_at(0) => Ok(false),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}
