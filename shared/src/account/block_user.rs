use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::queue;
use crate::table::block::{self, Block};
use crate::table::member::member_key;
use crate::table::{applied, profile};
use crate::time::Time;
use crate::wire::job::Job;

/// Blocks somebody: no direct messages either way, neither sees whether the other is there, and they
/// cannot let the caller into chats. What was written stays.
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
    let is_new = block::put(app, &block).await?;
    mark(app, user, other, true).await?;
    if is_new {
        tell_both(app, user, other).await;
    }
    Ok(())
}

/// Ends a block, also of somebody whose account is gone; what the other has blocked stays.
///
/// # Errors
/// `not_found`.
pub async fn unblock_user(app: &App, identity: &Identity, other: &UserId) -> Result<()> {
    let user = &identity.user_id;
    let found = profile::get_even_gone(app, other).await?;
    found.map(drop).ok_or_else(|| Error::not_found("user"))?;
    let was_there = block::remove(app, user, other).await?;
    mark(app, user, other, false).await?;
    if was_there {
        tell_both(app, user, other).await;
    }
    Ok(())
}

/// Neither sees the other any more, or both do again.
async fn tell_both(app: &App, user: &UserId, other: &UserId) {
    let job = Job::TellBlock {
        user_id: user.clone(),
        other_id: other.clone(),
    };
    if let Err(error) = queue::send(app, job, 0).await {
        tracing::warn!(cause = %error, "a block is not told to those who watch");
    }
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
