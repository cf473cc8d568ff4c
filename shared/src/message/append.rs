use std::time::Duration;

use aws_sdk_dynamodb::types::{Delete, Put, Update};

use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId, UserId};
use crate::log::contend::{Attempt, PATIENCE, contend, put_entry};
use crate::log::lifetime;
use crate::log::tip::Tip;
use crate::message::mentioned::require_mentioned;
use crate::message::posting::{Pace, require_post};
use crate::rules::limits::LIMITS;
use crate::table::member::Membership;
use crate::table::scheduled::{Appointment, Scheduled};
use crate::table::sent::Sent;
use crate::table::thread::Answered;
use crate::table::{
    StoredMessage, Transaction, entry, from_item, number, sent, side, state, thread,
};
use crate::time::Time;
use crate::wire::{Content, MessageType};

/// How long a worker may fight for a slot; its timeout is eight seconds.
const WORKERS_PATIENCE: Duration = Duration::from_secs(4);

/// A message on its way into the log.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) chat: &'a ChatId,
    pub(super) sender: &'a UserId,
    pub(super) client_message_id: &'a str,
    pub(super) kind: MessageType,
    pub(super) content: Content,
    pub(super) reply_to_id: Option<&'a MessageId>,
    /// Hash of what was sent, to tell a repeat from another message under the same key.
    pub(super) hash: &'a str,
    /// The appointment that is kept by sending this; without it there is nothing to send any more.
    pub(super) appointment: Option<&'a Appointment>,
}

/// What became of an append.
#[derive(Debug)]
pub(super) enum Appended {
    /// It is stored.
    New(StoredMessage),
    /// An earlier call stored it.
    Repeated {
        message: StoredMessage,
        membership: Box<Membership>,
    },
    /// It waits for its time, by this call or an earlier one.
    Scheduled(Box<Scheduled>),
    /// The appointment was cancelled, or kept by somebody else.
    Cancelled,
}

/// Appends the draft, or finds what an earlier call appended under the same key.
///
/// Every try reads member, head and newest entry side by side, strongly consistent, and writes
/// entry and key in one transaction.
pub(super) async fn append(app: &App, draft: &Draft<'_>) -> Result<Appended> {
    // A worker of the queue has less time, and its job comes again.
    let patience = if draft.appointment.is_some() {
        WORKERS_PATIENCE
    } else {
        PATIENCE
    };
    contend(patience, || try_once(app, draft)).await
}

async fn try_once(app: &App, draft: &Draft<'_>) -> Result<Attempt<Appended>> {
    let tip = Tip::read(app, draft.chat, draft.sender).await?;
    match check(app, draft, &tip).await {
        Ok(target) => write(app, draft, tip, target.as_ref()).await,
        Err(refusal) if refusal.code.status() >= 500 || draft.appointment.is_some() => Err(refusal),
        // What may not be sent any more may have been sent before.
        Err(refusal) => match sent::get(app, key_of(draft)).await? {
            Some(sent) => Ok(Attempt::Done(repeated(app, draft, tip, sent).await?)),
            None => Err(refusal),
        },
    }
}

fn key_of<'a>(draft: &Draft<'a>) -> (&'a ChatId, &'a UserId, &'a str) {
    (draft.chat, draft.sender, draft.client_message_id)
}

/// The end of the log, and the message that is answered; refuses what may not be sent. The end of
/// the log first: a deletion that is seen neither here nor there takes our slot.
pub(super) async fn look(app: &App, draft: &Draft<'_>) -> Result<(Tip, Option<StoredMessage>)> {
    let tip = Tip::read(app, draft.chat, draft.sender).await?;
    let target = check(app, draft, &tip).await?;
    Ok((tip, target))
}

async fn check(app: &App, draft: &Draft<'_>, tip: &Tip) -> Result<Option<StoredMessage>> {
    require_post(tip)?;
    let target = answered(app, tip, draft).await?;
    require_mentioned(app, tip, &draft.content.mentions).await?;
    Ok(target)
}

/// At which pace the sender may write; who has to wait is refused, unless it is a repeat. What was
/// scheduled comes when it is due.
async fn pace(app: &App, draft: &Draft<'_>, tip: &Tip, now: Time) -> Result<Option<Pace>> {
    let Some(pace) = Pace::of(tip).filter(|_| draft.appointment.is_none()) else {
        return Ok(None);
    };
    match pace.refusal(now) {
        Some(refusal) if sent::get(app, key_of(draft)).await?.is_none() => Err(refusal),
        _ => Ok(Some(pace)),
    }
}

/// The message that the draft answers.
async fn answered(app: &App, tip: &Tip, draft: &Draft<'_>) -> Result<Option<StoredMessage>> {
    let Some(id) = draft.reply_to_id else {
        return Ok(None);
    };
    let unknown = || Error::field("replyToId", "unknown", "there is no such message to answer");
    let floor = tip.member.floor(&tip.end.head);
    let seq = id.seq().filter(|seq| *seq > floor).ok_or_else(unknown)?;
    let message = entry::message_at(app, draft.chat, seq).await?;
    let live = message.filter(|message| message.id == *id && message.is_live(Time::now()));
    live.map(Some).ok_or_else(unknown)
}

async fn write(
    app: &App,
    draft: &Draft<'_>,
    tip: Tip,
    target: Option<&StoredMessage>,
) -> Result<Attempt<Appended>> {
    let now = Time::now();
    let pace = pace(app, draft, &tip, now).await?;
    let slot = tip.end.next(now, true);
    let mut message = StoredMessage {
        id: MessageId::at(slot.seq),
        sender_id: draft.sender.clone(),
        client_message_id: draft.client_message_id.to_owned(),
        kind: draft.kind,
        text: None,
        body: None,
        occurrence: None,
        reply_to_id: draft.reply_to_id.cloned(),
        updated_seq: slot.seq,
        edited_at: None,
        deleted_at: None,
        hidden_at: None,
        expires_at: None,
        slot,
    };
    message.set_content(draft.content.clone())?;
    message.expire_after(lifetime::seconds(app, &tip.end.head));

    let mut transaction = Transaction::default()
        .put_if(put_entry(app, message.to_item()?)?)
        .put_if(put_sent(app, draft, &message)?);
    if let Some(appointment) = draft.appointment {
        transaction = keep(app, transaction, appointment)?;
    }
    if let Some(target) = target {
        transaction = count_reply(app, transaction, target, &message)?;
    }
    let place_of_pace = transaction.len();
    if let Some(pace) = pace {
        transaction = transaction.update(pace.note(app, &tip, now)?);
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(Attempt::Done(Appended::New(message))),
        Err(cancelled) => match cancelled.existing_at(1) {
            Some(sent) => {
                let sent = from_item(sent.clone())?;
                Ok(Attempt::Done(repeated(app, draft, tip, sent).await?))
            }
            None if draft.appointment.is_some() && cancelled.failed_at(2) => {
                Ok(Attempt::Done(Appended::Cancelled))
            }
            None if cancelled.failed_at(place_of_pace) => {
                Err(pace.map_or_else(|| cancelled.into_error(), Pace::overtaken))
            }
            None if cancelled.failed_at(0) || cancelled.is_passing() => Ok(Attempt::Lost {
                last_seq: tip.end.last_seq,
            }),
            None => Err(cancelled.into_error()),
        },
    }
}

/// Remembers the key, if it is free; a draft with an appointment has it since it was made.
fn put_sent(app: &App, draft: &Draft<'_>, message: &StoredMessage) -> Result<Put> {
    let now = message.slot.created_at.seconds();
    let sent = Sent::new(
        (draft.chat, draft.sender, draft.client_message_id),
        Some(message.slot.seq),
        draft.hash.to_owned(),
        now + i64::from(LIMITS.idempotency_seconds),
    );
    let table = app.config.messages_table()?;
    let put = if draft.appointment.is_some() {
        sent.put(table)?
    } else {
        sent.put_if_free(table, now)?
    };
    Ok(put.build()?)
}

/// Strikes the appointment off both lists, if it is still there.
fn keep(app: &App, transaction: Transaction, appointment: &Appointment) -> Result<Transaction> {
    let table = app.config.messages_table()?;
    let mine = Delete::builder()
        .table_name(table)
        .set_key(Some(appointment.place().key()))
        .condition_expression("attribute_exists(chatId)")
        .build()?;
    transaction
        .delete(mine)
        .delete_if_there(table, appointment.due_place().key())
}

/// Counts the message as an answer to another, and lists it in its thread.
fn count_reply(
    app: &App,
    transaction: Transaction,
    target: &StoredMessage,
    reply: &StoredMessage,
) -> Result<Transaction> {
    let table = app.config.messages_table()?;
    let (chat, seq) = (&reply.slot.chat_id, reply.slot.seq);
    let place = state::place(chat, target.slot.seq);
    let mut update = Update::builder()
        .table_name(table)
        .set_key(Some(place.key()))
        .expression_attribute_values(":seq", number(seq))
        .expression_attribute_values(":at", number(reply.slot.created_at.millis()))
        .expression_attribute_values(":none", number(0))
        .expression_attribute_values(":one", number(1));
    let mut set = "SET updatedSeq = :seq, updatedAt = :at, \
                   replyCount = if_not_exists(replyCount, :none) + :one"
        .to_owned();
    if let Some(expires) = target.expires_at {
        set.push_str(", expiresAt = :expires");
        update = update.expression_attribute_values(":expires", number(expires));
    }
    let answered = Answered {
        expires_at: reply.expires_at,
    };
    let row = thread::place(chat, target.slot.seq, seq).item(&answered)?;
    transaction
        .update(update.update_expression(set).build()?)
        .put(table, row)
}

/// The first result of a send that was repeated.
pub(super) async fn repeated(
    app: &App,
    draft: &Draft<'_>,
    tip: Tip,
    sent: Sent,
) -> Result<Appended> {
    if sent.hash != draft.hash {
        return Err(Error::new(
            Code::IdempotencyMismatch,
            "This clientMessageId was used for another message. Use a new one.",
        ));
    }
    let missing = || Error::not_found("message");
    let mut entry_seq = sent.entry_seq;
    if entry_seq.is_none() {
        let appointment = sent.appointment.ok_or_else(missing)?;
        if let Some(scheduled) = side::get(app, &appointment.place()).await? {
            return Ok(Appended::Scheduled(scheduled));
        }
        // Its time has come between the two reads, unless it was cancelled.
        let key = (draft.chat, draft.sender, draft.client_message_id);
        entry_seq = sent::get(app, key).await?.and_then(|sent| sent.entry_seq);
    }
    let seq = entry_seq.ok_or_else(missing)?;
    let message = entry::message_at(app, draft.chat, seq).await?;
    Ok(Appended::Repeated {
        message: message.ok_or_else(missing)?,
        membership: Box::new(tip.into_membership()),
    })
}
