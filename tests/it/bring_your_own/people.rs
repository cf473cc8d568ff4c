//! People of another issuer among the others.

use std::time::Duration;

use e2e::{ADMITTED, Stack, User, eventually, fresh, refused_with};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Elsewhere, elsewhere};

/// For so long REST may take a login for good that has ended.
const FORGOTTEN: Duration = Duration::from_secs(7);

/// Waits until a token is refused everywhere.
async fn ends(stack: &Stack, token: &str) {
    let refused = refused_with("session_revoked");
    let gone = async || (stack.outcomes(token).await == refused).then_some(());
    eventually("the end of the login", FORGOTTEN, gone).await;
}

/// Somebody's login, by the name the issuer gives it.
async fn logged_in(there: &Elsewhere, claims: &Value, name: Option<&str>) -> User {
    let mut claims = claims.clone();
    if let Some(name) = name {
        claims["sid"] = json!(name);
    }
    there.stack.arrived(&there.p256.sign(&claims)).await
}

async fn own_session(user: &User) -> String {
    let listed = user.listed("/v1/auth/sessions").await;
    let own = listed.iter().find(|one| one["current"] == true);
    own.unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_login_of_another_issuer_can_be_ended() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let claims = there.newcomer(json!({}));
    let ann = logged_in(there, &claims, None).await;
    let session = own_session(&ann).await;
    let socket = ann.connect().await;
    let path = format!("/v1/auth/sessions/{session}");
    ann.delete(&path).await.expect(204);
    let told = socket.expect_event("session.revoked", |_| true).await;
    assert_eq!(told["data"]["sessionId"], json!(session));
    socket.expect_close(1000).await;
    ends(&there.stack, &ann.access_token).await;

    // Who logs in once more there comes in again here, but not with what they had before.
    let newer = async || {
        let mut claims = claims.clone();
        claims["iat"] = json!(Timestamp::now().as_second());
        let token = there.p256.sign(&claims);
        (there.stack.outcomes(&token).await == ADMITTED).then_some(token)
    };
    let newer = eventually("a later token is taken", FORGOTTEN, newer).await;
    ends(&there.stack, &ann.access_token).await;
    assert_eq!(there.stack.outcomes(&newer).await, ADMITTED);
    assert_eq!(there.stack.arrived(&newer).await.id, ann.id);
}

#[tokio::test]
async fn logins_are_told_apart_by_their_names() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let claims = there.newcomer(json!({}));
    let one = logged_in(there, &claims, Some("one")).await;
    let two = logged_in(there, &claims, Some("two")).await;
    assert_eq!(one.id, two.id);
    assert_eq!(one.listed("/v1/auth/sessions").await.len(), 2);
    assert_ne!(own_session(&one).await, own_session(&two).await);
    let sockets = [one.connect().await, two.connect().await];
    let path = format!("/v1/auth/sessions/{}", own_session(&two).await);
    one.delete(&path).await.expect(204);
    sockets[1].expect_close(1000).await;
    ends(&there.stack, &two.access_token).await;
    sockets[0].settle().await;
    assert_eq!(there.stack.outcomes(&one.access_token).await, ADMITTED);
}

#[tokio::test]
async fn who_has_no_password_here_has_no_use_for_its_routes() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let name = format!("ann-{}", &fresh()[..12]);
    let email = format!("{name}@example.org");
    let claims = json!({"preferred_username": name, "email": email, "email_verified": true});
    let ann = logged_in(there, &there.newcomer(claims), None).await;
    let password = "another horse battery staple";
    there.stack.must_not_log(password);
    let body = json!({"currentPassword": "", "newPassword": password});
    let changed = ann.put("/v1/users/me/password", &body).await;
    changed.problem(409, "conflict");
    let setup = ann.get("/v1/auth/mfa/setup").await;
    setup.problem(409, "conflict");
    let body = json!({"code": "123456"});
    let enabled = ann.post("/v1/auth/mfa/enable", &body).await;
    enabled.problem(409, "conflict");
    let body = json!({"password": password, "code": "123456"});
    let disabled = ann.post("/v1/auth/mfa/disable", &body).await;
    disabled.problem(409, "conflict");
    // Nobody learns from outside that there is such an account.
    for identifier in [&name, &email] {
        let answer = there.stack.log_in(identifier, password).await;
        answer.problem(401, "invalid_credentials");
    }
    let body = json!({"email": email});
    let forgot = there.stack.post_openly("/v1/auth/forgot-password", &body);
    forgot.await.expect(204);
    // A mail would lie there before the answer to another one's.
    let bob = there.stack.register("bob").await;
    let body = json!({"email": bob.email});
    let forgot = there.stack.post_openly("/v1/auth/forgot-password", &body);
    forgot.await.expect(204);
    there.stack.mail_to(&bob.email, e2e::RESET_MAIL).await;
    assert_eq!(there.stack.count_mails(&email, e2e::RESET_MAIL).await, 0);
}

#[tokio::test]
async fn people_of_both_kinds_chat() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let bob = there.stack.register("bob").await;
    let ann = logged_in(there, &there.newcomer(json!({"name": "Ann"})), None).await;
    let (anns, bobs) = (ann.connect().await, bob.connect().await);
    let chat = ann.direct_chat(&bob).await;
    assert_eq!(bob.direct_chat(&ann).await, chat);
    let message = anns.say(&chat, "hello").await;
    let event = bobs.expect_message(&message).await;
    assert_eq!(event["data"]["sender"]["displayName"], "Ann", "{event}");
    let reply = bob.say(&chat, "hello yourself").await;
    anns.expect_message(&reply).await;
    let group = bob.group("all", std::slice::from_ref(&ann)).await;
    ann.say(&group, "here too").await;
    assert!(bob.finds(&ann).await && ann.finds(&bob).await);

    let path = format!("/v1/users/{}/block", ann.id);
    bob.post(&path, &json!({})).await.expect(204);
    let body = json!({"clientMessageId": fresh(), "type": "text", "text": "hello?"});
    let path_of_chat = format!("/v1/chats/{chat}/messages");
    let refused = ann.post(&path_of_chat, &body).await;
    refused.problem(403, "blocked");
    let listed = bob.listed("/v1/users/blocked").await;
    assert_eq!(listed[0]["userId"], json!(ann.id));
    bob.delete(&path).await.expect(204);
    ann.post(&path_of_chat, &body).await.expect(201);
}

#[tokio::test]
async fn an_account_is_deleted_without_a_password() {
    let there = elsewhere();
    let _log = there.stack.show_log();
    let bob = there.stack.register("bob").await;
    let ann = logged_in(there, &there.newcomer(json!({})), None).await;
    let socket = ann.connect().await;
    ann.delete("/v1/users/me").await.expect(204);
    let told = socket.expect_event("session.revoked", |_| true).await;
    assert_eq!(told["data"]["reason"], "account_deleted", "{told}");
    socket.expect_close(1000).await;
    ends(&there.stack, &ann.access_token).await;
    let seen = bob.get(&format!("/v1/users/{}", ann.id)).await;
    seen.problem(404, "not_found");
}
