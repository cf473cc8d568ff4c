use crate::account::Identity;
use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::id::{ChatId, MessageId};
use crate::message::change::{Act, Scene, Verdict, change};
use crate::message::present::mark_own;
use crate::rules::emoji;
use crate::rules::limits::LIMITS;
use crate::table::Change;
use crate::wire::{Reaction, ReactionCounts};

/// Adds or takes back the caller's reaction with one emoji.
///
/// # Errors
/// `validation_failed` for what is not exactly one emoji; `not_found`; `limit_reached` for one kind
/// too many.
pub async fn react(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &MessageId,
    text: &str,
    add: bool,
) -> Result<ReactionCounts> {
    let emoji =
        emoji(text).ok_or_else(|| Error::field("emoji", "invalid", "must be exactly one emoji"))?;
    let act = Act {
        chat,
        actor: &identity.user_id,
        message: id,
        // The acknowledgement names no entry: whoever asks gets the event as well.
        origin: None,
    };
    let changed = change(app, act, |_, scene| {
        scene.require_live()?;
        if add {
            add_reaction(scene, &emoji)
        } else {
            Ok(remove_reaction(scene, &emoji))
        }
    })
    .await?;
    let Scene { state, own, .. } = changed.scene;
    let counts = state.reactions.into_iter();
    let mut reactions = counts
        .map(|(emoji, count)| (emoji, Reaction { count, mine: None }))
        .collect();
    mark_own(&mut reactions, &own.emojis);
    Ok(ReactionCounts { reactions })
}

fn add_reaction(scene: &mut Scene, emoji: &str) -> Result<Verdict> {
    if !scene.own.emojis.insert(emoji.to_owned()) {
        return Ok(Verdict::Nothing);
    }
    let counts = &mut scene.state.reactions;
    let most = LIMITS.reactions;
    if !counts.contains_key(emoji) && counts.len() >= most {
        let detail = format!("A message has at most {most} kinds of reactions.");
        return Err(Error::new(Code::LimitReached, detail));
    }
    let count = counts.entry(emoji.to_owned()).or_default();
    *count += 1;
    Ok(Verdict::Write(Change::ReactionAdded {
        emoji: emoji.to_owned(),
        count: *count,
    }))
}

fn remove_reaction(scene: &mut Scene, emoji: &str) -> Verdict {
    if !scene.own.emojis.remove(emoji) {
        return Verdict::Nothing;
    }
    let counts = &mut scene.state.reactions;
    let count = counts.get(emoji).map_or(0, |count| count.saturating_sub(1));
    if count == 0 {
        counts.remove(emoji);
    } else {
        counts.insert(emoji.to_owned(), count);
    }
    Verdict::Write(Change::ReactionRemoved {
        emoji: emoji.to_owned(),
        count,
    })
}
