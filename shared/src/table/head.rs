//! Head of a chat: table `chats`, key (`pk` = chat, `sk` = `#head`). Kept under 1 KB, in no index.

mod preview;

use std::collections::{BTreeSet, HashMap};
use std::ops::Not;

use aws_sdk_dynamodb::types::Update;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::rules::limits::LIMITS;
use crate::rules::permission::RolePermissions;
use crate::table::bring;
use crate::table::item::{Item, from_item, key, number, to_item};
use crate::time::Time;
use crate::wire::{ChatType, HistoryVisibility, JoinPolicy, Visibility};

pub use preview::Preview;

/// Sort key of the head.
pub const SORT_KEY: &str = "#head";
/// How many ordinals of deleted messages the head keeps.
pub const GONE_KEPT: usize = 50;
/// Characters of a message's text that the head keeps for lists of chats.
pub const PREVIEW_CHARACTERS: usize = 160;

/// What a chat is, and how far its log was pushed. The log itself knows how far it was written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The chat.
    #[serde(rename = "pk")]
    pub chat_id: ChatId,
    sk: String,
    /// Kind of chat.
    #[serde(rename = "type")]
    pub kind: ChatType,
    /// Name of a group or channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// There is more to say than the head holds: see [`crate::table::about`].
    #[serde(default, skip_serializing_if = "Not::not")]
    pub has_about: bool,
    /// Who can find it.
    #[serde(default)]
    pub visibility: Visibility,
    /// How people come in.
    #[serde(default)]
    pub join_policy: JoinPolicy,
    /// What somebody reads who came in later.
    #[serde(default)]
    pub history_visibility: HistoryVisibility,
    /// How many people it takes; the default when it does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_members: Option<u32>,
    /// Seconds between two messages of one member.
    #[serde(default, skip_serializing_if = "is_none_or_zero")]
    pub slow_mode_seconds: Option<u32>,
    /// What roles may do here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_permissions: Option<RolePermissions>,
    /// The operator vouches for it.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub verified: bool,
    /// Nobody writes any more.
    #[serde(default, skip_serializing_if = "Not::not")]
    pub archived: bool,
    /// When a field last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<Time>,
    /// When it was deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Time>,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// The two people of a direct chat.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pair: Vec<UserId>,
    /// Who made it.
    pub created_by: UserId,
    /// When it was made.
    pub created_at: Time,
    /// How many people are in it.
    pub member_count: u32,
    /// Number of the newest entry known here; the log may be ahead, never behind.
    #[serde(default)]
    pub last_seq: u64,
    /// Where the log begins: what lies before has disappeared.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub first_seq: u64,
    /// How many messages the log counted at `last_seq`.
    #[serde(default)]
    pub last_ordinal: u64,
    /// The newest message known here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// Every entry up to here was pushed.
    #[serde(default)]
    pub pushed_through: u64,
    /// Entries beyond that which were pushed too.
    #[serde(
        default,
        with = "serde_dynamo::number_set",
        skip_serializing_if = "BTreeSet::is_empty"
    )]
    pub pushed: BTreeSet<u64>,
    /// The newest entry that changed membership, permission or existence.
    #[serde(default)]
    pub acl_seq: u64,
    /// When it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl_at: Option<Time>,
    /// Ordinals of the newest messages that were deleted for everyone.
    #[serde(
        default,
        with = "serde_dynamo::number_set",
        skip_serializing_if = "BTreeSet::is_empty"
    )]
    pub gone: BTreeSet<u64>,
    /// Ordinals up to here may be missing in `gone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gone_known_above: Option<u64>,
    /// Seconds after which messages disappear.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disappear_after_seconds: Option<u32>,
    /// Hash of the body that created the chat under an `Idempotency-Key`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creation_hash: Option<String>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

#[expect(
    clippy::ref_option,
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn is_none_or_zero(number: &Option<u32>) -> bool {
    number.unwrap_or_default() == 0
}

/// What only a change of the chat itself writes. Everything else follows the log.
const AMENDED: [&str; 17] = [
    "name",
    "hasAbout",
    "visibility",
    "joinPolicy",
    "historyVisibility",
    "maxMembers",
    "slowModeSeconds",
    "rolePermissions",
    "verified",
    "archived",
    "updatedAt",
    "deletedAt",
    "expiresAt",
    "memberCount",
    "disappearAfterSeconds",
    "aclSeq",
    "aclAt",
];

impl Head {
    /// The head of a chat that has no entries yet.
    #[must_use]
    pub fn new(chat_id: ChatId, kind: ChatType, created_by: UserId, member_count: u32) -> Self {
        Self {
            chat_id,
            sk: SORT_KEY.to_owned(),
            kind,
            name: None,
            has_about: false,
            visibility: Visibility::default(),
            join_policy: JoinPolicy::default(),
            history_visibility: HistoryVisibility::default(),
            max_members: None,
            slow_mode_seconds: None,
            role_permissions: None,
            verified: false,
            archived: false,
            updated_at: None,
            deleted_at: None,
            expires_at: None,
            pair: Vec::new(),
            created_by,
            created_at: Time::now(),
            member_count,
            last_seq: 0,
            first_seq: 0,
            last_ordinal: 0,
            preview: None,
            pushed_through: 0,
            pushed: BTreeSet::new(),
            acl_seq: 0,
            acl_at: None,
            gone: BTreeSet::new(),
            gone_known_above: None,
            disappear_after_seconds: None,
            creation_hash: None,
        }
    }

    /// The head as an item.
    ///
    /// # Errors
    /// Never for a head made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }

    /// Writes what a change of the chat altered, unless another one came between: `seen` is the
    /// newest of them that was known when the head was read.
    ///
    /// # Errors
    /// Never for a head made here.
    pub fn amend(&self, table: &str, seen: u64) -> Result<Update> {
        let update = bring(table, head_key(&self.chat_id), &self.to_item()?, &AMENDED);
        Ok(update
            .condition_expression("aclSeq = :seenAcl")
            .expression_attribute_values(":seenAcl", number(seen))
            .build()?)
    }

    /// How many people it takes.
    #[must_use]
    pub fn max_members(&self) -> u32 {
        self.max_members.unwrap_or(LIMITS.group_members)
    }

    /// Whether the entry is known to have been pushed.
    #[must_use]
    pub fn is_pushed(&self, seq: u64) -> bool {
        seq <= self.pushed_through || self.pushed.contains(&seq)
    }

    /// The other person of a direct chat.
    #[must_use]
    pub fn peer_of(&self, user: &UserId) -> Option<&UserId> {
        self.pair.iter().find(|id| *id != user)
    }
}

/// Key of a chat's head.
#[must_use]
pub fn head_key(chat: &ChatId) -> Item {
    key(("pk", chat.as_str()), ("sk", SORT_KEY))
}

/// Reads a head, strongly consistent (1 read unit).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, chat: &ChatId) -> Result<Option<Head>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(head_key(chat)))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}

/// Reads many heads, eventually consistent; what is not there is left out.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_many(app: &App, chats: &[ChatId]) -> Result<HashMap<ChatId, Head>> {
    if chats.is_empty() {
        return Ok(HashMap::new());
    }
    let keys = chats.iter().map(head_key).collect();
    let items = super::batch_get(app, app.config.chats_table()?, keys).await?;
    let heads = items.into_iter().map(from_item::<Head>);
    heads
        .map(|head| head.map(|head| (head.chat_id.clone(), head)))
        .collect()
}
