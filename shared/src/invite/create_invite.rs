use crate::account::Identity;
use crate::app::App;
use crate::chat::view;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, InviteCode, UserId};
use crate::log::require_member;
use crate::member::require_admission;
use crate::queue;
use crate::rules::validate;
use crate::table::head::Head;
use crate::table::invite::StoredInvite;
use crate::table::{Transaction, block, member, private, profile};
use crate::time::Time;
use crate::wire::{Event, Invite, InvitePreview, NewInvite};

/// Invites one person, or makes a link for whoever has it. Inviting a person again replaces the
/// invitation they have.
///
/// # Errors
/// `not_found`, `forbidden`; `validation_failed`, also for somebody who does not exist or is in the
/// chat already.
pub async fn create_invite(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    body: &NewInvite,
) -> Result<Invite> {
    let now = Time::now();
    validate::invite(body, now)?;
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    require_admission(&head, &me.standing(&head).permissions())?;
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
    store(app, &head, &stored).await?;
    Ok(stored.to_wire(chat))
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

async fn store(app: &App, head: &Head, stored: &StoredInvite) -> Result<()> {
    let chats = app.config.chats_table()?;
    let mut transaction = Transaction::default().put(chats, stored.to_item()?)?;
    let mut told = None;
    if let (Some(item), Some(user)) = (stored.to_invited_item()?, &stored.invited_id) {
        let event = event(app, head, stored).await?;
        transaction = transaction
            .put(chats, item)?
            .put(app.config.messages_table()?, private::item(user, &event)?)?;
        told = Some((user.clone(), event));
    }
    if let Err(cancelled) = transaction.commit(app).await? {
        return Err(cancelled.into_error());
    }
    if let Some((user, event)) = told {
        queue::notify(app, event, vec![user]).await;
    }
    Ok(())
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
