//! One client of one user, as docs/PROTOCOL.md describes it, which survives everything and writes
//! down what it sees.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::link::{Link, Listener, Outcome};
use super::record::{Clock, Record, entry};
use super::rest::Rest;
use crate::User;
use crate::check::{ClientRecord, Event};

/// A running client; it ends with this value.
#[derive(Debug)]
pub(super) struct Device {
    pub(super) inner: Arc<Inner>,
    running: JoinHandle<()>,
}

/// What the tasks of a client share.
#[derive(Debug)]
pub(super) struct Inner {
    pub(super) name: String,
    pub(super) user: User,
    pub(super) rest: Rest,
    pub(super) record: Record,
    chats: Vec<String>,
    /// Whether this client asks `sync` on its socket or over REST.
    pub(super) syncs_by_socket: bool,
    pub(super) state: Mutex<State>,
    pub(super) syncing: tokio::sync::Mutex<()>,
    pub(super) link: watch::Sender<Option<Arc<Link>>>,
    pub(super) online: watch::Sender<bool>,
    pub(super) gap: Notify,
    pub(super) connections: AtomicU32,
    /// The last socket whose end is written down.
    ended: Mutex<u32>,
}

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) token: Option<String>,
    have: BTreeMap<String, Have>,
}

/// What a client has of a chat.
#[derive(Debug, Default)]
struct Have {
    through: u64,
    early: BTreeSet<u64>,
}

impl Have {
    fn take(&mut self, seq: u64) {
        if seq > self.through {
            self.early.insert(seq);
        }
        while self.early.remove(&(self.through + 1)) {
            self.through += 1;
        }
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Device {
    /// Takes a token, loads the chats and goes online.
    ///
    /// # Panics
    /// When the stack, which has no faults yet, does not answer as it should.
    pub(super) async fn start(
        user: &User,
        (name, clock): (String, Clock),
        chats: Vec<String>,
        syncs_by_socket: bool,
    ) -> Self {
        let inner = Arc::new(Inner {
            name,
            user: user.clone(),
            rest: Rest::new(user),
            record: Record::new(clock),
            chats,
            syncs_by_socket,
            state: Mutex::default(),
            syncing: tokio::sync::Mutex::default(),
            link: watch::Sender::new(None),
            online: watch::Sender::new(true),
            gap: Notify::new(),
            connections: AtomicU32::new(0),
            ended: Mutex::default(),
        });
        inner.catch_up().await;
        assert!(inner.state.lock().unwrap().token.is_some(), "a first token");
        inner.load().await;
        let running = tokio::spawn(Arc::clone(&inner).run());
        let device = Self { inner, running };
        device.connected().await;
        device
    }

    /// Waits until there is a socket.
    pub(super) async fn connected(&self) {
        let mut link = self.inner.link.subscribe();
        drop(link.wait_for(Option::is_some).await);
    }

    /// Ends the socket, with or without a goodbye, and comes back after a while.
    pub(super) async fn leave(&self, says_goodbye: bool, away: Duration) {
        let inner = &self.inner;
        inner.online.send_replace(false);
        let link = inner.link.send_replace(None);
        if let Some(link) = link {
            // Written down before: what the socket brings from here on is nobody's duty.
            inner.end(link.number, if says_goodbye { "goodbye" } else { "cut" });
            if says_goodbye {
                link.say_goodbye().await;
            }
            link.cut();
        }
        sleep(away).await;
        inner.online.send_replace(true);
    }

    /// What was written down so far.
    pub(super) fn record(&self) -> ClientRecord {
        ClientRecord {
            name: self.inner.name.clone(),
            user: self.inner.user.id.clone(),
            chats: self.inner.chats.clone(),
            lines: self.inner.record.lines(),
        }
    }
}

impl Inner {
    /// The chats this client is in.
    pub(super) fn chats(&self) -> &[String] {
        &self.chats
    }

    /// The open socket, if there is one.
    pub(super) fn link(&self) -> Option<Arc<Link>> {
        self.link.borrow().clone()
    }

    /// The open socket, or the next one if it comes soon.
    pub(super) async fn link_within(&self, within: Duration) -> Option<Arc<Link>> {
        let mut link = self.link.subscribe();
        let found = timeout(within, link.wait_for(Option::is_some)).await;
        found.ok()?.ok()?.clone()
    }

    async fn load(&self) {
        for chat in &self.chats {
            let Outcome::Done(body) = self.rest.get(&format!("/v1/chats/{chat}")).await else {
                panic!("{} cannot load {chat}", self.name);
            };
            let through = body["asOfSeq"].as_u64().expect("a number");
            let chat = chat.clone();
            self.record.note(Event::Loaded {
                chat: chat.clone(),
                through,
            });
            let early = BTreeSet::new();
            let mut state = self.state.lock().unwrap();
            state.have.insert(chat, Have { through, early });
        }
    }

    pub(super) fn has_gap(&self) -> bool {
        let state = self.state.lock().unwrap();
        state.have.values().any(|have| !have.early.is_empty())
    }

    pub(super) fn take(&self, entries: impl IntoIterator<Item = (String, u64)>) {
        let mut state = self.state.lock().unwrap();
        for (chat, seq) in entries {
            state.have.entry(chat).or_default().take(seq);
        }
    }
}

impl Listener for Inner {
    fn begin(&self, number: u32) {
        self.record.note(Event::Connected { connection: number });
    }

    fn event(&self, number: u32, event: &Value) {
        if event["type"] != "message.created" {
            return;
        }
        let Some(entry) = entry(&event["data"]) else {
            return;
        };
        let place = (entry.chat.clone(), entry.seq);
        self.record.note(Event::Seen {
            connection: number,
            entry,
        });
        self.take([place]);
        self.gap.notify_one();
    }

    fn end(&self, number: u32, why: &str) {
        let mut ended = self.ended.lock().unwrap();
        if number > *ended {
            *ended = number;
            self.record.note(Event::Ended {
                connection: number,
                why: why.to_owned(),
            });
        }
    }
}
