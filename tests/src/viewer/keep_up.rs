//! How a client stays connected and keeps up.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::watch;

use super::{Network, Shared, State};
use crate::view::first_entry_of;
use crate::{Socket, Way};

/// How long a gap may be a matter of order only.
const HOLE: Duration = Duration::from_secs(1);
/// When a client asks a second time after it connected.
const SECOND_SYNC: Duration = Duration::from_secs(5);

/// Connects whenever there is a network.
pub(super) async fn run(shared: Arc<Shared>, mut network: watch::Receiver<Network>) {
    while network.wait_for(|now| *now == Network::Up).await.is_ok() {
        let socket = Arc::new(shared.user.connect().await);
        shared.state.lock().unwrap().socket = Some(Arc::clone(&socket));
        let gone = async {
            network
                .wait_for(|now| *now != Network::Up)
                .await
                .map(|now| *now)
        };
        let how = tokio::select! {
            () = stay(&shared, &socket) => Network::Lost,
            gone = gone => gone.unwrap_or(Network::Lost),
        };
        // First the socket: nobody acts by it from here on.
        let state = || shared.state.lock().unwrap();
        let is_last = |socket: &Arc<Socket>| Arc::strong_count(socket) == 2;
        assert!(
            how == Network::Lost || is_last(&socket),
            "an act is under way"
        );
        drop(state().socket.take());
        if let (Network::Left, Some(socket)) = (how, Arc::into_inner(socket)) {
            socket.close().await;
        }
    }
}

/// Catches up, then listens until the socket ends.
async fn stay(shared: &Shared, socket: &Socket) {
    let mut second_sync = Some(Instant::now() + SECOND_SYNC);
    let mut hole = None;
    let mut seen = 0;
    sync(shared, socket).await;
    while !socket.is_closed() {
        let due = |at: Option<Instant>| at.is_some_and(|at| at <= Instant::now());
        let far = Instant::now() + 4 * HOLE;
        let until = [second_sync, hole]
            .into_iter()
            .flatten()
            .fold(far, Instant::min);
        let frames = socket.beyond(seen, until).await.unwrap_or_default();
        seen += frames.len();
        for event in frames.iter().filter(|frame| frame["id"].is_null()) {
            shared.state.lock().unwrap().take(event);
        }
        if due(second_sync) || due(hole) {
            second_sync = second_sync.filter(|at| *at > Instant::now());
            hole = None;
            sync(shared, socket).await;
        }
        let has_gap = shared.state.lock().unwrap().view.has_gap();
        hole = has_gap.then(|| hole.unwrap_or_else(|| Instant::now() + HOLE));
    }
}

impl State {
    pub(super) fn take(&mut self, event: &Value) {
        if let (Some(chat), Some(seq)) = (event["chatId"].as_str(), event["seq"].as_u64()) {
            let known = self.events.entry((chat.to_owned(), seq));
            let known = known.or_insert_with(|| event.clone());
            if known["type"] == "entries.expired" {
                known.clone_from(event);
            }
        }
        self.view.take(event);
    }

    /// Takes a reply; true when there is more.
    fn take_reply(&mut self, reply: &Value) -> bool {
        for chat in reply["chats"].as_array().expect("a list") {
            self.take_news(chat);
        }
        for event in reply["private"].as_array().expect("a list") {
            self.take(event);
        }
        let token = reply["nextToken"].as_str().expect("a token");
        token.clone_into(&mut self.token);
        reply["hasMore"] == true
    }

    /// One chat's news: they begin where the last reply ended, and have no hole.
    fn take_news(&mut self, chat: &Value) {
        let id = chat["chatId"].as_str().expect("a string");
        let mut through = self.synced.get(id).copied();
        for event in chat["events"].as_array().expect("a list") {
            let from = first_entry_of(event);
            let before = through.unwrap_or_else(|| (from - 1).min(self.view.through(id)));
            assert_eq!(from, before + 1, "sync leaves a hole or repeats: {chat}");
            through = event["seq"].as_u64();
            self.take(event);
        }
        self.synced.extend(through.map(|seq| (id.to_owned(), seq)));
    }
}

async fn sync(shared: &Shared, socket: &Socket) {
    loop {
        let token = shared.state.lock().unwrap().token.clone();
        let body = json!({"since": token});
        let reply = match shared.way {
            Way::Socket => socket.send("sync", body).await.ack(),
            Way::Rest => shared.user.post("/v1/sync", &body).await.expect(200),
        };
        assert_eq!(reply["reset"], false, "the token is young: {reply}");
        if !shared.state.lock().unwrap().take_reply(&reply) {
            return;
        }
    }
}
