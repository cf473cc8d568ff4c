//! A member's two cursors: up to where they have received, and read.

use crate::app::App;
use crate::chat::unread::unread_above;
use crate::error::Result;
use crate::id::ConnectionId;
use crate::queue;
use crate::rules::limits::LIMITS;
use crate::table::head::Head;
use crate::table::member::{Member, Membership, member_key};
use crate::table::{applied, number};
use crate::time::Time;
use crate::wire::ReadPosition;
use crate::wire::job::Job;

/// Where a cursor moves.
#[derive(Clone, Copy, Debug)]
pub(super) enum Move {
    /// Everything up to here was read.
    Read { seq: u64, ordinal: u64 },
    /// Everything up to here is on a device.
    Delivered { seq: u64 },
}

/// Moves a cursor forward, never back, and has the receipt pushed: at most one in two seconds per
/// reader and chat, the last one with the newest cursors. Gives the cursors as they stand then.
pub(super) async fn move_cursor(
    app: &App,
    (head, member): &Membership,
    to: Move,
    origin: Option<&ConnectionId>,
) -> Result<ReadPosition> {
    let is_further = match to {
        Move::Read { seq, .. } => seq > member.read_seq,
        Move::Delivered { seq } => seq > member.received_seq(),
    };
    if !is_further {
        return position(app, head, member, None).await;
    }
    let now = Time::now();
    let receipt = Receipt::plan(head, member, now);
    if write(app, member, to, now, receipt).await?
        && let Some(receipt) = receipt
    {
        receipt.queue(app, member, origin).await;
    }
    position(app, head, member, Some(to)).await
}

/// The cursors as they stand after a move.
pub(super) async fn position(
    app: &App,
    head: &Head,
    member: &Member,
    moved: Option<Move>,
) -> Result<ReadPosition> {
    let (mut read, mut ordinal) = (member.read_seq, member.read_ordinal);
    let mut delivered = member.received_seq();
    match moved {
        Some(Move::Read { seq, ordinal: at }) => {
            (read, ordinal) = (seq, at);
            delivered = delivered.max(seq);
        }
        Some(Move::Delivered { seq }) => delivered = delivered.max(seq),
        None => {}
    }
    Ok(ReadPosition {
        read_seq: read,
        delivered_seq: delivered,
        unread_count: unread_above(app, head, read, ordinal).await?,
    })
}

/// Writes the cursor unless it is further already; false when it is.
async fn write(
    app: &App,
    member: &Member,
    to: Move,
    now: Time,
    receipt: Option<Receipt>,
) -> Result<bool> {
    let mut update = app
        .dynamodb
        .update_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(member_key(&member.chat_id, &member.user_id)))
        .expression_attribute_values(":now", number(now.millis()));
    let mut expression;
    match to {
        Move::Read { seq, ordinal } => {
            expression = "SET readSeq = :seq, readOrdinal = :ordinal, readAt = :now".to_owned();
            update = update
                .condition_expression("attribute_exists(pk) AND readSeq < :seq")
                .expression_attribute_values(":seq", number(seq))
                .expression_attribute_values(":ordinal", number(ordinal));
        }
        Move::Delivered { seq } => {
            expression = "SET deliveredSeq = :seq, deliveredAt = :now".to_owned();
            update = update
                .condition_expression("attribute_exists(pk) AND deliveredSeq < :seq")
                .expression_attribute_values(":seq", number(seq));
        }
    }
    if let Some(receipt) = receipt {
        expression.push_str(", receiptDueAt = :due");
        update = update.expression_attribute_values(":due", number(receipt.due_at));
    }
    applied(update.update_expression(expression).send().await)
}

/// When to push the receipt of a move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    /// When, epoch milliseconds.
    pub(crate) due_at: i64,
    delay_seconds: i32,
}

impl Receipt {
    /// The receipt of a member whose cursor moves; none in a chat too large for receipts, and when
    /// one is queued already.
    pub(crate) fn plan(head: &Head, member: &Member, now: Time) -> Option<Self> {
        let is_told = head.member_count <= LIMITS.receipt_members;
        is_told.then(|| Self::after(now.millis(), member.receipt_due_at))?
    }

    /// Queues the receipt. `member` is the membership before the move, `origin` the connection that
    /// asked for it.
    pub(crate) async fn queue(self, app: &App, member: &Member, origin: Option<&ConnectionId>) {
        let chat = &member.chat_id;
        let job = Job::Receipt {
            chat_id: chat.clone(),
            reader_id: member.user_id.clone(),
            after_seq: member.read_seq,
            after_delivered: member.received_seq(),
            at: Time::now(),
            // A receipt that waits may tell more than the connection knows.
            origin: origin.filter(|_| self.delay_seconds == 0).cloned(),
        };
        if let Err(error) = queue::send(app, job, self.delay_seconds).await {
            tracing::warn!(%chat, cause = %error, "receipt was not queued");
        }
    }

    /// At once when the last one is two seconds old; when one is queued for later, none, since it
    /// will tell the newest cursors; else two seconds after the last one.
    fn after(now: i64, last_due_at: Option<i64>) -> Option<Self> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn receipts_keep_their_distance() {
        let plan = |due_at, delay_seconds| {
            Some(Receipt {
                due_at,
                delay_seconds,
            })
        };
        assert_eq!(Receipt::after(10_000, None), plan(10_000, 0));
        assert_eq!(Receipt::after(10_500, Some(10_000)), plan(12_000, 2));
        assert_eq!(Receipt::after(10_900, Some(12_000)), None, "one is queued");
        assert_eq!(Receipt::after(14_000, Some(12_000)), plan(14_000, 0));
    }
}
