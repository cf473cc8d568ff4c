//! Who may not add and remove, and what cannot be.

use e2e::shared_stack;
use serde_json::json;

use super::statuses;

#[tokio::test]
async fn who_may_invite_adds_and_where_people_are_approved_who_manages_members() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 6).await;
    let [ann, bob, cay, dan, eve, new] = people.as_slice() else {
        panic!("six people")
    };
    // Whether a member, a moderator and an admin may.
    let cases = [
        ("invite", [false, true, true]),
        ("open", [true, true, true]),
        ("approval", [false, false, true]),
    ];
    for (policy, may) in cases {
        let fields = json!({"joinPolicy": policy});
        let chat = ann.make_with("group", &[bob, cay, dan], &fields).await;
        for (person, role) in [(cay, "moderator"), (dan, "admin")] {
            let change = json!({"role": role});
            ann.change_member(&chat, person, &change).await.expect(200);
        }
        let seqs = stack.dynamodb().seqs(&chat).await;
        let people = [bob, cay, dan].into_iter().zip(may);
        for (person, _) in people.clone().filter(|(_, may)| !may) {
            let answer = person.add_members(&chat, &[new]).await;
            answer.problem(403, "forbidden");
            // Also when there is nobody to add.
            let answer = person.add_members(&chat, &[ann]).await;
            answer.problem(403, "forbidden");
        }
        let answer = eve.add_members(&chat, &[eve]).await;
        answer.problem(404, "not_found");
        assert_eq!(stack.dynamodb().seqs(&chat).await, seqs, "{policy}");
        for (person, _) in people.filter(|(_, may)| *may) {
            let answer = person.add_members(&chat, &[new]).await;
            assert_eq!(statuses(&answer, &[new]), ["added"], "{policy}");
            ann.remove(&chat, new).await.expect(204);
        }
    }
}

#[tokio::test]
async fn a_direct_chat_has_two_people_for_ever() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    let chat = ann.direct_chat(&bob).await;
    for user in [&ann, &bob] {
        let answer = user.add_members(&chat, &[&cay]).await;
        answer.problem(403, "forbidden");
    }
    let answer = ann.remove(&chat, &bob).await;
    answer.problem(403, "forbidden");
    let change = json!({"role": "admin"});
    let answer = ann.change_member(&chat, &bob, &change).await;
    answer.problem(403, "forbidden");
    assert_eq!(ann.members(&chat).await.len(), 2);
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
}

#[tokio::test]
async fn an_addition_names_one_to_a_thousand_people() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = stack.group_of_two().await;
    let path = format!("/v1/chats/{chat}/members");
    let cases = [
        (json!({}), "userIds"),
        (json!({"userIds": null}), "userIds"),
        (json!({"userIds": []}), "userIds"),
        (json!({"userIds": "usr_1"}), "userIds"),
        (json!({"userIds": [7]}), "userIds[0]"),
        (json!({"userIds": vec!["usr_nobody"; 1_001]}), "userIds"),
    ];
    for (body, field) in cases {
        let answer = ann.post(&path, &body).await;
        let problem = answer.problem(400, "validation_failed");
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
}

#[tokio::test]
async fn who_is_not_there_cannot_be_changed() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, chat) = stack.group_of_two().await;
    let eve = stack.register("eve").await;
    let mut nobody = eve.clone();
    nobody.id = "usr_nobody".to_owned();
    bob.leave(&chat).await.expect(204);
    let seqs = stack.dynamodb().seqs(&chat).await;
    for absent in [&bob, &eve, &nobody] {
        for change in [json!({"role": "admin"}), json!({"title": "x"})] {
            let answer = ann.change_member(&chat, absent, &change).await;
            answer.problem(404, "not_found");
        }
    }
    for absent in [&eve, &nobody] {
        let answer = ann.remove(&chat, absent).await;
        answer.problem(404, "not_found");
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
}
