use crate::account::Identity;
use crate::app::App;
use crate::chat::put_away::put_away;
use crate::chat::update_chat::index;
use crate::error::{Code, Error, Result};
use crate::id::ChatId;
use crate::log::amend::{Act, Verdict, amend};
use crate::log::require_member;
use crate::rules::limits::LIMITS;
use crate::table::found::terms;
use crate::wire::{ChatType, Happening, Occurrence, Role};

/// By how much what is left of a chat outlives the last token that could know it.
const MARGIN_SECONDS: i64 = 24 * 60 * 60;

/// Deletes a group or channel for everyone: its last entry says so, and the worker that pushes it has
/// removed what was said. A direct chat is put away until the next message.
///
/// # Errors
/// `not_found`; `forbidden` for who is not the owner.
pub async fn delete_chat(app: &App, identity: &Identity, chat: &ChatId) -> Result<()> {
    let user = &identity.user_id;
    let membership = require_member(app, chat, user).await?;
    if membership.0.kind == ChatType::Direct {
        return put_away(app, &membership).await;
    }
    amend(app, Act::on(chat, user, &[]), |scene| {
        if scene.actor()?.0.role != Role::Owner {
            let detail = "Only its owner may delete a chat.";
            return Err(Error::new(Code::Forbidden, detail));
        }
        let before = terms(&scene.head, &scene.about);
        scene.head.deleted_at = Some(scene.now);
        let kept = i64::from(LIMITS.sync_token_seconds) + MARGIN_SECONDS;
        scene.head.expires_at = Some(scene.now.seconds() + kept);
        index(scene, &before);
        Ok(Verdict::Write(Occurrence {
            event: Happening::ChatDeleted,
            actor_id: user.clone(),
            members: Vec::new(),
            reason: None,
            changes: None,
        }))
    })
    .await?;
    Ok(())
}
