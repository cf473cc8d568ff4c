//! Through the real servers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::*;

async fn send(ses: &Ses, body: Value) -> (u16, Value) {
    let url = format!("{}/v2/email/outbound-emails", ses.endpoint);
    let response = reqwest::Client::new()
        .post(url)
        .json(&body)
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    if status != 200 {
        assert_eq!(
            response.headers()["x-amzn-errortype"],
            "BadRequestException"
        );
    }
    (status, response.json().await.unwrap())
}

async fn page(ses: &Ses) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}/_local/mail", listener.local_addr().unwrap());
    let router = Router::new().nest("/_local/mail", ses.page());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

async fn messages(url: &str) -> Vec<Value> {
    reqwest::get(url).await.unwrap().json().await.unwrap()
}

fn simple(to: &str) -> Value {
    json!({
        "FromEmailAddress": "Banter <no-reply@example.com>",
        "Destination": {"ToAddresses": [to]},
        "Content": {"Simple": {
            "Subject": {"Data": "Welcome", "Charset": "UTF-8"},
            "Body": {"Text": {"Data": "Hello"}, "Html": {"Data": "<p>Hello</p>"}},
        }},
    })
}

#[tokio::test]
async fn sent_mail_is_listed_filtered_and_deleted() {
    let ses = start(&Meter::default()).await.unwrap();
    let url = page(&ses).await;
    let (status, sent) = send(&ses, simple("ada@example.com")).await;
    assert_eq!(status, 200);
    send(&ses, simple("bob@example.com")).await;
    let all = messages(&format!("{url}/messages")).await;
    assert_eq!(all.len(), 2);
    assert_eq!(all[0]["to"], json!(["bob@example.com"]), "newest first");
    let ada = messages(&format!("{url}/messages?to=ADA@example.com")).await;
    assert_eq!(ada.len(), 1);
    assert_eq!(ada[0]["id"], sent["MessageId"]);
    assert_eq!(ada[0]["subject"], "Welcome");
    assert_eq!(ada[0]["text"], "Hello");
    assert_eq!(ada[0]["html"], "<p>Hello</p>");
    reqwest::Client::new()
        .delete(format!("{url}/messages"))
        .send()
        .await
        .unwrap();
    assert!(messages(&format!("{url}/messages")).await.is_empty());
}

#[tokio::test]
async fn a_raw_mail_is_read() {
    let ses = start(&Meter::default()).await.unwrap();
    let url = page(&ses).await;
    let raw = "From: no-reply@example.com\r\nTo: ada@example.com\r\nSubject: Hi\r\n\r\nHello\r\n";
    let (status, _) = send(
        &ses,
        json!({"Content": {"Raw": {"Data": STANDARD.encode(raw)}}}),
    )
    .await;
    assert_eq!(status, 200);
    let mail = &messages(&format!("{url}/messages?to=ada@example.com")).await[0];
    assert_eq!(mail["subject"], "Hi");
    assert_eq!(mail["text"], "Hello\r\n");
}

#[tokio::test]
async fn the_page_is_served_under_its_path() {
    let ses = start(&Meter::default()).await.unwrap();
    let response = reqwest::get(page(&ses).await).await.unwrap();
    assert!(response.headers().contains_key("content-security-policy"));
    assert!(
        response
            .text()
            .await
            .unwrap()
            .starts_with("<!doctype html>")
    );
}

#[tokio::test]
async fn incomplete_mail_is_refused() {
    let ses = start(&Meter::default()).await.unwrap();
    let mut nobody = simple("ada@example.com");
    nobody["Destination"] = json!({});
    let mut no_sender = simple("ada@example.com");
    no_sender["FromEmailAddress"] = Value::Null;
    let mut no_content = simple("ada@example.com");
    no_content["Content"] = Value::Null;
    let mut many = simple("ada@example.com");
    many["Destination"]["ToAddresses"] = json!(vec!["a@example.com"; 51]);
    let not_base64 = json!({"Content": {"Raw": {"Data": "%"}}});
    for request in [
        nobody,
        no_sender,
        no_content,
        many,
        not_base64,
        simple("nowhere"),
        json!([]),
    ] {
        let (status, body) = send(&ses, request.clone()).await;
        assert_eq!(status, 400, "{request}");
        assert!(body["message"].is_string());
    }
}
