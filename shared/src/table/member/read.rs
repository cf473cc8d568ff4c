//! How members are read.

use std::collections::BTreeSet;

use crate::app::App;
use crate::error::Result;
use crate::id::{ChatId, UserId};
use crate::table;
use crate::table::head::{self, Head};
use crate::table::item::{Item, from_item, text};
use crate::table::member::{BY_USER, Member, member_key};

/// Records of one query when everybody is read.
const ROSTER_PAGE: usize = 1_000;

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

/// The records of these people, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get_many(app: &App, chat: &ChatId, users: &[UserId]) -> Result<Vec<Member>> {
    if users.is_empty() {
        return Ok(Vec::new());
    }
    let keys = users.iter().map(|user| member_key(chat, user)).collect();
    let items = table::batch_get_strong(app, app.config.chats_table()?, keys).await?;
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
        if item.get("sk") == Some(&text(head::SORT_KEY)) {
            roster.head = Some(from_item(item)?);
        } else {
            roster.members.push(from_item(item)?);
        }
    }
    Ok(roster)
}

/// Everybody who is in the chat, page by page.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn everybody(app: &App, chat: &ChatId) -> Result<Vec<Member>> {
    let mut everybody = Vec::new();
    let mut after = None;
    loop {
        let roster = roster(app, chat, after.as_ref(), ROSTER_PAGE).await?;
        after = roster.members.last().map(|member| member.user_id.clone());
        everybody.extend(roster.members.into_iter().filter(Member::is_active));
        if !roster.more || after.is_none() {
            return Ok(everybody);
        }
    }
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

/// The direct chats of a person, so many at most, from the index (eventually consistent, 0.5 read
/// units per 4 KB, some 40 of them).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn direct_chats_of(app: &App, user: &UserId, most: usize) -> Result<Vec<ChatId>> {
    let output = app
        .dynamodb
        .query()
        .table_name(app.config.chats_table()?)
        .index_name(BY_USER)
        .key_condition_expression("userId = :user AND begins_with(pk, :direct)")
        .expression_attribute_values(":user", text(user.as_str()))
        .expression_attribute_values(":direct", text(ChatId::DIRECT))
        .limit(i32::try_from(most).unwrap_or(i32::MAX))
        .send()
        .await?;
    let items = output.items.unwrap_or_default().into_iter();
    let chats = items.filter_map(|item| item.get("pk")?.as_s().ok().cloned());
    Ok(chats.map(ChatId::from).collect())
}

/// A chat's head with one person's side of it.
pub type Membership = (Head, Member);

/// Whether the chat is there, and the person in it.
#[must_use]
pub fn is_present((head, member): &Membership) -> bool {
    head.deleted_at.is_none() && member.is_active()
}

/// Heads and the person's member records of many chats, eventually consistent, in one round of
/// parallel calls. Chats without a head or member record are left out.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn memberships(app: &App, user: &UserId, chats: &[ChatId]) -> Result<Vec<Membership>> {
    let items = table::batch_get(app, app.config.chats_table()?, keys(user, chats)).await?;
    pairs(items)
}

/// The same, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn memberships_now(
    app: &App,
    user: &UserId,
    chats: &[ChatId],
) -> Result<Vec<Membership>> {
    let items = table::batch_get_strong(app, app.config.chats_table()?, keys(user, chats)).await?;
    pairs(items)
}

fn keys(user: &UserId, chats: &[ChatId]) -> Vec<Item> {
    let chats = chats.iter();
    let keys = chats.flat_map(|chat| [head::head_key(chat), member_key(chat, user)]);
    keys.collect()
}

fn pairs(items: Vec<Item>) -> Result<Vec<Membership>> {
    let mut heads = std::collections::HashMap::new();
    let mut members = Vec::new();
    for item in items {
        if item.get("sk") == Some(&text(head::SORT_KEY)) {
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
