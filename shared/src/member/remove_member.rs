use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::amend::{Act, Verdict, amend};
use crate::member::leave_chat::leave_chat;
use crate::member::{end_invitation, require_many};
use crate::rules::permission::{Permission, require, require_above};
use crate::rules::validate;
use crate::wire::{Happening, MemberState, Occurrence};

/// Removes a member, who may come back. Who names themself leaves.
///
/// # Errors
/// `not_found`; `forbidden` for a role that is not below the caller's; `validation_failed` for a
/// long reason.
pub async fn remove_member(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    user: &UserId,
    reason: Option<&str>,
) -> Result<()> {
    validate::reason(reason)?;
    let actor = &identity.user_id;
    if actor == user {
        return leave_chat(app, identity, chat).await;
    }
    let targets = [user.clone()];
    let act = Act::on(chat, actor, &targets);
    amend(app, act, |scene| {
        let (remover, has) = scene.actor()?;
        require_many(&scene.head)?;
        require(&has, Permission::ManageMembers, "remove members")?;
        let member = scene
            .active(user)
            .ok_or_else(|| Error::not_found("member"))?;
        require_above(remover.role, member.role)?;
        let mut member = member.clone();
        member.go(MemberState::Removed, scene.now, Some(actor), reason);
        scene.members.insert(user.clone(), member.clone());
        scene.count(0, 1);
        end_invitation(scene, user)?;
        let (event, reason) = (Happening::MemberRemoved, reason.map(str::to_owned));
        Ok(Verdict::Write(Occurrence::of_members(
            event,
            actor,
            [member],
            reason,
        )))
    })
    .await?;
    Ok(())
}
