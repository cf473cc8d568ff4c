//! Who has no good token gets in nowhere.

use e2e::{Acted, Way, claims, shared_stack, sign, sign_with, unsigned};
use serde_json::json;

use super::scene::{ENDING, FOR_OTHERS, Scene, actions_of_a_chat, routes};

/// Tokens that are not good, why, and the code of the refusal.
fn bad_tokens(good: &str) -> Vec<(&'static str, String, &'static str)> {
    let good = claims(good);
    let foreign_key = "a-secret-that-somebody-else-made-up";
    let mut past = good.clone();
    past["exp"] = json!(jiff::Timestamp::now().as_second() - 1);
    let mut foreign = good.clone();
    foreign["aud"] = json!("elsewhere");
    vec![
        ("expired", sign(&past), "token_expired"),
        (
            "foreign signature",
            sign_with(&good, foreign_key),
            "unauthenticated",
        ),
        ("alg none", unsigned(&good), "unauthenticated"),
        ("foreign audience", sign(&foreign), "unauthenticated"),
        (
            "expired and foreign",
            sign_with(&past, foreign_key),
            "unauthenticated",
        ),
        ("nonsense", "nonsense".to_owned(), "unauthenticated"),
    ]
}

#[tokio::test]
async fn no_route_lets_in_who_has_no_good_token() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let everyday = Scene::new(&stack).await;
    let mut tokens = bad_tokens(&everyday.ann.access_token);
    tokens.push((
        "refresh token",
        everyday.ann.refresh_token.clone(),
        "unauthenticated",
    ));
    for route in routes() {
        let own = match ENDING.contains(&route.as_str()) {
            true => Some(Scene::new(&stack).await),
            false => None,
        };
        let scene = own.as_ref().unwrap_or(&everyday);
        let request = scene.request(&route).await;
        let seqs = stack.dynamodb().seqs(&scene.chat).await;
        request
            .send(&stack, None)
            .await
            .problem(401, "unauthenticated");
        for (what, token, code) in &tokens {
            let answer = request.send(&stack, Some(token)).await;
            assert_eq!(answer.status, 401, "{what}: {request:?}");
            answer.problem(401, code);
        }
        let call = stack.call(request.method.clone(), &request.path);
        let basic = call.header("authorization", "Basic YTpi").send().await;
        basic.problem(401, "unauthenticated");
        assert_eq!(
            stack.dynamodb().seqs(&scene.chat).await,
            seqs,
            "{route} did nothing"
        );
        let answer = request.send(&stack, Some(&scene.ann.access_token)).await;
        if FOR_OTHERS.contains(&route.as_str()) {
            assert!([404, 409].contains(&answer.status), "{route}");
            continue;
        }
        assert!(
            (200..300).contains(&answer.status),
            "{route}: {}",
            answer.text()
        );
    }
}

#[tokio::test]
async fn every_action_of_a_member_succeeds() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let scene = Scene::new(&stack).await;
    let acting = scene.ann.acting(Way::Socket).await;
    let socket = acting.socket().unwrap();
    for action in actions_of_a_chat() {
        let data = scene.data(&action).await;
        Acted::Socket(socket.send(&action, data).await).done();
    }
    for action in super::scene::CHATLESS {
        let data = scene.data(action).await;
        socket.send(action, data).await.ack();
    }
}
