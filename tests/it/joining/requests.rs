//! Requests to join, as long as nobody has answered them.

use e2e::{User, public, shared_stack};
use serde_json::{Value, json};

#[tokio::test]
async fn many_requests_are_read_page_by_page() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let chat = ann.make_chat(&public("approval")).await;
    let people = stack.register_many("asking", 5).await;
    for user in &people {
        user.join(&chat).await.expect(202);
    }
    let path = format!("/v1/chats/{chat}/join-requests");
    let mut found: Vec<String> = ann
        .pages(&path, 2)
        .await
        .concat()
        .iter()
        .map(id_of)
        .collect();
    let mut expected: Vec<String> = people.into_iter().map(|user| user.id).collect();
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "each once");
    for (query, field) in [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("cursor=x", "cursor"),
    ] {
        let problem = ann.get(&format!("{path}?{query}")).await;
        let problem = problem.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field);
    }
}

fn id_of(request: &Value) -> String {
    request["userId"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_request_waits_while_the_chat_is_full() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("person", 3).await;
    let (ann, bob, cay) = (&people[0], &people[1], &people[2]);
    let mut fields = public("approval");
    fields["maxMembers"] = json!(2);
    let chat = ann.make_chat(&fields).await;
    for user in [bob, cay] {
        user.join(&chat).await.expect(202);
    }
    let approve = |user: &User| format!("/v1/chats/{chat}/join-requests/{}/approve", user.id);
    ann.post_empty(&approve(bob)).await.expect(200);
    ann.post_empty(&approve(cay))
        .await
        .problem(409, "chat_full");
    let waiting = ann.listed(&format!("/v1/chats/{chat}/join-requests")).await;
    assert_eq!(
        waiting.iter().map(id_of).collect::<Vec<_>>(),
        [cay.id.as_str()]
    );
    bob.leave(&chat).await.expect(204);
    ann.post_empty(&approve(cay)).await.expect(200);
    assert_eq!(ann.chat(&chat).await["memberCount"], 2);
}

#[tokio::test]
async fn who_waits_gets_in_by_asking_again_when_the_chat_has_opened() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, eve) = (stack.register("ann").await, stack.register("eve").await);
    let chat = ann.make_chat(&public("approval")).await;
    eve.join(&chat).await.expect(202);
    let open = json!({"joinPolicy": "open"});
    ann.change_chat(&chat, &open).await;
    let joined = eve.join(&chat).await.expect(200);
    assert_eq!(joined["myState"], "active");
    let requests = format!("/v1/chats/{chat}/join-requests");
    assert!(ann.listed(&requests).await.is_empty(), "it is answered");
}
