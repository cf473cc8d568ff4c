use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::table::block::{Block, block_key};
use crate::table::member::member_key;
use crate::table::{applied, profile};
use crate::time::Time;

/// Blocks somebody: no direct messages either way, and they cannot let the caller into chats. What
/// was written stays.
///
/// First the block, then its marks on the two member records of the direct chat: a chat that is made
/// meanwhile is made before the block and marked, or refused because of it.
///
/// # Errors
/// `not_found`; `validation_failed` for oneself.
pub async fn block_user(app: &App, identity: &Identity, other: &UserId) -> Result<()> {
    let user = &identity.user_id;
    if user == other {
        return Err(Error::field("id", "invalid", "must be somebody else"));
    }
    require_user(app, other).await?;
    let block = Block {
        user_id: user.clone(),
        blocked_id: other.clone(),
        at: Time::now(),
    };
    let put = app
        .dynamodb
        .put_item()
        .table_name(app.config.users_table()?)
        .set_item(Some(block.to_item()?))
        .condition_expression("attribute_not_exists(pk)");
    applied(put.send().await)?;
    mark(app, user, other, true).await
}

/// Ends a block, also of somebody whose account is gone; what the other has blocked stays.
///
/// # Errors
/// `not_found`.
pub async fn unblock_user(app: &App, identity: &Identity, other: &UserId) -> Result<()> {
    let user = &identity.user_id;
    let found = profile::get_even_gone(app, other).await?;
    found.map(drop).ok_or_else(|| Error::not_found("user"))?;
    let delete = app
        .dynamodb
        .delete_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(block_key(user, other)));
    delete.send().await?;
    mark(app, user, other, false).await
}

async fn require_user(app: &App, user: &UserId) -> Result<()> {
    let found = profile::get(app, user).await?;
    found.map(drop).ok_or_else(|| Error::not_found("user"))
}

/// Marks both member records of the direct chat, when there is one: who writes reads one's own.
async fn mark(app: &App, user: &UserId, other: &UserId, blocked: bool) -> Result<()> {
    let chat = ChatId::direct(user, other);
    let mark = async |person: &UserId, name: &str| {
        let word = if blocked {
            "SET #mark = :yes"
        } else {
            "REMOVE #mark"
        };
        let mut update = app
            .dynamodb
            .update_item()
            .table_name(app.config.chats_table()?)
            .set_key(Some(member_key(&chat, person)))
            .update_expression(word)
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#mark", name);
        if blocked {
            let yes = aws_sdk_dynamodb::types::AttributeValue::Bool(true);
            update = update.expression_attribute_values(":yes", yes);
        }
        applied(update.send().await).map(drop)
    };
    tokio::try_join!(mark(user, "blocks"), mark(other, "blocked"))?;
    Ok(())
}
