use aws_sdk_dynamodb::types::Put;

use crate::account::Identity;
use crate::app::App;
use crate::chat::view;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, InviteCode, UserId};
use crate::log::require_member;
use crate::member::require_admission;
use crate::queue;
use crate::rules::{fingerprint, validate};
use crate::table::head::Head;
use crate::table::invite::StoredInvite;
use crate::table::made_invite::{self, MadeInvite, made_key};
use crate::table::{Item, Transaction, block, member, outbox, private, profile};
use crate::time::Time;
use crate::wire::{Event, Invite, InvitePreview, Letter, NewInvite};

/// Invites one person, or makes a link for whoever has it. Inviting a person again replaces the
/// invitation they have; with a key that was used before, returns what it made.
///
/// # Errors
/// `not_found`, `forbidden`; `validation_failed`, also for somebody who does not exist or is in the
/// chat already; `idempotency_mismatch` when the key was used with another body.
pub async fn create_invite(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    body: &NewInvite,
    key: Option<&str>,
) -> Result<Invite> {
    let now = Time::now();
    key.map_or(Ok(()), validate::idempotency_key)?;
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    require_admission(&head, &me.standing(&head).permissions())?;
    let at = key.map(|key| made_key(chat, &identity.user_id, key));
    let hash = fingerprint(body)?;
    if let Some(first) = first(app, at.clone(), &hash, now).await? {
        return Ok(first);
    }
    validate::invite(body, now)?;
    if let Some(user) = &body.user_id {
        require_stranger(app, chat, user, now).await?;
        let named = std::slice::from_ref(user);
        if !block::by_any(app, named, &identity.user_id)
            .await?
            .is_empty()
        {
            let detail = "This person does not take invitations from you.";
            return Err(Error::new(Code::Blocked, detail));
        }
    }
    let code = match &body.user_id {
        Some(user) => InviteCode::personal(chat, user),
        None => InviteCode::generate(chat),
    };
    let stored = StoredInvite {
        code,
        invited_id: body.user_id.clone(),
        created_by: identity.user_id.clone(),
        created_at: now,
        ends_at: body.expires_at,
        max_uses: body.max_uses,
        uses: 0,
        expires_at: body.expires_at.map(Time::seconds),
    };
    let invite = stored.to_wire(chat);
    let made = match &at {
        Some(at) => {
            let made = MadeInvite::new(&invite, hash.clone(), now)?;
            Some(made.put_if_free(app.config.chats_table()?, at.clone(), now)?)
        }
        None => None,
    };
    if store(app, &head, &stored, made).await? {
        return Ok(invite);
    }
    let first = first(app, at, &hash, now).await?;
    first.ok_or_else(|| Error::unavailable("the same key is at work"))
}

/// What an earlier call made under the same key.
async fn first(app: &App, at: Option<Item>, hash: &str, now: Time) -> Result<Option<Invite>> {
    let Some(at) = at else { return Ok(None) };
    let Some(made) = made_invite::get(app, at, now).await? else {
        return Ok(None);
    };
    if made.hash != hash {
        return Err(Error::new(
            Code::IdempotencyMismatch,
            "This Idempotency-Key made another invitation. Use a new key.",
        ));
    }
    made.invite().map(Some)
}

/// Refuses to invite who does not exist, is in the chat, or is banned from it.
async fn require_stranger(app: &App, chat: &ChatId, user: &UserId, now: Time) -> Result<()> {
    let (person, member) = tokio::try_join!(profile::get(app, user), member::get(app, chat, user))?;
    if person.is_none() {
        return Err(Error::field("userId", "unknown", "there is no such user"));
    }
    match member {
        Some(member) if member.is_active() => {
            Err(Error::field("userId", "invalid", "is in the chat already"))
        }
        Some(member) if member.is_banned(now) => {
            let detail = "This person is banned from the chat. Lift the ban first.";
            Err(Error::new(Code::Forbidden, detail))
        }
        _ => Ok(()),
    }
}

/// Writes the invitation; false when its key was used meanwhile.
async fn store(app: &App, head: &Head, stored: &StoredInvite, made: Option<Put>) -> Result<bool> {
    let chats = app.config.chats_table()?;
    let mut transaction = Transaction::default().put(chats, stored.to_item()?)?;
    if let Some(made) = made {
        transaction = transaction.put_if(made);
    }
    let mut told = None;
    if let (Some(item), Some(user)) = (stored.to_invited_item()?, &stored.invited_id) {
        let event = event(app, head, stored).await?;
        let letter = Letter::Invitation {
            user: user.clone(),
            inviter: stored.created_by.clone(),
            chat: head.chat_id.clone(),
            name: head.name.clone(),
        };
        transaction = transaction
            .put(chats, item)?
            .put(app.config.users_table()?, outbox::item(&letter)?)?
            .put(app.config.messages_table()?, private::item(user, &event)?)?;
        told = Some((user.clone(), event));
    }
    match transaction.commit(app).await? {
        Ok(()) => {}
        Err(cancelled) if cancelled.failed() => return Ok(false),
        Err(cancelled) => return Err(cancelled.into_error()),
    }
    if let Some((user, event)) = told {
        queue::notify(app, event, vec![user]).await;
    }
    Ok(true)
}

async fn event(app: &App, head: &Head, stored: &StoredInvite) -> Result<Event> {
    let preview = InvitePreview {
        invite: stored.to_wire(&head.chat_id),
        chat: view::common(head, &view::about(app, head).await?),
    };
    Ok(Event {
        kind: "invite.created".to_owned(),
        chat_id: Some(head.chat_id.clone()),
        seq: None,
        ts: stored.created_at,
        data: serde_json::json!({ "invite": preview.invite, "chat": preview.chat }),
    })
}
