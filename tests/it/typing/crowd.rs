//! Large chats: two hundred who look on, and more members than typing is for.

use std::time::Duration;

use e2e::looking::{self, check_viewers};
use e2e::meter::{Detail, Invocation};
use e2e::{DEADLINE, Options, Socket, Stack, User, eventually, shared_stack};
use futures::StreamExt as _;
use futures::future::join_all;
use serde_json::{Value, json};

use super::told_of_typing;

/// Who look on.
const VIEWERS: usize = 200;
/// Handshakes and frames under way at once.
const AT_ONCE: usize = 8;
/// What one push to all of them may cost.
const WRITE_UNITS: f64 = 1.0;
const READ_UNITS: f64 = 8.0;
/// A busy machine posts to so many slowly.
const PATIENCE: Duration = Duration::from_secs(60);

/// People of one chat with a socket each, which have it open; the first one is to type. The others
/// do not show that they look on, or each opening would be told to all who came before.
async fn crowd(stack: &Stack) -> (User, Socket, Vec<Socket>, String) {
    let (ann, like) = (stack.register("ann").await, stack.register("like").await);
    let nobody = json!({"lastSeenVisibility": "nobody"});
    like.change_settings(&nobody).await;
    let chat = ann.make_with("group", &[&like], &json!({})).await;
    let mut others = stack.load_copies(&like, &chat, VIEWERS - 2).await;
    others.push(like);
    let opening = others.iter().map(async |person| {
        let socket = person.connect().await;
        check_viewers(&looking::open(&socket, &chat).await, &chat, &[]);
        socket
    });
    let opening = futures::stream::iter(opening).buffered(AT_ONCE);
    let sockets: Vec<Socket> = opening.collect().await;
    let anns = ann.connect().await;
    check_viewers(&looking::open(&anns, &chat).await, &chat, &[&ann]);
    (ann, anns, sockets, chat)
}

/// Waits until each of these was told so often that somebody began to type, and not more often.
async fn expect_each(sockets: &[Socket], ann: &User, chat: &str, times: usize) {
    let told = |socket: &Socket| looking::told(socket, "typing.started", ann, chat).len();
    let what = format!("everybody is told {times} times");
    eventually(&what, PATIENCE, async || {
        let all = sockets.iter().all(|socket| told(socket) >= times);
        all.then_some(())
    })
    .await;
    let settling = futures::stream::iter(sockets.iter().map(Socket::settle));
    settling.buffered(AT_ONCE).collect::<()>().await;
    for socket in sockets {
        let told = told_of_typing(socket);
        assert_eq!(told.len(), times, "{told:?}");
    }
}

/// What frames of typing led to so far, once it is done.
async fn settled(stack: &Stack) -> Vec<Detail> {
    let meter = stack.meter();
    let frames: Vec<Invocation> = meter.list(&[("trigger", "typing")]).await;
    let mut all = Vec::new();
    for frame in frames {
        let trace = &frame.traces[0];
        all.extend(meter.settled(trace, &[&frame.function], DEADLINE).await);
    }
    all
}

fn posts(details: &[Detail]) -> usize {
    details.iter().map(|one| one.invocation.totals.posts).sum()
}

#[tokio::test]
async fn two_hundred_who_look_on_are_told_once_each() {
    // What frames of others cost must not be among it.
    let stack = Stack::start(&Options::new());
    let (ann, anns, sockets, chat) = crowd(&stack).await;
    assert_eq!(sockets.len(), VIEWERS - 1);
    let started = json!({"chatId": chat, "state": "started"});
    let frames = (0..5).map(|_| anns.send("typing", started.clone()));
    for reply in join_all(frames).await {
        assert_eq!(reply.ack(), json!({}));
    }
    expect_each(&sockets, &ann, &chat, 1).await;
    let first = settled(&stack).await;
    assert_eq!(posts(&first), sockets.len(), "{first:#?}");

    looking::type_until_told(&anns, (&ann, &chat), &sockets[0], 2).await;
    expect_each(&sockets, &ann, &chat, 2).await;
    let both = settled(&stack).await;
    assert_eq!(posts(&both), 2 * sockets.len());
    anns.settle().await;
    assert_eq!(told_of_typing(&anns), [0; 0], "not herself");

    let pushes = both.iter().map(|one| &one.invocation);
    let mut pushes = pushes.filter(|one| one.totals.posts > 0).peekable();
    assert!(pushes.peek().is_some(), "{both:#?}");
    for push in pushes {
        let totals = &push.totals;
        let is_cheap = totals.write_units <= WRITE_UNITS && totals.read_units <= READ_UNITS;
        assert!(is_cheap, "a push to {VIEWERS}: {totals:?}");
    }
}

/// Makes a group of Ann and Bob with so many members.
async fn group_of(stack: &Stack, ann: &User, bob: &User, members: usize) -> String {
    let fields = json!({"maxMembers": members});
    let chat = ann.make_with("group", &[bob], &fields).await;
    stack.load_copies(bob, &chat, members - 2).await;
    assert_eq!(bob.chat(&chat).await["memberCount"], members);
    chat
}

#[tokio::test]
async fn a_chat_can_be_too_large_for_typing_and_viewers() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let eve = stack.register("eve").await;
    let config = stack.call(reqwest::Method::GET, "/v1/config").send().await;
    let most = config.expect(200)["limits"]["typingMembers"].as_u64();
    let most = usize::try_from(most.expect("a number")).unwrap();
    let full = group_of(&stack, &ann, &bob, most).await;
    let large = group_of(&stack, &ann, &bob, most + 1).await;
    let (anns, bobs, eves) = tokio::join!(ann.connect(), bob.connect(), eve.connect());

    looking::open(&anns, &full).await;
    looking::start(&bobs, &full).await;
    looking::expect(&anns, "viewer.joined", &bob, &full).await;
    looking::expect(&anns, "typing.started", &bob, &full).await;
    assert_eq!(looking::typists(&ann, &full).await.len(), 1);
    check_viewers(&looking::open(&anns, &full).await, &full, &[&ann, &bob]);

    for socket in [&anns, &bobs] {
        check_viewers(&looking::open(socket, &large).await, &large, &[]);
    }
    looking::start(&bobs, &large).await;
    assert_eq!(looking::typists(&ann, &large).await, [Value::Null; 0]);
    looking::stop(&bobs, &large).await;
    check_viewers(&looking::close(&bobs, &large).await, &large, &[]);
    let message = bobs.say(&large, "to all").await;
    anns.expect_message(&message).await;
    anns.settle().await;
    let told = looking::told_at_all(&anns, &bob, &large);
    assert!(told.is_empty(), "{told:?}");
    // It is no less closed to strangers for that.
    let there = json!({"chatId": large, "state": "started"});
    for action in ["typing", "openChat", "closeChat"] {
        let reply = eves.send(action, there.clone()).await;
        reply.problem(404, "not_found");
    }
    let path = format!("/v1/chats/{large}/typing");
    eve.get(&path).await.problem(404, "not_found");
}
