use crate::app::App;
use crate::chat::require_member;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::entry::{self, Entry, Slot};
use crate::table::head::Head;
use crate::table::member::{Member, Membership};
use crate::time::Time;

/// Parallel reads are no snapshot: a change of membership that is younger than this when the reads
/// began may have been missed by one of them.
const ACL_WINDOW_MILLIS: i64 = 5_000;

/// Where a chat's log ends, and that somebody may write to it.
#[derive(Debug)]
pub(super) struct Tip {
    pub(super) head: Head,
    pub(super) member: Member,
    pub(super) last_seq: u64,
    last_ordinal: u64,
    acl_seq: u64,
    acl_at: Option<Time>,
}

impl Tip {
    /// Reads member, head and newest entry side by side, strongly consistent.
    pub(super) async fn read(app: &App, chat: &ChatId, user: &UserId) -> Result<Self> {
        let began = Time::now();
        let (membership, newest) =
            tokio::try_join!(require_member(app, chat, user), entry::newest(app, chat))?;
        let mut tip = Self::of(membership, newest.as_ref());
        let recent = |at: Time| began.millis_since(at) < ACL_WINDOW_MILLIS;
        if tip.acl_at.is_some_and(recent) {
            let again = require_member(app, chat, user).await?;
            tip = Self::of(again, newest.as_ref());
        }
        Ok(tip)
    }

    /// Entries may have expired or been moved aside, so the head can be ahead of the newest one; it
    /// never overtakes the log itself.
    fn of((head, member): Membership, newest: Option<&Entry>) -> Self {
        let newest = newest.map(Entry::slot);
        let newest = newest.filter(|slot| slot.seq >= head.last_seq);
        Self {
            last_seq: newest.map_or(head.last_seq, |slot| slot.seq),
            last_ordinal: newest.map_or(head.last_ordinal, |slot| slot.ordinal),
            acl_seq: newest.map_or(head.acl_seq, |slot| slot.acl_seq.max(head.acl_seq)),
            acl_at: newest.map_or(head.acl_at, |slot| slot.acl_at.max(head.acl_at)),
            head,
            member,
        }
    }

    /// The next place, for a message or for something that does not count as one.
    pub(super) fn next(&self, now: Time, is_message: bool) -> Slot {
        Slot {
            chat_id: self.head.chat_id.clone(),
            seq: self.last_seq + 1,
            ordinal: self.last_ordinal + u64::from(is_message),
            created_at: now,
            acl_seq: self.acl_seq,
            acl_at: self.acl_at,
        }
    }
}
