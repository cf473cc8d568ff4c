//! Every frame is answered, and what ends a socket.

use e2e::{Options, Socket, Stack, fresh, shared_stack};
use serde_json::{Value, json};

#[tokio::test]
async fn a_frame_that_is_wrong_is_answered_and_the_socket_stays() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let socket = ann.connect().await;
    for text in ["hello", "{\"action\":", ""] {
        refused(&socket, text, &Value::Null, "malformed_json").await;
    }
    let long = "x".repeat(65);
    let cases = [
        (json!([]), "validation_failed"),
        (json!(null), "validation_failed"),
        (json!({"id": "a"}), "unknown_action"),
        (json!({"id": "b", "action": "fly"}), "unknown_action"),
        (json!({"id": "c", "action": "$default"}), "unknown_action"),
        (json!({"id": "d", "action": "$connect"}), "unknown_action"),
        (
            json!({"id": "e", "action": "$disconnect"}),
            "unknown_action",
        ),
        (json!({"id": "f", "action": 7}), "validation_failed"),
        (json!({"id": 7, "action": "heartbeat"}), "validation_failed"),
        (
            json!({"id": long, "action": "heartbeat"}),
            "validation_failed",
        ),
        (
            json!({"id": "g", "action": "sync", "data": []}),
            "validation_failed",
        ),
        (
            json!({"id": "h", "action": "sync", "data": "x"}),
            "validation_failed",
        ),
        (json!({"action": "sendMessage"}), "validation_failed"),
    ];
    for (frame, code) in cases {
        // An id that could not be read comes back as null.
        let readable = frame["id"].as_str().is_some_and(|id| id.len() <= 64);
        let id = if readable {
            frame["id"].clone()
        } else {
            Value::Null
        };
        refused(&socket, &frame.to_string(), &id, code).await;
    }
    socket.settle().await;
}

#[tokio::test]
async fn an_answer_carries_the_id_it_was_asked_with() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let socket = ann.connect().await;
    for id in [json!("x".repeat(64)), json!("ü😀"), json!(""), Value::Null] {
        let seen = socket.frames().len();
        let frame = json!({"action": "heartbeat", "id": id, "data": {"active": true}});
        socket.send_frame(&frame).await;
        let reply = next(&socket, seen).await;
        assert_eq!(reply.frame["id"], id);
        let time = reply.ack()["serverTime"]
            .as_str()
            .unwrap()
            .parse::<jiff::Timestamp>();
        assert!(time.is_ok());
    }
    socket.send_frame(&json!({"action": "heartbeat"})).await;
    assert!(
        next(&socket, 4).await.frame["id"].is_null(),
        "without id and data"
    );
}

#[tokio::test]
async fn many_frames_at_once_are_all_answered() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let socket = ann.connect().await;
    let ids: Vec<String> = (0..20).map(|_| fresh()).collect();
    for id in &ids {
        socket
            .send_frame(&json!({"action": "heartbeat", "id": id}))
            .await;
    }
    for id in &ids {
        socket.reply(id).await.ack();
    }
    assert_eq!(socket.frames().len(), ids.len(), "each once");
}

#[tokio::test]
async fn a_binary_frame_ends_the_socket() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let socket = ann.connect().await;
    socket.send_binary(b"{}".to_vec()).await;
    socket.expect_close(1003).await;
}

#[tokio::test]
async fn a_frame_above_the_limit_ends_the_socket() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let socket = ann.connect().await;
    // Just below, it is a frame as any other.
    let frame = json!({"action": "fly", "id": "1", "data": "x".repeat(32_000)});
    socket.send_frame(&frame).await;
    socket.reply("1").await.problem(400, "unknown_action");
    socket.send_text(&"x".repeat(32 * 1024 + 1)).await;
    socket.expect_close(1009).await;
}

#[tokio::test]
async fn a_silent_socket_is_closed_and_a_heartbeat_keeps_it() {
    let stack = Stack::start(
        &Options::new()
            .argument("--socket-idle-seconds")
            .argument("1.5"),
    );
    let ann = stack.register("ann").await;
    let (silent, beating) = tokio::join!(ann.connect(), ann.connect());
    let beats = async {
        while !silent.is_closed() {
            beating.settle().await;
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        }
    };
    tokio::join!(beats, silent.expect_close(1001));
    beating.settle().await;
}

/// Sends a frame that is answered with 400, and no more than that.
async fn refused(socket: &Socket, text: &str, id: &Value, code: &str) {
    let seen = socket.frames().len();
    socket.send_text(text).await;
    let reply = next(socket, seen).await;
    assert_eq!(
        (&reply.frame["type"], &reply.frame["id"]),
        (&json!("error"), id),
        "{text}"
    );
    reply.problem(400, code);
}

/// The frame that comes next.
async fn next(socket: &Socket, seen: usize) -> e2e::Reply {
    let until = std::time::Instant::now() + e2e::DEADLINE;
    let mut frames = socket
        .beyond(seen, until)
        .await
        .expect("every frame is answered");
    e2e::Reply {
        frame: frames.remove(0),
    }
}
