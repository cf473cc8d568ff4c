//! A stack that has much to do with secrets and with what people say.

use e2e::{
    CONFIRM_MAIL, Handshake, PASSWORD, RESET_MAIL, Stack, User, Way, claims, fresh, sign_with,
};
use reqwest::Method;
use serde_json::{Value, json};

/// A text that must be in no line.
fn marked(stack: &Stack, what: &str) -> String {
    let text = format!("{what}-{}", fresh());
    stack.must_not_log(&text);
    text
}

fn address(stack: &Stack) -> String {
    format!("{}@example.org", marked(stack, "somebody"))
}

/// Registering, logging in, and whatever is wrong with either.
pub(super) async fn accounts(stack: &Stack) {
    let (register, log_in) = ("/v1/auth/register", "/v1/auth/login");
    let ann = stack.register("ann").await;
    let password = || marked(stack, "password");
    let name = format!("some-{}", &fresh()[..12]);
    let good = json!({"username": name, "email": address(stack), "password": password()});
    let mut bodies = vec![
        good.clone(),
        json!({"username": ann.username, "email": address(stack), "password": password()}),
        json!({"username": fresh(), "email": ann.email, "password": password()}),
        json!({"username": "a b", "email": marked(stack, "no-address"), "password": "short"}),
        json!({"username": name, "email": {"to": address(stack)}, "password": [password()]}),
        json!({"username": name, "email": ann.email, "password": "123456123456"}),
        json!({"identifier": password(), "password": password()}),
    ];
    for body in &bodies {
        stack.post_openly(register, body).await;
    }
    bodies.extend([
        json!({"identifier": ann.username, "password": password()}),
        json!({"identifier": ann.email, "password": password(), "mfaCode": password()}),
        json!({"identifier": address(stack), "password": password()}),
        json!({"identifier": good["username"], "password": good["password"]}),
        json!({"identifier": good["email"], "password": good["password"]}),
        json!({"identifier": [ann.email], "password": {"is": password()}}),
        json!({"identifier": ann.email, "password": PASSWORD.repeat(20)}),
        json!(password()),
    ]);
    for body in &bodies {
        stack.post_openly(log_in, body).await;
        // Broken off in the middle of the secret.
        let text = body.to_string();
        let broken = &text[..text.len() - 3];
        for path in [register, log_in] {
            let call = stack.call(Method::POST, path);
            let answer = call.body(broken).send().await;
            assert_eq!(answer.status, 400, "{}", answer.text());
        }
    }
    let path = format!("/v1/users/search?q={}", ann.email);
    ann.get(&path).await;
    let next = password();
    for (current, next) in [(password(), next.clone()), (PASSWORD.to_owned(), next)] {
        let body = json!({"currentPassword": current, "newPassword": next});
        ann.put("/v1/users/me/password", &body).await;
        ann.patch(
            "/v1/users/me",
            &json!({"email": address(stack), "currentPassword": next, "bio": 7}),
        )
        .await;
        ann.patch(
            "/v1/users/me",
            &json!({"email": address(stack), "currentPassword": next}),
        )
        .await;
    }
    ann.get("/v1/users/me/export").await.expect(200);
    let body = json!({"password": password()});
    let call = ann.call(Method::DELETE, "/v1/users/me").json(&body);
    call.send().await.problem(401, "invalid_credentials");
}

/// Tokens, good and bad, in every place.
pub(super) async fn tokens(stack: &Stack) {
    let ann = stack.register("ann").await;
    let ticket = ann.post_empty("/v1/auth/ws-ticket").await.expect(200);
    let ticket = ticket["ticket"].as_str().unwrap();
    let foreign = sign_with(&claims(&ann.access_token), &marked(stack, "key"));
    let nonsense = marked(stack, "nonsense");
    let tokens = [
        ann.access_token.as_str(),
        ann.refresh_token.as_str(),
        ticket,
        foreign.as_str(),
        nonsense.as_str(),
    ];
    for token in tokens {
        // What is behind the last point is known by nothing else.
        let signature = token.rsplit('.').next().unwrap();
        stack.must_not_log(signature);
        stack.outcomes(token).await;
        for _ in 0..2 {
            stack.outcome_of_ticket(token).await;
        }
        stack.outcome_of_refresh(token).await;
        let call = stack.call(Method::POST, "/v1/auth/refresh");
        let call = call.header("cookie", &format!("banter_refresh={token}"));
        call.header("origin", "https://elsewhere.example")
            .send()
            .await;
        let both = format!("?token={token}&ticket={token}");
        let handshake = Handshake::new(&stack.addresses, &both);
        drop(handshake.token(token).open().await);
        stack
            .post_openly("/v1/auth/verify-email", &json!({"token": token}))
            .await;
    }
    // Two generations old: its family ends.
    let again = ann.refresh(&ann.refresh_token).await;
    let user = ann.log_in_again().await;
    let next = user.refreshed().await.refreshed().await;
    let reused = next.refresh(&user.refresh_token).await;
    reused.problem(401, "session_revoked");
    stack.outcomes(&next.access_token).await;
    assert!([200, 401].contains(&again.status), "{}", again.text());
}

/// Links in mails.
pub(super) async fn mails(stack: &Stack) {
    let ann = stack.register("ann").await;
    let secret = |token: String| {
        stack.must_not_log(&token);
        token
    };
    let mail = stack.mail_to(&ann.email, CONFIRM_MAIL).await;
    let unknown = format!("{}{}", fresh(), &fresh()[..11]);
    for token in [mail.token("verify"), unknown.clone()].map(secret) {
        for _ in 0..2 {
            stack
                .post_openly("/v1/auth/verify-email", &json!({"token": token}))
                .await;
        }
    }
    let path = "/v1/auth/forgot-password";
    for email in [ann.email.clone(), address(stack), marked(stack, "nowhere")] {
        stack.post_openly(path, &json!({"email": email})).await;
    }
    let mail = stack.mail_to(&ann.email, RESET_MAIL).await;
    let password = marked(stack, "password");
    for token in [unknown, mail.token("reset")].map(secret) {
        for password in ["short", &password, &password] {
            let body = json!({"token": token, "newPassword": password});
            stack.post_openly("/v1/auth/reset-password", &body).await;
        }
    }
    stack.log_in(&ann.username, &password).await.expect(200);
}

/// An authenticator's secret, codes and recovery codes.
pub(super) async fn second_factor(stack: &Stack) {
    let ann = stack.register("ann").await;
    let setup = ann.get("/v1/auth/mfa/setup").await.expect(200);
    stack.must_not_log(setup["secret"].as_str().unwrap());
    let wrong = json!({"code": marked(stack, "code")});
    ann.post("/v1/auth/mfa/enable", &wrong).await;
    let (mut authenticator, codes) = ann.enable_mfa().await;
    for code in &codes {
        stack.must_not_log(code);
    }
    let log_in = async |more: Value| {
        let mut body = json!({"identifier": ann.username, "password": PASSWORD});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        stack.post_openly("/v1/auth/login", &body).await.status
    };
    assert_eq!(log_in(json!({})).await, 401);
    let wrong = marked(stack, "code");
    assert_eq!(log_in(json!({"recoveryCode": wrong})).await, 401);
    for expected in [200, 401] {
        assert_eq!(log_in(json!({"recoveryCode": codes[0]})).await, expected);
    }
    let code = authenticator.code().await;
    assert_eq!(log_in(json!({"mfaCode": code})).await, 200);
    let body = json!({"password": marked(stack, "password"), "recoveryCode": codes[1]});
    ann.post("/v1/auth/mfa/disable", &body).await;
    let body = json!({"password": PASSWORD, "recoveryCode": codes[2]});
    ann.post("/v1/auth/mfa/disable", &body).await.expect(204);
}

async fn a_pair(stack: &Stack) -> (User, User, String) {
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = ann.direct_chat(&bob).await;
    (ann, bob, chat)
}

/// What people say, and what becomes of it.
pub(super) async fn messages(stack: &Stack) {
    let (ann, bob, chat) = a_pair(stack).await;
    let said = || marked(stack, "words");
    let listening = bob.connect().await;
    for way in Way::BOTH {
        let acting = ann.acting(way).await;
        let body = json!({"type": "text", "text": said(), "metadata": {"note": said()}});
        let message = acting.send_body(&chat, &body).await.done();
        listening.expect_message(&message).await;
        let edited = acting.edit(&message, &json!({"text": said()})).await;
        edited.done();
        ann.reply(&message, &said()).await;
        acting.react(&message, "👍").await.done();
        let options = json!([{"text": said()}, {"text": said()}]);
        let poll = json!({"question": said(), "options": options});
        let poll = json!({"type": "poll", "poll": poll});
        acting.send_body(&chat, &poll).await.done();
        let later = json!({"type": "text", "text": said(), "sendAt": e2e::in_seconds(3_600)});
        acting.send_body(&chat, &later).await;
        acting.delete_for(&message, "everyone").await.done();
        acting.mark_read(&chat, &json!({})).await.done();
    }
    let last = ann.say(&chat, &said()).await;
    stack.until_pushed(&chat, &last["seq"]).await;
    bob.get("/v1/chats").await.expect(200);
    bob.sync_token().await;
}

/// What people say where it is refused.
pub(super) async fn refused_messages(stack: &Stack) {
    let (ann, bob, chat) = a_pair(stack).await;
    let eve = stack.register("eve").await;
    let said = || marked(stack, "words");
    let message = ann.say(&chat, &said()).await;
    let key = fresh();
    let bodies = [
        json!({"type": "text", "text": said().repeat(300)}),
        json!({"type": "text", "text": said().repeat(3_000)}),
        json!({"type": "text", "text": [said()]}),
        json!({"type": said(), "text": said()}),
        json!({"type": "text", "text": said(), "clientMessageId": {"is": said()}}),
        json!({"type": "text", "text": said(), "replyToId": said()}),
        json!({"type": "text", "text": said(), "clientMessageId": key}),
        json!({"type": "text", "text": said(), "clientMessageId": key}),
        json!({"type": "text", "text": said(), "sendAt": said()}),
        json!({"type": "poll", "poll": {"question": said(), "options": said()}}),
    ];
    let path = format!("/v1/users/{}/block", ann.id);
    for is_blocked in [false, true] {
        if is_blocked {
            bob.post(&path, &json!({})).await.expect(204);
        }
        for user in [&ann, &eve] {
            for way in Way::BOTH {
                let acting = user.acting(way).await;
                for body in bodies.iter().filter(|body| body.to_string().len() < 30_000) {
                    acting.send_body(&chat, body).await;
                }
                acting.edit(&message, &json!({"text": said()})).await;
                acting
                    .edit(&message, &json!({"text": {"is": said()}}))
                    .await;
                acting.react(&message, &said()).await;
            }
            for body in &bodies {
                user.post(&format!("/v1/chats/{chat}/messages"), body).await;
                user.post("/v1/messages", body).await;
                let text = body.to_string();
                let call = user.call(Method::POST, "/v1/messages");
                call.body(&text[..text.len() - 4]).send().await;
            }
        }
    }
    let socket = ann.connect().await;
    for action in ["sendMessage", "shout", "editMessage"] {
        socket.send(action, json!(said())).await;
        socket
            .send_text(&format!(
                "{{\"action\":\"{action}\",\"data\":{{\"text\":\"{}",
                said()
            ))
            .await;
    }
    socket.send_text(&said()).await;
    socket.settle().await;
}
