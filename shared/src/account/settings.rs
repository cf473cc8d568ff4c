use aws_sdk_dynamodb::types::{AttributeValue, Update};
use futures::stream::{self, StreamExt, TryStreamExt};
use serde_dynamo::aws_sdk_dynamodb_1::to_attribute_value;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::presence;
use crate::rules::person;
use crate::table::member::{self, member_key};
use crate::table::presence::presence_key;
use crate::table::profile;
use crate::table::{Transaction, applied, number, profile_key, to_item};
use crate::wire::{EditSettings, Settings};

/// How often to try while another device changes settings as well.
const ATTEMPTS: u32 = 5;
/// Member records written at once.
const CONCURRENCY: usize = 16;

/// The caller's settings.
///
/// # Errors
/// `not_found` when the account is gone.
pub async fn get_settings(app: &App, identity: &Identity) -> Result<Settings> {
    let profile = profile::get_strong(app, &identity.user_id).await?;
    let profile = profile.ok_or_else(|| Error::not_found("user"))?;
    Ok(profile.settings)
}

/// Changes the settings that are given, and gives all. Whether receipts are told is noted in each of
/// the caller's chats: it is read with every page of messages, and changed hardly ever.
///
/// # Errors
/// `validation_failed`; `not_found` when the account is gone.
pub async fn update_settings(
    app: &App,
    identity: &Identity,
    edit: EditSettings,
) -> Result<Settings> {
    person::settings(&edit)?;
    let mut written = None;
    for _ in 0..ATTEMPTS {
        let seen = get_settings(app, identity).await?;
        let settings = edit.clone().over(seen.clone());
        if write(app, identity, &seen, &settings).await? {
            written = Some(settings);
            break;
        }
    }
    let settings = written.ok_or_else(|| Error::unavailable("settings change elsewhere"))?;
    if edit.last_seen_visibility.is_some() {
        presence::look_again(app, &identity.user_id).await;
    }
    if edit.read_receipts_enabled.is_some() {
        let off = AttributeValue::Bool(!settings.read_receipts_enabled);
        let chats = member::chats_of(app, &identity.user_id).await?;
        stream::iter(chats)
            .map(|chat| note(app, identity, chat, off.clone()))
            .buffer_unordered(CONCURRENCY)
            .try_collect::<()>()
            .await?;
    }
    Ok(settings)
}

/// Writes settings in place of those that were seen; false when they are others by now. Who sees
/// whether they are there lies beside what they are as well.
async fn write(
    app: &App,
    identity: &Identity,
    seen: &Settings,
    settings: &Settings,
) -> Result<bool> {
    let map = |settings: &Settings| to_item(settings).map(AttributeValue::M);
    let off = AttributeValue::Bool(!settings.read_receipts_enabled);
    let update = Update::builder()
        .table_name(app.config.users_table()?)
        .set_key(Some(profile_key(&identity.user_id)))
        .update_expression("SET settings = :settings, receiptsOff = :off")
        .condition_expression("settings = :seen AND attribute_not_exists(deleted)")
        .expression_attribute_values(":settings", map(settings)?)
        .expression_attribute_values(":seen", map(seen)?)
        .expression_attribute_values(":off", off)
        .build()?;
    let mut transaction = Transaction::default().update(update);
    if settings.last_seen_visibility != seen.last_seen_visibility {
        let audience = to_attribute_value(settings.last_seen_visibility)?;
        let update = Update::builder()
            .table_name(app.config.presence_table()?)
            .set_key(Some(presence_key(&identity.user_id)))
            .update_expression("SET shownTo = :audience ADD revision :one")
            .expression_attribute_values(":audience", audience)
            .expression_attribute_values(":one", number(1))
            .build()?;
        transaction = transaction.update(update);
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(true),
        Err(cancelled) if cancelled.failed_at(0) => Ok(false),
        Err(cancelled) => Err(cancelled.into_error()),
    }
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
