use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::change::{Act, Scene, Verdict, change};
use crate::rules::limits::LIMITS;
use crate::rules::permission::{self, Permission};
use crate::table::Change;
use crate::table::pins::PinRow;
use crate::wire::PinState;

/// Makes a message one of the chat's pins, or one no more.
///
/// # Errors
/// `not_found`; `forbidden` for who may not pin; `limit_reached` for one pin too many.
pub async fn pin_message(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    pinned: bool,
) -> Result<PinState> {
    let act = Act {
        chat,
        actor: &identity.user_id,
        message: id,
        origin: None,
    };
    change(app, act, |tip, scene| {
        permission::require(&tip.permissions(), Permission::Pin, "pin messages")?;
        if scene.state.pinned == pinned {
            return Ok(Verdict::Nothing);
        }
        scene.state.pinned = pinned;
        if pinned {
            pin(scene, identity)
        } else {
            let seq = scene.message.slot.seq;
            scene.pins.pins.retain(|row| row.seq != seq);
            Ok(Verdict::Write(Change::Unpinned))
        }
    })
    .await?;
    Ok(PinState {
        message_id: id.clone(),
        pinned,
    })
}

fn pin(scene: &mut Scene, identity: &Identity) -> Result<Verdict> {
    scene.require_live()?;
    let (most, now) = (LIMITS.pins, scene.now);
    let rows = &mut scene.pins.pins;
    rows.retain(|row| row.hidden_at.is_none_or(|at| at > now));
    if rows.len() >= most {
        let detail = format!("A chat has at most {most} pins.");
        return Err(Error::new(Code::LimitReached, detail));
    }
    rows.push(PinRow {
        seq: scene.message.slot.seq,
        by: identity.user_id.clone(),
        at: now,
        hidden_at: scene.message.hidden_at,
    });
    Ok(Verdict::Write(Change::Pinned))
}
