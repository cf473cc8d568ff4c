use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::log::require_member;
use crate::queue;
use crate::table::member::member_key;
use crate::table::{Transaction, bring, private};
use crate::time::Time;
use crate::wire::{ChatSettings, EditChatSettings, Event};

/// Says how the caller wants a chat: what is given is changed, the rest stays. Their other devices
/// are told.
///
/// # Errors
/// `not_found`.
pub async fn update_settings(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    edit: &EditChatSettings,
) -> Result<ChatSettings> {
    let user = &identity.user_id;
    let (_, mut member) = require_member(app, chat, user).await?;
    let before = member.settings();
    if let Some(until) = edit.muted_until {
        member.muted_until = until;
    }
    member.pinned = edit.pinned.unwrap_or(member.pinned);
    member.archived = edit.archived.unwrap_or(member.archived);
    member.notification_level = edit.notification_level.or(member.notification_level);
    let settings = member.settings();
    if settings == before {
        return Ok(settings);
    }
    let event = Event {
        kind: "chat.settings".to_owned(),
        chat_id: Some(chat.clone()),
        seq: None,
        ts: Time::now(),
        data: serde_json::to_value(settings).map_err(Error::internal)?,
    };
    let chats = app.config.chats_table()?;
    // Another device may change what is not given here.
    let fields = [
        ("mutedUntil", edit.muted_until.is_some()),
        ("pinned", edit.pinned.is_some()),
        ("archived", edit.archived.is_some()),
        ("notificationLevel", edit.notification_level.is_some()),
    ];
    let given = fields.iter().filter(|(_, is_given)| *is_given);
    let given: Vec<&str> = given.map(|(name, _)| *name).collect();
    let update = bring(chats, member_key(chat, user), &member.to_item()?, &given);
    let update = update
        .condition_expression("attribute_exists(pk)")
        .build()?;
    let transaction = Transaction::default()
        .update(update)
        .put(app.config.messages_table()?, private::item(user, &event)?)?;
    if let Err(cancelled) = transaction.commit(app).await? {
        return Err(cancelled.into_error());
    }
    queue::notify(app, event, vec![user.clone()]).await;
    Ok(settings)
}
