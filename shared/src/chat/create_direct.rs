use std::time::Duration;

use rand::Rng as _;

use crate::account::Identity;
use crate::app::App;
use crate::chat::view;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::membership::present;
use crate::queue;
use crate::table::about::About;
use crate::table::head::{self, Head};
use crate::table::member::{self, Member, Membership};
use crate::table::{Item, Transaction, block, profile};
use crate::wire::{ChatType, CreateChat, Role};

/// How often to try while the other side is at it, with pauses of so many milliseconds.
const ATTEMPTS: u32 = 10;
const PAUSE_MILLIS: std::ops::Range<u64> = 20..100;

/// Makes the direct chat that `POST /v1/chats` asks for, or returns it.
pub(super) async fn create_direct(
    app: &App,
    identity: &Identity,
    body: &CreateChat,
) -> Result<(Membership, bool)> {
    let [peer] = body.member_ids.as_slice() else {
        return Err(Error::field(
            "memberIds",
            "invalid",
            "a direct chat has exactly one other",
        ));
    };
    ensure_direct(app, &identity.user_id, peer, "memberIds[0]").await
}

/// The direct chat of `user` and `peer`, made when it is not there; `true` when this call made it.
/// Both sides may do this at the same time: its identifier comes from the pair.
///
/// # Errors
/// `validation_failed`, naming `field`, when `peer` is the caller or does not exist.
pub async fn ensure_direct(
    app: &App,
    user: &UserId,
    peer: &UserId,
    field: &str,
) -> Result<(Membership, bool)> {
    if user == peer {
        return Err(Error::field(field, "invalid", "must be somebody else"));
    }
    let chat = ChatId::direct(user, peer);
    let (head, mine, own, other) = tokio::try_join!(
        head::get(app, &chat),
        member::get(app, &chat, user),
        profile::get(app, user),
        profile::get(app, peer)
    )?;
    if let Some(head) = head {
        // Made by the other side between the two reads: whoever sees the head finds the members.
        let mine = match mine {
            Some(mine) => Some(mine),
            None => member::get(app, &chat, user).await?,
        };
        return Ok((present(Some(head), mine)?, false));
    }
    let unknown = || Error::field(field, "unknown", "there is no such user");
    let other = other.ok_or_else(unknown)?;

    require_unblocked(app, user, peer).await?;
    let mut head = Head::new(chat.clone(), ChatType::Direct, user.clone(), 2);
    head.pair = vec![user.clone(), peer.clone()];
    let mut mine = Member::new(&chat, user, Role::Member);
    mine.receipts_off = own.is_some_and(|own| own.receipts_off);
    let mut theirs = Member::new(&chat, peer, Role::Member);
    theirs.receipts_off = other.receipts_off;
    let items = [head.to_item()?, mine.to_item()?, theirs.to_item()?];
    for _ in 0..ATTEMPTS {
        if write(app, (user, peer), items.clone()).await? {
            let both = vec![user.clone(), peer.clone()];
            announce(app, &head, &About::default(), both).await;
            return Ok(((head, mine), true));
        }
        if let Some(existing) = existing(app, &chat, user).await? {
            return Ok((existing, false));
        }
        require_unblocked(app, user, peer).await?;
        // The other side is making it right now.
        let pause = rand::rng().random_range(PAUSE_MILLIS);
        tokio::time::sleep(Duration::from_millis(pause)).await;
    }
    Err(Error::unavailable("the other side is making this chat"))
}

/// The chat and the user's side of it, when it is there: whoever sees the head finds the members.
async fn existing(app: &App, chat: &ChatId, user: &UserId) -> Result<Option<Membership>> {
    let Some(head) = head::get(app, chat).await? else {
        return Ok(None);
    };
    let mine = member::get(app, chat, user).await?;
    present(Some(head), mine).map(Some)
}

async fn require_unblocked(app: &App, user: &UserId, peer: &UserId) -> Result<()> {
    if block::is_between(app, user, peer).await? {
        let detail = "One of you has blocked the other.";
        return Err(Error::new(Code::Blocked, detail));
    }
    Ok(())
}

/// Puts the new chat's items; false when the chat exists, is being made, or one has blocked the other.
async fn write(app: &App, (user, peer): (&UserId, &UserId), items: [Item; 3]) -> Result<bool> {
    let table = app.config.chats_table()?;
    let users = app.config.users_table()?;
    // A block that is made meanwhile finds the chat, or keeps it from being made.
    let mut transaction = Transaction::default()
        .check(block::none(users, user, peer)?)
        .check(block::none(users, peer, user)?);
    for item in items {
        transaction = transaction.put_new(table, item)?;
    }
    Ok(transaction.commit(app).await?.is_ok())
}

/// Tells the members' devices. Not an entry of the log: who misses it learns of the chat by sync.
pub(super) async fn announce(app: &App, head: &Head, about: &About, user_ids: Vec<UserId>) {
    match view::created_event(head, about) {
        Ok(event) => queue::notify(app, event, user_ids).await,
        Err(error) => error.log(""),
    }
}
