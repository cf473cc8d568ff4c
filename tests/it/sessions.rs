//! Logins: which there are, and how they end.

use std::time::Duration;

use e2e::{PASSWORD, Stack, User, eventually, fresh, shared_stack};
use jiff::Timestamp;
use reqwest::Method;
use serde_json::{Value, json};

const LIST: &str = "/v1/auth/sessions";
/// For so long REST may take a login for good that has ended.
const FORGOTTEN: Duration = Duration::from_secs(7);

/// Logs in on a device.
async fn on(stack: &Stack, user: &User, device: &Value) -> User {
    let body = json!({"identifier": user.username, "password": PASSWORD, "device": device});
    let credentials = stack.post_openly("/v1/auth/login", &body).await;
    stack.person(&credentials.expect(200))
}

async fn end(user: &User, session: &str) -> e2e::Answer {
    user.delete(&format!("{LIST}/{session}")).await
}

fn time(value: &Value) -> Timestamp {
    value.as_str().unwrap().parse().unwrap()
}

/// Waits until REST refuses a login that has ended.
async fn refused_soon(user: &User) {
    let refused = async || {
        let answer = user.get("/v1/users/me").await;
        (answer.status != 200).then_some(answer)
    };
    let answer = eventually("REST knows of the end", FORGOTTEN, refused).await;
    answer.problem(401, "session_revoked");
}

#[tokio::test]
async fn everybody_sees_their_own_logins() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let phone = json!({"type": "mobile", "name": "Ann's phone"});
    let phone_login = on(&stack, &ann, &phone).await;
    let desktop = json!({"type": "desktop"});
    let desktop_login = on(&stack, &ann, &desktop).await;
    for user in [&ann, &phone_login, &desktop_login] {
        let listed = user.listed(LIST).await;
        let ids: Vec<&str> = listed
            .iter()
            .map(|one| one["id"].as_str().unwrap())
            .collect();
        let newest_first = [&desktop_login, &phone_login, &ann].map(User::session_id);
        assert_eq!(ids, newest_first);
        for one in &listed {
            let is_own = one["id"] == json!(user.session_id());
            assert_eq!(one["current"], json!(is_own), "{one}");
            let (made, used) = (time(&one["createdAt"]), time(&one["lastUsedAt"]));
            let expires = time(&one["expiresAt"]);
            assert!(made <= used && used < expires, "{one}");
            let days = (expires.as_second() - used.as_second()) / 86_400;
            assert!((6..=7).contains(&days), "{one}");
        }
        let devices = listed.iter().map(|one| &one["device"]);
        let devices: Vec<(&Value, &Value)> = devices
            .map(|device| (&device["type"], &device["name"]))
            .collect();
        let expected = [
            (&json!("desktop"), &Value::Null),
            (&json!("mobile"), &json!("Ann's phone")),
            (&json!("web"), &Value::Null),
        ];
        assert_eq!(devices, expected);
        // Nothing in it is good for getting in.
        let page = user.get(LIST).await;
        let own = user.refresh_token.rsplit('.').next().unwrap();
        assert!(!page.text().contains(own));
    }
    assert_eq!(bob.listed(LIST).await.len(), 1);
    let pages = ann.pages(LIST, 2).await;
    let lengths: Vec<usize> = pages.iter().map(Vec::len).collect();
    assert_eq!(lengths, [2, 1]);
}

#[tokio::test]
async fn a_refresh_is_a_use() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = ann.log_in_again().await;
    let used = async || {
        let listed = ann.listed(LIST).await;
        let one = listed.into_iter().find(|one| one["current"] == true);
        let one = one.unwrap();
        (time(&one["createdAt"]), time(&one["lastUsedAt"]))
    };
    let (made, before) = used().await;
    ann.refresh(&ann.refresh_token).await.expect(200);
    let (same, after) = used().await;
    assert!(after > before, "{before} {after}");
    assert_eq!(made, same);
    // That of the other device is another matter.
    let listed = other.listed(LIST).await;
    let one = listed.iter().find(|one| one["current"] == true).unwrap();
    assert!(time(&one["lastUsedAt"]) < after, "{one}");
}

#[tokio::test]
async fn one_login_ends_another() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (lost, third) = (ann.log_in_again().await, ann.log_in_again().await);
    let (one, two) = (lost.connect().await, lost.connect().await);
    let (own, others) = (ann.connect().await, third.connect().await);
    // What REST remembers of it must not outlive it for long.
    lost.me().await;
    let answer = end(&ann, &lost.session_id()).await;
    assert!(answer.expect(204).is_null());
    for socket in [&one, &two] {
        socket.expect_farewell(&lost).await;
    }
    refused_soon(&lost).await;
    let refreshed = lost.refresh(&lost.refresh_token).await;
    refreshed.problem(401, "session_revoked");
    let listed = ann.listed(LIST).await;
    let ids: Vec<&Value> = listed.iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&json!(third.session_id()), &json!(ann.session_id())]);
    for socket in [&own, &others] {
        socket.settle().await;
        assert!(socket.events("session.revoked").is_empty());
    }
    third.refresh(&third.refresh_token).await.expect(200);
}

#[tokio::test]
async fn nobody_ends_what_is_not_theirs() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let socket = bob.connect().await;
    let unknown = format!("ses_{}", fresh());
    let long = "s".repeat(300);
    let ids = [bob.session_id(), unknown, "nonsense".to_owned(), long];
    for id in &ids {
        end(&ann, id).await.problem(404, "not_found");
    }
    // One that has ended is not there any more.
    let other = ann.log_in_again().await;
    end(&ann, &other.session_id()).await.expect(204);
    let again = end(&ann, &other.session_id()).await;
    again.problem(404, "not_found");
    socket.settle().await;
    assert!(socket.events("session.revoked").is_empty());
    bob.refresh(&bob.refresh_token).await.expect(200);
    ann.refresh(&ann.refresh_token).await.expect(200);
}

#[tokio::test]
async fn a_login_ends_itself_as_any_other() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = ann.log_in_again().await;
    let socket = ann.connect().await;
    end(&ann, &ann.session_id()).await.expect(204);
    socket.expect_farewell(&ann).await;
    refused_soon(&ann).await;
    assert_eq!(other.listed(LIST).await.len(), 1);
}

#[tokio::test]
async fn a_logout_ends_one_login_and_its_sockets() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let other = ann.log_in_again().await;
    let (one, two) = (ann.connect().await, ann.connect().await);
    let kept = other.connect().await;
    let answer = ann.call(Method::POST, "/v1/auth/logout").send().await;
    assert!(answer.expect(204).is_null());
    for socket in [&one, &two] {
        socket.expect_farewell(&ann).await;
        let told = socket.events("session.revoked");
        assert!(told[0].get("seq").is_none(), "it is no entry of a log");
    }
    let refreshed = ann.refresh(&ann.refresh_token).await;
    refreshed.problem(401, "session_revoked");
    refused_soon(&ann).await;
    kept.settle().await;
    assert!(kept.events("session.revoked").is_empty());
    other.refresh(&other.refresh_token).await.expect(200);
}

#[tokio::test]
async fn a_logout_everywhere_ends_all() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let logins = [
        ann.clone(),
        ann.log_in_again().await,
        ann.log_in_again().await,
    ];
    let mut sockets = Vec::new();
    for login in &logins {
        login.me().await;
        sockets.push(login.connect().await);
    }
    let bobs = bob.connect().await;
    let answer = ann.call(Method::POST, "/v1/auth/logout-all").send().await;
    assert!(answer.expect(204).is_null());
    for (login, socket) in logins.iter().zip(&sockets) {
        socket.expect_farewell(login).await;
        let refreshed = login.refresh(&login.refresh_token).await;
        refreshed.problem(401, "session_revoked");
        refused_soon(login).await;
    }
    bobs.settle().await;
    assert!(bobs.events("session.revoked").is_empty());
    // The account is as it was.
    let again = ann.log_in_again().await;
    assert_eq!(again.listed(LIST).await.len(), 1);
}

#[tokio::test]
async fn a_new_password_leaves_one_login() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let others = [ann.log_in_again().await, ann.log_in_again().await];
    let own = ann.connect().await;
    let sockets = [others[0].connect().await, others[1].connect().await];
    let password = format!("another {}", fresh());
    stack.must_not_log(&password);
    let body = json!({"currentPassword": PASSWORD, "newPassword": password});
    let answer = ann.put("/v1/users/me/password", &body).await;
    assert!(answer.expect(204).is_null());
    for (other, socket) in others.iter().zip(&sockets) {
        let reason = socket.expect_farewell(other).await;
        assert_eq!(reason, "password_changed");
        refused_soon(other).await;
    }
    own.settle().await;
    assert!(own.events("session.revoked").is_empty());
    let ann = ann.refreshed().await;
    let listed = ann.listed(LIST).await;
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0]["current"], true);
    let body = json!({"identifier": ann.username, "password": PASSWORD});
    let former = stack.post_openly("/v1/auth/login", &body).await;
    former.problem(401, "invalid_credentials");
}
