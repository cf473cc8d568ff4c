//! Members of a chat: table `chats`, key (`pk` = chat, `sk` = `#member#` + user); index `byUser`
//! (`userId`, `pk`), keys only, so that a moving cursor does not write to the index.

mod read;

use std::ops::Not;

use aws_sdk_dynamodb::types::Update;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::rules::permission::{Permissions, Standing};
use crate::table::bring;
use crate::table::entry::Slot;
use crate::table::head::Head;
use crate::table::item::{Item, key, text, to_item};
use crate::table::profile::Profile;
use crate::time::Time;
use crate::wire::{self, ChatSettings, HistoryVisibility, MemberState, NotificationLevel, Role};

pub use read::{
    Membership, Roster, active_among, chats_of, direct_chats_of, everybody, get, get_many,
    is_present, memberships, memberships_now, roster,
};

/// Sort keys of members begin so; the head's begins with `#` too, everything else does not.
pub const PREFIX: &str = "#member#";
/// What a change of membership writes.
const AMENDED: [&str; 10] = [
    "role",
    "state",
    "title",
    "permissions",
    "joinedAt",
    "joinedSeq",
    "leftAt",
    "by",
    "reason",
    "bannedUntil",
];
/// Index of a user's chats.
pub const BY_USER: &str = "byUser";

/// One person in one chat, and how far they have read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Member {
    /// The chat.
    #[serde(rename = "pk")]
    pub chat_id: ChatId,
    sk: String,
    /// The person.
    pub user_id: UserId,
    /// What they may do.
    pub role: Role,
    /// Where they stand.
    pub state: MemberState,
    /// When they joined.
    pub joined_at: Time,
    /// Newest entry when they joined; sync begins there.
    #[serde(default)]
    pub joined_seq: u64,
    /// Up to where they have read.
    #[serde(default)]
    pub read_seq: u64,
    /// How many messages the log counted there.
    #[serde(default)]
    pub read_ordinal: u64,
    /// When that was written, epoch milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<i64>,
    /// Up to where a device of theirs has received.
    #[serde(default)]
    pub delivered_seq: u64,
    /// When that was written, epoch milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<i64>,
    /// They do not tell what they have read, and are not told.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub receipts_off: bool,
    /// What they are called here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What they may do instead of what their role may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permissions: Option<Permissions>,
    /// When they left, were removed or banned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_at: Option<Time>,
    /// Who brought them to their state, when that was somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Until when they are banned; for ever when it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub banned_until: Option<Time>,
    /// In a direct chat: they have blocked the other.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub blocks: bool,
    /// In a direct chat: the other has blocked them.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub blocked: bool,
    /// When they last sent something, epoch milliseconds; in slow mode only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sent_at: Option<i64>,
    /// No notifications until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub muted_until: Option<Time>,
    /// The chat stands above their others.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub pinned: bool,
    /// They have put it away.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub archived: bool,
    /// What to be notified of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_level: Option<NotificationLevel>,
    /// A direct chat does not show up to this many messages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub put_away_ordinal: Option<u64>,
    /// The newest message that they have deleted for themself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_seq: Option<u64>,
    /// When the next receipt of theirs may be pushed; a receipt is queued for then or before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt_due_at: Option<i64>,
}

impl Member {
    /// A member who joins a chat that has no entries yet.
    #[must_use]
    pub fn new(chat_id: &ChatId, user_id: &UserId, role: Role) -> Self {
        Self {
            chat_id: chat_id.clone(),
            sk: format!("{PREFIX}{user_id}"),
            user_id: user_id.clone(),
            role,
            state: MemberState::Active,
            joined_at: Time::now(),
            joined_seq: 0,
            read_seq: 0,
            read_ordinal: 0,
            read_at: None,
            delivered_seq: 0,
            delivered_at: None,
            receipts_off: false,
            title: None,
            permissions: None,
            left_at: None,
            by: None,
            reason: None,
            banned_until: None,
            blocks: false,
            blocked: false,
            last_sent_at: None,
            muted_until: None,
            pinned: false,
            archived: false,
            notification_level: None,
            put_away_ordinal: None,
            hidden_seq: None,
            receipt_due_at: None,
        }
    }

    /// Comes in, again or for the first time, with the entry that has this slot.
    pub fn enter(&mut self, slot: &Slot, now: Time) {
        self.role = Role::Member;
        self.state = MemberState::Active;
        (self.title, self.permissions) = (None, None);
        (self.joined_at, self.joined_seq) = (now, slot.seq - 1);
        (self.left_at, self.by, self.reason) = (None, None, None);
        self.banned_until = None;
        (self.read_seq, self.read_ordinal) = (slot.seq, slot.ordinal);
        self.delivered_seq = slot.seq;
    }

    /// Goes, on their own or by somebody else.
    pub fn go(&mut self, state: MemberState, now: Time, by: Option<&UserId>, reason: Option<&str>) {
        self.role = Role::Member;
        self.state = state;
        (self.title, self.permissions) = (None, None);
        self.left_at = Some(now);
        self.by = by.cloned();
        self.reason = reason.map(str::to_owned);
        self.banned_until = None;
    }

    /// Whether they cannot come in.
    #[must_use]
    pub fn is_banned(&self, now: Time) -> bool {
        self.state == MemberState::Banned && self.banned_until.is_none_or(|until| until > now)
    }

    /// Up to where they read nothing, since they were not here.
    #[must_use]
    pub fn floor(&self, head: &Head) -> u64 {
        match head.history_visibility {
            HistoryVisibility::All => 0,
            HistoryVisibility::FromJoin => self.joined_seq,
        }
    }

    /// What it depends on what they may do.
    #[must_use]
    pub fn standing<'a>(&'a self, head: &'a Head) -> Standing<'a> {
        Standing {
            chat: head.kind,
            join_policy: head.join_policy,
            roles: head.role_permissions.as_ref(),
            role: self.role,
            own: self.permissions.as_ref(),
        }
    }

    /// Whether a direct chat is put away, and nothing was written since.
    #[must_use]
    pub fn has_put_away(&self, head: &Head) -> bool {
        self.put_away_ordinal
            .is_some_and(|ordinal| ordinal >= head.last_ordinal)
    }

    /// How they want the chat.
    #[must_use]
    pub fn settings(&self) -> ChatSettings {
        ChatSettings {
            muted_until: self.muted_until,
            pinned: self.pinned,
            archived: self.archived,
            notification_level: self.notification_level.unwrap_or_default(),
        }
    }

    /// The member as others see them.
    #[must_use]
    pub fn to_wire(&self, profile: Option<&Profile>) -> wire::Member {
        wire::Member {
            user_id: self.user_id.clone(),
            user: profile.map(Profile::to_user),
            role: self.role,
            state: self.state,
            title: self.title.clone(),
            permissions: self.permissions.clone(),
            joined_at: self.joined_at,
            left_at: self.left_at,
        }
    }

    /// Writes a change of membership, unless another one came since `seen` was read. Cursors and
    /// settings stay as they are, but for who comes in.
    ///
    /// # Errors
    /// Never for a member made here.
    pub fn amend(&self, table: &str, seen: &Self) -> Result<Update> {
        let mut names = AMENDED.to_vec();
        if self.is_active() && !seen.is_active() {
            names.extend(["readSeq", "readOrdinal", "deliveredSeq"]);
        }
        let key = member_key(&self.chat_id, &self.user_id);
        let update = bring(table, key, &self.to_item()?, &names);
        let before = seen.to_item()?;
        let value = |name: &str| before.get(name).cloned().unwrap_or_else(|| text(""));
        Ok(update
            .condition_expression("#state = :seenState AND #role = :seenRole")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#role", "role")
            .expression_attribute_values(":seenState", value("state"))
            .expression_attribute_values(":seenRole", value("role"))
            .build()?)
    }

    /// The member as an item.
    ///
    /// # Errors
    /// Never for a member made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }

    /// Whether the person reads and is pushed everything.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.state == MemberState::Active
    }

    /// Up to where a device of theirs has received: reading implies it.
    #[must_use]
    pub fn received_seq(&self) -> u64 {
        self.delivered_seq.max(self.read_seq)
    }

    /// When a device of theirs last received something.
    #[must_use]
    pub fn received_at(&self) -> Option<i64> {
        if self.delivered_seq >= self.read_seq {
            self.delivered_at.or(self.read_at)
        } else {
            self.read_at
        }
    }
}

/// Key of a member.
#[must_use]
pub fn member_key(chat: &ChatId, user: &UserId) -> Item {
    key(("pk", chat.as_str()), ("sk", &format!("{PREFIX}{user}")))
}
