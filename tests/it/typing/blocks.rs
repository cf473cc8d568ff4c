//! A block silences both, and people who do not show themselves do not type for anybody.

use e2e::looking::{self, check_viewers};
use e2e::{Socket, User, shared_stack};
use serde_json::json;

async fn block(user: &User, other: &User) {
    let path = format!("/v1/users/{}/block", other.id);
    user.post_empty(&path).await.expect(204);
}

async fn unblock(user: &User, other: &User) {
    let path = format!("/v1/users/{}/block", other.id);
    user.delete(&path).await.expect(204);
}

/// Makes sure that a socket was told nothing about somebody in a chat. What could have come was
/// pushed before.
async fn check_silence(socket: &Socket, who: &User, chat: &str) {
    socket.settle().await;
    let told = looking::told_at_all(socket, who, chat);
    assert!(told.is_empty(), "{told:?}");
}

#[tokio::test]
async fn a_block_silences_both_in_their_direct_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for is_blocker_first in [true, false] {
        let (ann, bob, cay, group) = stack.group_of_three().await;
        let direct = ann.direct_chat(&bob).await;
        let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
        block(&ann, &bob).await;
        let mut both = [(&ann, &anns), (&bob, &bobs)];
        if !is_blocker_first {
            both.reverse();
        }
        for (user, socket) in both {
            check_viewers(&looking::open(socket, &direct).await, &direct, &[user]);
            looking::open(socket, &group).await;
            looking::start(socket, &direct).await;
            looking::start(socket, &group).await;
        }
        // Cay is between them, and her typing comes after theirs.
        looking::start(&cays, &group).await;
        for (_, socket) in both {
            looking::expect(socket, "typing.started", &cay, &group).await;
        }
        for chat in [&direct, &group] {
            check_silence(&anns, &bob, chat).await;
            check_silence(&bobs, &ann, chat).await;
        }
        let typists = looking::typists(&cay, &group).await;
        assert_eq!(typists.len(), 2, "others see both: {typists:?}");
        for user in [&ann, &bob] {
            let listed = looking::typists(user, &group).await;
            assert_eq!(listed.len(), 1, "{listed:?}");
            assert_eq!(listed[0]["userId"], cay.id.as_str());
            assert!(looking::typists(user, &direct).await.is_empty());
        }

        unblock(&ann, &bob).await;
        looking::type_until_told(&anns, (&ann, &direct), &bobs, 1).await;
        looking::type_until_told(&bobs, (&bob, &direct), &anns, 1).await;
        assert_eq!(looking::typists(&ann, &direct).await.len(), 1);
        assert_eq!(looking::typists(&bob, &direct).await.len(), 1);
    }
}

#[tokio::test]
async fn who_does_not_show_themself_is_not_seen_typing() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 5).await;
    let [ann, shy, invisible, open, cay] = people.as_slice() else {
        panic!("five people")
    };
    let chat = ann.group("all", &people[1..]).await;
    let nobody = json!({"lastSeenVisibility": "nobody"});
    shy.change_settings(&nobody).await;
    let offline = json!({"status": "offline"});
    invisible.put("/v1/presence/me", &offline).await.expect(200);
    // They share a chat with everybody here.
    let contacts = json!({"lastSeenVisibility": "contacts"});
    open.change_settings(&contacts).await;
    let (anns, cays) = tokio::join!(ann.connect(), cay.connect());
    looking::open(&anns, &chat).await;
    let mut sockets = Vec::new();
    for user in [shy, invisible, open] {
        let socket = user.connect().await;
        looking::start(&socket, &chat).await;
        sockets.push(socket);
    }
    looking::expect(&anns, "typing.started", open, &chat).await;
    for user in [shy, invisible] {
        check_silence(&anns, user, &chat).await;
    }
    let listed = looking::typists(ann, &chat).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["userId"], open.id.as_str());
    // What they do not show does not keep them from seeing.
    let invisibles = invisible.connect().await;
    looking::open(&invisibles, &chat).await;
    looking::start(&cays, &chat).await;
    looking::expect(&invisibles, "typing.started", cay, &chat).await;
    let everyone = json!({"lastSeenVisibility": "everyone"});
    shy.change_settings(&everyone).await;
    let shys = shy.connect().await;
    looking::type_until_told(&shys, (shy, &chat), &anns, 1).await;
}
