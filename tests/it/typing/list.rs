//! The list of those who type.

use std::time::Duration;

use e2e::looking::{self, TYPING_MS, moment};
use e2e::{DEADLINE, User, eventually, shared_stack};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

use super::{check_end, told_of_typing};

/// Makes sure that exactly these people are listed.
fn check_typists(listed: &[Value], people: &[&User]) {
    let mut ids: Vec<&str> = listed
        .iter()
        .map(|one| one["userId"].as_str().unwrap())
        .collect();
    let mut expected: Vec<&str> = people.iter().map(|user| user.id.as_str()).collect();
    ids.sort_unstable();
    expected.sort_unstable();
    assert_eq!(ids, expected, "{listed:?}");
    for one in listed {
        let fields = one.as_object().unwrap();
        assert_eq!(fields.len(), 2, "userId and expiresAt: {one}");
    }
}

#[tokio::test]
async fn a_member_sees_who_else_types_until_it_ends_by_itself() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    check_typists(&looking::typists(&cay, &chat).await, &[]);
    looking::open(&cays, &chat).await;
    let before = Timestamp::now();
    looking::start(&anns, &chat).await;
    looking::start(&bobs, &chat).await;
    let listed = looking::typists(&cay, &chat).await;
    check_typists(&listed, &[&ann, &bob]);
    for one in &listed {
        check_end(&one["expiresAt"], before);
    }
    // Nobody is told of themself.
    check_typists(&looking::typists(&ann, &chat).await, &[&bob]);
    check_typists(&looking::typists(&bob, &chat).await, &[&ann]);
    // The event and the list say the same.
    for user in [&ann, &bob] {
        let event = looking::expect(&cays, "typing.started", user, &chat).await;
        let mut listed = listed.iter();
        let one = listed.find(|one| one["userId"] == user.id.as_str());
        assert_eq!(one.unwrap()["expiresAt"], event["data"]["expiresAt"]);
    }

    let within = Duration::from_millis(TYPING_MS.unsigned_abs()) + DEADLINE;
    let over = async || looking::typists(&cay, &chat).await.is_empty().then_some(());
    eventually("typing ends", within, over).await;
    let first = listed.iter().map(|one| moment(&one["expiresAt"])).min();
    assert!(Some(Timestamp::now()) >= first, "not before: {listed:?}");
    cays.settle().await;
    assert_eq!(
        told_of_typing(&cays).len(),
        2,
        "by itself: {:?}",
        cays.frames()
    );
}

#[tokio::test]
async fn nobody_is_listed_in_another_chat() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let direct = ann.direct_chat(&bob).await;
    let anns = ann.connect().await;
    looking::start(&anns, &direct).await;
    check_typists(&looking::typists(&bob, &direct).await, &[&ann]);
    check_typists(&looking::typists(&bob, &chat).await, &[]);
    check_typists(&looking::typists(&cay, &chat).await, &[]);
    let path = format!("/v1/chats/{direct}/typing");
    cay.get(&path).await.problem(404, "not_found");
    looking::start(&anns, &chat).await;
    check_typists(&looking::typists(&cay, &chat).await, &[&ann]);
    looking::stop(&anns, &chat).await;
    check_typists(&looking::typists(&cay, &chat).await, &[]);
    check_typists(&looking::typists(&bob, &direct).await, &[&ann]);
}

#[tokio::test]
async fn the_numbers_of_typing_are_told_to_whoever_asks() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let config = stack.call(Method::GET, "/v1/config").send().await;
    let limits = config.expect(200)["limits"].clone();
    let numbers = ["typingSeconds", "typingIntervalSeconds", "typingMembers"];
    let numbers = numbers.map(|name| limits[name].clone());
    assert_eq!(numbers, [json!(10), json!(3), json!(256)]);
}
