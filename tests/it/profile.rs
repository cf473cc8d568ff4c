//! What people say of themselves, and change.

mod address;
mod names;
mod news;

use e2e::{User, fresh, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

const ME: &str = "/v1/users/me";

/// One good value for each field that may be empty.
fn filled() -> Value {
    json!({
        "firstName": "Ann", "lastName": "Lee-Müller 🦜", "bio": "I like maps.\nAnd birds.",
        "avatarUrl": "https://pictures.example/ann.png", "phone": "+4930123456",
    })
}

/// Makes sure that exactly these fields are refused.
async fn refuses(user: &User, body: &Value, fields: &[&str]) {
    let problem = user.patch(ME, body).await;
    let problem = problem.problem(400, "validation_failed");
    let errors = problem["errors"].as_array().unwrap().iter();
    let mut found: Vec<&str> = errors.filter_map(|error| error["field"].as_str()).collect();
    found.sort_unstable();
    found.dedup();
    assert_eq!(found, fields, "{body}: {problem}");
}

/// An account without what only a look at it shows.
fn kept(mut me: Value) -> Value {
    me.as_object_mut().unwrap().remove("presence");
    me
}

#[tokio::test]
async fn every_field_is_set_and_cleared() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let filled = filled();
    let before = kept(ann.me().await);
    for (field, value) in filled.as_object().unwrap() {
        assert_eq!(before.get(field), Some(&Value::Null), "{field}: {before}");
        let changed = ann.change_me(&json!({field: value})).await;
        assert_eq!(changed[field], *value);
        assert_eq!(kept(ann.me().await), kept(changed));
    }
    let seen = bob.sees(&ann).await;
    for (field, value) in filled.as_object().unwrap() {
        if field != "phone" {
            assert_eq!(seen[field], *value, "{field}");
        }
        let cleared = ann.change_me(&json!({field: null})).await;
        assert_eq!(cleared.get(field), Some(&Value::Null), "{cleared}");
    }
    assert_eq!(kept(ann.me().await), before);
    let all = kept(ann.change_me(&filled).await);
    for (field, value) in filled.as_object().unwrap() {
        assert_eq!(all[field], *value, "{field}");
    }
    let same = kept(ann.change_me(&json!({"color": "blue"})).await);
    assert_eq!(same, all, "what is absent stays");
    let named = ann.change_me(&json!({"displayName": "Ann 🦜"})).await;
    assert_eq!(named["displayName"], "Ann 🦜");
    assert_eq!(bob.sees(&ann).await["displayName"], "Ann 🦜");
    assert_eq!(bob.me().await["bio"], Value::Null, "it is hers alone");
}

#[tokio::test]
async fn what_an_account_needs_is_not_cleared() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let before = ann.me().await;
    for field in ["username", "displayName", "email"] {
        let body = json!({field: null, "currentPassword": e2e::PASSWORD});
        refuses(&ann, &body, &[field]).await;
    }
    for field in ["username", "displayName"] {
        for empty in ["", "  "] {
            let problem = ann.patch(ME, &json!({field: empty})).await;
            let problem = problem.problem(400, "validation_failed");
            assert_eq!(problem["errors"][0]["field"], field, "{problem}");
        }
    }
    assert_eq!(ann.me().await, before);
}

#[tokio::test]
async fn every_field_has_its_bounds() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let before = ann.me().await;
    let long = "x".repeat(101);
    for (field, wrong) in [
        ("bio", "x".repeat(501)),
        ("bio", "🦜".repeat(501)),
        ("firstName", long.clone()),
        ("lastName", long.clone()),
        ("displayName", long),
        ("displayName", "a\u{0}b".to_owned()),
        ("firstName", "a\u{1b}b".to_owned()),
        ("username", "x".repeat(33)),
        ("username", "ab".to_owned()),
        ("username", "a b c".to_owned()),
        ("username", "ännchen".to_owned()),
    ] {
        refuses(&ann, &json!({field: wrong}), &[field]).await;
    }
    for phone in [
        "030123456",
        "+12",
        "+1234567890123456",
        "+49 30 123456",
        "+49-30-123456",
        "+٤٩٣٠١٢٣٤٥٦",
        "call me",
        "",
    ] {
        refuses(&ann, &json!({"phone": phone}), &["phone"]).await;
    }
    for address in [
        "http://pictures.example/ann.png",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "//pictures.example/ann.png",
        "ann.png",
        "https://",
    ] {
        refuses(&ann, &json!({"avatarUrl": address}), &["avatarUrl"]).await;
    }
    let all = json!({"bio": "x".repeat(501), "avatarUrl": "nowhere", "phone": "x", "lastName": 7});
    let problem = ann.patch(ME, &all).await;
    problem.problem(400, "validation_failed");
    let all = json!({"bio": "x".repeat(501), "avatarUrl": "nowhere", "phone": "x"});
    refuses(&ann, &all, &["avatarUrl", "bio", "phone"]).await;
    assert_eq!(ann.me().await, before, "and nothing was changed");
}

#[tokio::test]
async fn every_field_may_be_as_long_as_its_bounds() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let name = "🦜".repeat(100);
    for (field, good) in [
        ("bio", "🦜".repeat(500)),
        ("firstName", name.clone()),
        ("lastName", name.clone()),
        ("displayName", name),
        ("phone", "+1234567".to_owned()),
        ("phone", "+123456789012345".to_owned()),
        ("username", fresh()),
        ("username", fresh()[..3].to_owned()),
    ] {
        let body = json!({field: good});
        let answer = ann.patch(ME, &body).await;
        if field == "username" && answer.status == 409 {
            continue; // Three letters may be somebody's already.
        }
        assert_eq!(answer.expect(200)[field], good.as_str());
    }
}

#[tokio::test]
async fn nobody_changes_what_only_the_service_knows() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let before = ann.me().await;
    let claims = json!({
        "id": bob.id, "emailVerified": true, "mfaEnabled": true, "pendingEmail": "a@b.example",
        "createdAt": "2001-01-01T00:00:00.000Z", "presence": {"status": "online"},
        "passwordHash": "x", "userId": bob.id,
    });
    ann.change_me(&claims).await;
    assert_eq!(ann.me().await, before);
    let nobody = stack.call(Method::PATCH, ME).json(&claims).send().await;
    nobody.problem(401, "unauthenticated");
}
