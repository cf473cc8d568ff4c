//! A refresh token that scripts cannot read: it comes and goes in a cookie, for pages that may use it.

mod cors;

use std::sync::OnceLock;

use e2e::{Answer, Options, PASSWORD, Stack, User, fresh, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

const NAME: &str = "banter_refresh";
const REFRESH: &str = "/v1/auth/refresh";
/// Pages that may call, on the stack that has a list of them.
const LISTED: [&str; 2] = ["https://chat.example", "https://app.example:8443"];
/// How long a cookie is kept: seven days, or no longer.
const KEPT: &str = "Max-Age=604800";
const ENDED: &str = "Max-Age=0";

/// A stack that knows which pages may call; its tests share it.
fn listing_stack() -> &'static Stack {
    static LISTING: OnceLock<Stack> = OnceLock::new();
    LISTING.get_or_init(|| {
        let origins = format!("AllowedOrigins={}", LISTED.join(","));
        let options = Options::new().argument("--parameter").argument(&origins);
        Stack::start(&options)
    })
}

/// The value of the one cookie of an answer, whose attributes are as promised.
fn cookie_of(answer: &Answer, lifetime: &str) -> String {
    let set = answer.headers.get_all("set-cookie").iter();
    let set: Vec<&str> = set.map(|value| value.to_str().unwrap()).collect();
    let [cookie] = set.as_slice() else {
        panic!("one cookie: {set:?}")
    };
    let mut parts = cookie.split("; ");
    let (name, value) = parts.next().unwrap().split_once('=').unwrap();
    assert_eq!(name, NAME);
    let mut attributes: Vec<&str> = parts.collect();
    attributes.sort_unstable();
    let expected = [
        "HttpOnly",
        lifetime,
        "Path=/v1/auth",
        "SameSite=Strict",
        "Secure",
    ];
    assert_eq!(attributes, expected, "{cookie}");
    value.to_owned()
}

/// What an answer in cookie mode brings: a cookie, and no refresh token beside it.
fn in_cookie_mode(answer: &Answer, status: u16) -> (Value, String) {
    let body = answer.expect(status);
    assert!(body.get("refreshToken").is_none(), "{body}");
    assert_eq!(body["expiresIn"], 900);
    assert!(body["accessToken"].is_string(), "{body}");
    let cookie = cookie_of(answer, KEPT);
    assert!(!cookie.is_empty());
    assert!(!answer.text().contains(&cookie), "{}", answer.text());
    (body, cookie)
}

/// Logs somebody in, in cookie mode.
async fn log_in(stack: &Stack, user: &User) -> (Value, String) {
    let body = json!({
        "identifier": user.username, "password": PASSWORD, "refreshMode": "cookie",
    });
    let answer = stack.post_openly("/v1/auth/login", &body).await;
    in_cookie_mode(&answer, 200)
}

/// Refreshes by a cookie, from a page of this origin.
async fn refresh(stack: &Stack, cookie: &str, origin: Option<&str>) -> Answer {
    let cookie = format!("{NAME}={cookie}");
    let mut call = stack.call(Method::POST, REFRESH).header("cookie", &cookie);
    if let Some(origin) = origin {
        call = call.header("origin", origin);
    }
    call.send().await
}

/// Makes sure that an access token is this person's.
async fn assert_token(stack: &Stack, credentials: &Value, user: &User) {
    let token = credentials["accessToken"].as_str().unwrap();
    let me = stack.call(Method::GET, "/v1/users/me").token(token);
    assert_eq!(me.send().await.expect(200)["id"], user.id.as_str());
}

#[tokio::test]
async fn a_login_in_cookie_mode_is_refreshed_by_its_cookie() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (credentials, cookie) = log_in(&stack, &ann).await;
    assert_token(&stack, &credentials, &ann).await;
    let own = Some(stack.addresses.http.as_str());
    let answer = refresh(&stack, &cookie, own).await;
    let (credentials, second) = in_cookie_mode(&answer, 200);
    assert_ne!(second, cookie, "it is rotated");
    assert_token(&stack, &credentials, &ann).await;

    let among = format!("a=1; {NAME}={second}; theme=dark");
    let call = stack.call(Method::POST, REFRESH).header("cookie", &among);
    let call = call.header("origin", &stack.addresses.http);
    let answer = call.json(&json!({})).send().await;
    let (credentials, third) = in_cookie_mode(&answer, 200);
    assert_ne!(third, second);
    assert_eq!(credentials["user"]["id"], ann.id.as_str());
    // Two generations back: somebody has a copy.
    let stolen = refresh(&stack, &cookie, own).await;
    stolen.problem(401, "session_revoked");
    let ended = refresh(&stack, &third, own).await;
    ended.problem(401, "session_revoked");
}

#[tokio::test]
async fn a_registration_may_be_in_cookie_mode() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let name = fresh();
    let body = json!({
        "username": name, "email": format!("{name}@example.org"), "password": PASSWORD,
        "refreshMode": "cookie",
    });
    let answer = stack.post_openly("/v1/auth/register", &body).await;
    let (credentials, cookie) = in_cookie_mode(&answer, 201);
    assert_eq!(credentials["user"]["username"], name.as_str());
    let own = Some(stack.addresses.http.as_str());
    in_cookie_mode(&refresh(&stack, &cookie, own).await, 200);
}

#[tokio::test]
async fn a_page_from_elsewhere_makes_no_use_of_a_cookie() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (_, cookie) = log_in(&stack, &ann).await;
    let own = stack.addresses.http.as_str();
    let (host, _) = own.rsplit_once(':').unwrap();
    let elsewhere = [
        "https://evil.example".to_owned(),
        "null".to_owned(),
        "*".to_owned(),
        String::new(),
        format!("{host}:1"),
        format!("{own}.evil.example"),
        format!("{own}1"),
        LISTED[0].to_owned(),
    ];
    // This stack lets every page call, with what that page knows by itself.
    for origin in &elsewhere {
        let answer = refresh(&stack, &cookie, Some(origin)).await;
        assert_eq!(answer.status, 403, "{origin}: {}", answer.text());
        answer.problem(403, "origin_refused");
        assert_eq!(answer.header("set-cookie"), "", "{origin}");
    }
    let without = refresh(&stack, &cookie, None).await;
    without.problem(403, "origin_refused");
    // None of it was a use of the token.
    in_cookie_mode(&refresh(&stack, &cookie, Some(own)).await, 200);
}

#[tokio::test]
async fn a_page_on_the_list_makes_use_of_a_cookie() {
    let stack = listing_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (_, mut cookie) = log_in(stack, &ann).await;
    for origin in [LISTED[0], LISTED[1], stack.addresses.http.as_str()] {
        let answer = refresh(stack, &cookie, Some(origin)).await;
        (_, cookie) = in_cookie_mode(&answer, 200);
    }
    for origin in [
        "http://chat.example",
        "https://chat.example:8443",
        "https://app.example",
        "https://chat.example.evil.example",
        "https://evil.example",
        "null",
    ] {
        let answer = refresh(stack, &cookie, Some(origin)).await;
        answer.problem(403, "origin_refused");
    }
    let without = refresh(stack, &cookie, None).await;
    without.problem(403, "origin_refused");
    in_cookie_mode(&refresh(stack, &cookie, Some(LISTED[0])).await, 200);
}

#[tokio::test]
async fn a_logout_takes_the_cookie_away() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let own = Some(stack.addresses.http.as_str());
    for path in ["/v1/auth/logout", "/v1/auth/logout-all"] {
        let (credentials, cookie) = log_in(&stack, &ann).await;
        let token = credentials["accessToken"].as_str().unwrap();
        let sent = format!("{NAME}={cookie}");
        let call = stack.call(Method::POST, path).token(token);
        let call = call.header("origin", &stack.addresses.http);
        let answer = call.header("cookie", &sent).send().await;
        answer.expect(204);
        assert_eq!(cookie_of(&answer, ENDED), "");
        let refused = refresh(&stack, &cookie, own).await;
        refused.problem(401, "session_revoked");
    }
}

#[tokio::test]
async fn without_a_cookie_all_is_in_the_body() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    for mode in [json!({}), json!({"refreshMode": "body"})] {
        let mut body = json!({"identifier": ann.username, "password": PASSWORD});
        let fields = body.as_object_mut().unwrap();
        fields.extend(mode.as_object().unwrap().clone());
        let answer = stack.post_openly("/v1/auth/login", &body).await;
        let credentials = answer.expect(200);
        assert_eq!(answer.header("set-cookie"), "");
        // Whoever knows the token may send it from anywhere.
        let token = json!({"refreshToken": credentials["refreshToken"]});
        let call = stack.call(Method::POST, REFRESH);
        let call = call.header("origin", "https://evil.example");
        let answer = call.json(&token).send().await;
        assert!(answer.expect(200)["refreshToken"].is_string());
        assert_eq!(answer.header("set-cookie"), "");
    }
    let unknown = json!({
        "identifier": ann.username, "password": PASSWORD, "refreshMode": "header",
    });
    let answer = stack.post_openly("/v1/auth/login", &unknown).await;
    let problem = answer.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], "refreshMode");
}

#[tokio::test]
async fn a_cookie_is_good_for_refreshing_alone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (credentials, cookie) = log_in(&stack, &ann).await;
    let own = Some(stack.addresses.http.as_str());
    let access = credentials["accessToken"].as_str().unwrap();
    for wrong in [access, "x.y.z", "nonsense"] {
        let answer = refresh(&stack, wrong, own).await;
        answer.problem(401, "unauthenticated");
    }
    let sent = format!("{NAME}={cookie}");
    for (method, path) in [
        (Method::GET, "/v1/users/me"),
        (Method::POST, "/v1/auth/logout"),
        (Method::GET, "/v1/auth/sessions"),
    ] {
        let call = stack.call(method, path).header("cookie", &sent);
        let call = call.header("origin", &stack.addresses.http);
        call.send().await.problem(401, "unauthenticated");
    }
    let nothing = stack.call(Method::POST, REFRESH);
    let nothing = nothing.header("origin", &stack.addresses.http);
    let problem = nothing.json(&json!({})).send().await;
    let problem = problem.problem(400, "validation_failed");
    assert_eq!(problem["errors"][0]["field"], "refreshToken");
    in_cookie_mode(&refresh(&stack, &cookie, own).await, 200);
}
