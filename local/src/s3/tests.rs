//! Through the real server, with requests signed as an SDK signs them.

use std::sync::Mutex;

use bytes::Bytes;
use serde_json::Value;
use tokio::sync::mpsc;

use super::*;
use crate::lambda::Invocation;
use crate::stack::{BucketCors, BucketNotification};

mod signing;

use signing::presign;

fn media() -> Bucket {
    Bucket {
        name: "banter-media".into(),
        cors: vec![BucketCors {
            allowed_origins: vec!["http://localhost:*".into()],
            allowed_methods: vec!["PUT".into(), "GET".into()],
            allowed_headers: vec!["Content-*".into()],
            exposed_headers: vec!["ETag".into()],
            max_age_seconds: Some(600),
        }],
        notifications: vec![BucketNotification {
            function: "S3MediaUploaded".into(),
            event: "s3:ObjectCreated:*".into(),
            prefix: Some("image/".into()),
        }],
    }
}

struct Running {
    s3: S3,
    events: mpsc::UnboundedReceiver<(String, Value)>,
    _folder: tempfile::TempDir,
}

async fn running() -> Running {
    let (sender, events) = mpsc::unbounded_channel();
    let sender = Mutex::new(sender);
    let invoke: Invoke = Arc::new(move |invocation: Invocation| {
        let event = serde_json::from_slice(&invocation.payload).unwrap();
        sender
            .lock()
            .unwrap()
            .send((invocation.trigger, event))
            .unwrap();
        Box::pin(async { Ok(Bytes::from_static(b"null")) })
    });
    let folder = tempfile::tempdir().unwrap();
    let s3 = serve(&[media()], folder.path(), invoke, &Meter::default())
        .await
        .unwrap();
    Running {
        s3,
        events,
        _folder: folder,
    }
}

fn put(url: String, body: &'static str) -> reqwest::RequestBuilder {
    reqwest::Client::new().put(url).body(body)
}

#[tokio::test]
async fn an_object_is_put_got_and_announced() {
    let mut running = running().await;
    let url = presign(
        &running.s3.endpoint,
        "PUT",
        "/banter-media/image/a%20b.png",
        &[],
    );
    let stored = put(url, "hello")
        .header("content-type", "image/png")
        .send()
        .await
        .unwrap();
    assert_eq!(stored.status(), 200, "{}", stored.text().await.unwrap());
    let (trigger, event) = running.events.recv().await.unwrap();
    assert_eq!(trigger, "banter-media ObjectCreated:Put");
    let record = &event["Records"][0];
    assert_eq!(record["eventSource"], "aws:s3");
    assert_eq!(record["eventName"], "ObjectCreated:Put");
    assert_eq!(record["s3"]["bucket"]["arn"], "arn:aws:s3:::banter-media");
    let object = &record["s3"]["object"];
    assert_eq!(object["key"], "image/a+b.png");
    assert_eq!(object["size"], 5);
    assert_eq!(object["eTag"], "5d41402abc4b2a76b9719d911017c592");
    let disposition = [("response-content-disposition", "attachment")];
    let url = presign(
        &running.s3.endpoint,
        "GET",
        "/banter-media/image/a%20b.png",
        &disposition,
    );
    let got = reqwest::get(url).await.unwrap();
    assert_eq!(got.headers()["content-type"], "image/png");
    assert_eq!(got.headers()["content-disposition"], "attachment");
    assert_eq!(got.text().await.unwrap(), "hello");
}

#[tokio::test]
async fn another_prefix_is_not_announced() {
    let mut running = running().await;
    for path in ["/banter-media/video/x", "/banter-media/image/y"] {
        let url = presign(&running.s3.endpoint, "PUT", path, &[]);
        assert_eq!(put(url, "x").send().await.unwrap().status(), 200);
    }
    let (_, event) = running.events.recv().await.unwrap();
    assert_eq!(event["Records"][0]["s3"]["object"]["key"], "image/y");
}

#[tokio::test]
async fn requests_without_a_good_signature_are_refused() {
    let running = running().await;
    let plain = format!("{}/banter-media/image/x", running.s3.endpoint);
    assert_eq!(put(plain.clone(), "x").send().await.unwrap().status(), 403);
    let forged = presign(&running.s3.endpoint, "PUT", "/banter-media/image/x", &[])
        .replace("X-Amz-Signature=", "X-Amz-Signature=0");
    assert!(
        put(forged, "x")
            .send()
            .await
            .unwrap()
            .status()
            .is_client_error()
    );
}

#[tokio::test]
async fn a_climbing_key_is_refused_in_xml() {
    let running = running().await;
    let url = presign(&running.s3.endpoint, "PUT", "/banter-media/..%2Fother", &[]);
    let response = put(url, "x").send().await.unwrap();
    assert_eq!(response.status(), 400);
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("<Code>InvalidURI</Code>")
    );
    let url = presign(&running.s3.endpoint, "PUT", "/banter-media/x", &[]);
    let copy = put(url, "").header("x-amz-copy-source", "/banter-media/%2e%2e/secret");
    assert_eq!(copy.send().await.unwrap().status(), 400);
}

async fn preflight(running: &Running, origin: &str, method: &str, headers: &str) -> Response {
    let url = format!("{}/banter-media/image/x", running.s3.endpoint);
    let response = reqwest::Client::new()
        .request(Method::OPTIONS, url)
        .header("origin", origin)
        .header("access-control-request-method", method)
        .header("access-control-request-headers", headers)
        .send()
        .await
        .unwrap();
    let mut copy = Response::default();
    *copy.status_mut() = response.status();
    *copy.headers_mut() = response.headers().clone();
    copy
}

#[tokio::test]
async fn preflights_are_answered_per_rule() {
    let running = running().await;
    let granted = preflight(&running, "http://localhost:5173", "PUT", "content-type").await;
    assert_eq!(granted.status(), 200);
    let headers = granted.headers();
    assert_eq!(
        headers["access-control-allow-origin"],
        "http://localhost:5173"
    );
    assert_eq!(headers["access-control-allow-methods"], "PUT, GET");
    assert_eq!(headers["access-control-allow-headers"], "content-type");
    assert_eq!(headers["access-control-expose-headers"], "ETag");
    assert_eq!(headers["access-control-max-age"], "600");
    for (origin, method, header) in [
        ("https://evil.example", "PUT", "content-type"),
        ("http://localhost:5173", "DELETE", "content-type"),
        ("http://localhost:5173", "PUT", "x-other"),
    ] {
        let refused = preflight(&running, origin, method, header).await;
        assert_eq!(refused.status(), 403, "{origin} {method} {header}");
        assert!(
            !refused
                .headers()
                .contains_key("access-control-allow-origin")
        );
    }
}

#[tokio::test]
async fn an_actual_request_gets_the_cors_headers() {
    let running = running().await;
    let url = presign(&running.s3.endpoint, "PUT", "/banter-media/image/x", &[]);
    let response = put(url, "x")
        .header("origin", "http://localhost:5173")
        .send()
        .await
        .unwrap();
    assert_eq!(
        response.headers()["access-control-allow-origin"],
        "http://localhost:5173"
    );
    assert_eq!(response.headers()["access-control-expose-headers"], "ETag");
}
