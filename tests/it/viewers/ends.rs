//! Looking ends with the connection, and with the membership.

use std::time::{Duration, Instant};

use e2e::looking::{self, check_viewers};
use e2e::{Socket, User, shared_stack};
use serde_json::json;

use super::{check_told, expect_count};

/// When those who look are told of a connection that ended without closing the chat.
const LATER: Duration = Duration::from_secs(3);
/// That is counted from where the service noticed, and a timer of the queue may be cut short.
const ROUNDING: Duration = Duration::from_secs(1);

/// Ends a socket, with or without a goodbye.
async fn end(socket: Socket, says_goodbye: bool) {
    if says_goodbye {
        socket.close().await;
    }
}

#[tokio::test]
async fn who_goes_without_closing_has_gone_a_little_later() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for says_goodbye in [true, false] {
        let (ann, bob, chat) = stack.group_of_two().await;
        let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
        looking::open(&anns, &chat).await;
        looking::open(&bobs, &chat).await;
        expect_count(&anns, "viewer.joined", &bob, &chat, 2).await;
        let began = Instant::now();
        end(bobs, says_goodbye).await;
        expect_count(&anns, "viewer.left", &bob, &chat, 1).await;
        let waited = began.elapsed();
        assert!(waited >= LATER - ROUNDING, "{waited:?}");
        check_viewers(&looking::open(&anns, &chat).await, &chat, &[&ann]);
        check_told(&anns, &bob, &chat, 1, 1).await;
    }
}

#[tokio::test]
async fn a_reload_is_told_to_nobody() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for says_goodbye in [true, false] {
        let (ann, bob, cay, chat) = stack.group_of_three().await;
        let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
        for socket in [&anns, &bobs, &cays] {
            looking::open(socket, &chat).await;
        }
        expect_count(&anns, "viewer.joined", &cay, &chat, 3).await;
        let began = Instant::now();
        end(bobs, says_goodbye).await;
        let bobs = bob.connect().await;
        check_viewers(
            &looking::open(&bobs, &chat).await,
            &chat,
            &[&ann, &bob, &cay],
        );
        let took = began.elapsed();
        assert!(took < LATER, "the machine was too slow to tell: {took:?}");
        // Cay goes after him and does not come back: what there is to tell of him comes first.
        end(cays, says_goodbye).await;
        expect_count(&anns, "viewer.left", &cay, &chat, 2).await;
        check_told(&anns, &bob, &chat, 1, 0).await;
        let ack = looking::open(&anns, &chat).await;
        check_viewers(&ack, &chat, &[&ann, &bob]);
        // It is the new connection that looks now.
        looking::close(&bobs, &chat).await;
        expect_count(&anns, "viewer.left", &bob, &chat, 1).await;
    }
}

#[tokio::test]
async fn who_goes_while_others_are_told_something_has_gone_all_the_same() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for comes_back in [false, true] {
        let (ann, bob, cay, chat) = stack.group_of_three().await;
        let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
        for socket in [&anns, &bobs, &cays] {
            looking::open(socket, &chat).await;
        }
        bobs.close().await;
        // It is tried with his connection as well, and found that it has gone.
        looking::start(&cays, &chat).await;
        looking::expect(&anns, "typing.started", &cay, &chat).await;
        if comes_back {
            let bobs = bob.connect().await;
            looking::open(&bobs, &chat).await;
            cays.close().await;
            expect_count(&anns, "viewer.left", &cay, &chat, 2).await;
            check_told(&anns, &bob, &chat, 1, 0).await;
        } else {
            expect_count(&anns, "viewer.left", &bob, &chat, 2).await;
            check_told(&anns, &bob, &chat, 1, 1).await;
        }
    }
}

#[tokio::test]
async fn the_other_device_still_looks_when_one_is_lost() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, phone, laptop) = tokio::join!(ann.connect(), bob.connect(), bob.connect());
    let cays = cay.connect().await;
    for socket in [&anns, &phone, &laptop, &cays] {
        looking::open(socket, &chat).await;
    }
    phone.close().await;
    cays.close().await;
    expect_count(&anns, "viewer.left", &cay, &chat, 2).await;
    check_told(&anns, &bob, &chat, 1, 0).await;
    laptop.close().await;
    expect_count(&anns, "viewer.left", &bob, &chat, 1).await;
    check_told(&anns, &bob, &chat, 1, 1).await;
}

/// Has somebody leave a chat, or be removed, and come back.
async fn go_and_come_back(ann: &User, bob: &User, chat: &str, how: &str) {
    match how {
        "left" => drop(bob.leave(chat).await.expect(204)),
        "removed" => drop(ann.remove(chat, bob).await.expect(204)),
        _ => {
            ann.ban(chat, bob, &json!({})).await.expect(200);
            let path = format!("/v1/chats/{chat}/bans/{}", bob.id);
            ann.delete(&path).await.expect(204);
        }
    }
    let added = ann.add(chat, &[bob]).await;
    assert_eq!(added[0]["status"], "added", "{added:?}");
}

#[tokio::test]
async fn who_comes_back_into_a_chat_does_not_look_at_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for how in ["left", "removed", "banned"] {
        let (ann, bob, cay, chat) = stack.group_of_three().await;
        let (anns, phone, laptop) = tokio::join!(ann.connect(), bob.connect(), bob.connect());
        for socket in [&anns, &phone, &laptop] {
            looking::open(socket, &chat).await;
        }
        expect_count(&anns, "viewer.joined", &bob, &chat, 2).await;
        go_and_come_back(&ann, &bob, &chat, how).await;
        // Both entries are done with: that he went, and that he came.
        stack.until_pushed(&chat, &json!(2)).await;
        // Nothing of his is left, so that he is neither listed nor told.
        let cays = cay.connect().await;
        let ack = looking::open(&cays, &chat).await;
        check_viewers(&ack, &chat, &[&ann, &cay]);
        expect_count(&anns, "viewer.joined", &cay, &chat, 2).await;
        looking::start(&cays, &chat).await;
        looking::expect(&anns, "typing.started", &cay, &chat).await;
        for socket in [&phone, &laptop] {
            socket.settle().await;
            let told = looking::told_at_all(socket, &cay, &chat);
            assert!(told.is_empty(), "{how}: {told:?}");
        }
        // To look again he opens it again.
        let ack = looking::open(&phone, &chat).await;
        check_viewers(&ack, &chat, &[&ann, &bob, &cay]);
        check_told(&cays, &bob, &chat, 1, 0).await;
    }
}
