//! A good token where none is looked for, and tokens beyond every measure.

use e2e::token::{compact, signed_by_us};
use e2e::{ADMITTED, Call, Handshake, SECRET, claims, refused_with, shared_stack};
use reqwest::Method;
use serde_json::json;

use super::with;

#[tokio::test]
async fn a_token_in_the_wrong_place_is_none() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let token = &ann.access_token;
    let call = |path: &str| stack.call(Method::GET, path);
    let said = |value: String| call("/v1/users/me").header("authorization", &value);
    let calls: [(&str, Call); 9] = [
        ("nowhere", call("/v1/users/me")),
        ("Bearer alone", said("Bearer".to_owned())),
        ("no scheme", said(token.clone())),
        ("Basic", said(format!("Basic {token}"))),
        ("another scheme", said(format!("Token {token}"))),
        ("no space", said(format!("Bearer:{token}"))),
        ("in the query", call(&format!("/v1/users/me?token={token}"))),
        (
            "in a cookie",
            call("/v1/users/me").header("cookie", &format!("token={token}; banter={token}")),
        ),
        (
            "in the body",
            call("/v1/users/me").json(&json!({"token": token, "accessToken": token})),
        ),
    ];
    for (what, call) in calls {
        let answer = call.send().await;
        assert_eq!(answer.status, 401, "{what}: {}", answer.text());
        answer.problem(401, "unauthenticated");
    }
    let plain = || Handshake::new(&stack.addresses, "");
    let said = |value: String| plain().header("authorization", &value);
    let handshakes = [
        ("nowhere", plain()),
        ("Bearer alone", said("Bearer".to_owned())),
        ("no scheme", said(token.clone())),
        ("Basic", said(format!("Basic {token}"))),
        ("no mark", plain().protocols(&format!("banter.v1, {token}"))),
        (
            "in a cookie",
            plain().header("cookie", &format!("token={token}; banter_refresh={token}")),
        ),
        (
            "by another name",
            Handshake::new(&stack.addresses, &format!("?access_token={token}")),
        ),
        (
            "as a ticket",
            Handshake::new(&stack.addresses, &format!("?ticket={token}")),
        ),
    ];
    for (what, handshake) in handshakes {
        match handshake.open().await {
            Ok(_) => panic!("{what}: it opened a socket"),
            Err(refusal) => assert_eq!(refusal.status, 401, "{what}"),
        }
    }
    assert_eq!(stack.outcomes(token).await, ADMITTED);
}

#[tokio::test]
async fn a_bad_token_is_not_made_good_by_another_place() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let token = &ann.access_token;
    let query = format!("?token={token}");
    let handshake = Handshake::new(&stack.addresses, &query).token("nonsense");
    let refusal = handshake.open().await.expect_err("the header comes first");
    assert_eq!(refusal.status, 401);
}

#[tokio::test]
async fn a_token_beyond_every_measure_is_refused() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let padded = |bytes: usize| {
        let claims = with(&claims(&ann.access_token), "x", json!("x".repeat(bytes)));
        compact(&signed_by_us().to_string(), &claims.to_string(), SECRET)
    };
    let small = padded(10);
    assert_eq!(stack.outcomes(&small).await, ADMITTED);
    let large = padded(5_000);
    assert!(large.len() > 6_000);
    let refused = refused_with("unauthenticated");
    assert_eq!(stack.outcomes(&large).await, refused);
    // The gateway takes 10 KB of request line and headers.
    let huge = padded(15_000);
    assert!(huge.len() > 20_000);
    let outcomes = stack.outcomes(&huge).await;
    assert_eq!(outcomes[0], "REST 431 of the gateway");
    for outcome in &outcomes[1..] {
        assert!(outcome.ends_with(" 431"), "{outcome}");
    }
    // A refresh token comes in a body, which has more room.
    let outcome = stack.outcome_of_refresh(&huge).await;
    assert_eq!(outcome, "refresh 401 unauthenticated");
}
