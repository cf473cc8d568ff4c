use crate::account::Identity;
use crate::app::App;
use crate::chat::view;
use crate::error::{Error, Result};
use crate::id::{InviteCode, UserId};
use crate::table::{head, invite};
use crate::time::Time;
use crate::wire::InvitePreview;

/// An invitation with the chat it leads to, for whom it admits.
///
/// # Errors
/// `not_found` when it is over, used up, revoked, or somebody else's.
pub async fn preview_invite(
    app: &App,
    identity: &Identity,
    code: &InviteCode,
) -> Result<InvitePreview> {
    preview(app, &identity.user_id, code).await
}

pub(super) async fn preview(app: &App, user: &UserId, code: &InviteCode) -> Result<InvitePreview> {
    let missing = || Error::not_found("invite");
    let chat = code.chat().ok_or_else(missing)?;
    let (found, head) = tokio::try_join!(invite::get(app, code), head::get(app, &chat))?;
    let now = Time::now();
    let found = found
        .filter(|invite| invite.admits(user, now))
        .ok_or_else(missing)?;
    let head = head
        .filter(|head| head.deleted_at.is_none())
        .ok_or_else(missing)?;
    Ok(InvitePreview {
        invite: found.to_wire(&chat),
        chat: view::common(&head, &view::about(app, &head).await?),
    })
}
