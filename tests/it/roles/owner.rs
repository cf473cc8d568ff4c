//! A chat has one owner, always: it can be handed over, and is never without.

use e2e::{User, assert_note, insist, shared_stack};
use serde_json::{Value, json};

use super::give_role;

/// Those who own a chat.
async fn owners(reader: &User, chat: &str) -> Vec<Value> {
    let mut members = reader.members(chat).await;
    members.retain(|member| member["role"] == "owner");
    let ids = members.iter().map(|member| member["userId"].clone());
    ids.collect()
}

#[tokio::test]
async fn a_chat_is_handed_over_in_one_entry() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob, cay, chat) = stack.group_of_three().await;
    let (anns, bobs, cays) = tokio::join!(ann.connect(), bob.connect(), cay.connect());
    let seen = ann.hand_over(&chat, &bob).await.expect(200);
    assert_eq!(
        (&seen["id"], &seen["myRole"]),
        (&json!(chat), &json!("admin"))
    );
    assert_eq!(bob.chat(&chat).await["myRole"], "owner");
    assert_eq!(owners(&cay, &chat).await, [json!(bob.id)]);
    for socket in [&anns, &bobs, &cays] {
        let event = socket.expect_entry(&chat, 1).await;
        assert_eq!(event["type"], "member.updated");
        let data = &event["data"];
        assert_eq!(data["actorId"], ann.id.as_str());
        let members = data["members"].as_array().expect("both are told");
        assert_eq!(members.len(), 2, "{event}");
        assert!(members.contains(&data["member"]), "{event}");
        for (user, role) in [(&ann, "admin"), (&bob, "owner")] {
            let mut members = members.iter();
            let is_it = |member: &&Value| member["userId"] == user.id.as_str();
            let member = members.find(is_it).expect("both are told");
            assert_eq!(member["role"], role);
        }
        let note = &data["message"]["system"];
        assert_eq!(note["event"], "member.updated");
        assert_eq!(note["actorId"], ann.id.as_str());
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, [1]);

    // Now it is his to give away, and not hers.
    let answer = ann.hand_over(&chat, &cay).await;
    answer.problem(403, "forbidden");
    bob.leave(&chat).await.problem(409, "owner_required");
    bob.remove(&chat, &ann).await.expect(204);
    let removed = cays.expect_entry(&chat, 2).await["data"].clone();
    assert_eq!(removed.get("reason"), Some(&Value::Null), "he gave none");
    assert_note(&removed["message"], "member.removed", &bob, &[&ann]);
    bob.hand_over(&chat, &cay).await.expect(200);
    bob.leave(&chat).await.expect(204);
    assert_eq!(owners(&cay, &chat).await, [json!(cay.id)]);
}

#[tokio::test]
async fn only_the_owner_hands_over_and_only_to_a_member() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 5).await;
    let [ann, bob, cay, dan, eve] = people.as_slice() else {
        panic!("five people")
    };
    let chat = ann.group("owned", &people[1..4]).await;
    give_role(ann, &chat, bob, "admin").await;
    dan.leave(&chat).await.expect(204);
    let seqs = stack.dynamodb().seqs(&chat).await;
    for (user, status, code) in [
        (bob, 403, "forbidden"),
        (cay, 403, "forbidden"),
        (dan, 404, "not_found"),
        (eve, 404, "not_found"),
    ] {
        let answer = user.hand_over(&chat, bob).await;
        answer.problem(status, code);
    }
    let path = format!("/v1/chats/{chat}/owner");
    for (body, code) in [
        (json!({"userId": eve.id}), "unknown"),
        (json!({"userId": dan.id}), "unknown"),
        (json!({"userId": "usr_nobody"}), "unknown"),
        (json!({}), "required"),
        (json!({"userId": 7}), "wrong_type"),
    ] {
        let answer = ann.post(&path, &body).await;
        let problem = answer.problem(400, "validation_failed");
        let error = &problem["errors"][0];
        assert_eq!(
            (&error["field"], &error["code"]),
            (&json!("userId"), &json!(code))
        );
    }
    assert_eq!(stack.dynamodb().seqs(&chat).await, seqs);
    assert_eq!(owners(ann, &chat).await, [json!(ann.id)]);
}

#[tokio::test]
async fn a_chat_is_never_without_an_owner() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let people = stack.register_many("member", 3).await;
    let [ann, bob, cay] = people.as_slice() else {
        panic!("three people")
    };
    for round in 0..6 {
        let chat = ann.group("contended", &people[1..]).await;
        // Bob leaves, or is removed, while the chat is handed to him, and to Cay as well.
        let going = async || match round % 2 {
            0 => bob.leave(&chat).await,
            _ => bob.remove(&chat, bob).await,
        };
        let (to_bob, to_cay, gone) = tokio::join!(
            insist(async || ann.hand_over(&chat, bob).await),
            insist(async || ann.hand_over(&chat, cay).await),
            insist(going),
        );
        let handed = [&to_bob, &to_cay];
        let done = handed.iter().filter(|answer| answer.status == 200);
        assert_eq!(done.count(), 1, "{handed:?}");
        let new = if to_bob.status == 200 { bob } else { cay };
        assert_eq!(owners(ann, &chat).await, [json!(new.id)]);
        if new.id == bob.id {
            gone.problem(409, "owner_required");
        } else {
            gone.expect(204);
        }
    }
}
