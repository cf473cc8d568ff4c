//! What everybody shares: the chats, what was sent, and what was done.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::Value;

use crate::User;
use crate::model::{Act, Chat, Refused, What};

/// Chats, messages, acts.
#[derive(Debug)]
pub(super) struct World {
    pub(super) chats: Vec<Chat>,
    /// Beginnings and ends of acts so far.
    clock: AtomicU64,
    acts: Mutex<Vec<Act>>,
    sent: Mutex<Vec<Sent>>,
}

/// A message that somebody has sent.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) chat: String,
    pub(super) id: String,
    pub(super) sender: String,
    pub(super) seq: u64,
    /// Identifiers of a poll's options.
    pub(super) options: Vec<String>,
}

/// An act that has begun.
#[derive(Debug)]
pub(super) struct Begun {
    began: u64,
}

impl World {
    /// A group of all, one that not everybody is in, and a direct chat; the first of these people is
    /// in each.
    pub(super) async fn new(people: &[User]) -> Self {
        let [first, second, third, .., last] = people else {
            panic!("too few people: {}", people.len())
        };
        let few = [first.clone(), third.clone()];
        let groups = [
            (
                first,
                first.group("all", &people[1..]).await,
                people.to_vec(),
            ),
            (
                second,
                second.group("few", &few).await,
                [&few[..], std::slice::from_ref(second)].concat(),
            ),
        ];
        let ids = |people: &[User]| people.iter().map(|user| user.id.clone()).collect();
        let mut chats: Vec<Chat> = groups
            .into_iter()
            .map(|(owner, id, members)| Chat {
                id,
                owner: Some(owner.id.clone()),
                members: ids(&members),
            })
            .collect();
        chats.push(Chat {
            id: first.direct_chat(last).await,
            owner: None,
            members: ids(&[first.clone(), last.clone()]),
        });
        Self {
            chats,
            clock: AtomicU64::new(0),
            acts: Mutex::default(),
            sent: Mutex::default(),
        }
    }

    fn tick(&self) -> u64 {
        self.clock.fetch_add(1, Ordering::SeqCst)
    }

    /// To be called before an act is asked for.
    pub(super) fn begin(&self) -> Begun {
        Begun { began: self.tick() }
    }

    /// Notes what became of an act; one question may be an act in several chats.
    pub(super) fn end(
        &self,
        begun: &Begun,
        user: &User,
        acts: impl IntoIterator<Item = (String, What, Result<Value, Refused>)>,
    ) {
        let ended = self.tick();
        let mut all = self.acts.lock().unwrap();
        for (chat, what, answer) in acts {
            if let (Some(_), Ok(message)) = (what.key(), &answer) {
                self.sent.lock().unwrap().push(Sent::of(message));
            }
            all.push(Act {
                user: user.id.clone(),
                chat,
                what,
                began: begun.began,
                ended,
                answer,
            });
        }
    }

    /// What was done so far, in the order of its ends.
    pub(super) fn acts(&self) -> Vec<Act> {
        self.acts.lock().unwrap().clone()
    }

    /// What was sent so far.
    pub(super) fn sent(&self, is_wanted: impl Fn(&Sent) -> bool) -> Vec<Sent> {
        let sent = self.sent.lock().unwrap();
        sent.iter()
            .filter(|sent| is_wanted(sent))
            .cloned()
            .collect()
    }

    /// By kind of act: how many succeeded, how many were refused.
    pub(super) fn count(&self) -> BTreeMap<&'static str, (usize, usize)> {
        let mut counts = BTreeMap::new();
        for act in self.acts.lock().unwrap().iter() {
            let (done, refused): &mut (usize, usize) = counts.entry(act.what.kind()).or_default();
            match act.answer {
                Ok(_) => *done += 1,
                Err(_) => *refused += 1,
            }
        }
        counts
    }
}

impl Sent {
    fn of(message: &Value) -> Self {
        let text = |value: &Value| value.as_str().expect("a string").to_owned();
        let options = message["poll"]["options"].as_array().into_iter().flatten();
        Self {
            chat: text(&message["chatId"]),
            id: text(&message["id"]),
            sender: text(&message["senderId"]),
            seq: message["seq"].as_u64().expect("a number"),
            options: options.map(|option| text(&option["id"])).collect(),
        }
    }
}
