//! Members of a chat: table `chats`, key (`pk` = chat, `sk` = `#member#` + user); index `byUser`
//! (`userId`, `pk`), keys only, so that a moving cursor does not write to the index.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table::head::Head;
use crate::table::item::{Item, from_item, key, text, to_item};
use crate::time::Time;
use crate::wire::{MemberState, Role};

/// Sort keys of members begin so; the head's begins with `#` too, everything else does not.
pub const PREFIX: &str = "#member#";
/// Index of a user's chats.
pub const BY_USER: &str = "byUser";

/// One person in one chat, and how far they have read.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
            hidden_seq: None,
            receipt_due_at: None,
        }
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

/// Reads a member, strongly consistent (1 read unit).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, chat: &ChatId, user: &UserId) -> Result<Option<Member>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(member_key(chat, user)))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}

/// Who of these people is in the chat, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn active_among(app: &App, chat: &ChatId, users: &[UserId]) -> Result<BTreeSet<UserId>> {
    let members = get_many(app, chat, users).await?.into_iter();
    let active = members.filter(Member::is_active);
    Ok(active.map(|member| member.user_id).collect())
}

/// Who of these people does not tell what they have read.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn silent_among(app: &App, chat: &ChatId, users: &[UserId]) -> Result<BTreeSet<UserId>> {
    let members = get_many(app, chat, users).await?.into_iter();
    let silent = members.filter(|member| member.receipts_off);
    Ok(silent.map(|member| member.user_id).collect())
}

async fn get_many(app: &App, chat: &ChatId, users: &[UserId]) -> Result<Vec<Member>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let keys = users.iter().map(|user| member_key(chat, user)).collect();
    let items = super::batch_get_strong(app, app.config.chats_table()?, keys).await?;
    items.into_iter().map(from_item).collect()
}

/// The head and a page of members, in one strongly consistent query.
#[derive(Debug)]
pub struct Roster {
    /// The head; only on the first page.
    pub head: Option<Head>,
    /// The members of this page.
    pub members: Vec<Member>,
    /// There are members behind the last one of this page.
    pub more: bool,
}

/// Reads the head and up to `limit` members, beginning behind `after`.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn roster(
    app: &App,
    chat: &ChatId,
    after: Option<&UserId>,
    limit: usize,
) -> Result<Roster> {
    let output = app
        .dynamodb
        .query()
        .table_name(app.config.chats_table()?)
        .key_condition_expression("pk = :chat AND begins_with(sk, :hash)")
        .expression_attribute_values(":chat", text(chat.as_str()))
        .expression_attribute_values(":hash", text("#"))
        .set_exclusive_start_key(after.map(|user| member_key(chat, user)))
        .limit(i32::try_from(limit.saturating_add(1)).unwrap_or(i32::MAX))
        .consistent_read(true)
        .send()
        .await?;
    let more = output.last_evaluated_key.is_some();
    let mut roster = Roster {
        head: None,
        members: Vec::new(),
        more,
    };
    for item in output.items.unwrap_or_default() {
        if item.get("sk") == Some(&text(crate::table::head::SORT_KEY)) {
            roster.head = Some(from_item(item)?);
        } else {
            roster.members.push(from_item(item)?);
        }
    }
    Ok(roster)
}

/// The chats a person is or was in, from the index (eventually consistent).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn chats_of(app: &App, user: &UserId) -> Result<Vec<ChatId>> {
    let mut chats = Vec::new();
    let mut start = None;
    loop {
        let output = app
            .dynamodb
            .query()
            .table_name(app.config.chats_table()?)
            .index_name(BY_USER)
            .key_condition_expression("userId = :user")
            .expression_attribute_values(":user", text(user.as_str()))
            .set_exclusive_start_key(start)
            .send()
            .await?;
        for item in output.items.unwrap_or_default() {
            if let Some(Ok(chat)) = item.get("pk").map(|value| value.as_s()) {
                chats.push(ChatId::from(chat.as_str()));
            }
        }
        start = output.last_evaluated_key;
        if start.is_none() {
            return Ok(chats);
        }
    }
}

/// A chat's head with one person's side of it.
pub type Membership = (Head, Member);

/// Heads and the person's member records of many chats, eventually consistent, in one round of
/// parallel calls. Chats without a head or member record are left out.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn memberships(app: &App, user: &UserId, chats: &[ChatId]) -> Result<Vec<Membership>> {
    let keys = chats
        .iter()
        .flat_map(|chat| [super::head::head_key(chat), member_key(chat, user)])
        .collect();
    let items = super::batch_get(app, app.config.chats_table()?, keys).await?;
    let mut heads = std::collections::HashMap::new();
    let mut members = Vec::new();
    for item in items {
        if item.get("sk") == Some(&text(crate::table::head::SORT_KEY)) {
            let head: Head = from_item(item)?;
            heads.insert(head.chat_id.clone(), head);
        } else {
            members.push(from_item::<Member>(item)?);
        }
    }
    Ok(members
        .into_iter()
        .filter_map(|member| heads.remove(&member.chat_id).map(|head| (head, member)))
        .collect())
}
