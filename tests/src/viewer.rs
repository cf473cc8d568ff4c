//! A client as docs/PROTOCOL.md describes it, with a view of every chat: one device of one user.

mod keep_up;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::view::{View, first_entry_of};
use crate::{DEADLINE, Socket, User, Way, eventually};

/// How long a client may take to have everything: a hole waits, `sync` waits, machines are slow.
const CAUGHT_UP: Duration = Duration::from_secs(3 * DEADLINE.as_secs());
/// Messages of a page.
const PAGE: usize = 100;

/// A running client; it ends with this value.
#[derive(Debug)]
pub struct Viewer {
    shared: Arc<Shared>,
    network: watch::Sender<Network>,
    running: JoinHandle<()>,
}

/// How a client is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Network {
    Up,
    /// The socket ends with a goodbye.
    Left,
    /// The socket is just gone.
    Lost,
}

#[derive(Debug)]
struct Shared {
    user: User,
    /// How it asks `sync`.
    way: Way,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    view: View,
    socket: Option<Arc<Socket>>,
    token: String,
    /// Up to where `sync` has told each chat.
    synced: BTreeMap<String, u64>,
    /// Every entry as it came first, by chat and place, whatever the view made of it.
    events: BTreeMap<(String, u64), Value>,
}

impl Drop for Viewer {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Viewer {
    /// Takes a token, loads the chats with their messages, connects. `way` is how it asks `sync`.
    pub async fn start(user: &User, way: Way) -> Self {
        let token = user.sync_token().await;
        let mut view = View::new(&user.id);
        for chat in user.pages("/v1/chats", PAGE).await.concat() {
            let id = chat["id"].as_str().expect("a string");
            let path = format!("/v1/chats/{id}/messages");
            let newest = user.get(&path).await.expect(200);
            let messages = whole_history(user, id, PAGE).await;
            let through = newest["asOfSeq"].as_u64().expect("a number");
            view.open(id, through, &messages);
        }
        let state = State {
            view,
            socket: None,
            token: token.as_str().expect("a string").to_owned(),
            synced: BTreeMap::new(),
            events: BTreeMap::new(),
        };
        let shared = Arc::new(Shared {
            user: user.clone(),
            way,
            state: Mutex::new(state),
        });
        let (network, state_of_network) = watch::channel(Network::Up);
        let running = tokio::spawn(keep_up::run(Arc::clone(&shared), state_of_network));
        let viewer = Self {
            shared,
            network,
            running,
        };
        viewer
            .wait_until("connected", |state| state.socket.is_some())
            .await;
        viewer
    }

    /// Ends the socket, with or without a goodbye, and waits until it is gone.
    pub async fn go_offline(&self, says_goodbye: bool) {
        let how = if says_goodbye {
            Network::Left
        } else {
            Network::Lost
        };
        self.network.send_replace(how);
        self.wait_until("offline", |state| state.socket.is_none())
            .await;
    }

    /// Finds the network again.
    pub fn go_online(&self) {
        self.network.send_replace(Network::Up);
    }

    /// The open socket, to act by.
    #[must_use]
    pub fn socket(&self) -> Option<Arc<Socket>> {
        self.shared.state.lock().unwrap().socket.clone()
    }

    /// Takes an event that an acknowledgement stands for.
    pub fn take(&self, event: &Value) {
        self.shared.state.lock().unwrap().take(event);
    }

    /// Looks at the view, or tells it what an answer said.
    pub fn with_view<T>(&self, look: impl FnOnce(&mut View) -> T) -> T {
        look(&mut self.shared.state.lock().unwrap().view)
    }

    /// The messages of a chat, as this device shows them.
    #[must_use]
    pub fn messages(&self, chat: &str) -> Vec<Value> {
        self.with_view(|view| view.messages(chat))
    }

    /// Waits until the client has everything of a chat up to `seq`.
    pub async fn wait_for(&self, chat: &str, seq: u64) {
        let what = format!("has {chat} up to {seq}");
        self.wait_until(&what, |state| state.view.through(chat) >= seq)
            .await;
    }

    /// The entries of a chat as they were pushed, up to `seq`. One that `sync` told first, when there
    /// was not much to tell of it any more, is waited for.
    pub async fn entries(&self, chat: &str, seq: u64) -> Vec<Value> {
        let place = |seq: u64| (chat.to_owned(), seq);
        let is_told = |state: &State, seq: u64| {
            let event = state.events.get(&place(seq));
            event.is_some_and(|event| event["type"] != "entries.expired")
        };
        let what = format!("was told every entry of {chat} up to {seq}");
        self.wait_until(&what, |state| (1..=seq).all(|seq| is_told(state, seq)))
            .await;
        let state = self.shared.state.lock().unwrap();
        let events = state.events.range(place(1)..=place(seq));
        events.map(|(_, event)| event.clone()).collect()
    }

    /// Waits until the client knows that its user has deleted a message for themselves.
    pub async fn wait_until_hidden(&self, message: &str) {
        let what = format!("knows that {message} is hidden");
        self.wait_until(&what, |state| state.view.hides(message))
            .await;
    }

    async fn wait_until(&self, what: &str, reached: impl Fn(&State) -> bool) {
        let what = format!("{} {what}", self.shared.user.username);
        let look = async || {
            assert!(!self.running.is_finished(), "{what}: the client has ended");
            reached(&self.shared.state.lock().unwrap()).then_some(())
        };
        eventually(&what, CAUGHT_UP, look).await;
    }
}

impl User {
    /// A chat's whole log, as `sync` tells it to a client that knows nothing.
    ///
    /// # Panics
    /// When it has a hole, or repeats something.
    pub async fn whole_log(&self, chat: &str) -> Vec<Value> {
        let mut log: Vec<Value> = Vec::new();
        let mut body = json!({"chats": {chat: 0}});
        loop {
            let reply = self.post("/v1/sync", &body).await.expect(200);
            let news = reply["chats"].as_array().expect("a list").iter();
            for news in news.filter(|news| news["chatId"] == chat) {
                for event in news["events"].as_array().expect("a list") {
                    let last = log.last().map_or(0, |last| last["seq"].as_u64().unwrap());
                    assert_eq!(first_entry_of(event), last + 1, "after {last}: {event}");
                    log.push(event.clone());
                }
            }
            if reply["hasMore"] == false {
                return log;
            }
            body = json!({"since": reply["nextToken"]});
        }
    }
}

/// Every message of a chat as somebody reads it page by page, in the order of the log.
pub async fn whole_history(user: &User, chat: &str, limit: usize) -> Vec<Value> {
    let path = format!("/v1/chats/{chat}/messages");
    // From the newest page to the oldest, each ascending.
    let pages = user.pages(&path, limit).await;
    pages.into_iter().rev().flatten().collect()
}
