//! One push in three seconds for each person and chat, whatever comes from wherever.

use e2e::looking::{self, SHADOW_MS, TYPING_MS, moment};
use e2e::{DEADLINE, Socket, Stack, User, eventually, shared_stack};
use futures::future::join_all;
use serde_json::{Value, json};

use super::{told_of_typing, typing};

/// When an event says that it was told: typing that began ends so much later by itself, and what
/// ended has ended then.
fn told_at(event: &Value) -> i64 {
    let ends = moment(&event["data"]["expiresAt"]).as_millisecond();
    match event["type"] == "typing.started" {
        true => ends - TYPING_MS,
        false => ends,
    }
}

/// Makes sure that events lie as far apart as they must.
fn check_distance(events: &[Value]) {
    let mut times: Vec<i64> = events.iter().map(told_at).collect();
    times.sort_unstable();
    let apart = times.windows(2).map(|pair| pair[1] - pair[0]);
    let least = apart.min();
    assert!(least >= Some(SHADOW_MS), "{least:?} ms: {events:?}");
}

/// Ann with four sockets, and Bob, who has the chat open.
async fn devices(stack: &Stack) -> (User, Vec<Socket>, Socket, String) {
    let (ann, bob, chat) = stack.group_of_two().await;
    let bobs = bob.connect().await;
    looking::open(&bobs, &chat).await;
    let devices = join_all((0..4).map(|_| ann.connect())).await;
    for device in &devices {
        looking::open(device, &chat).await;
    }
    (ann, devices, bobs, chat)
}

#[tokio::test]
async fn frames_side_by_side_are_pushed_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, devices, bobs, chat) = devices(&stack).await;
    let all = devices
        .iter()
        .flat_map(|device| (0..4).map(|_| device.send("typing", typing(&chat, "started"))));
    for reply in join_all(all).await {
        assert_eq!(reply.ack(), json!({}));
    }
    looking::expect(&bobs, "typing.started", &ann, &chat).await;
    // The next ones come from another device every time.
    let mut devices = devices.iter().cycle();
    for times in 2..=3 {
        let device = devices.next().unwrap();
        looking::type_until_told(device, (&ann, &chat), &bobs, times).await;
    }
    bobs.settle().await;
    let told = told_of_typing(&bobs);
    assert_eq!(told.len(), 3, "{told:?}");
    check_distance(&told);
}

#[tokio::test]
async fn beginning_and_ending_all_the_time_is_told_no_faster() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (_ann, devices, bobs, chat) = devices(&stack).await;
    let told = eventually("three pushes", 2 * DEADLINE, async || {
        let all = devices
            .iter()
            .zip(["started", "stopped"].into_iter().cycle());
        let all = all.map(|(device, state)| device.send("typing", typing(&chat, state)));
        for reply in join_all(all).await {
            assert_eq!(reply.ack(), json!({}));
        }
        let told = told_of_typing(&bobs);
        (told.len() >= 3).then_some(told)
    });
    check_distance(&told.await);
}

#[tokio::test]
async fn what_ends_soon_after_it_began_is_not_pushed_but_known() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    looking::open(&bobs, &chat).await;
    looking::start(&anns, &chat).await;
    let began = looking::expect(&bobs, "typing.started", &ann, &chat).await;
    assert_eq!(looking::typists(&bob, &chat).await.len(), 1);
    looking::stop(&anns, &chat).await;
    let typists = looking::typists(&bob, &chat).await;
    assert!(typists.is_empty(), "at once: {typists:?}");
    let over = told_at(&began) + SHADOW_MS;
    assert!(
        jiff::Timestamp::now().as_millisecond() < over,
        "the machine was too slow to tell"
    );
    let told = looking::type_until_told(&anns, (&ann, &chat), &bobs, 2).await;
    check_distance(&told);
    assert_eq!(looking::typists(&bob, &chat).await.len(), 1);
    bobs.settle().await;
    let stopped = bobs.events("typing.stopped");
    assert!(stopped.is_empty(), "{stopped:?}");
}
