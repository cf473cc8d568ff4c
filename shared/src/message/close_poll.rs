use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::change::{Act, Verdict, change};
use crate::message::vote::{question, shown, updated};
use crate::rules::permission::Permission;
use crate::wire::Poll;

/// Ends voting, before its time if it has one.
///
/// # Errors
/// `not_found`; `forbidden` for who neither made the poll nor may delete what others wrote;
/// `validation_failed` for a message that is no poll.
pub async fn close_poll(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
) -> Result<Poll> {
    let act = Act {
        chat,
        actor: &identity.user_id,
        message: id,
        origin: None,
    };
    let changed = change(app, act, |tip, scene| {
        let poll = question(scene)?;
        let is_own = scene.message.sender_id == identity.user_id;
        if !is_own && !tip.permissions().contains(&Permission::DeleteMessages) {
            let detail = "Only who made a poll may close it.";
            return Err(Error::new(Code::Forbidden, detail));
        }
        if scene.state.closed {
            return Ok(Verdict::Nothing);
        }
        scene.state.closed = true;
        Ok(Verdict::Write(updated(&poll, scene)))
    })
    .await?;
    shown(changed.scene)
}
