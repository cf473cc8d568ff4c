use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, UserId};
use crate::log::amend::{Act, Verdict, amend};
use crate::member::require_many;
use crate::rules::permission::{Permission, require};
use crate::table::ban::ban_key;
use crate::wire::MemberState;

/// Lets somebody come back who was banned.
///
/// # Errors
/// `not_found` for who is not banned, `forbidden`.
pub async fn lift_ban(app: &App, identity: &Identity, chat: &ChatId, user: &UserId) -> Result<()> {
    let actor = &identity.user_id;
    let targets = [user.clone()];
    let act = Act::on(chat, actor, &targets);
    amend(app, act, |scene| {
        let (_, has) = scene.actor()?;
        require_many(&scene.head)?;
        require(&has, Permission::ManageMembers, "ban people")?;
        let (chat, now) = (scene.head.chat_id.clone(), scene.now);
        let member = scene.members.get_mut(user);
        let member = member.filter(|member| member.state == MemberState::Banned);
        let member = member.ok_or_else(|| Error::not_found("ban"))?;
        member.go(MemberState::Removed, now, Some(actor), None);
        scene.deletes.push(ban_key(&chat, user));
        Ok(Verdict::Quietly)
    })
    .await?;
    Ok(())
}
