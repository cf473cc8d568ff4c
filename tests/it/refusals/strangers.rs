//! A stranger cannot tell a chat from none.

use e2e::shared_stack;
use serde_json::{Value, json};

use super::scene::{Scene, actions_of_a_chat, routes_of_a_chat};

const UNKNOWN: &str = "cht_nothing";

#[tokio::test]
async fn a_stranger_cannot_tell_a_chat_from_none() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let token = Some(scene.eve.access_token.as_str());
    for route in routes_of_a_chat() {
        let request = scene.request(&route).await;
        let seqs = stack.dynamodb().seqs(&scene.chat).await;
        let there = request.send(&stack, token).await.problem(404, "not_found");
        let unknown = request
            .renamed(&scene.chat, UNKNOWN)
            .send(&stack, token)
            .await;
        let unknown = unknown.problem(404, "not_found");
        assert_eq!(there["detail"], unknown["detail"], "{route}");
        assert_eq!(
            stack.dynamodb().seqs(&scene.chat).await,
            seqs,
            "{route} wrote nothing"
        );
    }
    let socket = scene.eve.connect().await;
    for action in actions_of_a_chat() {
        let mut data = scene.data(&action).await;
        let seqs = stack.dynamodb().seqs(&scene.chat).await;
        let there = socket
            .send(&action, data.clone())
            .await
            .problem(404, "not_found");
        data["chatId"] = json!(UNKNOWN);
        let unknown = socket.send(&action, data).await.problem(404, "not_found");
        assert_eq!(there["detail"], unknown["detail"], "{action}");
        assert_eq!(
            stack.dynamodb().seqs(&scene.chat).await,
            seqs,
            "{action} wrote nothing"
        );
    }
    assert_eq!(stack.dynamodb().seqs(UNKNOWN).await, [0; 0]);
    let chats = json!({"chats": {scene.chat.clone(): 0}});
    let synced = scene.eve.post("/v1/sync", &chats).await.expect(200);
    assert_eq!(synced["chats"], json!([]));
    assert_eq!(
        scene.eve.get("/v1/chats").await.expect(200)["data"],
        json!([])
    );
}

#[tokio::test]
async fn a_stranger_cannot_tell_a_message_from_none() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let own = scene.eve.group("eve's", &[]).await;
    let token = Some(scene.eve.access_token.as_str());
    let routes = routes_of_a_chat().into_iter();
    for route in routes.filter(|route| route.contains("{messageId}")) {
        // The message is not in her chat, as far as she may know.
        let request = scene.request(&route).await.renamed(&scene.chat, &own);
        let there = request.send(&stack, token).await.problem(404, "not_found");
        let id = request.path.split('/').nth(5).unwrap().to_owned();
        let unknown = request
            .renamed(&id, "msg_1_0000000000000")
            .send(&stack, token)
            .await;
        let unknown = unknown.problem(404, "not_found");
        assert_eq!(there["detail"], unknown["detail"], "{route}");
    }
    assert!(stack.dynamodb().seqs(&own).await.is_empty());
    let message = scene.message().await;
    let reply = json!({
        "clientMessageId": "1", "type": "text", "text": "x", "replyToId": message["id"],
    });
    let answer = scene
        .eve
        .post(&format!("/v1/chats/{own}/messages"), &reply)
        .await;
    let problem = answer.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["code"], "unknown");
    let details: Vec<Value> = problem["errors"].as_array().unwrap().clone();
    assert_eq!(details.len(), 1);
}
