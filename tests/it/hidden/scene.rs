//! Ann, who looks; Hal, who does not show himself to her; and Cat, who does.

use e2e::looking::{self, moment};
use e2e::presence::{self, hidden};
use e2e::{Socket, Stack, User, fresh};
use serde_json::{Value, json};

use super::leaks::Mark;
use super::routes::{Tells, ask};

/// Why Ann does not see Hal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hiding {
    /// She has blocked him.
    Blocked,
    /// He has blocked her.
    Blocking,
    /// He shows himself to nobody.
    Nobody,
    /// He shows himself to those he shares a chat with.
    Stranger,
    /// He chose to look offline.
    Invisible,
}

/// Somebody whom Ann asks about.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) user: User,
    /// Their direct chat with her.
    pub(super) direct: Option<String>,
    pub(super) mark: Mark,
}

#[derive(Debug)]
pub(super) struct Scene {
    hiding: Hiding,
    pub(super) ann: User,
    pub(super) hal: Person,
    pub(super) cat: Person,
    /// The chat of all three.
    pub(super) group: Option<String>,
    /// A token from before there were chats.
    pub(super) start: Value,
    /// Ann's, which watches both and has every chat open.
    pub(super) watching: Socket,
    /// Ann's, which watches nobody and has nothing open.
    plain: Socket,
}

impl Person {
    async fn new(stack: &Stack, name: &str) -> Self {
        let user = stack.register(name).await;
        let mark = Mark {
            id: user.id.clone(),
            text: format!("{name} is {}", fresh()),
            shows_text: false,
            last_seen: None,
        };
        Self {
            user,
            direct: None,
            mark,
        }
    }
}

async fn block(user: &User, other: &User) {
    let path = format!("/v1/users/{}/block", other.id);
    user.post_empty(&path).await.expect(204);
}

async fn show_to(user: &User, audience: &str) {
    let setting = json!({"lastSeenVisibility": audience});
    user.change_settings(&setting).await;
}

impl Scene {
    pub(super) async fn new(stack: &Stack, hiding: Hiding) -> Self {
        let ann = stack.register("ann").await;
        let mut hal = Person::new(stack, "hal").await;
        let mut cat = Person::new(stack, "cat").await;
        let start = ann.sync_token().await;
        let mut group = None;
        if hiding != Hiding::Stranger {
            let others = [hal.user.clone(), cat.user.clone()];
            let chat = ann.group("all", &others).await;
            for person in [&mut hal, &mut cat] {
                let direct = person.user.direct_chat(&ann).await;
                person.user.say(&direct, "to you").await;
                person.user.say(&chat, "to all").await;
                person.direct = Some(direct);
            }
            group = Some(chat);
        }
        match hiding {
            Hiding::Blocked => block(&ann, &hal.user).await,
            Hiding::Blocking => block(&hal.user, &ann).await,
            Hiding::Nobody => show_to(&hal.user, "nobody").await,
            Hiding::Stranger => show_to(&hal.user, "contacts").await,
            Hiding::Invisible => become_invisible(&mut hal, &ann).await,
        }
        let (watching, plain) = tokio::join!(ann.connect(), ann.connect());
        let both = [hal.user.id.as_str(), cat.user.id.as_str()];
        presence::watch(&watching, &both).await;
        let chats = [&group, &hal.direct, &cat.direct];
        for chat in chats.into_iter().flatten() {
            looking::open(&watching, chat).await;
        }
        Self {
            hiding,
            ann,
            hal,
            cat,
            group,
            start,
            watching,
            plain,
        }
    }

    /// The chats that Ann shares with somebody.
    fn chats_with<'a>(&'a self, person: &'a Person) -> impl Iterator<Item = &'a String> {
        self.group.iter().chain(&person.direct)
    }

    /// Has somebody come, say something to their status, look and type.
    pub(super) async fn appear(&self, person: &Person) -> Socket {
        let socket = person.user.connect().await;
        let change = json!({"text": person.mark.text});
        let ack = socket.send("setPresence", change).await.ack();
        assert_eq!(ack["text"], person.mark.text.as_str(), "{ack}");
        for chat in self.chats_with(person) {
            looking::open(&socket, chat).await;
        }
        self.type_on(&socket, person).await;
        socket
    }

    pub(super) async fn type_on(&self, socket: &Socket, person: &Person) {
        for chat in self.chats_with(person) {
            looking::start(socket, chat).await;
        }
    }

    /// The connections that are told of Cat's presence.
    fn told_of_presence(&self) -> Vec<&Socket> {
        match self.group {
            Some(_) => vec![&self.watching, &self.plain],
            None => vec![&self.watching],
        }
    }

    /// Waits until Ann was told of everything that Cat did when she came.
    pub(super) async fn expect_present(&self) {
        let (cat, text) = (&self.cat.user, self.cat.mark.text.as_str());
        for socket in self.told_of_presence() {
            let is_it = |event: &Value| {
                let data = &event["data"];
                data["userId"] == cat.id.as_str()
                    && data["status"] == "online"
                    && data["text"] == text
            };
            socket.expect_event("presence.updated", is_it).await;
        }
        for chat in self.chats_with(&self.cat) {
            for kind in ["viewer.joined", "typing.started"] {
                looking::expect(&self.watching, kind, cat, chat).await;
            }
        }
    }

    /// Waits until Ann was told that Cat has gone.
    pub(super) async fn expect_gone(&self) {
        let cat = &self.cat.user;
        for socket in self.told_of_presence() {
            let data = presence::expect_told(socket, cat, "offline").await;
            assert!(data["lastSeenAt"].is_string(), "{data}");
        }
        for chat in self.chats_with(&self.cat) {
            looking::expect(&self.watching, "viewer.left", cat, chat).await;
        }
    }

    /// Makes sure that every answer tells what it should of Cat, and nothing of Hal.
    pub(super) async fn check_answers(&self, is_there: bool) {
        let hiding = self.hiding;
        let told = ask(self).await;
        for told in &told {
            let by = &told.by;
            let leaks = self.hal.mark.leaks(&told.of_hal);
            assert!(leaks.is_empty(), "{hiding:?}, {by}: {leaks:?}");
            let seen = self.cat.mark.leaks(&told.of_cat);
            let is_expected = match told.tells {
                Tells::Presence => !seen.is_empty(),
                // Who goes while they type is listed until it ends by itself.
                Tells::Doing => !is_there || !seen.is_empty(),
                Tells::Name => seen.is_empty() && self.cat.mark.is_named_in(&told.of_cat),
                Tells::Nothing => seen.is_empty(),
            };
            assert!(is_expected, "{by} tells of Cat: {seen:?}, {}", told.of_cat);
        }
        let asked = if self.group.is_some() { 20 } else { 7 };
        assert_eq!(told.len(), asked, "{told:#?}");
        self.check_looks().await;
    }

    /// Who is hidden looks like nobody at all.
    async fn check_looks(&self) {
        let hal = &self.hal.user;
        let seen = presence::of(&self.ann, hal).await;
        let shown = self.ann.sees(hal).await["presence"].clone();
        if self.hiding == Hiding::Invisible {
            assert_eq!(seen["status"], "offline", "{seen}");
            assert_eq!(shown["status"], "offline", "{shown}");
            return;
        }
        assert_eq!(seen, hidden(&hal.id));
        assert_eq!(shown, Value::Null);
        let path = "/v1/presence/users/usr_nobody";
        let nobody = self.ann.get(path).await.expect(200);
        assert_eq!(nobody, hidden("usr_nobody"));
    }

    /// Makes sure that no frame that Ann got so far tells anything of Hal.
    pub(super) async fn check_frames(&self) {
        for socket in [&self.watching, &self.plain] {
            socket.settle().await;
            for frame in socket.frames() {
                let leaks = self.hal.mark.leaks(&frame);
                assert!(leaks.is_empty(), "{:?}: {leaks:?}: {frame}", self.hiding);
            }
            // That something happens is told as well by an event that says nothing. Of his hiding
            // there may be one.
            let events = presence::told(socket, &self.hal.user);
            let may_come = self.hiding == Hiding::Invisible;
            assert!(
                may_come || events.len() <= 1,
                "{:?}: {events:?}",
                self.hiding
            );
        }
        if self.group.is_none() {
            for user in [&self.hal.user, &self.cat.user] {
                let events = presence::told(&self.plain, user);
                assert!(events.is_empty(), "she did not ask: {events:?}");
            }
        }
    }
}

/// Has somebody choose to look offline; since then nobody has seen them.
async fn become_invisible(person: &mut Person, ann: &User) {
    let offline = json!({"status": "offline"});
    let before = presence::now();
    let own = person.user.put(presence::ME, &offline).await.expect(200);
    assert_eq!(own["chosenStatus"], "offline", "{own}");
    let seen = presence::of(ann, &person.user).await["lastSeenAt"].clone();
    let at = moment(&seen).as_millisecond();
    assert!((before..=presence::now()).contains(&at), "{seen}");
    person.mark.last_seen = seen.as_str().map(str::to_owned);
    person.mark.shows_text = true;
}
