use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::amend::{Act, Scene, Verdict, amend};
use crate::member::require_many;
use crate::rules::permission::{Permission, require, require_above, require_grantable};
use crate::rules::validate;
use crate::table::member::Member;
use crate::table::profile;
use crate::wire::{self, EditMember, Happening, Occurrence, Role};

/// Gives a member another role, title or permissions. Of themself they change the title alone.
///
/// # Errors
/// `not_found`; `forbidden` for a role that is not below the caller's, and for giving what the
/// caller does not have; `validation_failed`.
pub async fn update_member(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    user: &UserId,
    edit: &EditMember,
) -> Result<wire::Member> {
    validate::member_title(edit.title.as_ref().and_then(Option::as_ref))?;
    if edit.role == Some(Role::Owner) {
        let detail = "hand the chat over to make somebody its owner";
        return Err(Error::field("role", "invalid", detail));
    }
    let actor = &identity.user_id;
    let targets = [user.clone()];
    let act = Act::on(chat, actor, &targets);
    let (scene, _) = amend(app, act, |scene| {
        let changed = decide(scene, user, edit)?;
        if scene.active(user) == Some(&changed) {
            return Ok(Verdict::Nothing);
        }
        scene.members.insert(user.clone(), changed.clone());
        let event = Happening::MemberUpdated;
        Ok(Verdict::Write(Occurrence::of_members(
            event,
            actor,
            [changed],
            None,
        )))
    })
    .await?;
    let member = scene
        .active(user)
        .ok_or_else(|| Error::not_found("member"))?;
    Ok(member.to_wire(profile::get(app, user).await?.as_ref()))
}

/// The member as they are to be.
fn decide(scene: &Scene, user: &UserId, edit: &EditMember) -> Result<Member> {
    let (actor, has) = scene.actor()?;
    require_many(&scene.head)?;
    require(&has, Permission::ManageMembers, "change members")?;
    let member = scene
        .active(user)
        .ok_or_else(|| Error::not_found("member"))?;
    let mut changed = member.clone();
    if let Some(role) = edit.role {
        changed.role = role;
    }
    if let Some(title) = &edit.title {
        changed.title = title.as_ref().map(|title| title.trim().to_owned());
    }
    if let Some(permissions) = &edit.permissions {
        changed.permissions.clone_from(permissions);
    }
    let keeps_power = changed.role == member.role && changed.permissions == member.permissions;
    if actor.user_id == *user && keeps_power {
        return Ok(changed);
    }
    require_above(actor.role, member.role)?;
    let before = member.standing(&scene.head).permissions();
    let after = changed.standing(&scene.head).permissions();
    require_grantable((actor.role, &has), changed.role, (&before, &after))?;
    Ok(changed)
}
