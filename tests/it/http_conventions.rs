//! What all REST routes have in common, and their description.

use std::collections::BTreeSet;

use e2e::{Answer, rest_routes, shared_stack, workspace};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_path_nobody_serves_has_a_problem_document_of_ours() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let cases = [
        (Method::GET, "/v1/nothing"),
        (Method::GET, "/v2/chats"),
        (Method::DELETE, "/v1/users/me/settings"),
        (Method::PUT, "/v1/chats"),
        (Method::POST, "/v1/config"),
        (Method::GET, "/v1/auth/login"),
        (Method::GET, "/v1/chats/a/b/c"),
    ];
    for (method, path) in cases {
        ann.call(method.clone(), path)
            .send()
            .await
            .problem(404, "not_found");
        stack
            .call(method, path)
            .send()
            .await
            .problem(404, "not_found");
    }
}

#[tokio::test]
async fn the_configuration_is_served_to_everybody() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let config = stack
        .call(Method::GET, "/v1/config")
        .send()
        .await
        .expect(200);
    assert_eq!(config["webSocketUrl"], json!(stack.addresses.web_socket));
    let limits = &config["limits"];
    for (name, number) in [
        ("textCharacters", 8_000),
        ("textBytes", 24 * 1024),
        ("frameBytes", 32 * 1024),
        ("groupMembers", 256),
        ("pageDefault", 50),
        ("pageMax", 100),
        ("accessTokenSeconds", 900),
        ("ticketSeconds", 30),
    ] {
        assert_eq!(limits[name], json!(number), "{name}");
    }
    assert_eq!(config["features"]["chatTypes"], json!(["direct", "group"]));
    assert!(config["vapidPublicKey"].is_null());
}

#[tokio::test]
async fn the_gateway_answers_a_preflight() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let preflight = stack
        .call(Method::OPTIONS, "/v1/chats")
        .header("origin", "https://chat.example")
        .header("access-control-request-method", "POST")
        .header(
            "access-control-request-headers",
            "authorization,content-type,idempotency-key",
        )
        .send()
        .await;
    assert!(
        [200, 204].contains(&preflight.status),
        "{}",
        preflight.status
    );
    assert_eq!(preflight.header("access-control-allow-origin"), "*");
    let allowed = preflight
        .header("access-control-allow-headers")
        .to_ascii_lowercase();
    for name in ["authorization", "content-type", "idempotency-key"] {
        assert!(allowed.contains(name), "{allowed}");
    }
    let call = stack
        .call(Method::GET, "/v1/config")
        .header("origin", "https://chat.example");
    assert_eq!(call.send().await.header("access-control-allow-origin"), "*");
}

#[tokio::test]
async fn nothing_of_a_person_may_be_kept_by_a_cache() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    for path in ["/v1/users/me", "/v1/chats", "/v1/sync", "/v1/nothing"] {
        assert_eq!(
            ann.get(path).await.header("cache-control"),
            "no-store",
            "{path}"
        );
    }
}

#[tokio::test]
async fn the_committed_description_is_the_one_that_is_served() {
    let stack = shared_stack();
    let served = stack.call(Method::GET, "/openapi.json").send().await;
    assert_eq!(
        (served.status, served.header("content-type")),
        (200, "application/json")
    );
    let committed = std::fs::read(workspace().join("docs/openapi.json")).unwrap_or_default();
    assert!(
        served.body == committed,
        "docs/openapi.json is not what the functions serve; with the stack running write it anew: \
         curl http://127.0.0.1:3000/openapi.json > docs/openapi.json"
    );
}

#[tokio::test]
async fn the_description_and_the_template_know_the_same_routes() {
    let stack = shared_stack();
    let served = stack.call(Method::GET, "/openapi.json").send().await.json();
    assert!(
        served["openapi"].as_str().unwrap().starts_with("3.1"),
        "{}",
        served["openapi"]
    );
    let mut described = BTreeSet::new();
    for (path, methods) in served["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            described.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let declared = rest_routes()
        .into_iter()
        .filter(|route| route.contains(" /v1/"));
    let declared: BTreeSet<String> = declared.collect();
    assert_eq!(described, declared);
}

#[tokio::test]
async fn every_route_of_the_description_says_who_may_and_what_comes_back() {
    let stack = shared_stack();
    let served = stack.call(Method::GET, "/openapi.json").send().await.json();
    for (path, methods) in served["paths"].as_object().unwrap() {
        for (method, route) in methods.as_object().unwrap() {
            let responses = route["responses"].as_object().unwrap();
            assert!(
                responses.keys().any(|status| status.starts_with('2')),
                "{method} {path}"
            );
            let closed = route["security"].is_array();
            assert_eq!(
                closed,
                responses.contains_key("401") && !opens(path),
                "{method} {path}"
            );
            assert!(route["summary"].is_string(), "{method} {path}");
        }
    }
}

/// Routes that ask for no token but may answer 401.
fn opens(path: &str) -> bool {
    ["/v1/auth/login", "/v1/auth/refresh"].contains(&path)
}

#[tokio::test]
async fn the_page_of_the_description_comes_with_its_files() {
    let stack = shared_stack();
    let get = async |path: &str| -> Answer { stack.call(Method::GET, path).send().await };
    let page = get("/docs").await;
    assert_eq!(page.status, 200);
    assert!(
        page.header("content-type").starts_with("text/html"),
        "{:?}",
        page.headers
    );
    let html = page.text();
    let files: Vec<&str> = html
        .split(['"', '\''])
        .filter(|text| text.ends_with(".js") || text.ends_with(".css"))
        .collect();
    assert!(files.iter().any(|file| file.ends_with(".js")), "{html}");
    for file in files {
        assert!(
            !file.starts_with("http"),
            "nothing comes from elsewhere: {file}"
        );
        let path = if file.starts_with('/') {
            file.to_owned()
        } else {
            format!("/{file}")
        };
        let answer = get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body.len() > 20, "{path}");
    }
    get("/docs/nothing.js").await.problem(404, "not_found");
    let Value::String(version) = get("/openapi.json").await.json()["openapi"].clone() else {
        panic!("no version")
    };
    assert!(!version.is_empty());
}
