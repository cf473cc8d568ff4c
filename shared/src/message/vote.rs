use std::collections::BTreeSet;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::change::{Act, Scene, Verdict, change};
use crate::table::message::{is_closed, to_poll};
use crate::table::{Change, state::State};
use crate::wire::{Poll, Question};

/// Chooses options of a poll in place of those chosen before; none takes the vote back.
///
/// # Errors
/// `not_found`; `poll_closed`; `validation_failed` for a message that is no poll, an option it does
/// not have, or several where one may be chosen.
pub async fn vote(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    options: &[String],
) -> Result<Poll> {
    let act = Act {
        chat,
        actor: &identity.user_id,
        message: id,
        // The acknowledgement names no entry: whoever asks gets the event as well.
        origin: None,
    };
    let chosen: BTreeSet<String> = options.iter().cloned().collect();
    let changed = change(app, act, |_, scene| {
        let poll = question(scene)?;
        if is_closed(&poll, &scene.state, scene.now) {
            return Err(Error::new(Code::PollClosed, "Voting is over."));
        }
        require_options(&poll, options)?;
        if scene.own.votes == chosen {
            return Ok(Verdict::Nothing);
        }
        count(&mut scene.state, &scene.own.votes, &chosen);
        scene.own.votes.clone_from(&chosen);
        Ok(Verdict::Write(updated(&poll, scene)))
    })
    .await?;
    shown(changed.scene)
}

/// The poll of a message that is there.
pub(super) fn question(scene: &Scene) -> Result<Question> {
    scene.require_live()?;
    let poll = scene.message.content()?.poll;
    poll.ok_or_else(|| Error::field("messageId", "invalid", "the message is no poll"))
}

/// The entry that tells the counts.
pub(super) fn updated(poll: &Question, scene: &Scene) -> Change {
    let votes = &scene.state.votes;
    let options = poll.options.iter();
    Change::PollUpdated {
        counts: options
            .map(|(id, _)| (id.clone(), votes.get(id).copied().unwrap_or_default()))
            .collect(),
        closed: is_closed(poll, &scene.state, scene.now),
    }
}

/// The poll as the caller sees it.
pub(super) fn shown(scene: Scene) -> Result<Poll> {
    let question = question(&scene)?;
    let mut poll = to_poll(question, &scene.state, scene.now);
    poll.votes = Some(scene.own.votes.into_iter().collect());
    Ok(poll)
}

fn require_options(poll: &Question, options: &[String]) -> Result<()> {
    let is_known = |id: &String| poll.options.iter().any(|(known, _)| known == id);
    if let Some(index) = options.iter().position(|id| !is_known(id)) {
        let field = format!("optionIds[{index}]");
        return Err(Error::field(
            &field,
            "unknown",
            "the poll has no such option",
        ));
    }
    if options.len() > 1 && !poll.multiple {
        let detail = "only one option may be chosen";
        return Err(Error::field("optionIds", "too_many", detail));
    }
    Ok(())
}

fn count(state: &mut State, before: &BTreeSet<String>, now: &BTreeSet<String>) {
    for id in before.difference(now) {
        let left = state
            .votes
            .get(id)
            .map_or(0, |count| count.saturating_sub(1));
        if left == 0 {
            state.votes.remove(id);
        } else {
            state.votes.insert(id.clone(), left);
        }
    }
    for id in now.difference(before) {
        *state.votes.entry(id.clone()).or_default() += 1;
    }
}
