//! Registering, logging in, tickets.

use e2e::{PASSWORD, Stack, fresh, shared_stack};
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
