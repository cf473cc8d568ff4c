use futures::stream::{self, StreamExt, TryStreamExt};

use aws_sdk_dynamodb::types::AttributeValue;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::table::applied;
use crate::table::member::{self, member_key};
use crate::table::profile::{self, profile_key};
use crate::wire::Settings;

/// Member records written at once.
const CONCURRENCY: usize = 16;

/// The caller's settings.
///
/// # Errors
/// `not_found` when the account is gone.
pub async fn get_settings(app: &App, identity: &Identity) -> Result<Settings> {
    let profile = profile::get(app, &identity.user_id).await?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    Ok(Settings {
        read_receipts_enabled: Some(!profile.receipts_off),
    })
}

/// Changes the settings that are given, and gives all. Whether receipts are told is noted in each of
/// the caller's chats: it is read with every page of messages, and changed hardly ever.
///
/// # Errors
/// `not_found` when the account is gone.
pub async fn update_settings(
    app: &App,
    identity: &Identity,
    settings: Settings,
) -> Result<Settings> {
    let Some(enabled) = settings.read_receipts_enabled else {
        return get_settings(app, identity).await;
    };
    let off = AttributeValue::Bool(!enabled);
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(profile_key(&identity.user_id)))
        .update_expression("SET receiptsOff = :off")
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_values(":off", off.clone());
    if !applied(update.send().await)? {
        return Err(Error::not_found("user"));
    }
    let chats = member::chats_of(app, &identity.user_id).await?;
    stream::iter(chats)
        .map(|chat| note(app, identity, chat, off.clone()))
        .buffer_unordered(CONCURRENCY)
        .try_collect::<()>()
        .await?;
    Ok(settings)
}

async fn note(app: &App, identity: &Identity, chat: ChatId, off: AttributeValue) -> Result<()> {
    let update = app
        .dynamodb
        .update_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(member_key(&chat, &identity.user_id)))
        .update_expression("SET receiptsOff = :off")
        .condition_expression("attribute_exists(pk)")
        .expression_attribute_values(":off", off);
    applied(update.send().await).map(drop)
}
