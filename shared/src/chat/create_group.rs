use std::collections::HashMap;

use crate::account::Identity;
use crate::app::App;
use crate::chat::create_direct::announce;
use crate::chat::fields;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::membership::present;
use crate::rules::{chat_fields, fingerprint, validate};
use crate::table::about::About;
use crate::table::found::{found_item, terms};
use crate::table::head::{self, Head};
use crate::table::member::{self, Member, Membership};
use crate::table::profile::{self, Profile};
use crate::table::{Item, Transaction, block};
use crate::wire::{CreateChat, FieldError, Role};

/// Members written in one transaction (at most 100 actions; Amazon DynamoDB API Reference,
/// `TransactWriteItems`).
const MEMBERS_PER_TRANSACTION: usize = 90;

/// Makes a group or channel; with a key that was used before, returns the group it made.
///
/// Members are written first and the head last: without a head there is no chat, so a call that
/// dies between leaves nothing anybody can see.
pub(super) async fn create_group(
    app: &App,
    identity: &Identity,
    body: CreateChat,
    key: Option<&str>,
) -> Result<(Membership, bool)> {
    let creator = &identity.user_id;
    let hash = fingerprint(&body)?;
    let mut others = body.member_ids.clone();
    others.sort();
    others.dedup();
    others.retain(|id| id != creator);
    validate::group(&body, others.len())?;

    let chat = key.map_or_else(ChatId::generate, |key| ChatId::for_key(creator, key));
    if key.is_some()
        && let Some(existing) = existing(app, &chat, creator, &hash).await?
    {
        return Ok((existing, false));
    }
    let people = require_users(app, &body.member_ids, &others, creator).await?;
    if !block::by_any(app, &others, creator).await?.is_empty() {
        let detail = "Somebody named does not want to be let in by you.";
        return Err(Error::new(Code::Blocked, detail));
    }
    let receipts_off = |id: &UserId| people.get(id).is_some_and(|one| one.receipts_off);

    let count = u32::try_from(others.len() + 1).map_err(Error::internal)?;
    let mut head = Head::new(chat.clone(), body.kind, creator.clone(), count);
    let mut about = About::default();
    fields::apply(&chat_fields::of_creation(&body), &mut head, &mut about)?;
    head.creation_hash = key.map(|_| hash.clone());

    let mut mine = Member::new(&chat, creator, Role::Owner);
    mine.receipts_off = receipts_off(creator);
    let members = others.iter().map(|id| {
        let mut member = Member::new(&chat, id, Role::Member);
        member.receipts_off = receipts_off(id);
        member.to_item()
    });
    let members: Vec<Item> = members.collect::<Result<_>>()?;
    let mut batches: Vec<Vec<Item>> = members
        .chunks(MEMBERS_PER_TRANSACTION)
        .map(<[Item]>::to_vec)
        .collect();
    let mut last = batches.pop().unwrap_or_default();
    for batch in batches {
        write(app, batch, false).await?;
    }
    if !about.is_empty() {
        write(app, vec![about.to_item(&chat)?], false).await?;
    }
    let words = terms(&head, &about);
    let words: Vec<Item> = words.iter().map(|term| found_item(term, &chat)).collect();
    if !words.is_empty() {
        write(app, words, false).await?;
    }
    last.extend([mine.to_item()?, head.to_item()?]);
    if !write(app, last, true).await? {
        let existing = existing(app, &chat, creator, &hash).await?;
        let existing = existing.ok_or_else(|| Error::unavailable("group is being created"))?;
        return Ok((existing, false));
    }

    let everyone = others.into_iter().chain([creator.clone()]).collect();
    announce(app, &head, &about, everyone).await;
    Ok(((head, mine), true))
}

/// Puts items in one transaction, the last of them (the head) only when it is not there; false
/// when it is.
async fn write(app: &App, mut items: Vec<Item>, with_head: bool) -> Result<bool> {
    let table = app.config.chats_table()?;
    let head = if with_head { items.pop() } else { None };
    let mut transaction = Transaction::default();
    for item in items {
        transaction = transaction.put(table, item)?;
    }
    if let Some(head) = head {
        transaction = transaction.put_new(table, head)?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(true),
        Err(_) if with_head => Ok(false),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}

/// The group that an earlier call made under the same key.
async fn existing(
    app: &App,
    chat: &ChatId,
    creator: &UserId,
    hash: &str,
) -> Result<Option<Membership>> {
    let (head, mine) = tokio::try_join!(head::get(app, chat), member::get(app, chat, creator))?;
    let Some(head) = head else { return Ok(None) };
    if head.creation_hash.as_deref() != Some(hash) {
        return Err(Error::new(
            Code::IdempotencyMismatch,
            "This Idempotency-Key made a chat from another body. Use a new key.",
        ));
    }
    present(Some(head), mine).map(Some)
}

/// Everybody's account; refuses who has none.
async fn require_users(
    app: &App,
    named: &[UserId],
    others: &[UserId],
    creator: &UserId,
) -> Result<HashMap<UserId, Profile>> {
    let everyone = others.iter().chain([creator]).cloned().collect();
    let mut known = profile::get_many(app, everyone).await?;
    known.retain(|_, profile| !profile.deleted);
    let unknown = others.iter().filter(|id| !known.contains_key(*id));
    let errors: Vec<FieldError> = unknown
        .map(|id| FieldError {
            field: format!(
                "memberIds[{}]",
                named.iter().position(|name| name == id).unwrap_or_default()
            ),
            code: "unknown".to_owned(),
            detail: "there is no such user".to_owned(),
        })
        .collect();
    if errors.is_empty() {
        Ok(known)
    } else {
        Err(Error::fields(errors))
    }
}
