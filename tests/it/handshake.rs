//! Who may open a socket, and in which ways.

use e2e::{Handshake, Refusal, User, claims, shared_stack, sign, sign_with, unsigned};
use reqwest::Method;
use serde_json::{Value, json};

async fn ticket(user: &User) -> Value {
    user.call(Method::POST, "/v1/auth/ws-ticket")
        .send()
        .await
        .expect(200)
}

#[tokio::test]
async fn a_token_opens_a_socket_in_four_ways() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let token = &ann.access_token;
    let plain = || Handshake::new(&stack.addresses, "");
    let ticket = ticket(&ann).await;
    let ways = [
        plain().token(token),
        plain().protocols(&format!("banter.v1, bearer.{token}")),
        Handshake::new(&stack.addresses, &format!("?token={token}")),
        Handshake::at(ticket["url"].as_str().unwrap()),
        Handshake::new(&stack.addresses, &format!("?device=mobile&token={token}")),
    ];
    let mut sockets = Vec::new();
    for way in ways {
        let socket = way.open().await.unwrap();
        socket.settle().await;
        sockets.push(socket);
    }
    assert_eq!(stack.dynamodb().links(&ann.id).await.len(), 5);
}

#[tokio::test]
async fn the_subprotocol_is_answered_without_the_token() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let offer = format!("bearer.{}, banter.v1", ann.access_token);
    let socket = Handshake::new(&stack.addresses, "")
        .protocols(&offer)
        .open()
        .await
        .unwrap();
    assert_eq!(socket.protocol.as_deref(), Some("banter.v1"));
    assert_eq!(ann.connect().await.protocol, None, "nothing was offered");
}

#[tokio::test]
async fn what_is_no_token_for_a_socket_is_refused() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let good = claims(&ann.access_token);
    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    let past = jiff::Timestamp::now().as_second() - 1;
    let tokens = [
        ("no token", String::new()),
        ("nonsense", "nonsense".to_owned()),
        ("expired", sign(&with("exp", json!(past)))),
        (
            "foreign signature",
            sign_with(&good, "a-secret-that-somebody-else-made-up"),
        ),
        ("alg none", unsigned(&good)),
        ("foreign issuer", sign(&with("iss", json!("elsewhere")))),
        ("foreign audience", sign(&with("aud", json!("elsewhere")))),
        (
            "a login that never was",
            sign(&with("sid", json!("ses_never"))),
        ),
        ("refresh token", ann.refresh_token.clone()),
        (
            "ticket as a token",
            ticket(&ann).await["ticket"].as_str().unwrap().to_owned(),
        ),
    ];
    for (what, token) in tokens {
        let ways = [
            Handshake::new(&stack.addresses, "").token(&token),
            Handshake::new(&stack.addresses, &format!("?token={token}")),
            Handshake::new(&stack.addresses, &format!("?ticket={token}"))
                .protocols(&format!("banter.v1, bearer.{token}")),
        ];
        for way in ways {
            refused(way, what).await;
        }
    }
    refused(Handshake::new(&stack.addresses, ""), "nothing at all").await;
    let query = format!("?ticket={}", ann.access_token);
    refused(
        Handshake::new(&stack.addresses, &query),
        "token as a ticket",
    )
    .await;
    Handshake::new(&stack.addresses, "")
        .token(&sign(&good))
        .open()
        .await
        .unwrap();
}

#[tokio::test]
async fn a_ticket_is_good_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let ticket = ticket(&ann).await;
    let url = ticket["url"].as_str().unwrap();
    let (one, other) = tokio::join!(Handshake::at(url).open(), Handshake::at(url).open());
    assert!(
        one.is_ok() != other.is_ok(),
        "one of two at once: {one:?} {other:?}"
    );
    refused(Handshake::at(url), "used ticket").await;

    let mut old = claims(ticket["ticket"].as_str().unwrap());
    old["jti"] = json!("tkt_never_used");
    old["exp"] = json!(jiff::Timestamp::now().as_second() - 1);
    let query = format!("?ticket={}", sign(&old));
    refused(Handshake::new(&stack.addresses, &query), "expired ticket").await;
}

#[tokio::test]
async fn a_login_that_ended_opens_no_socket() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let ticket = ticket(&ann).await;
    ann.call(Method::POST, "/v1/auth/logout")
        .send()
        .await
        .expect(204);
    let token = Handshake::new(&stack.addresses, "").token(&ann.access_token);
    refused(token, "token of a login that ended").await;
    let ticket = Handshake::at(ticket["url"].as_str().unwrap());
    refused(ticket, "ticket of a login that ended").await;
    assert!(stack.dynamodb().links(&ann.id).await.is_empty());
}

#[tokio::test]
async fn the_oldest_of_too_many_sockets_gives_way() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let config = stack
        .call(Method::GET, "/v1/config")
        .send()
        .await
        .expect(200);
    let most = usize::try_from(config["limits"]["connectionsPerUser"].as_u64().unwrap()).unwrap();
    let mut sockets = Vec::new();
    for _ in 0..=most {
        sockets.push(ann.connect().await);
    }
    let closed = async || sockets.iter().any(e2e::Socket::is_closed).then_some(());
    e2e::eventually("one gives way", e2e::DEADLINE, closed).await;
    assert_eq!(stack.dynamodb().links(&ann.id).await.len(), most);
    sockets.last().unwrap().settle().await;
}

async fn refused(handshake: Handshake, what: &str) {
    match handshake.open().await {
        Ok(_) => panic!("{what} opened a socket"),
        Err(Refusal { status, .. }) => assert_eq!(status, 401, "{what}"),
    }
}
