use crate::account::Identity;
use crate::app::App;
use crate::chat::put_away;
use crate::error::{Code, Error, Result};
use crate::id::ChatId;
use crate::log::amend::{Act, Verdict, amend};
use crate::log::require_member;
use crate::wire::{ChatType, Happening, MemberState, Occurrence, Role};

/// Leaves a group or channel; puts a direct chat away until the next message.
///
/// # Errors
/// `not_found`; `owner_required` for the owner, who hands the chat over or deletes it.
pub async fn leave_chat(app: &App, identity: &Identity, chat: &ChatId) -> Result<()> {
    let user = &identity.user_id;
    let membership = require_member(app, chat, user).await?;
    if membership.0.kind == ChatType::Direct {
        return put_away(app, &membership).await;
    }
    amend(app, Act::on(chat, user, &[]), |scene| {
        let mut member = scene.actor()?.0.clone();
        if member.role == Role::Owner {
            let detail = "Hand the chat over to another member, or delete it.";
            return Err(Error::new(Code::OwnerRequired, detail));
        }
        member.go(MemberState::Left, scene.now, None, None);
        scene.members.insert(user.clone(), member.clone());
        scene.count(0, 1);
        let event = Happening::MemberLeft;
        Ok(Verdict::Write(Occurrence::of_members(
            event,
            user,
            [member],
            None,
        )))
    })
    .await?;
    Ok(())
}
