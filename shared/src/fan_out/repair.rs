use std::collections::BTreeMap;

use futures::future::try_join_all;

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::queue;
use crate::table::entry::Entry;
use crate::table::head::{self, Head};
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
/// Entries that are not known as pushed are looked at once more, strongly, by one check per chat and
/// batch: at once those that had their time, later the younger ones. The check queues them again.
///
/// # Errors
/// When the heads cannot be read or a job cannot be queued: the stream hands the batch out again.
pub async fn repair(app: &App, inserted: Vec<Inserted>) -> Result<()> {
    let mut by_chat: BTreeMap<ChatId, Vec<Entry>> = BTreeMap::new();
    for Inserted(entry) in inserted {
        by_chat
            .entry(entry.slot().chat_id.clone())
            .or_default()
            .push(entry);
    }
    let chats: Vec<ChatId> = by_chat.keys().cloned().collect();
    let heads = head::get_many(app, &chats).await?;

    let mut jobs = Vec::new();
    for (chat, entries) in by_chat {
        match heads.get(&chat) {
            Some(head) => jobs.extend(jobs_for(head, entries, Time::now())),
            // The heads were read eventually consistent: that of a new chat may not show yet. A
            // check reads it again, strongly.
            None => jobs.extend(checks(&chat, &entries, GRACE_SECONDS)),
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
        .filter(|entry| !head.is_pushed(entry.seq()));
    let (old, young): (Vec<Entry>, Vec<Entry>) = missing.partition(|entry| {
        now.millis_since(entry.slot().created_at) >= i64::from(GRACE_SECONDS) * 1000
    });
    for entry in &old {
        tracing::warn!(chat = %head.chat_id, seq = entry.seq(), "looking at an entry again");
    }
    let mut jobs = checks(&head.chat_id, &old, 0);
    jobs.extend(checks(&head.chat_id, &young, GRACE_SECONDS));
    jobs
}

/// Jobs that look at entries once more, with their delays.
fn checks(chat: &ChatId, entries: &[Entry], delay_seconds: i32) -> Vec<(Job, i32)> {
    let seqs: Vec<u64> = entries.iter().map(Entry::seq).collect();
    let jobs = seqs.chunks(SEQS_PER_CHECK).map(|seqs| {
        let job = Job::Check {
            chat_id: chat.clone(),
            seqs: seqs.to_vec(),
        };
        (job, delay_seconds)
    });
    jobs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{MessageId, UserId};
    use crate::table::entry::Slot;
    use crate::table::{Change, StoredChange};
    use crate::wire::ChatType;

    fn entry(chat: &ChatId, seq: u64, created_at: Time) -> Entry {
        Entry::Change(StoredChange {
            slot: Slot {
                chat_id: chat.clone(),
                seq,
                ordinal: 0,
                created_at,
                acl_seq: 0,
                acl_at: None,
            },
            change: Change::Pinned,
            message_id: MessageId::at(1),
            message_seq: 1,
            actor_id: UserId::generate(),
            expires_at: None,
        })
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
        assert!(matches!(&jobs[0], (Job::Check { seqs, .. }, 0) if *seqs == [3]));
        assert!(matches!(&jobs[1], (Job::Check { seqs, .. }, 20) if *seqs == [5]));
    }
}
