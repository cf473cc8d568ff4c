//! Goes through a log and explains each entry by an act.

mod answers;
mod effects;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::rules::{Scene, Verdict, judge};
use super::{Act, Chat, Cursors, Message, What};

pub use self::answers::comparable;

/// What a chat must look like.
#[derive(Debug)]
pub struct Model {
    /// The chat.
    pub chat: Chat,
    /// The messages, each as every entry left it.
    versions: BTreeMap<String, Vec<Message>>,
    /// Pins and who pinned them, the oldest first.
    pins: Vec<(String, String)>,
    cursors: BTreeMap<String, Cursors>,
    /// Who has hidden what, and since when.
    hidden: BTreeMap<(String, String), u64>,
    /// When the act that made an entry began and ended, entry by entry.
    spans: Vec<(u64, u64)>,
    /// What cannot be explained.
    pub broken: Vec<String>,
}

/// Explains the log of a chat by what people did.
#[must_use]
pub fn replay(chat: &Chat, log: &[Value], acts: &[Act]) -> Model {
    let acts: Vec<&Act> = acts.iter().filter(|act| act.chat == chat.id).collect();
    let hidden = acts.iter().filter_map(|act| match &act.what {
        What::Hide { message } if act.answer.is_ok() => {
            Some(((act.user.clone(), message.clone()), act.ended))
        }
        _ => None,
    });
    let mut model = Model {
        chat: chat.clone(),
        versions: BTreeMap::new(),
        pins: Vec::new(),
        cursors: BTreeMap::new(),
        // The first time counts.
        hidden: hidden.rev().collect(),
        spans: Vec::new(),
        broken: Vec::new(),
    };
    let mut used = BTreeSet::new();
    for (place, event) in log.iter().enumerate() {
        model.explain(place as u64 + 1, event, &acts, &mut used);
    }
    let unused = acts
        .iter()
        .enumerate()
        .filter(|(place, _)| !used.contains(place));
    for (_, act) in unused {
        model.excuse(act);
    }
    for member in &chat.members {
        let messages = model
            .versions
            .values()
            .filter_map(|versions| versions.first());
        let cursors = Cursors::of(member, acts.iter().copied(), messages);
        model.cursors.insert(member.clone(), cursors);
    }
    model
}

impl Model {
    /// The end of the log.
    #[must_use]
    pub fn last_seq(&self) -> u64 {
        self.spans.len() as u64
    }

    /// A message as it was right after an entry.
    pub(super) fn at(&self, message: &str, seq: u64) -> Option<&Message> {
        let versions = self.versions.get(message)?.iter().rev();
        versions
            .into_iter()
            .find(|version| version.updated_seq <= seq)
    }

    fn judge(&self, act: &Act, seq: u64, last_seq: u64) -> Verdict {
        let message = act.what.message().unwrap_or_default().to_owned();
        let hidden_at = self.hidden.get(&(act.user.clone(), message));
        let scene = Scene {
            chat: &self.chat,
            last_seq,
            find: &|id| self.at(id, seq),
            is_hidden: hidden_at.is_some_and(|at| *at < act.began),
        };
        judge(act, &scene)
    }

    /// Finds the act that made an entry. Of several that may have, the one that ended first: if any
    /// order explains everything, then this one does too.
    fn explain(&mut self, seq: u64, event: &Value, acts: &[&Act], used: &mut BTreeSet<usize>) {
        let latest = self.spans.iter().map(|(began, _)| *began).max();
        let causes = acts.iter().enumerate().filter(|(place, act)| {
            !used.contains(place)
                && Some(act.ended) > latest
                && effects::may_cause(act, event)
                && self.judge(act, seq - 1, u64::MAX) == Verdict::Change
        });
        let Some((place, act)) = causes.min_by_key(|(_, act)| act.ended) else {
            self.spans.push((0, u64::MAX));
            self.broken
                .push(format!("nobody's act explains entry {seq}: {event}"));
            return;
        };
        used.insert(place);
        self.spans.push((act.began, act.ended));
        if event["seq"] != seq {
            self.broken.push(format!("entry {seq} comes as {event}"));
        }
        self.apply(seq, event, act);
        let message = act.what.message().or(event["data"]["id"].as_str());
        let message = message.and_then(|id| self.at(id, seq));
        let is_told = message.is_some_and(|message| effects::tells(event, message));
        let entry = (!is_told).then(|| format!("entry {seq} should tell {message:?}: {event}"));
        let fits = answers::fits(act, message, &self.chat.id);
        let answer = (!fits).then(|| format!("the answer should tell {message:?}: {act}"));
        self.broken.extend(entry.into_iter().chain(answer));
    }

    /// Finds an instant at which an act that took no entry had to have the answer it had.
    fn excuse(&mut self, act: &Act) {
        let (first, last) = self.window(act);
        let expected = match &act.answer {
            Ok(_) => Verdict::Same,
            Err(refused) => Verdict::Refused(refused.clone()),
        };
        let is_explained = (first..=last).any(|seq| {
            let message = act.what.message().and_then(|id| self.at(id, seq));
            self.judge(act, seq, self.last_seq()) == expected
                && answers::fits(act, message, &self.chat.id)
        });
        if !is_explained {
            let verdict = self.judge(act, first, self.last_seq());
            let message = act.what.message().and_then(|id| self.at(id, first));
            self.broken.push(format!(
                "no entry explains the answer, which at {first} had to be {verdict:?} \
                 (until {last}; {message:?}): {act}"
            ));
        }
    }

    /// The entries between which an act took place: after all that ended before it began, before
    /// all that began after it ended.
    pub(super) fn window(&self, act: &Act) -> (u64, u64) {
        let ended = self.spans.iter().rposition(|(_, ended)| *ended < act.began);
        let began = self.spans.iter().position(|(began, _)| *began > act.ended);
        let first = ended.map_or(0, |place| place as u64 + 1);
        (first, began.map_or(self.last_seq(), |place| place as u64))
    }

    /// What is wrong with a message that was made by forwarding one of this chat.
    #[must_use]
    pub fn check_forwarded(&self, act: &Act, origin: &str) -> Option<String> {
        let Ok(made) = &act.answer else { return None };
        let (first, last) = self.window(act);
        let mut versions = (first..=last).filter_map(|seq| self.at(origin, seq));
        let fits = versions.any(|version| effects::is_forwarded(version, made, &self.chat.id));
        (!fits).then(|| format!("it is not what was forwarded: {act}"))
    }

    /// The messages as somebody must see them, in the order of the log.
    #[must_use]
    pub fn shown_to(&self, reader: &str) -> Vec<Value> {
        let newest = self
            .versions
            .values()
            .filter_map(|versions| versions.last());
        let mut messages: Vec<&Message> = newest
            .filter(|message| !self.hides(reader, &message.id))
            .collect();
        messages.sort_by_key(|message| message.seq);
        let shown = messages.into_iter().map(|message| {
            let mut shown = message.shown_to(reader, &self.chat.id);
            if message.sender == reader {
                shown["status"] = json!(self.status(message));
            }
            shown
        });
        shown.collect()
    }

    /// The pins as somebody must see them, the newest first: message and who pinned it.
    #[must_use]
    pub fn pins_for(&self, reader: &str) -> Vec<(String, String)> {
        let pins = self.pins.iter().rev();
        pins.filter(|(message, _)| !self.hides(reader, message))
            .cloned()
            .collect()
    }

    /// Where somebody's cursors must stand.
    #[must_use]
    pub fn cursors(&self, user: &str) -> Cursors {
        self.cursors.get(user).copied().unwrap_or_default()
    }

    /// How many messages of others somebody has not read.
    #[must_use]
    pub fn unread(&self, user: &str) -> usize {
        let read = self.cursors(user).read;
        let newest = self
            .versions
            .values()
            .filter_map(|versions| versions.last());
        newest
            .filter(|message| message.seq > read && message.sender != user && !message.is_deleted)
            .count()
    }

    fn hides(&self, reader: &str, message: &str) -> bool {
        self.hidden
            .contains_key(&(reader.to_owned(), message.to_owned()))
    }

    /// As far as with the slowest of the others.
    fn status(&self, message: &Message) -> &'static str {
        let others = self
            .cursors
            .iter()
            .filter(|(user, _)| **user != message.sender);
        let others: Vec<&Cursors> = others.map(|(_, cursors)| cursors).collect();
        if others.iter().all(|cursors| cursors.read >= message.seq) {
            "read"
        } else if others.iter().all(|cursors| cursors.received >= message.seq) {
            "delivered"
        } else {
            "sent"
        }
    }
}
