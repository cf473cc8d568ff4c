use std::collections::{BTreeMap, HashMap};

use futures::future::try_join_all;

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::queue;
use crate::table::entry::Entry;
use crate::table::head::{Head, head_key};
use crate::table::{self, from_item};
use crate::time::Time;
use crate::wire::job::Job;

/// An entry this old has had its time to be pushed.
const GRACE_SECONDS: i32 = 20;
/// Entries one check looks at.
const SEQS_PER_CHECK: usize = 200;

/// An entry that the table's stream reports as written.
#[derive(Clone, Debug)]
pub struct Inserted(pub Entry);

/// The safety net: finds entries whose writer died before it queued them.
///
/// Entries that had their time and are not known as pushed are queued again, whole; younger ones
/// are looked at once more, one delayed check per chat and batch.
///
/// # Errors
/// When the heads cannot be read or a job cannot be queued: the stream hands the batch out again.
pub async fn repair(app: &App, inserted: Vec<Inserted>) -> Result<()> {
    let mut by_chat: BTreeMap<ChatId, Vec<Entry>> = BTreeMap::new();
    for Inserted(entry) in inserted {
        by_chat
            .entry(entry.chat_id.clone())
            .or_default()
            .push(entry);
    }
    let keys = by_chat.keys().map(head_key).collect();
    let items = table::batch_get(app, app.config.chats_table()?, keys).await?;
    let heads: HashMap<ChatId, Head> = items
        .into_iter()
        .map(|item| from_item::<Head>(item).map(|head| (head.chat_id.clone(), head)))
        .collect::<Result<_>>()?;

    let mut jobs = Vec::new();
    for (chat, entries) in by_chat {
        match heads.get(&chat) {
            Some(head) => jobs.extend(jobs_for(head, entries, Time::now())),
            // The heads were read eventually consistent: that of a new chat may not show yet. A
            // check reads it again, strongly.
            None => jobs.extend(checks(&chat, entries)),
        }
    }
    try_join_all(
        jobs.into_iter()
            .map(|(job, delay)| queue::send(app, job, delay)),
    )
    .await?;
    Ok(())
}

/// Jobs for the entries of one chat that its head does not know as pushed, with their delays.
fn jobs_for(head: &Head, entries: Vec<Entry>, now: Time) -> Vec<(Job, i32)> {
    let missing = entries
        .into_iter()
        .filter(|entry| !head.is_pushed(entry.seq));
    let (old, young): (Vec<Entry>, Vec<Entry>) = missing
        .partition(|entry| now.millis_since(entry.created_at) >= i64::from(GRACE_SECONDS) * 1000);
    let mut jobs: Vec<(Job, i32)> = old
        .into_iter()
        .map(|entry| {
            tracing::warn!(chat = %entry.chat_id, seq = entry.seq, "queueing an entry again");
            let ordinal = entry.ordinal;
            let message = entry.into_message(None);
            (
                Job::Deliver {
                    message,
                    ordinal,
                    origin: None,
                    after: None,
                },
                0,
            )
        })
        .collect();
    jobs.extend(checks(&head.chat_id, young));
    jobs
}

/// Jobs that look at entries once more when they have had their time, with their delays.
fn checks(chat: &ChatId, entries: Vec<Entry>) -> Vec<(Job, i32)> {
    let seqs: Vec<u64> = entries.into_iter().map(|entry| entry.seq).collect();
    let jobs = seqs.chunks(SEQS_PER_CHECK).map(|seqs| {
        let job = Job::Check {
            chat_id: chat.clone(),
            seqs: seqs.to_vec(),
        };
        (job, GRACE_SECONDS)
    });
    jobs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MessageId, UserId};
    use crate::wire::{ChatType, MessageType};

    fn entry(chat: &ChatId, seq: u64, created_at: Time) -> Entry {
        Entry {
            chat_id: chat.clone(),
            seq,
            id: MessageId::at(seq),
            sender_id: UserId::generate(),
            client_message_id: seq.to_string(),
            kind: MessageType::Text,
            text: None,
            metadata: None,
            created_at,
            ordinal: seq,
            acl_seq: 0,
            acl_at: None,
        }
    }

    #[test]
    fn only_what_was_not_pushed_is_queued_and_the_young_wait() {
        let chat = ChatId::generate();
        let mut head = Head::new(chat.clone(), ChatType::Group, UserId::generate(), 2);
        head.pushed_through = 2;
        head.pushed = [4].into();
        let now = Time::now();
        let old = now.plus_seconds(-25);
        let entries = vec![
            entry(&chat, 1, old),
            entry(&chat, 3, old),
            entry(&chat, 4, old),
            entry(&chat, 5, now),
        ];
        let jobs = jobs_for(&head, entries, now);
        assert_eq!(jobs.len(), 2);
        assert!(matches!(&jobs[0], (Job::Deliver { message, .. }, 0) if message.seq == 3));
        assert!(matches!(&jobs[1], (Job::Check { seqs, .. }, 20) if *seqs == [5]));
    }
}
