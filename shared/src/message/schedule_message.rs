use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure as OnFailure};

use crate::account::Identity;
use crate::app::App;
use crate::chat::{ensure_direct, require_member};
use crate::error::{Code, Error, Result};
use crate::id::ChatId;
use crate::rules::limits::LIMITS;
use crate::table::scheduled::{Appointment, Scheduled};
use crate::table::sent::Sent;
use crate::table::{EXPIRES_AT, Transaction, from_item, number, side};
use crate::time::Time;
use crate::wire::{ScheduledMessage, SendMessage};

/// Notes a message for later, once under its `clientMessageId`.
pub(super) async fn schedule(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    mut body: SendMessage,
    hash: String,
) -> Result<ScheduledMessage> {
    let user = &identity.user_id;
    match (require_member(app, chat, user).await, &body.user_id) {
        (Err(error), Some(peer)) if error.code == Code::NotFound => {
            ensure_direct(app, user, peer, "userId").await?;
        }
        (membership, _) => drop(membership?),
    }
    (body.chat_id, body.user_id) = (Some(chat.clone()), None);
    let send_at = body.send_at.ok_or_else(|| Error::internal("no sendAt"))?;
    let now = Time::now();
    let scheduled = Scheduled {
        appointment: Appointment::new(chat, user, send_at),
        send_at,
        created_at: now,
        message: serde_json::to_string(&body).map_err(Error::internal)?,
        hash: hash.clone(),
    };
    let expires = now.seconds() + i64::from(LIMITS.idempotency_seconds);
    let key = (chat, user, body.client_message_id.as_str());
    let mut sent = Sent::new(key, None, hash, expires);
    sent.appointment = Some(scheduled.appointment.clone());

    let table = app.config.messages_table()?;
    let put_sent = Put::builder()
        .table_name(table)
        .set_item(Some(sent.to_item()?))
        .condition_expression("attribute_not_exists(chatId) OR #expires < :now")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":now", number(now.seconds()))
        .return_values_on_condition_check_failure(OnFailure::AllOld)
        .build()?;
    let [mine, due] = scheduled.items()?;
    let transaction = Transaction::default()
        .put_if(put_sent)
        .put(table, mine)?
        .put(table, due)?;
    match transaction.commit(app).await? {
        Ok(()) => scheduled.to_wire(),
        Err(cancelled) => match cancelled.existing_at(0) {
            Some(sent) => repeated(app, from_item(sent.clone())?, &scheduled.hash).await,
            None => Err(cancelled.into_error()),
        },
    }
}

/// The first result under the same key, as long as it waits.
async fn repeated(app: &App, sent: Sent, hash: &str) -> Result<ScheduledMessage> {
    if sent.hash != hash {
        return Err(Error::new(
            Code::IdempotencyMismatch,
            "This clientMessageId was used for another message. Use a new one.",
        ));
    }
    let appointment = sent
        .appointment
        .ok_or_else(|| Error::new(Code::Conflict, "This message was sent meanwhile."))?;
    find_scheduled(app, &appointment).await?.to_wire()
}

/// An appointment's message.
///
/// # Errors
/// `not_found` when it was sent or cancelled.
pub(super) async fn find_scheduled(app: &App, appointment: &Appointment) -> Result<Scheduled> {
    let found = side::get(app, &appointment.place()).await?;
    found.ok_or_else(|| Error::not_found("scheduled message"))
}
