use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::amend::{Act, Scene, Verdict, amend};
use crate::member::{admit, require_many};
use crate::rules::permission::{Permission, require};
use crate::table::join_request::request_key;
use crate::table::profile;
use crate::wire::{self, Happening, MemberState, Occurrence};

/// Lets somebody in who asked.
///
/// # Errors
/// `not_found` for who does not ask (any more), `forbidden`, `chat_full`.
pub async fn approve_request(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    user: &UserId,
) -> Result<wire::Member> {
    let actor = &identity.user_id;
    let targets = [user.clone()];
    let act = Act::on(chat, actor, &targets);
    let (scene, _) = amend(app, act, |scene| {
        require_request(scene, user)?;
        let member = admit(scene, user, false)?;
        let event = Happening::MemberAdded;
        Ok(Verdict::Write(Occurrence::of_members(
            event,
            actor,
            [member],
            None,
        )))
    })
    .await?;
    let member = scene
        .active(user)
        .ok_or_else(|| Error::not_found("member"))?;
    Ok(member.to_wire(profile::get(app, user).await?.as_ref()))
}

/// Does not let somebody in who asked. They may ask again.
///
/// # Errors
/// `not_found` for who does not ask (any more), `forbidden`.
pub async fn deny_request(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    user: &UserId,
) -> Result<()> {
    let targets = [user.clone()];
    let act = Act::on(chat, &identity.user_id, &targets);
    amend(app, act, |scene| {
        require_request(scene, user)?;
        end_request(scene, user, Some(&identity.user_id));
        Ok(Verdict::Quietly)
    })
    .await?;
    Ok(())
}

fn require_request(scene: &Scene, user: &UserId) -> Result<()> {
    let (_, has) = scene.actor()?;
    require_many(&scene.head)?;
    require(&has, Permission::ManageMembers, "answer requests")?;
    let member = scene.members.get(user);
    if member.is_none_or(|member| member.state != MemberState::Pending) {
        return Err(Error::not_found("request"));
    }
    Ok(())
}

/// Ends a request without letting anybody in.
pub(super) fn end_request(scene: &mut Scene, user: &UserId, by: Option<&UserId>) {
    let (chat, now) = (scene.head.chat_id.clone(), scene.now);
    if let Some(member) = scene.members.get_mut(user) {
        member.go(MemberState::Left, now, by, None);
    }
    scene.deletes.push(request_key(&chat, user));
}
