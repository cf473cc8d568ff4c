//! Against real queues, with a closure in place of the function.

use std::collections::VecDeque;
use std::sync::Mutex;

use tokio::sync::mpsc;

use super::*;
use crate::lambda::InvokeError;
use crate::stack::{MappingSource, Queue};

fn mapping() -> EventSourceMapping {
    EventSourceMapping {
        function: "SqsFanOut".into(),
        source: MappingSource::Queue("jobs".into()),
        batch_size: 10,
        batching_window: Duration::ZERO,
        reports_item_failures: true,
        maximum_concurrency: None,
        maximum_retries: None,
        bisect_on_error: false,
        filters: Vec::new(),
    }
}

async fn queues() -> Sqs {
    let jobs = Queue {
        logical_id: "Jobs".into(),
        name: "jobs".into(),
        visibility_timeout: Duration::from_millis(50),
        delay: Duration::ZERO,
        retention: Duration::from_secs(3_600),
        redrive: None,
    };
    crate::sqs::start(&[jobs], &crate::meter::Meter::default())
        .await
        .unwrap()
}

async fn send(sqs: &Sqs, body: &str) {
    let status = reqwest::Client::new()
        .post(&sqs.endpoint)
        .header("x-amz-target", "AmazonSQS.SendMessage")
        .body(json!({"QueueUrl": "jobs", "MessageBody": body}).to_string())
        .send()
        .await
        .unwrap()
        .status();
    assert!(status.is_success());
}

/// A function that answers by turns and shows the events it got.
fn function(
    replies: Vec<Result<Value, InvokeError>>,
) -> (Invoke, mpsc::UnboundedReceiver<(String, Value)>) {
    let (events, seen) = mpsc::unbounded_channel();
    let replies = Mutex::new(VecDeque::from(replies));
    let invoke: Invoke = Arc::new(move |invocation: Invocation| {
        let event = serde_json::from_slice(&invocation.payload).unwrap();
        events.send((invocation.trigger, event)).unwrap();
        let reply = replies
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Ok(Value::Null));
        Box::pin(async move { reply.map(|reply| Bytes::from(reply.to_string())) })
    });
    (invoke, seen)
}

#[tokio::test]
async fn a_message_becomes_an_event_and_is_deleted() {
    let sqs = queues().await;
    let (invoke, mut seen) = function(vec![]);
    start("jobs".into(), mapping(), sqs.clone(), invoke);
    send(&sqs, "hello").await;
    let (trigger, event) = seen.recv().await.unwrap();
    assert_eq!(trigger, "jobs x1");
    let record = &event["Records"][0];
    assert_eq!(record["body"], "hello");
    assert_eq!(record["eventSource"], "aws:sqs");
    assert_eq!(
        record["eventSourceARN"],
        "arn:aws:sqs:us-east-1:000000000000:jobs"
    );
    assert_eq!(record["attributes"]["ApproximateReceiveCount"], "1");
    assert_eq!(record["messageAttributes"], json!({}));
    assert_eq!(record["md5OfBody"], "5d41402abc4b2a76b9719d911017c592");
    // It does not come back after the visibility timeout.
    let again = timeout(Duration::from_millis(150), seen.recv()).await;
    assert!(again.is_err());
}

#[tokio::test]
async fn a_failed_batch_returns_after_the_visibility_timeout() {
    let sqs = queues().await;
    let (invoke, mut seen) = function(vec![Err(InvokeError::TimedOut)]);
    start("jobs".into(), mapping(), sqs.clone(), invoke);
    send(&sqs, "a").await;
    seen.recv().await.unwrap();
    let (_, event) = seen.recv().await.unwrap();
    assert_eq!(
        event["Records"][0]["attributes"]["ApproximateReceiveCount"],
        "2"
    );
}

#[tokio::test]
async fn only_reported_messages_return() {
    let sqs = queues().await;
    send(&sqs, "good").await;
    send(&sqs, "bad").await;
    let (events, mut seen) = mpsc::unbounded_channel();
    let invoke: Invoke = Arc::new(move |invocation: Invocation| {
        let event: Value = serde_json::from_slice(&invocation.payload).unwrap();
        let failures: Vec<Value> = event["Records"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|record| record["body"] == "bad")
            .map(|record| json!({"itemIdentifier": record["messageId"]}))
            .collect();
        events.send(event).unwrap();
        let reply = json!({ "batchItemFailures": failures }).to_string();
        Box::pin(async move { Ok(Bytes::from(reply)) })
    });
    start("jobs".into(), mapping(), sqs.clone(), invoke);
    seen.recv().await.unwrap();
    let again = seen.recv().await.unwrap();
    let bodies: Vec<_> = again["Records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["body"].clone())
        .collect();
    assert_eq!(bodies, ["bad"]);
}

#[tokio::test]
async fn a_window_collects_and_the_filter_rejects() {
    let sqs = queues().await;
    let mut windowed = mapping();
    windowed.batch_size = 2;
    windowed.batching_window = Duration::from_secs(30);
    windowed.filters = vec![json!({"body": {"kind": ["job"]}})];
    let (invoke, mut seen) = function(vec![]);
    send(&sqs, "plain").await;
    send(&sqs, r#"{"kind": "job"}"#).await;
    start("jobs".into(), windowed, sqs.clone(), invoke);
    // Full before the window ends, and one of the two is filtered out.
    let (trigger, event) = seen.recv().await.unwrap();
    assert_eq!(trigger, "jobs x1");
    assert_eq!(event["Records"][0]["body"], r#"{"kind": "job"}"#);
}
