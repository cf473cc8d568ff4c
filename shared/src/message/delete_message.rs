use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, ConnectionId, MessageId};
use crate::message::change::{Act, Verdict, change};
use crate::message::hide_message::hide_message;
use crate::rules::permission::Permission;
use crate::table::Change;
use crate::wire::{Content, DeleteFor, Deleted};

/// Deletes a message, for everyone or for the caller alone. For everyone, its content is gone and
/// its place stays.
///
/// # Errors
/// `not_found`; `forbidden` for who is neither its sender nor may delete what others wrote.
pub async fn delete_message(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    whom: DeleteFor,
    origin: Option<&ConnectionId>,
) -> Result<Deleted> {
    if whom == DeleteFor::Me {
        return hide_message(app, identity, chat, id, origin).await;
    }
    let act = Act {
        chat,
        actor: &identity.user_id,
        message: id,
        origin,
    };
    let changed = change(app, act, |tip, scene| {
        let is_own = scene.message.sender_id == identity.user_id;
        let may_delete = tip.permissions().contains(&Permission::DeleteMessages);
        if !is_own && !may_delete {
            let detail = "You may delete what others wrote for yourself only (for=me).";
            return Err(Error::new(Code::Forbidden, detail));
        }
        if scene.message.deleted_at.is_some() {
            return Ok(Verdict::Nothing);
        }
        scene.message.set_content(Content::default())?;
        scene.message.updated_seq = scene.slot.seq;
        scene.message.deleted_at = Some(scene.now);
        scene.message.edited_at = None;
        scene.state.reactions.clear();
        scene.state.votes.clear();
        let message_ordinal = scene.message.slot.ordinal;
        Ok(Verdict::Write(Change::Deleted { message_ordinal }))
    })
    .await?;
    let message = changed.scene.message;
    Ok(Deleted {
        seq: changed.entry.unwrap_or(message.updated_seq),
        message_id: message.id,
    })
}
