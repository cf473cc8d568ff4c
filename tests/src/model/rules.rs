//! What has to become of an act, when everything is as it is at one instant.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Act, Chat, Message, Refused, UpTo, What};

/// What becomes of an act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It takes an entry.
    Change,
    /// It succeeds and changes nothing.
    Same,
    /// It is refused.
    Refused(Refused),
}

/// A chat at one instant.
pub(super) struct Scene<'a> {
    pub(super) chat: &'a Chat,
    /// The end of the log after everything.
    pub(super) last_seq: u64,
    /// Messages by identifier.
    pub(super) find: &'a dyn Fn(&str) -> Option<&'a Message>,
    /// The actor has hidden the message before.
    pub(super) is_hidden: bool,
}

type Judged = Result<Verdict, Refused>;

pub(super) fn judge(act: &Act, scene: &Scene<'_>) -> Verdict {
    judged(act, scene).unwrap_or_else(Verdict::Refused)
}

fn judged(act: &Act, scene: &Scene<'_>) -> Judged {
    if let What::React { emoji, .. } = &act.what
        && emoji.is_ascii()
    {
        return invalid();
    }
    let chat = scene.chat;
    require(chat.has(&act.user), missing)?;
    let found = || {
        act.what
            .message()
            .and_then(|id| (scene.find)(id))
            .ok_or_else(missing)
    };
    match &act.what {
        What::Send(body) => send(act, body, scene),
        What::SendOn { .. } => Ok(Verdict::Change),
        What::Forward { .. } => {
            let message = found()?;
            require(!message.is_deleted && !scene.is_hidden, missing)?;
            Ok(Verdict::Same)
        }
        What::Hide { .. } => found().map(|_| Verdict::Same),
        What::Edit { text, .. } => edit(act, found()?, text),
        What::Delete { .. } => {
            let message = found()?;
            let may = message.sender == act.user || chat.may_delete(&act.user);
            require(may, forbidden)?;
            Ok(changes(!message.is_deleted))
        }
        What::React { emoji, add, .. } => {
            let message = live(found()?)?;
            let users = message.reactions.get(emoji);
            let has = users.is_some_and(|users| users.contains(&act.user));
            Ok(changes(has != *add))
        }
        What::Vote { options, .. } => vote(act, found()?, options),
        What::Close { .. } => {
            let message = live(found()?)?;
            require(message.poll().is_some(), unusable)?;
            let may = message.sender == act.user || chat.may_delete(&act.user);
            require(may, forbidden)?;
            Ok(changes(!message.is_closed))
        }
        What::Pin { pinned, .. } => {
            let message = found()?;
            require(chat.may_pin(&act.user), forbidden)?;
            if message.is_pinned == *pinned {
                return Ok(Verdict::Same);
            }
            require(!(*pinned && message.is_deleted), missing)?;
            Ok(Verdict::Change)
        }
        What::Read(UpTo::Everything | UpTo::Messages(..)) => Ok(Verdict::Same),
        What::Read(UpTo::Entry(seq)) | What::Receive { seq } => {
            require(*seq <= scene.last_seq, unusable)?;
            Ok(Verdict::Same)
        }
    }
}

fn send(act: &Act, body: &Value, scene: &Scene<'_>) -> Judged {
    if let Some(target) = body["replyToId"].as_str() {
        let target = (scene.find)(target);
        let is_live = target.is_some_and(|message| !message.is_deleted);
        require(is_live, unusable)?;
    }
    for name in body["mentions"].as_array().into_iter().flatten() {
        let name = name.as_str().unwrap_or_default();
        if name == "@all" {
            require(scene.chat.may_pin(&act.user), forbidden)?;
        } else {
            require(scene.chat.has(name), unusable)?;
        }
    }
    Ok(Verdict::Change)
}

fn edit(act: &Act, message: &Message, text: &str) -> Judged {
    let message = live(message)?;
    require(message.sender == act.user, forbidden)?;
    require(message.takes_text(), unusable)?;
    Ok(changes(message.content["text"] != text))
}

fn vote(act: &Act, message: &Message, options: &[String]) -> Judged {
    let message = live(message)?;
    let poll = message.poll().ok_or_else(unusable)?;
    require(!message.is_closed, || Refused::new(409, "poll_closed"))?;
    let known: Vec<&Value> = poll["options"].as_array().into_iter().flatten().collect();
    let is_known = |id: &String| known.iter().any(|option| option["id"] == id.as_str());
    require(options.iter().all(is_known), unusable)?;
    require(options.len() <= 1 || poll["multiple"] == true, unusable)?;
    let chosen: BTreeSet<String> = options.iter().cloned().collect();
    let before = message.votes.get(&act.user).cloned().unwrap_or_default();
    Ok(changes(chosen != before))
}

fn live(message: &Message) -> Result<&Message, Refused> {
    require(!message.is_deleted, missing)?;
    Ok(message)
}

fn changes(changes: bool) -> Verdict {
    if changes {
        Verdict::Change
    } else {
        Verdict::Same
    }
}

fn require(holds: bool, refusal: impl FnOnce() -> Refused) -> Result<(), Refused> {
    if holds { Ok(()) } else { Err(refusal()) }
}

fn invalid() -> Judged {
    Err(unusable())
}

fn missing() -> Refused {
    Refused::new(404, "not_found")
}

fn forbidden() -> Refused {
    Refused::new(403, "forbidden")
}

fn unusable() -> Refused {
    Refused::new(400, "validation_failed")
}
