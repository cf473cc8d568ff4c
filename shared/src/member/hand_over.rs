use crate::account::Identity;
use crate::app::App;
use crate::chat::get_chat;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::amend::{Act, Verdict, amend};
use crate::member::require_many;
use crate::wire::{Chat, Happening, Occurrence, Role};

/// Makes another member the owner. Who was it becomes an admin, in the same entry.
///
/// # Errors
/// `not_found`; `forbidden` for who is not the owner; `validation_failed` for who is no member.
pub async fn hand_over(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    user: &UserId,
) -> Result<Chat> {
    let actor = &identity.user_id;
    let targets = [user.clone()];
    let act = Act::on(chat, actor, &targets);
    amend(app, act, |scene| {
        let (owner, _) = scene.actor()?;
        require_many(&scene.head)?;
        if owner.role != Role::Owner {
            let detail = "Only its owner may hand a chat over.";
            return Err(Error::new(Code::Forbidden, detail));
        }
        if actor == user {
            return Ok(Verdict::Nothing);
        }
        let unknown = || Error::field("userId", "unknown", "is not in this chat");
        let (mut former, mut next) = (
            owner.clone(),
            scene.active(user).ok_or_else(unknown)?.clone(),
        );
        (former.role, next.role) = (Role::Admin, Role::Owner);
        next.permissions = None;
        let members = [next, former];
        for member in &members {
            scene.members.insert(member.user_id.clone(), member.clone());
        }
        let event = Happening::MemberUpdated;
        Ok(Verdict::Write(Occurrence::of_members(
            event, actor, members, None,
        )))
    })
    .await?;
    get_chat(app, identity, chat).await
}
