//! Watching people: what one is told then, and what not.

use e2e::presence::{self, hidden};
use e2e::{Socket, User, shared_stack};
use serde_json::{Value, json};

/// Changes what somebody says, and waits until a witness who watches them was told.
async fn change(user: &User, witness: &Socket, text: &str) {
    let body = json!({"text": text});
    user.put(presence::ME, &body).await.expect(200);
    expect_text(witness, user, text).await;
}

async fn expect_text(socket: &Socket, user: &User, text: &str) {
    let says = |event: &Value| {
        let data = &event["data"];
        data["userId"] == user.id.as_str() && data["text"] == text
    };
    socket.expect_event("presence.updated", says).await;
}

/// Whether a socket was told that somebody says this.
async fn is_told(socket: &Socket, user: &User, text: &str) -> bool {
    socket.settle().await;
    let told = presence::told(socket, user);
    told.iter().any(|event| event["data"]["text"] == text)
}

#[tokio::test]
async fn who_watches_is_told_of_changes_and_nobody_else() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let cay = stack.register("cay").await;
    let (watching, other) = tokio::join!(bob.connect(), bob.connect());
    let stranger = cay.connect().await;
    let states = presence::watch(&watching, &[&ann.id, &cay.id]).await;
    let expected = [hidden(&ann.id), presence::of(&bob, &cay).await];
    assert_eq!(states, expected);
    assert_eq!(states[1]["status"], "online", "{states:?}");

    let socket = ann.connect().await;
    let told = presence::expect_told(&watching, &ann, "online").await;
    assert_eq!(told["lastSeenAt"], Value::Null, "{told}");
    let change = json!({"status": "do_not_disturb", "text": "at work"});
    socket.send("setPresence", change).await.ack();
    let told = presence::expect_told(&watching, &ann, "do_not_disturb").await;
    assert_eq!(told["text"], "at work", "{told}");
    assert_eq!(told, presence::of(&bob, &ann).await, "as it is read");
    socket.close().await;
    let told = presence::expect_told(&watching, &ann, "offline").await;
    assert_eq!(told, presence::of(&bob, &ann).await, "as it is read");
    assert!(told["lastSeenAt"].is_string(), "{told}");
    for socket in [&other, &stranger] {
        socket.settle().await;
        let told = presence::told(socket, &ann);
        assert!(told.is_empty(), "it does not watch: {told:?}");
    }
}

#[tokio::test]
async fn a_list_takes_the_place_of_the_one_before() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, cay) = (stack.register("ann").await, stack.register("cay").await);
    let (bob, dan) = (stack.register("bob").await, stack.register("dan").await);
    let (bobs, witness) = tokio::join!(bob.connect(), dan.connect());
    presence::watch(&witness, &[&ann.id, &cay.id]).await;

    presence::watch(&bobs, &[&ann.id]).await;
    change(&ann, &witness, "one").await;
    expect_text(&bobs, &ann, "one").await;
    let states = presence::watch(&bobs, &[&cay.id, &cay.id]).await;
    assert_eq!(states, [hidden(&cay.id)], "each once");
    change(&ann, &witness, "two").await;
    change(&cay, &witness, "three").await;
    expect_text(&bobs, &cay, "three").await;
    assert!(!is_told(&bobs, &ann, "two").await, "not watched any more");

    let states = presence::watch(&bobs, &[&ann.id, &cay.id]).await;
    let texts: Vec<&Value> = states.iter().map(|state| &state["text"]).collect();
    assert_eq!(texts, ["two", "three"], "what was missed is in the answer");
    change(&ann, &witness, "four").await;
    expect_text(&bobs, &ann, "four").await;
    assert!(presence::watch(&bobs, &[]).await.is_empty());
    change(&ann, &witness, "five").await;
    change(&cay, &witness, "six").await;
    assert!(!is_told(&bobs, &ann, "five").await, "nobody is watched");
    assert!(!is_told(&bobs, &cay, "six").await, "nobody is watched");
}

#[tokio::test]
async fn two_hundred_can_be_watched_known_or_not() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let bobs = bob.connect().await;
    let many: Vec<String> = (0..199).map(|number| format!("usr_{number}")).collect();
    let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
    many.push(&ann.id);
    let states = presence::watch(&bobs, &many).await;
    assert_eq!(states.len(), 200);
    assert_eq!(states[0], hidden("usr_0"));
    assert_eq!(states[199], hidden(&ann.id));

    // What is refused leaves the list as it was.
    many.push(&bob.id);
    for wrong in [json!(many), json!([&ann.id, 7]), json!(ann.id), Value::Null] {
        let data = json!({"userIds": wrong});
        let refused = bobs.send("watchPresence", data).await;
        let problem = refused.problem(400, "validation_failed");
        let field = problem["errors"][0]["field"].as_str().unwrap();
        assert!(field.starts_with("userIds"), "{problem}");
    }
    let _anns = ann.connect().await;
    presence::expect_told(&bobs, &ann, "online").await;
}

#[tokio::test]
async fn a_list_ends_with_its_connection() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let dan = stack.register("dan").await;
    let witness = dan.connect().await;
    presence::watch(&witness, &[&ann.id]).await;
    let url = &bob.addresses.web_socket;
    let (first, ended) = stack.connect_known(&bob, url).await;
    presence::watch(&first, &[&ann.id]).await;
    change(&ann, &witness, "one").await;
    expect_text(&first, &ann, "one").await;
    first.close().await;
    stack.until_forgotten(&bob, &ended).await;

    let second = bob.connect().await;
    change(&ann, &witness, "two").await;
    assert!(!is_told(&second, &ann, "two").await, "it watches nobody");
    let states = presence::watch(&second, &[&ann.id]).await;
    assert_eq!(states[0]["text"], "two", "{states:?}");
    change(&ann, &witness, "three").await;
    expect_text(&second, &ann, "three").await;
}
