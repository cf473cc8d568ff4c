use aws_sdk_dynamodb::operation::update_item::UpdateItemError;

use crate::account::Identity;
use crate::app::App;
use crate::chat::require_member;
use crate::error::{Error, Result};
use crate::id::{ChatId, ConnectionId, MessageId};
use crate::queue;
use crate::rules::limits::LIMITS;
use crate::table::entry::{self, Entry, Range};
use crate::table::head::Head;
use crate::table::member::{Member, member_key};
use crate::table::number;
use crate::time::Time;
use crate::wire::job::Job;
use crate::wire::{ReadPosition, ReadRequest};

/// Moves the caller's cursor forward, never back, and has the receipt pushed: at most one in two
/// seconds per reader and chat, the last one with the newest cursor.
///
/// # Errors
/// `not_found`; `validation_failed` for a `seq` or message that the chat does not have.
pub async fn mark_read(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    request: &ReadRequest,
    origin: Option<&ConnectionId>,
) -> Result<ReadPosition> {
    let (head, member) = require_member(app, chat, &identity.user_id).await?;
    let Some(entry) = find(app, chat, request).await? else {
        return Ok(position(
            &head,
            member.read_seq,
            member.read_ordinal,
            &member,
        ));
    };
    if entry.seq <= member.read_seq {
        return Ok(position(
            &head,
            member.read_seq,
            member.read_ordinal,
            &member,
        ));
    }

    let now = Time::now();
    let receipt = (head.member_count <= LIMITS.receipt_members)
        .then(|| Receipt::plan(now.millis(), member.receipt_due_at))
        .flatten();
    if move_cursor(app, &member, &entry, now, receipt).await?
        && let Some(receipt) = receipt
    {
        let job = Job::Receipt {
            chat_id: chat.clone(),
            reader_id: identity.user_id.clone(),
            after_seq: member.read_seq,
            at: now,
            origin: origin.cloned(),
        };
        if let Err(error) = queue::send(app, job, receipt.delay_seconds).await {
            tracing::warn!(%chat, cause = %error, "receipt was not queued");
        }
    }
    Ok(position(&head, entry.seq, entry.ordinal, &member))
}

/// The entry up to which the request reads; none when the chat is empty.
async fn find(app: &App, chat: &ChatId, request: &ReadRequest) -> Result<Option<Entry>> {
    let (seq, named) = match (&request.message_ids, request.seq) {
        (Some(ids), _) => {
            let (seq, id) = newest_of(ids)?;
            (Some(seq), Some(id))
        }
        (None, seq) => (seq, None),
    };
    let field = if named.is_some() { "messageIds" } else { "seq" };
    let Some(seq) = seq else {
        return entry::newest(app, chat).await;
    };
    if seq == 0 {
        return Ok(None);
    }
    // The newest at or below: an entry may have expired since the client saw it.
    let (entries, _) = entry::read(app, chat, Range::Before(seq.checked_add(1)), 1).await?;
    match entries.into_iter().next() {
        Some(entry)
            if entry.seq < seq && entry::newest(app, chat).await?.is_none_or(|n| n.seq < seq) =>
        {
            Err(unknown(field))
        }
        // An identifier tells a place, and may be that of another chat's message.
        Some(entry) if entry.seq == seq && named.is_some_and(|id| *id != entry.id) => {
            Err(unknown("messageIds"))
        }
        None => Err(unknown(field)),
        found => Ok(found),
    }
}

/// The last of the messages that are named, and its place in the log.
fn newest_of(ids: &[MessageId]) -> Result<(u64, &MessageId)> {
    let places = ids
        .iter()
        .map(|id| Ok((id.seq().ok_or_else(|| unknown("messageIds"))?, id)));
    let newest = places
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .max_by_key(|(seq, _)| *seq);
    newest.ok_or_else(|| Error::field("messageIds", "required", "must name a message"))
}

fn unknown(field: &str) -> Error {
    Error::field(field, "unknown", "the chat has no such entry yet")
}

/// Writes the cursor unless it is further already; false when it is.
async fn move_cursor(
    app: &App,
    member: &Member,
    entry: &Entry,
    now: Time,
    receipt: Option<Receipt>,
) -> Result<bool> {
    let mut update = app
        .dynamodb
        .update_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(member_key(&member.chat_id, &member.user_id)))
        .condition_expression("attribute_exists(pk) AND readSeq < :seq")
        .expression_attribute_values(":seq", number(entry.seq))
        .expression_attribute_values(":ordinal", number(entry.ordinal))
        .expression_attribute_values(":now", number(now.millis()));
    let mut expression = "SET readSeq = :seq, readOrdinal = :ordinal, readAt = :now".to_owned();
    if let Some(receipt) = receipt {
        expression.push_str(", receiptDueAt = :due");
        update = update.expression_attribute_values(":due", number(receipt.due_at));
    }
    let Err(error) = update.update_expression(expression).send().await else {
        return Ok(true);
    };
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(_)) => Ok(false),
        _ => Err(error.into()),
    }
}

/// When to push the receipt of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Receipt {
    due_at: i64,
    delay_seconds: i32,
}

impl Receipt {
    /// At once when the last one is two seconds old; when one is queued for later, none, since it
    /// will tell the newest cursor; else two seconds after the last one.
    fn plan(now: i64, last_due_at: Option<i64>) -> Option<Self> {
        let interval = i64::from(LIMITS.receipt_interval_seconds) * 1000;
        match last_due_at {
            Some(due_at) if due_at > now => None,
            Some(due_at) if due_at + interval > now => {
                let due_at = due_at + interval;
                let delay_seconds = i32::try_from((due_at - now + 999) / 1000).unwrap_or(2);
                Some(Self {
                    due_at,
                    delay_seconds,
                })
            }
            _ => Some(Self {
                due_at: now,
                delay_seconds: 0,
            }),
        }
    }
}

fn position(head: &Head, seq: u64, ordinal: u64, member: &Member) -> ReadPosition {
    ReadPosition {
        read_seq: seq,
        delivered_seq: member.delivered_seq.max(seq),
        unread_count: head.last_ordinal.saturating_sub(ordinal),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_keep_their_distance() {
        assert_eq!(
            Receipt::plan(10_000, None),
            Some(Receipt {
                due_at: 10_000,
                delay_seconds: 0
            })
        );
        assert_eq!(
            Receipt::plan(10_500, Some(10_000)),
            Some(Receipt {
                due_at: 12_000,
                delay_seconds: 2
            })
        );
        assert_eq!(Receipt::plan(10_900, Some(12_000)), None, "one is queued");
        assert_eq!(
            Receipt::plan(14_000, Some(12_000)),
            Some(Receipt {
                due_at: 14_000,
                delay_seconds: 0
            })
        );
    }
}
