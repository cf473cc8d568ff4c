//! Whom typing is told.

use e2e::looking::{self, check_viewers};
use e2e::shared_stack;
use jiff::Timestamp;

use super::{check_end, check_event, told_of_typing};

#[tokio::test]
async fn connections_that_have_the_chat_open_are_told() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let elsewhere = ann.group("elsewhere", std::slice::from_ref(&bob)).await;
    let (typing, own) = tokio::join!(ann.connect(), ann.connect());
    let (open, closed, other) = tokio::join!(bob.connect(), bob.connect(), bob.connect());
    let cays = cay.connect().await;
    for socket in [&own, &open, &cays] {
        looking::open(socket, &chat).await;
    }
    looking::open(&other, &elsewhere).await;

    let before = Timestamp::now();
    looking::start(&typing, &chat).await;
    for socket in [&open, &cays] {
        let event = looking::expect(socket, "typing.started", &ann, &chat).await;
        check_event(&event, "typing.started", &ann, &chat);
        check_end(&event["data"]["expiresAt"], before);
    }
    let event = looking::expect(&open, "typing.started", &ann, &chat).await;
    looking::shadow_over(&event).await;
    looking::stop(&typing, &chat).await;
    for socket in [&open, &cays] {
        let event = looking::expect(socket, "typing.stopped", &ann, &chat).await;
        check_event(&event, "typing.stopped", &ann, &chat);
    }
    assert!(looking::typists(&bob, &chat).await.is_empty());

    // The message reaches everybody, and after what was pushed before.
    let message = ann.say(&chat, "this is what I typed").await;
    for socket in [&typing, &own, &open, &closed, &other, &cays] {
        socket.expect_message(&message).await;
        socket.settle().await;
    }
    for socket in [&typing, &own, &closed, &other] {
        let told = told_of_typing(socket);
        assert!(told.is_empty(), "{told:?}");
    }
    for socket in [&open, &cays] {
        let told = told_of_typing(socket);
        assert_eq!(told.len(), 2, "each once: {told:?}");
    }
}

#[tokio::test]
async fn who_types_in_a_chat_has_it_open() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    looking::open(&anns, &chat).await;
    looking::start(&bobs, &chat).await;
    let joined = looking::expect(&anns, "viewer.joined", &bob, &chat).await;
    assert_eq!(joined["data"]["count"], 2, "{joined}");
    looking::expect(&anns, "typing.started", &bob, &chat).await;
    check_viewers(
        &looking::open(&cays, &chat).await,
        &chat,
        &[&ann, &bob, &cay],
    );
    looking::start(&anns, &chat).await;
    looking::expect(&bobs, "typing.started", &ann, &chat).await;
    // To close it is to be told nothing more.
    looking::close(&bobs, &chat).await;
    looking::start(&cays, &chat).await;
    looking::expect(&anns, "typing.started", &cay, &chat).await;
    bobs.settle().await;
    let told = looking::told(&bobs, "typing.started", &cay, &chat);
    assert!(told.is_empty(), "{told:?}");
}

#[tokio::test]
async fn somebody_types_in_each_chat_by_itself() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    let direct = ann.direct_chat(&bob).await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    for chat in [&chat, &direct] {
        looking::open(&anns, chat).await;
        looking::open(&bobs, chat).await;
    }
    // Neither another chat nor another person makes anybody wait.
    for chat in [&chat, &direct] {
        looking::start(&anns, chat).await;
        looking::start(&bobs, chat).await;
    }
    for chat in [&chat, &direct] {
        let of_ann = looking::expect(&bobs, "typing.started", &ann, chat).await;
        check_event(&of_ann, "typing.started", &ann, chat);
        let of_bob = looking::expect(&anns, "typing.started", &bob, chat).await;
        check_event(&of_bob, "typing.started", &bob, chat);
    }
    for (socket, other) in [(&anns, &bob), (&bobs, &ann)] {
        socket.settle().await;
        for chat in [&chat, &direct] {
            let told = looking::told(socket, "typing.started", other, chat);
            assert_eq!(told.len(), 1, "{told:?}");
        }
    }
}
