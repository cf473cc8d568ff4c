//! What is not there: every identifier of a path, unknown, another's, or none at all.

use e2e::shared_stack;
use serde_json::json;

use super::scene::{Scene, actions_of_a_chat, routes};

#[tokio::test]
async fn an_unknown_message_is_not_found() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let direct = scene.ann.direct_chat(&scene.bob).await;
    let elsewhere = scene.ann.say(&direct, "elsewhere").await;
    let here = scene.message().await;
    // The right place with another's tail, a place without a message, another chat's, and nonsense.
    let forged = here["id"].as_str().unwrap().replace("msg_1_", "msg_2_");
    let unknown = [
        "msg_1_0000000000000",
        "msg_999_0000000000000",
        forged.as_str(),
        elsewhere["id"].as_str().unwrap(),
        "msg_1_",
        "msg_-1_x",
        "msg_18446744073709551615_x",
        "msg_99999999999999999999_x",
        "nonsense",
    ];
    let token = Some(scene.ann.access_token.as_str());
    for route in routes()
        .iter()
        .filter(|route| route.contains("{messageId}"))
    {
        let request = scene.request(route).await;
        let id = request.path.split('/').nth(5).unwrap().to_owned();
        let seqs = stack.dynamodb().seqs(&scene.chat).await;
        for other in unknown {
            let answer = request.renamed(&id, other).send(&stack, token).await;
            assert_eq!(answer.status, 404, "{route} {other}: {}", answer.text());
            answer.problem(404, "not_found");
        }
        assert_eq!(
            stack.dynamodb().seqs(&scene.chat).await,
            seqs,
            "{route} wrote nothing"
        );
    }
    let socket = scene.ann.connect().await;
    for action in actions_of_a_chat() {
        let mut data = scene.data(&action).await;
        if data.get("messageId").is_none() {
            continue;
        }
        let seqs = stack.dynamodb().seqs(&scene.chat).await;
        for other in unknown {
            data["messageId"] = json!(other);
            socket
                .send(&action, data.clone())
                .await
                .problem(404, "not_found");
        }
        assert_eq!(
            stack.dynamodb().seqs(&scene.chat).await,
            seqs,
            "{action} wrote nothing"
        );
    }
}

#[tokio::test]
async fn a_change_of_the_log_is_no_message() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let message = scene.message().await;
    scene
        .ann
        .put(&format!("{}/pin", e2e::path_of(&message)), &json!({}))
        .await
        .expect(200);
    assert_eq!(stack.dynamodb().seqs(&scene.chat).await, [1, 2]);
    let tail = message["id"].as_str().unwrap().replace("msg_1_", "msg_2_");
    let token = Some(scene.ann.access_token.as_str());
    for route in routes()
        .iter()
        .filter(|route| route.contains("{messageId}"))
    {
        let request = scene.request(route).await;
        let id = request.path.split('/').nth(5).unwrap().to_owned();
        let answer = request.renamed(&id, &tail).send(&stack, token).await;
        answer.problem(404, "not_found");
    }
}

#[tokio::test]
async fn nobody_and_nothing_scheduled_are_not_found() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let token = Some(scene.ann.access_token.as_str());
    scene
        .ann
        .get("/v1/users/usr_nobody")
        .await
        .problem(404, "not_found");
    let route = "DELETE /v1/chats/{id}/scheduled/{scheduledId}";
    let request = scene.request(route).await;
    let id = request.path.rsplit('/').next().unwrap().to_owned();
    for other in ["sch_1", "sch_", "sch_-1", "nonsense", "msg_1_0000000000000"] {
        let answer = request.renamed(&id, other).send(&stack, token).await;
        answer.problem(404, "not_found");
    }
    // It is Ann's alone.
    let by_bob = request.send(&stack, Some(&scene.bob.access_token)).await;
    by_bob.problem(404, "not_found");
    request.send(&stack, token).await.expect(204);
    request.send(&stack, token).await.problem(404, "not_found");
}
