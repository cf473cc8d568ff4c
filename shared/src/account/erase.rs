use std::time::Duration;

use futures::stream::{self, StreamExt};

use crate::account::Identity;
use crate::app::App;
use crate::chat;
use crate::error::{Code, Result};
use crate::id::{ChatId, SessionId, UserId};
use crate::invite;
use crate::login::revoke_all;
use crate::member as members;
use crate::table::erasure::Erasure;
use crate::table::member::{self, Member, Membership};
use crate::table::{block, presence, session};
use crate::time::Time;
use crate::wire::{ChatType, MemberState, Role};

/// Chats left at once.
const CONCURRENCY: usize = 4;
/// So long after the deletion nothing that was under way then is under way any more.
const SETTLED_MILLIS: i64 = 12_000;
/// How often to look for a new owner while members come and go.
const ATTEMPTS: u32 = 5;

/// Takes somebody who has deleted their account out of their chats, and removes what else is left of
/// them. An owner hands over to the highest, longest member; a chat with nobody left is deleted.
/// Twice: what was under way when they went, and the index that lags behind, may have them in
/// another chat. Doing it again does what is left.
///
/// # Errors
/// When DynamoDB refuses: it is tried again.
pub async fn erase(app: &App, erasure: &Erasure) -> Result<()> {
    let user = &erasure.user_id;
    revoke_all(app, user, None, "account_deleted").await?;
    leave_all(app, user).await?;
    let age = Time::now().millis_since(erasure.at).max(0);
    let rest = u64::try_from(SETTLED_MILLIS - age).unwrap_or_default();
    tokio::time::sleep(Duration::from_millis(rest)).await;
    leave_all(app, user).await?;
    block::remove_all(app, user).await?;
    decline_all(app, user).await?;
    session::remove_all(app, user).await?;
    presence::remove(app, user).await?;
    erasure.remove(app).await
}

/// Leaves every chat it can; one that cannot be left now does not keep the others.
async fn leave_all(app: &App, user: &UserId) -> Result<()> {
    let chats = member::chats_of(app, user).await?;
    let left = stream::iter(chats).map(|chat| leave(app, user, chat));
    let left: Vec<Result<()>> = left.buffer_unordered(CONCURRENCY).collect().await;
    left.into_iter().collect()
}

/// Removes the invitations they have.
async fn decline_all(app: &App, user: &UserId) -> Result<()> {
    let identity = acting(user);
    let mut at = None;
    loop {
        let page = invite::list_my_invites(app, &identity, (None, at.as_deref())).await?;
        for preview in page.data {
            absent(invite::decline_invite(app, &identity, &preview.invite.code).await)?;
        }
        at = page.next_cursor;
        if at.is_none() {
            return Ok(());
        }
    }
}

/// Acts as the person would.
fn acting(user: &UserId) -> Identity {
    Identity {
        user_id: user.clone(),
        session_id: SessionId::from("erasure"),
    }
}

async fn leave(app: &App, user: &UserId, chat: ChatId) -> Result<()> {
    let identity = acting(user);
    for attempt in 1..=ATTEMPTS {
        let found = member::memberships_now(app, user, std::slice::from_ref(&chat)).await?;
        let Some((head, me)) = found.into_iter().next() else {
            return Ok(());
        };
        let membership: Membership = (head, me);
        if membership.1.state == MemberState::Pending {
            return absent(members::withdraw_request(app, &identity, &chat).await);
        }
        // What is between two stays as it is: the other one goes on to read it.
        if !member::is_present(&membership) || membership.0.kind == ChatType::Direct {
            return Ok(());
        }
        if membership.1.role != Role::Owner {
            return absent(members::leave_chat(app, &identity, &chat).await);
        }
        let Some(heir) = heir(app, user, &chat).await? else {
            return absent(chat::delete_chat(app, &identity, &chat).await);
        };
        match members::hand_over(app, &identity, &chat, &heir).await {
            Ok(_) => {}
            // The heir has gone meanwhile.
            Err(error) if error.code == Code::ValidationFailed && attempt < ATTEMPTS => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Who comes next: the highest, and of these who has been there longest.
async fn heir(app: &App, user: &UserId, chat: &ChatId) -> Result<Option<UserId>> {
    let others = member::everybody(app, chat).await?.into_iter();
    let others = others.filter(|member| member.user_id != *user);
    let rank = |member: &Member| (std::cmp::Reverse(member.role.rank()), member.joined_at);
    Ok(others.min_by_key(rank).map(|member| member.user_id))
}

/// Who is gone already need not go.
fn absent<T>(result: Result<T>) -> Result<()> {
    match result {
        Err(error) if error.code != Code::NotFound => Err(error),
        _ => Ok(()),
    }
}
