use serde_json::json;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, ConnectionId, MessageId, UserId};
use crate::log::require_member;
use crate::queue;
use crate::table::hidden::{self, Hidden};
use crate::table::member::member_key;
use crate::table::{Transaction, applied, entry, number, private, side};
use crate::time::Time;
use crate::wire::job::Job;
use crate::wire::{Deleted, Event};

/// Hides a message from the caller alone. Not an entry of the log: the caller's other devices learn
/// of it by an event of their own, and by what `sync` brings beside the log.
pub(super) async fn hide_message(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    origin: Option<&ConnectionId>,
) -> Result<Deleted> {
    let user = &identity.user_id;
    let missing = || Error::not_found("message");
    let seq = id.seq().ok_or_else(missing)?;
    let place = hidden::place(chat, user, seq);
    let ((head, member), message, known) = tokio::try_join!(
        require_member(app, chat, user),
        entry::message_at(app, chat, seq),
        side::get::<Hidden>(app, &place)
    )?;
    let now = Time::now();
    let message = message.filter(|message| message.id == *id && !message.is_expired(now));
    let message = message.filter(|message| message.slot.seq > member.floor(&head));
    let message = message.ok_or_else(missing)?;
    let deleted = Deleted {
        message_id: message.id,
        seq,
    };
    if known.is_some() {
        return Ok(deleted);
    }
    let event = Event {
        kind: "message.deleted".to_owned(),
        chat_id: Some(chat.clone()),
        seq: None,
        ts: now,
        data: json!({ "messageId": id, "deletedBy": user, "for": "me" }),
    };
    let row = Hidden {
        at: now,
        expires_at: message.expires_at,
    };
    let table = app.config.messages_table()?;
    if member.hidden_seq.is_none_or(|newest| seq > newest) {
        note_newest(app, chat, user, seq).await?;
    }
    let transaction = Transaction::default()
        .put(table, place.item(&row)?)?
        .put(table, private::item(user, &event)?)?;
    if let Err(cancelled) = transaction.commit(app).await? {
        return Err(cancelled.into_error());
    }
    let job = Job::Notify {
        event,
        user_ids: vec![user.clone()],
        except: origin.cloned(),
    };
    if let Err(error) = queue::send(app, job, 0).await {
        tracing::warn!(%chat, seq, cause = %error, "own devices are not told");
    }
    Ok(deleted)
}

/// Notes on the member record which message the list of chats must not show as the last one.
async fn note_newest(app: &App, chat: &ChatId, user: &UserId, seq: u64) -> Result<()> {
    let result = app
        .dynamodb
        .update_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(member_key(chat, user)))
        .update_expression("SET hiddenSeq = :seq")
        .condition_expression(
            "attribute_exists(pk) AND (attribute_not_exists(hiddenSeq) OR hiddenSeq < :seq)",
        )
        .expression_attribute_values(":seq", number(seq))
        .send()
        .await;
    applied(result).map(drop)
}
