use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::require_member;
use crate::rules::permission::Permissions;
use crate::table::entry::{self, Entry, Slot};
use crate::table::head::{self, Head};
use crate::table::member::{Member, Membership};
use crate::time::Time;

/// Parallel reads are no snapshot: a change of membership that is younger than this when the reads
/// began may have been missed by one of them. Longer than the tries of one write take.
const ACL_WINDOW_MILLIS: i64 = 15_000;

/// Where a chat's log ends.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) head: Head,
    pub(crate) last_seq: u64,
    last_ordinal: u64,
    acl_seq: u64,
    acl_at: Option<Time>,
}

impl End {
    /// Reads head and newest entry side by side, strongly consistent.
    pub(crate) async fn read(app: &App, chat: &ChatId) -> Result<Self> {
        let (head, newest) = tokio::try_join!(head::get(app, chat), entry::newest(app, chat))?;
        let head = head.filter(|head| head.deleted_at.is_none());
        let head = head.ok_or_else(|| Error::not_found("chat"))?;
        Ok(Self::of(head, newest.as_ref()))
    }

    /// Entries may have expired or been moved aside, so the head can be ahead of the newest one; it
    /// never overtakes the log itself.
    fn of(head: Head, newest: Option<&Entry>) -> Self {
        let newest = newest.map(Entry::slot);
        let newest = newest.filter(|slot| slot.seq >= head.last_seq);
        Self {
            last_seq: newest.map_or(head.last_seq, |slot| slot.seq),
            last_ordinal: newest.map_or(head.last_ordinal, |slot| slot.ordinal),
            acl_seq: newest.map_or(head.acl_seq, |slot| slot.acl_seq.max(head.acl_seq)),
            acl_at: newest.map_or(head.acl_at, |slot| slot.acl_at.max(head.acl_at)),
            head,
        }
    }

    /// The next place, for a message or for something that does not count as one.
    pub(crate) fn next(&self, now: Time, is_message: bool) -> Slot {
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

/// Where a chat's log ends, and that somebody is in the chat.
#[derive(Debug)]
pub(crate) struct Tip {
    pub(crate) end: End,
    pub(crate) member: Member,
}

impl Tip {
    /// Reads member, head and newest entry side by side, strongly consistent.
    pub(crate) async fn read(app: &App, chat: &ChatId, user: &UserId) -> Result<Self> {
        let began = Time::now();
        let (membership, newest) =
            tokio::try_join!(require_member(app, chat, user), entry::newest(app, chat))?;
        let tip = Self::of(membership, newest.as_ref());
        let recent = |at: Time| began.millis_since(at) < ACL_WINDOW_MILLIS;
        let is_overtaken = tip.end.acl_seq > tip.end.head.acl_seq;
        if is_overtaken || tip.end.acl_at.is_some_and(recent) {
            let again = require_member(app, chat, user).await?;
            return Ok(Self::of(again, newest.as_ref()));
        }
        Ok(tip)
    }

    fn of((head, member): Membership, newest: Option<&Entry>) -> Self {
        let end = End::of(head, newest);
        Self { end, member }
    }

    /// What the member may do.
    pub(crate) fn permissions(&self) -> Permissions {
        self.member.standing(&self.end.head).permissions()
    }

    /// The chat and the membership.
    pub(crate) fn into_membership(self) -> Membership {
        (self.end.head, self.member)
    }
}
