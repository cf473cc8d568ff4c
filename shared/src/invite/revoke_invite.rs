use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, InviteCode};
use crate::invite::decline_invite::remove;
use crate::log::require_member;
use crate::member::require_many;
use crate::rules::permission::{Permission, require};
use crate::table::invite;

/// Takes an invitation back: one's own, or as who manages members.
///
/// # Errors
/// `not_found`, `forbidden`.
pub async fn revoke_invite(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    code: &InviteCode,
) -> Result<()> {
    let (head, me) = require_member(app, chat, &identity.user_id).await?;
    require_many(&head)?;
    let missing = || Error::not_found("invite");
    if code.chat().as_ref() != Some(chat) {
        return Err(missing());
    }
    let found = invite::get(app, code).await?.ok_or_else(missing)?;
    if found.created_by != me.user_id {
        let permissions = me.standing(&head).permissions();
        require(
            &permissions,
            Permission::ManageMembers,
            "take back others' invitations",
        )?;
    }
    remove(app, chat, &found).await
}
