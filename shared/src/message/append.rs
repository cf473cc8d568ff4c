//! The log's one way to grow: compare-and-swap on the next slot.
//!
//! Slot n+1 is written only after slot n, so no hole can appear, and nothing can appear behind a
//! number that was already read.

use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure as OnFailure};
use rand::Rng;
use serde_json::{Map, Value};

use crate::app::App;
use crate::chat::require_member;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId, UserId};
use crate::rules::limits::LIMITS;
use crate::table::entry::{self, Entry};
use crate::table::head::Head;
use crate::table::member::Membership;
use crate::table::sent::Sent;
use crate::table::{EXPIRES_AT, Transaction, from_item, number};
use crate::time::Time;
use crate::wire::MessageType;

/// How long one append may fight for a slot.
const DEADLINE: Duration = Duration::from_secs(20);
/// Parallel reads are no snapshot: a change of membership that is younger than this when the reads
/// began may have been missed by one of them.
const ACL_WINDOW_MILLIS: i64 = 5_000;

/// A message on its way into the log.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    pub(super) chat: &'a ChatId,
    pub(super) sender: &'a UserId,
    pub(super) client_message_id: &'a str,
    pub(super) kind: MessageType,
    pub(super) text: Option<String>,
    pub(super) metadata: Option<Map<String, Value>>,
    /// Hash of what was sent, to tell a repeat from another message under the same key.
    pub(super) hash: String,
}

/// What became of an append.
#[derive(Debug)]
pub(super) struct Appended {
    pub(super) entry: Entry,
    /// An earlier call wrote it and it is known to have been pushed: nothing is left to do.
    pub(super) is_settled: bool,
}

/// Appends the draft, or finds what an earlier call appended under the same key.
///
/// Every try reads member, head and newest entry side by side, strongly consistent, and writes
/// entry and key in one transaction.
pub(super) async fn append(app: &App, draft: &Draft<'_>) -> Result<Appended> {
    let started = Instant::now();
    let mut last_seen: Option<u64> = None;
    loop {
        let tip = Tip::read(app, draft).await?;
        match write(app, draft, &tip).await? {
            Outcome::Written(entry) => {
                return Ok(Appended {
                    entry,
                    is_settled: false,
                });
            }
            Outcome::Repeated(sent) => return repeated(app, draft, &tip.head, &sent).await,
            Outcome::Lost => {}
        }
        // Rivals that overtook us between two reads tell how crowded the chat is.
        let crowded = last_seen.is_some_and(|seen| tip.last_seq > seen + 1);
        last_seen = Some(tip.last_seq);
        let pause = rand::rng().random_range(0..if crowded { 1_000 } else { 100 });
        if started.elapsed() + Duration::from_millis(pause) > DEADLINE {
            return Err(Error::unavailable("the chat is too busy"));
        }
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
}

/// Where the log ends, and that the sender may write to it.
struct Tip {
    head: Head,
    last_seq: u64,
    last_ordinal: u64,
    acl_seq: u64,
    acl_at: Option<Time>,
}

impl Tip {
    async fn read(app: &App, draft: &Draft<'_>) -> Result<Self> {
        let began = Time::now();
        let (membership, newest) = tokio::try_join!(
            require_member(app, draft.chat, draft.sender),
            entry::newest(app, draft.chat)
        )?;
        let mut tip = Self::of(membership, newest.as_ref());
        let recent = |at: Time| began.millis_since(at) < ACL_WINDOW_MILLIS;
        if tip.acl_at.is_some_and(recent) {
            let again = require_member(app, draft.chat, draft.sender).await?;
            tip = Self::of(again, newest.as_ref());
        }
        Ok(tip)
    }

    /// Entries may have expired, so the head can be ahead of the newest one; it never overtakes
    /// the log itself.
    fn of((head, _): Membership, newest: Option<&Entry>) -> Self {
        let newest = newest.filter(|entry| entry.seq >= head.last_seq);
        Self {
            last_seq: newest.map_or(head.last_seq, |entry| entry.seq),
            last_ordinal: newest.map_or(head.last_ordinal, |entry| entry.ordinal),
            acl_seq: newest.map_or(head.acl_seq, |entry| entry.acl_seq.max(head.acl_seq)),
            acl_at: newest.map_or(head.acl_at, |entry| entry.acl_at.max(head.acl_at)),
            head,
        }
    }
}

enum Outcome {
    Written(Entry),
    Repeated(Sent),
    /// Somebody else took the slot, a transaction met another one, or DynamoDB was throttled.
    Lost,
}

async fn write(app: &App, draft: &Draft<'_>, tip: &Tip) -> Result<Outcome> {
    let now = Time::now();
    let seq = tip.last_seq + 1;
    let mut entry = Entry {
        chat_id: draft.chat.clone(),
        seq,
        id: MessageId::at(seq),
        sender_id: draft.sender.clone(),
        client_message_id: draft.client_message_id.to_owned(),
        kind: draft.kind,
        text: draft.text.clone(),
        metadata: None,
        created_at: now,
        ordinal: tip.last_ordinal + 1,
        acl_seq: tip.acl_seq,
        acl_at: tip.acl_at,
    };
    entry.set_metadata(draft.metadata.as_ref())?;
    let expires = now.seconds() + i64::from(LIMITS.idempotency_seconds);
    let key = draft.client_message_id;
    let sent = Sent::new(
        draft.chat,
        draft.sender,
        key,
        seq,
        draft.hash.clone(),
        expires,
    );

    let table = app.config.messages_table()?;
    let put_entry = Put::builder()
        .table_name(table)
        .set_item(Some(entry.to_item()?))
        .condition_expression("attribute_not_exists(chatId)")
        .build()?;
    let put_sent = Put::builder()
        .table_name(table)
        .set_item(Some(sent.to_item()?))
        .condition_expression("attribute_not_exists(chatId) OR #expires < :now")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":now", number(now.seconds()))
        .return_values_on_condition_check_failure(OnFailure::AllOld)
        .build()?;
    let transaction = Transaction::default().put_if(put_entry).put_if(put_sent);
    match transaction.commit(app).await? {
        Ok(()) => Ok(Outcome::Written(entry)),
        Err(cancelled) => match cancelled.existing_at(1) {
            Some(sent) => Ok(Outcome::Repeated(from_item(sent.clone())?)),
            None if cancelled.failed_at(0) || cancelled.is_passing() => Ok(Outcome::Lost),
            None => Err(cancelled.into_error()),
        },
    }
}

/// The first result of a send that was repeated.
async fn repeated(app: &App, draft: &Draft<'_>, head: &Head, sent: &Sent) -> Result<Appended> {
    if sent.hash != draft.hash {
        return Err(Error::new(
            Code::IdempotencyMismatch,
            "This clientMessageId was used for another message. Use a new one.",
        ));
    }
    let entry = entry::get(app, draft.chat, sent.entry_seq).await?;
    let entry = entry.ok_or_else(|| Error::not_found("message"))?;
    Ok(Appended {
        is_settled: head.is_pushed(entry.seq),
        entry,
    })
}
