use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId};
use crate::log::tip::Tip;
use crate::message::change::{Act, Scene, Verdict, change};
use crate::message::mentioned::require_mentioned;
use crate::message::posting::require_post;
use crate::message::present::present_changed;
use crate::rules::content;
use crate::table::Change;
use crate::wire::{EditMessage, Message};

/// Lets a message say something else. What it said before stays readable until it is deleted.
///
/// # Errors
/// `not_found`; `forbidden` for anyone but its sender; `edit_window_closed`; `validation_failed`.
pub async fn edit_message(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    body: &EditMessage,
) -> Result<Message> {
    let names = body.mentions.as_ref().and_then(Option::as_deref);
    let metadata = body.metadata.as_ref().and_then(Option::as_ref);
    content::edit(&body.text, names, metadata)?;
    let mentions = body
        .mentions
        .as_ref()
        .map(|names| content::distinct(names.as_deref().unwrap_or_default()));
    if let Some(mentions) = &mentions {
        let tip = Tip::read(app, chat, &identity.user_id).await?;
        require_mentioned(app, &tip, mentions).await?;
    }
    let act = Act {
        chat,
        actor: &identity.user_id,
        message: id,
        // The acknowledgement is the message as it is, perhaps changed again: it names no entry.
        origin: None,
    };
    let window = i64::from(app.config.edit_window_seconds) * 1000;
    let changed = change(app, act, |tip, scene| {
        require_editable(scene, identity, window)?;
        require_post(tip)?;
        let mut content = scene.message.content()?;
        let before = content.clone();
        content.text = Some(body.text.clone());
        if let Some(mentions) = &mentions {
            content.mentions.clone_from(mentions);
        }
        if let Some(metadata) = &body.metadata {
            content.metadata.clone_from(metadata);
        }
        if content == before {
            return Ok(Verdict::Nothing);
        }
        scene.message.set_content(content)?;
        scene.message.updated_seq = scene.slot.seq;
        scene.message.edited_at = Some(scene.now);
        Ok(Verdict::Write(Change::Edited))
    })
    .await?;
    let membership = changed.tip.into_membership();
    let message = present_changed(app, &membership, changed.scene.message).await?;
    message.ok_or_else(|| Error::not_found("message"))
}

fn require_editable(scene: &Scene, identity: &Identity, window: i64) -> Result<()> {
    scene.require_live()?;
    if scene.message.sender_id != identity.user_id {
        let detail = "Only its sender may edit a message.";
        return Err(Error::new(Code::Forbidden, detail));
    }
    content::require_text(scene.message.kind)?;
    if scene.now.millis_since(scene.message.slot.created_at) > window {
        let detail = "The time in which it could be edited is over.";
        return Err(Error::new(Code::EditWindowClosed, detail));
    }
    Ok(())
}
