//! Through the real server, as an SDK speaks to it.

use serde_json::{Value, json};

use super::*;
use crate::stack::Redrive;

mod refusals;

fn queue(name: &str) -> Queue {
    Queue {
        logical_id: name.into(),
        name: name.into(),
        visibility_timeout: Duration::from_secs(30),
        delay: Duration::ZERO,
        retention: Duration::from_secs(345_600),
        redrive: None,
    }
}

async fn start_queues() -> Sqs {
    let mut jobs = queue("jobs");
    jobs.redrive = Some(Redrive {
        dead_letter_queue: "dead".into(),
        max_receive_count: 1,
    });
    start(
        &[jobs, queue("dead"), queue("orders.fifo")],
        &Meter::default(),
    )
    .await
    .unwrap()
}

struct Reply {
    status: u16,
    code: Option<String>,
    body: Value,
}

async fn call(sqs: &Sqs, operation: &str, body: Value) -> Reply {
    let response = reqwest::Client::new()
        .post(format!("{}/", sqs.endpoint))
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("AmazonSQS.{operation}"))
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    let code = response.headers().get("x-amzn-query-error");
    let code = code.map(|value| value.to_str().unwrap().to_owned());
    let body = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    Reply { status, code, body }
}

#[tokio::test]
async fn a_message_is_sent_received_and_deleted() {
    let sqs = start_queues().await;
    let url = format!("{}/000000000000/jobs", sqs.endpoint);
    let sent = call(
        &sqs,
        "SendMessage",
        json!({
            "QueueUrl": url,
            "MessageBody": "hello",
            "MessageAttributes": {"timestamp": {"DataType": "Number", "StringValue": "1493147359900"}},
        }),
    )
    .await;
    assert_eq!(
        sent.body["MD5OfMessageBody"],
        "5d41402abc4b2a76b9719d911017c592"
    );
    assert_eq!(
        sent.body["MD5OfMessageAttributes"],
        "235c5c510d26fb653d073faed50ae77c"
    );
    let request = json!({
        "QueueUrl": url,
        "MaxNumberOfMessages": 10,
        "AttributeNames": ["All"],
        "MessageAttributeNames": ["All"],
    });
    let received = call(&sqs, "ReceiveMessage", request.clone()).await;
    let message = &received.body["Messages"][0];
    assert_eq!(message["Body"], "hello");
    assert_eq!(message["MessageId"], sent.body["MessageId"]);
    assert_eq!(message["Attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(
        message["MessageAttributes"]["timestamp"]["StringValue"],
        "1493147359900"
    );
    let handle = message["ReceiptHandle"].clone();
    call(
        &sqs,
        "DeleteMessage",
        json!({"QueueUrl": url, "ReceiptHandle": handle}),
    )
    .await;
    assert_eq!(call(&sqs, "ReceiveMessage", request).await.body, json!({}));
    let attributes = call(
        &sqs,
        "GetQueueAttributes",
        json!({"QueueUrl": url, "AttributeNames": ["All"]}),
    )
    .await;
    assert_eq!(
        attributes.body["Attributes"]["ApproximateNumberOfMessagesNotVisible"],
        "0"
    );
    assert_eq!(
        attributes.body["Attributes"]["QueueArn"],
        "arn:aws:sqs:us-east-1:000000000000:jobs"
    );
}

#[tokio::test]
async fn a_long_poll_returns_when_a_message_arrives() {
    let sqs = start_queues().await;
    let waiting = tokio::spawn({
        let sqs = sqs.clone();
        async move { sqs.receive("jobs", 1, Duration::from_secs(20)).await }
    });
    tokio::task::yield_now().await;
    call(
        &sqs,
        "SendMessage",
        json!({"QueueUrl": "jobs", "MessageBody": "a"}),
    )
    .await;
    let received = waiting.await.unwrap();
    assert_eq!(received.len(), 1);
}

#[tokio::test]
async fn a_batch_answers_each_entry() {
    let sqs = start_queues().await;
    let entries = json!([
        {"Id": "good", "MessageBody": "a"},
        {"Id": "late", "MessageBody": "a", "DelaySeconds": 901},
        {"Id": "odd", "MessageBody": "\u{1}"},
    ]);
    let reply = call(
        &sqs,
        "SendMessageBatch",
        json!({"QueueUrl": "jobs", "Entries": entries}),
    )
    .await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.body["Successful"][0]["Id"], "good");
    assert_eq!(reply.body["Failed"][0]["Code"], "InvalidParameterValue");
    assert_eq!(reply.body["Failed"][1]["Code"], "InvalidMessageContents");
}

#[tokio::test]
async fn a_message_received_too_often_is_dead() {
    let sqs = start_queues().await;
    call(
        &sqs,
        "SendMessage",
        json!({"QueueUrl": "jobs", "MessageBody": "a"}),
    )
    .await;
    let received = sqs.receive("jobs", 1, Duration::ZERO).await;
    sqs.release("jobs", &[received[0].receipt_handle.clone()]);
    assert!(sqs.receive("jobs", 1, Duration::ZERO).await.is_empty());
    let dead = sqs.receive("dead", 1, Duration::ZERO).await;
    assert_eq!(dead[0].message.id, received[0].message.id);
    let source = dead[0].message.dead_letter_source.as_deref();
    assert_eq!(source, Some("arn:aws:sqs:us-east-1:000000000000:jobs"));
}

#[tokio::test]
async fn a_fifo_repeat_is_the_first_message() {
    let sqs = start_queues().await;
    let body = json!({
        "QueueUrl": "orders.fifo",
        "MessageBody": "a",
        "MessageGroupId": "g",
        "MessageDeduplicationId": "d",
    });
    let first = call(&sqs, "SendMessage", body.clone()).await;
    let second = call(&sqs, "SendMessage", body).await;
    assert_eq!(first.body["MessageId"], second.body["MessageId"]);
    assert_eq!(first.body["SequenceNumber"], second.body["SequenceNumber"]);
    assert_eq!(sqs.waiting("orders.fifo"), 1);
}

#[tokio::test]
async fn a_redrive_to_an_undeclared_queue_stops_the_start() {
    let mut jobs = queue("jobs");
    jobs.redrive = Some(Redrive {
        dead_letter_queue: "none".into(),
        max_receive_count: 1,
    });
    assert!(
        start(&[jobs], &Meter::default())
            .await
            .unwrap_err()
            .to_string()
            .contains("none")
    );
}
