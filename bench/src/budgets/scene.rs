//! A stack with people and chats, as the operations need them.

use std::time::Duration;

use e2e::meter::{Detail, Meter};
use e2e::{Options, Programs, Socket, Stack, User, eventually, fresh};
use futures::StreamExt as _;

/// Members of the large group, its founder included.
pub(super) const LARGE: usize = 200;
/// Members of the groups of ordinary size.
pub(super) const ORDINARY: usize = 20;
/// Groups of ordinary size.
const ORDINARY_GROUPS: usize = 20;
/// Chats of the one who is in many.
pub(super) const MANY: usize = 500;
/// Chats of theirs with a message.
const NEWS: usize = 60;
/// Chats made at a time.
const AT_ONCE: usize = 6;
/// What takes milliseconds may take so long on a busy machine.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// People, chats, and who is online.
#[derive(Debug)]
pub(super) struct Scene {
    pub(super) stack: Stack,
    pub(super) meter: Meter,
    /// The first is in [`MANY`] chats.
    pub(super) people: Vec<User>,
    /// Sockets of the first people, in their order.
    pub(super) sockets: Vec<Socket>,
    /// Of the first two.
    pub(super) direct: String,
    /// Of the first with each from the third on.
    pub(super) directs: Vec<String>,
    /// Of all.
    pub(super) large: String,
    /// Of the first [`ORDINARY`].
    pub(super) ordinary: String,
}

impl Scene {
    /// Sets everything up; nobody is online.
    pub(super) async fn set_up(programs: &Programs) -> Self {
        let stack = Stack::start(
            &Options::new()
                .counting_requests()
                .programs(programs.clone()),
        );
        eprintln!("registering {LARGE} people");
        let people = stack.register_many("p", LARGE).await;
        let ann = &people[0];
        eprintln!("making {MANY} chats");
        let direct = ann.direct_chat(&people[1]).await;
        let large = ann.group("large", &people[1..]).await;
        let ordinary = ann.group("ordinary", &people[1..ORDINARY]).await;
        for _ in 1..ORDINARY_GROUPS {
            ann.group("ordinary", &people[1..ORDINARY]).await;
        }
        let others = people[2..].iter().map(|other| ann.direct_chat(other));
        let directs: Vec<String> = futures::stream::iter(others)
            .buffered(AT_ONCE)
            .collect()
            .await;
        let made = directs.len() + ORDINARY_GROUPS + 2;
        let small = (made..MANY).map(|_| ann.group("small", &people[LARGE - 1..]));
        let small: Vec<String> = futures::stream::iter(small)
            .buffered(AT_ONCE)
            .collect()
            .await;
        // The newest chats have a last message from somebody else.
        let news = directs.iter().zip(&people[2..]).take(NEWS);
        for (chat, other) in news {
            other.say(chat, "hello").await;
        }
        assert_eq!(made + small.len(), MANY);
        let scene = Self {
            meter: stack.meter(),
            stack,
            people,
            sockets: Vec::new(),
            direct,
            directs,
            large,
            ordinary,
        };
        for chat in scene.directs.iter().take(NEWS) {
            scene.pushed(chat, 1).await;
        }
        scene
    }

    /// Brings the first `count` people online.
    pub(super) async fn bring_online(&mut self, count: usize) {
        let offline = self.people[self.sockets.len()..count].iter();
        let connecting = offline.map(User::connect);
        let sockets: Vec<Socket> = futures::stream::iter(connecting)
            .buffered(AT_ONCE)
            .collect()
            .await;
        self.sockets.extend(sockets);
    }

    /// Sends a message by the first person's socket and gives its trace once these functions have
    /// done their part.
    pub(super) async fn send(&self, chat: &str, functions: &[&str]) -> Vec<Detail> {
        let message = self.sockets[0].say(chat, &text()).await;
        let trace = self.trace_of("ws-send-message", functions).await;
        let seq = message["seq"].as_u64().expect("a number");
        self.pushed(chat, seq).await;
        trace
    }

    /// The trace of the newest invocation of a function, once these functions have done their part.
    pub(super) async fn trace_of(&self, function: &str, functions: &[&str]) -> Vec<Detail> {
        let newest = self.meter.newest(function).await;
        let trace = &newest.traces[0];
        self.meter.settled(trace, functions, PATIENCE).await
    }

    /// Waits until everything in a chat up to a number is known as pushed.
    pub(super) async fn pushed(&self, chat: &str, seq: u64) {
        let dynamodb = self.stack.dynamodb();
        eventually("the push", PATIENCE, async || {
            (dynamodb.pushed_through(chat).await >= seq).then_some(())
        })
        .await;
    }
}

/// A message of ordinary length.
pub(super) fn text() -> String {
    format!(
        "A message as people write them, of some sixty characters. {}",
        &fresh()[..6]
    )
}
