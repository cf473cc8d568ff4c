//! Who has left or was removed reads nothing from that moment, does nothing, and is pushed nothing.

use e2e::shared_stack;
use serde_json::json;

use super::scene::{Scene, actions_of_a_chat, routes_of_a_chat};

/// Ends Bob's membership, by Ann or by himself.
async fn end_membership(scene: &Scene, state: &str) {
    let (ann, bob, chat) = (&scene.ann, &scene.bob, &scene.chat);
    let ended = match state {
        "removed" => {
            let path = format!("/v1/chats/{chat}/members/{}", bob.id);
            ann.delete(&path).await
        }
        _ => {
            bob.post(&format!("/v1/chats/{chat}/leave"), &json!({}))
                .await
        }
    };
    ended.expect(204);
}

#[tokio::test]
async fn a_former_member_is_a_stranger() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for state in ["removed", "left"] {
        let scene = Scene::new(&stack).await;
        let (bob, socket) = (&scene.bob, scene.bob.connect().await);
        let before = scene.ann.say(&scene.chat, "before").await;
        socket.expect_message(&before).await;
        assert_eq!(bob.message(&before).await["text"], "before");
        let start = bob.sync_token().await;

        end_membership(&scene, state).await;
        for route in routes_of_a_chat() {
            let request = scene.request(&route).await;
            let seqs = stack.dynamodb().seqs(&scene.chat).await;
            let answer = request.send(&stack, Some(&bob.access_token)).await;
            assert_eq!(answer.status, 404, "{state}: {route}: {}", answer.text());
            let problem = answer.problem(404, "not_found");
            let unknown = request.renamed(&scene.chat, "cht_nothing");
            let unknown = unknown.send(&stack, Some(&bob.access_token)).await;
            assert_eq!(
                problem["detail"],
                unknown.problem(404, "not_found")["detail"]
            );
            assert_eq!(
                stack.dynamodb().seqs(&scene.chat).await,
                seqs,
                "{route} wrote nothing"
            );
        }
        for action in actions_of_a_chat() {
            let data = scene.data(&action).await;
            let seqs = stack.dynamodb().seqs(&scene.chat).await;
            socket.send(&action, data).await.problem(404, "not_found");
            assert_eq!(
                stack.dynamodb().seqs(&scene.chat).await,
                seqs,
                "{action} wrote nothing"
            );
        }

        let last = stack.dynamodb().seqs(&scene.chat).await.pop().unwrap();
        stack.until_pushed(&scene.chat, &json!(last)).await;
        socket.settle().await;
        let created = socket.events("message.created");
        assert!(
            created
                .iter()
                .all(|event| event["data"]["id"] == before["id"]),
            "{created:?}"
        );
        assert_eq!(bob.get("/v1/chats").await.expect(200)["data"], json!([]));
        let synced = bob.sync_since(&start).await;
        let chats = synced["chats"].as_array().unwrap();
        assert!(
            chats.iter().all(|one| one["events"] == json!([])),
            "{synced}"
        );
        assert!(
            chats.iter().all(|one| one["membership"] == state),
            "{synced}"
        );
        assert!(chats.iter().all(|one| one["chat"].is_null()), "{synced}");
        let by_seq = json!({"chats": {scene.chat.clone(): 0}});
        let synced = bob.post("/v1/sync", &by_seq).await.expect(200);
        assert!(!synced["chats"].to_string().contains("text"), "{synced}");
    }
}

#[tokio::test]
async fn a_former_member_is_no_target_of_a_forward_nor_author_of_anything_more() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let own = scene.bob.group("bob's", &[]).await;
    let message = scene.bob.say(&own, "one").await;
    let mine = scene.bob.say(&scene.chat, "mine").await;
    end_membership(&scene, "removed").await;
    let forward = json!({"chatIds": [scene.chat], "clientMessageId": "1"});
    let path = format!("{}/forward", e2e::path_of(&message));
    let forwarded = scene.bob.post(&path, &forward).await.expect(200);
    assert_eq!(forwarded["data"][0]["error"]["code"], "not_found");
    scene
        .bob
        .delete(&e2e::path_of(&mine))
        .await
        .problem(404, "not_found");
    assert_eq!(scene.ann.message(&mine).await["text"], "mine");
    let receipts = scene
        .ann
        .get(&format!("/v1/chats/{}/receipts", scene.chat))
        .await;
    assert_eq!(
        receipts.expect(200)["data"],
        json!([]),
        "nobody else is in the chat"
    );
}
