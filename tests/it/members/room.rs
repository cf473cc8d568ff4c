//! A chat has room for so many, also when several come at once.

use e2e::{User, insist, shared_stack};
use serde_json::{Value, json};

use super::statuses;

/// The statuses in the order of the alphabet: who of several gets the last place is not said.
fn sorted(statuses: &[Value]) -> Vec<&str> {
    let statuses = statuses.iter().map(|status| status.as_str().unwrap());
    let mut statuses: Vec<&str> = statuses.collect();
    statuses.sort_unstable();
    statuses
}

/// Everybody is added in a call of their own, all at once.
async fn add_at_once(by: &User, chat: &str, people: &[&User]) -> Vec<Value> {
    let adding = people.iter().copied().map(|one| async move {
        let answer = insist(async || by.add_members(chat, &[one]).await).await;
        statuses(&answer, &[one]).remove(0)
    });
    futures::future::join_all(adding).await
}

#[tokio::test]
async fn a_full_chat_takes_nobody_more() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 5).await;
    let [ann, bob, cay, dan, eve] = people.as_slice() else {
        panic!("five people")
    };
    let fields = json!({"maxMembers": 3});
    let chat = ann.make_with("group", &[bob], &fields).await;
    let answer = ann.add_members(&chat, &[cay, dan]).await;
    let ended = statuses(&answer, &[cay, dan]);
    assert_eq!(sorted(&ended), ["added", "full"]);
    let (inside, outside, place) = match ended[0].as_str() {
        Some("added") => (cay, dan, 1),
        _ => (dan, cay, 0),
    };
    let result = &answer.json()["data"][place];
    assert_eq!(result.get("member"), Some(&Value::Null), "{result}");
    outside
        .get(&format!("/v1/chats/{chat}"))
        .await
        .problem(404, "not_found");
    let again = ann.add_members(&chat, &[outside, inside]).await;
    assert_eq!(statuses(&again, &[outside, inside]), ["full", "already"]);
    assert_eq!(ann.chat(&chat).await["memberCount"], 3);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);

    // Whoever goes makes room, and so does a greater number.
    inside.leave(&chat).await.expect(204);
    let answer = ann.add_members(&chat, &[outside]).await;
    assert_eq!(statuses(&answer, &[outside]), ["added"]);
    let fields = json!({"maxMembers": 4});
    ann.patch_chat(&chat, &fields).await.expect(200);
    let answer = ann.add_members(&chat, &[inside, eve]).await;
    assert_eq!(
        sorted(&statuses(&answer, &[inside, eve])),
        ["added", "full"]
    );
    assert_eq!(ann.chat(&chat).await["memberCount"], 4);
}

#[tokio::test]
async fn several_who_come_at_once_do_not_exceed_it() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 8).await;
    let (ann, others) = people.split_first().unwrap();
    let others: Vec<&User> = others.iter().collect();
    let fields = json!({"maxMembers": 4});
    let chat = ann.make_with("group", &others[..1], &fields).await;
    let ended = add_at_once(ann, &chat, &others[1..]).await;
    assert_eq!(
        sorted(&ended),
        ["added", "added", "full", "full", "full", "full"]
    );
    assert_eq!(ann.chat(&chat).await["memberCount"], 4);
    assert_eq!(ann.members(&chat).await.len(), 4);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1, 2]);
}

#[tokio::test]
async fn one_who_is_added_several_times_at_once_comes_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    let cay = stack.register("cay").await;
    let ended = add_at_once(&ann, &chat, &[&cay; 5]).await;
    assert_eq!(
        sorted(&ended),
        ["added", "already", "already", "already", "already"]
    );
    assert_eq!(ann.chat(&chat).await["memberCount"], 3);
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);
}
