use crate::account::Identity;
use crate::app::App;
use crate::chat::get_chat;
use crate::error::{Error, Result};
use crate::id::{InviteCode, UserId};
use crate::log::amend::{Act, Scene, Verdict, amend};
use crate::member::admit;
use crate::table::invite::invited_key;
use crate::table::profile;
use crate::wire::{Chat, Happening, Occurrence};

/// Comes into a chat by an invitation.
///
/// # Errors
/// `not_found` when it is over, used up, revoked, or somebody else's; `forbidden` for who is banned;
/// `chat_full`.
pub async fn accept_invite(app: &App, identity: &Identity, code: &InviteCode) -> Result<Chat> {
    let chat = code.chat().ok_or_else(|| Error::not_found("invite"))?;
    let user = &identity.user_id;
    let me = profile::get(app, user).await?;
    let silent = me.is_some_and(|me| me.receipts_off);
    let act = Act {
        invite: Some(code),
        ..Act::on(&chat, user, &[])
    };
    amend(app, act, |scene| decide(scene, (user, code), silent)).await?;
    get_chat(app, identity, &chat).await
}

fn decide(
    scene: &mut Scene,
    (user, code): (&UserId, &InviteCode),
    silent: bool,
) -> Result<Verdict> {
    let now = scene.now;
    let found = scene.invite.clone();
    if scene.active(user).is_some() {
        // A repeat: a personal invitation is gone with its use, and a link may be used up.
        let is_own = InviteCode::personal(&scene.head.chat_id, user) == *code;
        let is_link = found.as_ref().is_some_and(|one| one.invited_id.is_none());
        if is_own || is_link {
            return Ok(Verdict::Nothing);
        }
    }
    // Nobody lets themself back in.
    let found = found.filter(|one| one.admits(user, now) && one.created_by != *user);
    let mut invite = found.ok_or_else(|| Error::not_found("invite"))?;
    let member = admit(scene, user, silent)?;
    invite.uses += 1;
    if invite.invited_id.is_some() {
        let key = invited_key(user, &scene.head.chat_id);
        scene.deletes.push(key);
        scene.invite = None;
    } else {
        scene.invite = Some(invite.clone());
    }
    let (event, actor) = (Happening::MemberAdded, &invite.created_by);
    Ok(Verdict::Write(Occurrence::of_members(
        event,
        actor,
        [member],
        None,
    )))
}
