//! Who hides from somebody who watches goes offline for them, and that is the last they are told.

use e2e::presence::{self, hidden};
use e2e::{DEADLINE, Socket, User, eventually, fresh, shared_stack};
use serde_json::{Value, json};

/// How Bob hides from Ann, or she from him.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// She blocks him.
    Blocked,
    /// He blocks her.
    Blocking,
    /// He shows himself to nobody.
    Nobody,
    /// He shows himself to contacts, and she is none.
    Contacts,
}

impl Turn {
    /// A block hides both from each other.
    fn is_mutual(self) -> bool {
        matches!(self, Self::Blocked | Self::Blocking)
    }

    async fn turn(self, ann: &User, bob: &User, is_hidden: bool) {
        let (by, whom) = match self {
            Self::Blocked => (ann, bob),
            Self::Blocking => (bob, ann),
            Self::Nobody | Self::Contacts => {
                let audience = match (self, is_hidden) {
                    (_, false) => "everyone",
                    (Self::Contacts, _) => "contacts",
                    _ => "nobody",
                };
                let setting = json!({"lastSeenVisibility": audience});
                bob.change_settings(&setting).await;
                return;
            }
        };
        let path = format!("/v1/users/{}/block", whom.id);
        let done = match is_hidden {
            true => by.post_empty(&path).await,
            false => by.delete(&path).await,
        };
        done.expect(204);
    }
}

/// Says something to one's status that nobody else says.
async fn say(user: &User) -> String {
    let text = fresh();
    let change = json!({"text": text});
    user.put(presence::ME, &change).await.expect(200);
    text
}

/// Waits until the newest that a socket was told of somebody is that they are there and say this.
async fn expect_text(socket: &Socket, user: &User, text: &str) {
    let newest = async || {
        let newest = presence::told(socket, user).pop()?;
        let data = &newest["data"];
        (data["text"] == text && data["status"] == "online").then_some(())
    };
    eventually("what somebody says", DEADLINE, newest).await;
}

async fn check(turn: Turn) {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    let (watching, partner) = tokio::join!(ann.connect(), ann.connect());
    presence::watch(&watching, &[&bob.id, &cay.id]).await;
    let mut anns = vec![&watching];
    if turn != Turn::Contacts {
        // Partners of a direct chat are told without watching.
        ann.direct_chat(&bob).await;
        ann.direct_chat(&cay).await;
        anns.push(&partner);
    }
    let (bobs, cays) = tokio::join!(bob.connect(), cay.connect());
    let seen = presence::watch(&bobs, &[&ann.id]).await;
    assert_eq!(seen[0]["status"], "online", "{seen:?}");
    // So that everything from before was told.
    for user in [&bob, &cay] {
        let text = say(user).await;
        for socket in &anns {
            expect_text(socket, user, &text).await;
        }
    }
    let before: Vec<usize> = anns
        .iter()
        .map(|socket| presence::told(socket, &bob).len())
        .collect();

    turn.turn(&ann, &bob, true).await;
    for socket in &anns {
        let data = presence::expect_told(socket, &bob, "offline").await;
        assert_eq!(data, hidden(&bob.id));
    }
    if turn.is_mutual() {
        let data = presence::expect_told(&bobs, &ann, "offline").await;
        assert_eq!(data, hidden(&ann.id));
    }
    // Cay is told of now, and at her next occasion, which comes after his.
    let first = say(&cay).await;
    for socket in &anns {
        expect_text(socket, &cay, &first).await;
    }
    let secret = say(&bob).await;
    let second = say(&cay).await;
    for (socket, before) in anns.iter().zip(before) {
        expect_text(socket, &cay, &second).await;
        socket.settle().await;
        let told = presence::told(socket, &bob);
        assert_eq!(told.len(), before + 1, "once: {told:?}");
        let frames = Value::from(socket.frames()).to_string();
        assert!(!frames.contains(&secret), "{turn:?}");
    }

    turn.turn(&ann, &bob, false).await;
    let back = say(&bob).await;
    for socket in &anns {
        expect_text(socket, &bob, &back).await;
    }
    drop((bobs, cays));
}

#[tokio::test]
async fn whom_one_blocks_goes_offline_once() {
    check(Turn::Blocked).await;
}

#[tokio::test]
async fn who_blocks_one_goes_offline_once() {
    check(Turn::Blocking).await;
}

#[tokio::test]
async fn who_stops_showing_themself_goes_offline_once() {
    check(Turn::Nobody).await;
}

#[tokio::test]
async fn who_shows_themself_to_contacts_alone_goes_offline_for_a_stranger() {
    check(Turn::Contacts).await;
}
