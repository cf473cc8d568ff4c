//! Refreshing: each token has one successor, and whoever comes with an old one ends its family.

use std::collections::BTreeSet;
use std::time::Duration;

use e2e::{Stack, User, claims, eventually, shared_stack};
use futures::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

/// Milliseconds beyond the ten seconds in which a repeat is forgiven.
const LATE: i64 = 10_500;

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// The login as it is stored.
async fn stored(stack: &Stack, user: &User) -> Value {
    let name = format!("session#{}", user.session_id());
    let key = [("pk", user.id.as_str()), ("sk", name.as_str())];
    stack.dynamodb().get("Users", &key).await
}

/// Lets time pass for a login since it was refreshed.
async fn let_grace_pass(stack: &Stack, user: &User) {
    let name = format!("session#{}", user.session_id());
    let key = [("pk", user.id.as_str()), ("sk", name.as_str())];
    let before = stored(stack, user).await["rotatedAt"].as_i64().unwrap() - LATE;
    let rotated_at = json!({"N": before.to_string()});
    let change = [("rotatedAt", rotated_at)];
    stack.dynamodb().set("Users", &key, &change).await;
}

#[tokio::test]
async fn a_refresh_token_is_rotated_and_its_repeat_gives_the_same_successor() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let first = ann.refresh(&ann.refresh_token).await.expect(200);
    let successor = text(&first["refreshToken"]);
    assert_ne!(successor, ann.refresh_token);
    let access = claims(text(&first["accessToken"]));
    assert_eq!(access["sub"], json!(ann.id));
    assert_eq!(access["sid"], json!(ann.session_id()));
    let repeat = ann.refresh(&ann.refresh_token).await.expect(200);
    assert_eq!(
        repeat["refreshToken"],
        json!(successor),
        "the answer may have been lost"
    );
    let next = ann.refresh(successor).await.expect(200);
    assert_ne!(next["refreshToken"], json!(successor));
    let me = stack.call(Method::GET, "/v1/users/me");
    let me = me.token(text(&next["accessToken"])).send().await;
    me.expect(200);
}

#[tokio::test]
async fn fifty_at_once_get_one_successor() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let socket = ann.connect().await;
    let before = stored(&stack, &ann).await;
    assert_eq!(before["generation"], 1, "{before}");
    let answers = join_all((0..50).map(|_| ann.refresh(&ann.refresh_token))).await;
    let answers: Vec<Value> = answers.iter().map(|answer| answer.expect(200)).collect();
    let successors = answers.iter().map(|answer| text(&answer["refreshToken"]));
    let successors: BTreeSet<&str> = successors.collect();
    assert_eq!(successors.len(), 1, "all are told the same");
    for answer in &answers {
        let access = claims(text(&answer["accessToken"]));
        assert_eq!(access["sid"], json!(ann.session_id()));
    }
    let after = stored(&stack, &ann).await;
    assert_eq!(after["generation"], 2, "it was rotated once: {after}");
    assert!(after.get("revoked").is_none(), "{after}");

    let successor = successors.first().unwrap();
    let next = ann.refresh(successor).await.expect(200);
    assert_eq!(stored(&stack, &ann).await["generation"], 3);
    let last = text(&next["refreshToken"]);
    ann.refresh(last).await.expect(200);
    socket.settle().await;
    assert!(socket.events("session.revoked").is_empty());
    assert_eq!(ann.listed("/v1/auth/sessions").await.len(), 1);
}

#[tokio::test]
async fn a_repeat_after_the_grace_ends_the_family() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (other, bob) = (ann.log_in_again().await, stack.register("bob").await);
    let sockets = [ann.connect().await, ann.connect().await];
    let (kept, bobs) = (other.connect().await, bob.connect().await);
    let successor = ann.refreshed().await;
    let_grace_pass(&stack, &ann).await;
    let late = ann.refresh(&ann.refresh_token).await;
    late.problem(401, "session_revoked");
    for socket in &sockets {
        let reason = socket.expect_farewell(&ann).await;
        assert_eq!(reason, "refresh_token_reused");
        let told = socket.events("session.revoked");
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].get("seq").is_none(), "it is no entry of a log");
    }
    // Whoever has the successor, thief or owner, is out as well.
    let next = ann.refresh(&successor.refresh_token).await;
    next.problem(401, "session_revoked");
    for holder in [&ann, &successor] {
        let answer = holder.expect_logged_out().await;
        answer.problem(401, "session_revoked");
    }
    for socket in [&kept, &bobs] {
        socket.settle().await;
        assert!(socket.events("session.revoked").is_empty());
    }
    other.refresh(&other.refresh_token).await.expect(200);
    assert_eq!(other.listed("/v1/auth/sessions").await.len(), 1);
}

#[tokio::test]
async fn the_grace_ends_by_itself() {
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
    socket.expect_farewell(&ann).await;
    let successor = text(&successor["refreshToken"]);
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
    let third = ann.refresh(text(&second["refreshToken"])).await.expect(200);
    ann.refresh(&ann.refresh_token)
        .await
        .problem(401, "session_revoked");
    let newest = text(&third["refreshToken"]);
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
