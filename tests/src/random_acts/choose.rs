//! What somebody does next.

use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde_json::{Value, json};

use super::world::{Sent, World};
use crate::fresh;
use crate::model::{Chat, UpTo, What};

/// Few enough that people meet.
const EMOJIS: [&str; 4] = ["👍", "❤️", "👩🏽‍🚀", "🇺🇳"];
/// Few enough that an edit now and then changes nothing.
const TEXTS: [&str; 4] = ["yes", "no", "<b>perhaps</b>", "שלום 👋"];
/// How many of the newest messages are what people talk about.
const NEWEST: usize = 6;
/// An entry far beyond the end of any log here.
const BEYOND: u64 = 1_000_000;

/// What can be done, and how often it is.
const DEEDS: [(Deed, u32); 12] = [
    (Deed::Send, 26),
    (Deed::Edit, 10),
    (Deed::Delete, 5),
    (Deed::Hide, 4),
    (Deed::React, 16),
    (Deed::Vote, 12),
    (Deed::Close, 1),
    (Deed::Pin, 7),
    (Deed::Forward, 4),
    (Deed::ReadAll, 4),
    (Deed::Read, 6),
    (Deed::Receive, 5),
];

#[derive(Clone, Copy, Debug)]
enum Deed {
    Send,
    Edit,
    Delete,
    Hide,
    React,
    Vote,
    Close,
    Pin,
    Forward,
    ReadAll,
    Read,
    Receive,
}

/// Which message to act on.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    Any,
    Own,
    Poll,
}

/// Somebody's choices.
#[derive(Debug)]
pub(super) struct Choices<'a> {
    pub(super) world: &'a World,
    pub(super) user: &'a str,
    pub(super) dice: StdRng,
}

impl<'a> Choices<'a> {
    /// Whether something happens that does so this often in a hundred times.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.dice.random_range(0..100) < percent
    }

    pub(super) fn number(&mut self, from: usize, to: usize) -> usize {
        self.dice.random_range(from..=to)
    }

    /// One of my chats, rarely one that is not mine.
    pub(super) fn chat(&mut self) -> &'a Chat {
        let is_mine = !self.chance(2);
        let world = self.world;
        let chats = world.chats.iter();
        let chats: Vec<&Chat> = chats
            .filter(|chat| chat.has(self.user) == is_mine)
            .collect();
        let any = chats.choose(&mut self.dice).copied();
        any.unwrap_or(&world.chats[0])
    }

    /// An act, when there is something to act on. `through` is what I have seen of the chat.
    pub(super) fn what(&mut self, chat: &Chat, through: u64) -> Option<What> {
        let (deed, _) = *DEEDS
            .choose_weighted(&mut self.dice, |(_, weight)| *weight)
            .ok()?;
        let seq = self.place(through);
        match deed {
            Deed::Send => return Some(What::Send(self.body(chat))),
            Deed::ReadAll => return Some(What::Read(UpTo::Everything)),
            Deed::Receive => return Some(What::Receive { seq }),
            Deed::Read if self.chance(60) => return Some(What::Read(UpTo::Entry(seq))),
            Deed::Read => return self.read_some(chat),
            _ => {}
        }
        let wanted = match deed {
            Deed::Vote | Deed::Close if !self.chance(4) => Wanted::Poll,
            Deed::Edit | Deed::Delete if self.chance(60) => Wanted::Own,
            _ => Wanted::Any,
        };
        let target = self.message(chat, wanted)?;
        let message = target.id.clone();
        Some(match deed {
            Deed::Edit => What::Edit {
                message,
                text: self.text(),
            },
            Deed::Delete => What::Delete { message },
            Deed::Hide => What::Hide { message },
            Deed::React => self.reaction(message),
            Deed::Vote => self.vote(target),
            Deed::Close => What::Close { message },
            Deed::Pin => What::Pin {
                message,
                pinned: self.chance(60),
            },
            _ => What::Forward { message },
        })
    }

    /// A message of the chat, mostly a recent one; rarely one of another chat.
    fn message(&mut self, chat: &Chat, wanted: Wanted) -> Option<Sent> {
        let is_here = !self.chance(2);
        let fits = |sent: &Sent| match wanted {
            Wanted::Any => true,
            Wanted::Own => sent.sender == self.user,
            Wanted::Poll => !sent.options.is_empty(),
        };
        let is_wanted = |sent: &Sent| (sent.chat == chat.id) == is_here && fits(sent);
        let sent = self.world.sent(is_wanted);
        let newest = if self.chance(60) { NEWEST } else { usize::MAX };
        let newest = &sent[sent.len().saturating_sub(newest)..];
        newest.choose(&mut self.dice).cloned()
    }

    /// Chats to forward to.
    pub(super) fn targets(&mut self) -> Vec<&'a Chat> {
        let world = self.world;
        let mine = world.chats.iter().filter(|chat| chat.has(self.user));
        let mine: Vec<&Chat> = mine.collect();
        let count = self.number(1, 2);
        mine.choose_multiple(&mut self.dice, count)
            .copied()
            .collect()
    }

    fn text(&mut self) -> String {
        let text = TEXTS.choose(&mut self.dice).copied();
        text.unwrap_or_default().to_owned()
    }

    fn body(&mut self, chat: &Chat) -> Value {
        let mut body = match self.dice.random_range(0..12) {
            0..=6 => json!({"type": "text", "text": self.text()}),
            7 => json!({"type": "link", "text": self.text(), "link": {
                "url": "https://example.org/", "title": "<title>", "description": null,
                "imageUrl": null,
            }}),
            8 => json!({"type": "location", "location": {
                "latitude": 52.5, "longitude": 13.25, "accuracyMeters": null, "name": "here",
            }}),
            9 => json!({"type": "file", "text": self.text(), "attachments": [{
                "url": "https://example.org/a.bin", "mediaId": null, "kind": "file",
                "fileName": "a.bin", "contentType": "application/octet-stream", "size": 7,
                "width": null, "height": null, "durationMs": null,
            }]}),
            _ => json!({"type": "poll", "poll": {
                "question": "Tea?", "multiple": self.chance(50),
                "options": [{"text": "yes"}, {"text": "no"}, {"text": "later"}],
            }}),
        };
        body["clientMessageId"] = json!(fresh());
        if self.chance(25) {
            body["replyToId"] = json!(self.message(chat, Wanted::Any).map(|message| message.id));
        }
        if self.chance(10) {
            body["metadata"] = json!({"n": self.number(0, 9)});
        }
        if body["type"] == "text" && self.chance(12) {
            body["mentions"] = json!([self.mention()]);
        }
        body
    }

    /// Anybody, also who is not in the chat, or all.
    fn mention(&mut self) -> String {
        let people: Vec<&String> = self.world.chats[0].members.iter().collect();
        let someone = people.choose(&mut self.dice).map(|one| (*one).clone());
        if self.chance(25) {
            return "@all".to_owned();
        }
        someone.unwrap_or_default()
    }

    fn reaction(&mut self, message: String) -> What {
        let emoji = EMOJIS.choose(&mut self.dice).copied().unwrap_or_default();
        let emoji = if self.chance(2) { "ok" } else { emoji }.to_owned();
        let add = self.chance(65);
        What::React {
            message,
            emoji,
            add,
        }
    }

    /// None, one, or several of the options; rarely one that is none.
    fn vote(&mut self, target: Sent) -> What {
        let count = self.number(0, 2);
        let mut options: Vec<String> = target
            .options
            .choose_multiple(&mut self.dice, count)
            .cloned()
            .collect();
        if self.chance(3) || target.options.is_empty() {
            options = vec!["no such option".to_owned()];
        }
        let message = target.id;
        What::Vote { message, options }
    }

    /// A place I know of, rarely one that nobody does.
    fn place(&mut self, through: u64) -> u64 {
        if self.chance(3) {
            return BEYOND;
        }
        self.dice.random_range(0..=through)
    }

    fn read_some(&mut self, chat: &Chat) -> Option<What> {
        let sent = self.world.sent(|sent| sent.chat == chat.id);
        let count = self.number(1, 3);
        let some: Vec<&Sent> = sent.choose_multiple(&mut self.dice, count).collect();
        let seq = some.iter().map(|sent| sent.seq).max()?;
        let ids = some.iter().map(|sent| sent.id.clone()).collect();
        Some(What::Read(UpTo::Messages(ids, seq)))
    }
}
