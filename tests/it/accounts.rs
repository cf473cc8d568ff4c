//! Registering, logging in, refreshing, logging out.

use std::time::Duration;

use e2e::{PASSWORD, Socket, Stack, User, claims, eventually, fresh, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

fn registration(username: &str, email: &str) -> Value {
    json!({"username": username, "email": email, "password": PASSWORD})
}

async fn post(stack: &Stack, path: &str, body: &Value) -> e2e::Answer {
    stack.call(Method::POST, path).json(body).send().await
}

#[tokio::test]
async fn an_account_shows_its_owner_more_than_others() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let me = ann.get("/v1/users/me").await.expect(200);
    assert_eq!(
        (&me["id"], &me["username"]),
        (&json!(ann.id), &json!(ann.username))
    );
    assert_eq!(
        (&me["email"], &me["emailVerified"]),
        (&json!(ann.email), &json!(false))
    );
    assert_eq!(
        (&me["displayName"], &me["avatarUrl"]),
        (&json!("ann"), &Value::Null)
    );
    assert!(
        me["createdAt"]
            .as_str()
            .unwrap()
            .parse::<jiff::Timestamp>()
            .is_ok()
    );

    let seen = bob.get(&format!("/v1/users/{}", ann.id)).await.expect(200);
    assert_eq!(seen["username"], json!(ann.username));
    assert!(seen.get("email").is_none(), "others never see it: {seen}");
    let found = bob
        .get(&format!("/v1/users/search?q={}", ann.username))
        .await
        .expect(200);
    assert_eq!(found["data"][0]["id"], json!(ann.id));
    assert!(found["data"][0].get("email").is_none(), "{found}");
}

#[tokio::test]
async fn names_and_addresses_are_unique_without_regard_to_case() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let path = "/v1/auth/register";
    let address = format!("{}@example.org", fresh());
    for name in [ann.username.clone(), ann.username.to_uppercase()] {
        post(&stack, path, &registration(&name, &address))
            .await
            .problem(409, "name_taken");
    }
    let name = &fresh()[..20];
    for address in [ann.email.clone(), ann.email.to_uppercase()] {
        post(&stack, path, &registration(name, &address))
            .await
            .problem(409, "conflict");
    }
    // What was refused left nothing behind.
    post(&stack, path, &registration(name, &address))
        .await
        .expect(201);
}

#[tokio::test]
async fn a_registration_names_every_field_that_is_wrong() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let body = json!({"username": "a b", "email": "nowhere", "password": "short"});
    let problem = post(&stack, "/v1/auth/register", &body)
        .await
        .problem(400, "validation_failed");
    let errors = problem["errors"].as_array().unwrap().iter();
    let fields: Vec<&str> = errors.filter_map(|error| error["field"].as_str()).collect();
    assert_eq!(fields, ["username", "email", "password"]);
}

#[tokio::test]
async fn a_login_answers_the_same_whether_or_not_the_account_exists() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let log_in = async |identifier: &str, password: &str| {
        post(
            &stack,
            "/v1/auth/login",
            &json!({"identifier": identifier, "password": password}),
        )
        .await
    };
    for identifier in [
        ann.username.clone(),
        ann.email.clone(),
        ann.username.to_uppercase(),
    ] {
        let credentials = log_in(&identifier, PASSWORD).await.expect(200);
        assert_eq!(credentials["user"]["id"], json!(ann.id));
        assert_eq!(credentials["expiresIn"], 900);
    }
    let wrong = "a wrong horse battery staple";
    let mut answers = Vec::new();
    for identifier in [
        ann.username.as_str(),
        ann.email.as_str(),
        &fresh(),
        "no@body.example",
        "",
    ] {
        let mut problem = log_in(identifier, wrong)
            .await
            .problem(401, "invalid_credentials");
        problem["requestId"].take();
        answers.push(problem);
    }
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
    log_in(&ann.username, &"x".repeat(200))
        .await
        .problem(401, "invalid_credentials");
}

#[tokio::test]
async fn a_refresh_token_is_rotated_and_its_repeat_gives_the_same_successor() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let first = ann.refresh(&ann.refresh_token).await.expect(200);
    let successor = first["refreshToken"].as_str().unwrap();
    assert_ne!(successor, ann.refresh_token);
    assert_eq!(
        claims(first["accessToken"].as_str().unwrap())["sub"],
        json!(ann.id)
    );
    let repeat = ann.refresh(&ann.refresh_token).await.expect(200);
    assert_eq!(
        repeat["refreshToken"],
        json!(successor),
        "the answer may have been lost"
    );
    let next = ann.refresh(successor).await.expect(200);
    assert_ne!(next["refreshToken"], json!(successor));
    let me = stack
        .call(Method::GET, "/v1/users/me")
        .token(next["accessToken"].as_str().unwrap());
    me.send().await.expect(200);
}

#[tokio::test]
async fn a_refresh_token_used_after_the_grace_ends_its_family_and_closes_its_sockets() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = ann.log_in_again().await;
    let (socket, kept) = (ann.connect().await, other.connect().await);
    let successor = ann.refresh(&ann.refresh_token).await.expect(200);
    let refused = async || {
        let answer = ann.refresh(&ann.refresh_token).await;
        (answer.status != 200).then_some(answer)
    };
    let answer = eventually("the end of the grace", Duration::from_secs(15), refused).await;
    answer.problem(401, "session_revoked");
    expect_revoked(&socket, &ann).await;
    let successor = successor["refreshToken"].as_str().unwrap();
    ann.refresh(successor).await.problem(401, "session_revoked");
    kept.settle().await;
    other.refresh(&other.refresh_token).await.expect(200);
}

#[tokio::test]
async fn a_refresh_token_two_generations_old_ends_its_family_at_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let second = ann.refresh(&ann.refresh_token).await.expect(200);
    let third = ann
        .refresh(second["refreshToken"].as_str().unwrap())
        .await
        .expect(200);
    ann.refresh(&ann.refresh_token)
        .await
        .problem(401, "session_revoked");
    let newest = third["refreshToken"].as_str().unwrap();
    ann.refresh(newest).await.problem(401, "session_revoked");
}

#[tokio::test]
async fn only_a_refresh_token_refreshes() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    for token in [ann.access_token.as_str(), "", "x.y.z"] {
        ann.refresh(token).await.problem(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_logout_ends_one_login_and_its_sockets() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = ann.log_in_again().await;
    let (one, two, kept) = (
        ann.connect().await,
        ann.connect().await,
        other.connect().await,
    );
    let answer = ann.call(Method::POST, "/v1/auth/logout").send().await;
    assert!(answer.expect(204).is_null());
    expect_revoked(&one, &ann).await;
    expect_revoked(&two, &ann).await;
    ann.refresh(&ann.refresh_token)
        .await
        .problem(401, "session_revoked");
    kept.settle().await;
    assert!(kept.events("session.revoked").is_empty());
    other.refresh(&other.refresh_token).await.expect(200);
}

#[tokio::test]
async fn a_ticket_comes_with_the_address_it_opens() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let ticket = ann
        .call(Method::POST, "/v1/auth/ws-ticket")
        .send()
        .await
        .expect(200);
    assert_eq!(ticket["expiresIn"], 30);
    let expected = format!("{}?ticket=", stack.addresses.web_socket);
    assert_eq!(
        ticket["url"],
        json!(expected + ticket["ticket"].as_str().unwrap())
    );
}

async fn expect_revoked(socket: &Socket, user: &User) {
    let event = socket.expect_event("session.revoked", |_| true).await;
    assert_eq!(event["data"]["sessionId"], json!(user.session_id()));
    assert!(event["data"]["reason"].is_string(), "{event}");
    assert!(event.get("seq").is_none(), "it is no entry of a log");
    socket.expect_close(1000).await;
}
