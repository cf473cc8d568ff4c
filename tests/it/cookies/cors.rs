//! Which pages a browser lets call, and whether with their cookies.

use e2e::{Answer, Stack, shared_stack};
use reqwest::Method;

use super::{LISTED, REFRESH, listing_stack, log_in, refresh};

const ORIGIN: &str = "access-control-allow-origin";
const CREDENTIALS: &str = "access-control-allow-credentials";

/// What a browser asks before it calls.
async fn preflight(stack: &Stack, path: &str, origin: &str) -> Answer {
    let call = stack.call(Method::OPTIONS, path).header("origin", origin);
    let call = call.header("access-control-request-method", "POST");
    let headers = "authorization,content-type";
    let call = call.header("access-control-request-headers", headers);
    call.send().await
}

#[tokio::test]
async fn pages_on_the_list_call_with_their_cookies() {
    let stack = listing_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    for origin in LISTED {
        for path in [REFRESH, "/v1/chats"] {
            let asked = preflight(stack, path, origin).await;
            assert!([200, 204].contains(&asked.status), "{}", asked.status);
            assert_eq!(asked.header(ORIGIN), origin, "{path}");
            assert_eq!(asked.header(CREDENTIALS), "true", "{path}");
            let methods = asked.header("access-control-allow-methods");
            assert!(methods.contains("POST"), "{methods}");
            let headers = asked.header("access-control-allow-headers");
            let headers = headers.to_ascii_lowercase();
            assert!(headers.contains("content-type"), "{headers}");
        }
        let (_, cookie) = log_in(stack, &ann).await;
        let answer = refresh(stack, &cookie, Some(origin)).await;
        answer.expect(200);
        assert_eq!(answer.header(ORIGIN), origin);
        assert_eq!(answer.header(CREDENTIALS), "true");
        // A page reads as well why it was refused.
        let call = stack.call(Method::GET, "/v1/users/me");
        let refused = call.header("origin", origin).send().await;
        refused.problem(401, "unauthenticated");
        assert_eq!(refused.header(ORIGIN), origin);
    }
}

#[tokio::test]
async fn pages_that_are_not_on_the_list_do_not_call() {
    let stack = listing_stack();
    let _log = stack.show_log();
    for origin in [
        "https://evil.example",
        "http://chat.example",
        "https://chat.example.evil.example",
        "null",
    ] {
        let asked = preflight(stack, REFRESH, origin).await;
        let call = stack.call(Method::GET, "/v1/config");
        let answered = call.header("origin", origin).send().await;
        for answer in [&asked, &answered] {
            assert_eq!(answer.header(ORIGIN), "", "{origin}");
            assert_eq!(answer.header(CREDENTIALS), "", "{origin}");
        }
    }
}

#[tokio::test]
async fn where_every_page_may_call_none_does_with_its_cookies() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let origin = "https://chat.example";
    let asked = preflight(&stack, REFRESH, origin).await;
    let call = stack.call(Method::GET, "/v1/config");
    let answered = call.header("origin", origin).send().await;
    for answer in [&asked, &answered] {
        assert_eq!(answer.header(ORIGIN), "*");
        assert_eq!(answer.header(CREDENTIALS), "");
    }
}
