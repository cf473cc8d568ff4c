//! A client as the contract describes it: a log per chat in the order of `seq`, what comes twice is
//! dropped, a hole that stays for a second asks `sync`, and so does every connect, once at once and
//! once five seconds later.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::{DEADLINE, Socket, User, eventually};

/// How long a gap may be a matter of order only.
const HOLE: Duration = Duration::from_secs(1);
/// When a client asks a second time after it connected.
const SECOND_SYNC: Duration = Duration::from_secs(5);

/// A running client; it ends with this value.
#[derive(Debug)]
pub struct Client {
    user: User,
    state: Arc<Mutex<State>>,
    online: watch::Sender<bool>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct State {
    logs: BTreeMap<String, Log>,
    token: String,
    syncs: usize,
    connected: bool,
}

#[derive(Debug, Default)]
struct Log {
    /// Up to here the client knew before it began to listen.
    base: u64,
    entries: BTreeMap<u64, Value>,
}

impl Log {
    /// Everything up to here is there.
    fn through(&self) -> u64 {
        let mut through = self.base;
        for seq in self.entries.keys() {
            if *seq > through + 1 {
                break;
            }
            through = through.max(*seq);
        }
        through
    }

    fn has_hole(&self) -> bool {
        self.entries
            .keys()
            .next_back()
            .is_some_and(|last| *last > self.through())
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Client {
    /// Takes a token, loads the chats, connects.
    pub async fn start(user: &User) -> Self {
        let token = user.get("/v1/sync").await.expect(200)["nextToken"].clone();
        let mut state = State {
            token: text(&token),
            ..State::default()
        };
        for chat in load_chats(user).await {
            let base = chat["asOfSeq"].as_u64().expect("a number");
            state.logs.insert(
                text(&chat["id"]),
                Log {
                    base,
                    ..Log::default()
                },
            );
        }
        let state = Arc::new(Mutex::new(state));
        let (online, network) = watch::channel(true);
        let task = tokio::spawn(run(user.clone(), Arc::clone(&state), network));
        let client = Self {
            user: user.clone(),
            state,
            online,
            task,
        };
        client
            .wait_until("connected", |state| state.connected)
            .await;
        client
    }

    /// Loses the network, and waits until the socket is gone.
    pub async fn go_offline(&self) {
        self.online.send_replace(false);
        self.wait_until("offline", |state| !state.connected).await;
    }

    /// Finds the network again.
    pub fn go_online(&self) {
        self.online.send_replace(true);
    }

    /// Waits until the client has everything of a chat up to `seq`.
    pub async fn wait_for(&self, chat: &str, seq: u64) {
        let what = format!("{} has {chat} up to {seq}", self.user.username);
        let reached = |state: &State| state.logs.get(chat).is_some_and(|log| log.through() >= seq);
        self.wait_until(&what, reached).await;
    }

    /// The events of a chat in the order of its log.
    #[must_use]
    pub fn log(&self, chat: &str) -> Vec<Value> {
        let state = self.state.lock().unwrap();
        state
            .logs
            .get(chat)
            .map_or_else(Vec::new, |log| log.entries.values().cloned().collect())
    }

    /// How often the client asked `sync`.
    #[must_use]
    pub fn syncs(&self) -> usize {
        self.state.lock().unwrap().syncs
    }

    async fn wait_until(&self, what: &str, reached: impl Fn(&State) -> bool) {
        let look = async || reached(&self.state.lock().unwrap()).then_some(());
        eventually(what, 3 * DEADLINE, look).await;
    }
}

async fn load_chats(user: &User) -> Vec<Value> {
    let mut chats = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = user
            .get(&format!("/v1/chats?limit=100{cursor}"))
            .await
            .expect(200);
        chats.extend(page["data"].as_array().expect("a list").iter().cloned());
        match page["nextCursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return chats,
        }
    }
}

async fn run(user: User, state: Arc<Mutex<State>>, mut network: watch::Receiver<bool>) {
    while network.wait_for(|online| *online).await.is_ok() {
        let socket = user.connect().await;
        state.lock().unwrap().connected = true;
        sync(&user, &state).await;
        let lost = async { network.wait_for(|online| !online).await.is_ok() };
        tokio::select! {
            () = listen(&user, &socket, &state) => {}
            _ = lost => socket.close().await,
        }
        state.lock().unwrap().connected = false;
    }
}

/// Listens until the socket ends.
async fn listen(user: &User, socket: &Socket, state: &Mutex<State>) {
    let mut second_sync = Some(Instant::now() + SECOND_SYNC);
    let mut hole = None;
    let mut seen = 0;
    while !socket.is_closed() {
        let far = Instant::now() + 4 * HOLE;
        let until = [second_sync, hole]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(far);
        let frames = socket.beyond(seen, until).await.unwrap_or_default();
        seen += frames.len();
        for frame in frames {
            apply(&mut state.lock().unwrap(), frame);
        }
        let now = Instant::now();
        if [second_sync, hole]
            .into_iter()
            .flatten()
            .any(|due| due <= now)
        {
            second_sync = second_sync.filter(|due| *due > now);
            sync(user, state).await;
            hole = None;
        }
        let has_hole = state.lock().unwrap().logs.values().any(Log::has_hole);
        hole = has_hole.then(|| hole.unwrap_or(now + HOLE));
    }
}

/// Puts an entry into its log; what is no entry is not kept.
fn apply(state: &mut State, event: Value) {
    let (Some(chat), Some(seq)) = (event["chatId"].as_str(), event["seq"].as_u64()) else {
        return;
    };
    let log = state.logs.entry(chat.to_owned()).or_default();
    // What comes again is dropped: delivery is at least once.
    if seq > log.base {
        log.entries.entry(seq).or_insert(event);
    }
}

async fn sync(user: &User, state: &Mutex<State>) {
    loop {
        let since = state.lock().unwrap().token.clone();
        let reply = user
            .post("/v1/sync", &json!({"since": since}))
            .await
            .expect(200);
        assert_eq!(reply["reset"], false, "the token is young: {reply}");
        let mut state = state.lock().unwrap();
        state.syncs += 1;
        for chat in reply["chats"].as_array().expect("a list") {
            for event in chat["events"].as_array().expect("a list") {
                apply(&mut state, event.clone());
            }
        }
        state.token = text(&reply["nextToken"]);
        if reply["hasMore"] == false {
            return;
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a string").to_owned()
}
