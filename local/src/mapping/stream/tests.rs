//! Against a real table, with a closure in place of the function.

use std::sync::{Arc, Mutex};

use tokio::sync::mpsc;

use super::*;
use crate::lambda::InvokeError;
use crate::stack::{MappingSource, Table};

fn table() -> Table {
    Table {
        logical_id: "Messages".into(),
        name: "messages".into(),
        create: json!({
            "TableName": "messages",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        }),
        ttl_attribute: None,
        streamed: true,
    }
}

fn mapping() -> EventSourceMapping {
    EventSourceMapping {
        function: "StreamRepair".into(),
        source: MappingSource::Stream {
            table: "messages".into(),
            from_trim_horizon: true,
        },
        batch_size: 100,
        batching_window: Duration::ZERO,
        reports_item_failures: true,
        maximum_concurrency: None,
        maximum_retries: Some(1),
        bisect_on_error: false,
        filters: Vec::new(),
    }
}

/// A table that holds items `a`, `b`, `c`, `d` written in this order.
async fn filled() -> DynamoDb {
    let dynamodb = crate::dynamodb::start(&[table()], None, &meter::Meter::default())
        .await
        .unwrap();
    for key in ["a", "b", "c", "d"] {
        dynamodb.put("messages", &json!({"pk": {"S": key}}));
    }
    dynamodb
}

/// Starts the mapping on a function that fails for batches `fails` says so, and shows the keys of
/// every batch it got.
fn run(
    dynamodb: &DynamoDb,
    mapping: EventSourceMapping,
    fails: impl Fn(&[String], usize) -> Result<Value, InvokeError> + Send + Sync + 'static,
) -> mpsc::UnboundedReceiver<Vec<String>> {
    let (events, seen) = mpsc::unbounded_channel();
    let calls = Mutex::new(0);
    let invoke: Invoke = Arc::new(move |invocation: Invocation| {
        let event: Value = serde_json::from_slice(&invocation.payload).unwrap();
        let records = event["Records"].as_array().unwrap();
        let keys: Vec<String> = records
            .iter()
            .map(|record| {
                record["dynamodb"]["Keys"]["pk"]["S"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            })
            .collect();
        let mut calls = calls.lock().unwrap();
        *calls += 1;
        let reply = fails(&keys, *calls).map(|reply| fill_in(reply, records));
        events.send(keys).unwrap();
        Box::pin(async move { reply.map(|reply| Bytes::from(reply.to_string())) })
    });
    let source = Source {
        table: "messages".into(),
        from_oldest: true,
        dynamodb: dynamodb.clone(),
    };
    start(source, mapping, invoke).unwrap();
    seen
}

/// Replaces an index by the sequence number of that record.
fn fill_in(reply: Value, records: &[Value]) -> Value {
    match reply.as_u64().and_then(|index| usize::try_from(index).ok()) {
        Some(index) => {
            let failed = json!({"itemIdentifier": sequence_number(&records[index])});
            json!({"batchItemFailures": [failed]})
        }
        None => reply,
    }
}

#[tokio::test]
async fn batches_follow_the_order_of_writing() {
    let mut small = mapping();
    small.batch_size = 3;
    let mut seen = run(&filled().await, small, |_, _| Ok(Value::Null));
    assert_eq!(seen.recv().await.unwrap(), ["a", "b", "c"]);
    assert_eq!(seen.recv().await.unwrap(), ["d"]);
}

#[tokio::test]
async fn a_reported_record_and_all_behind_it_come_again() {
    let mut seen = run(&filled().await, mapping(), |_, call| {
        Ok(if call == 1 { json!(2) } else { Value::Null })
    });
    assert_eq!(seen.recv().await.unwrap(), ["a", "b", "c", "d"]);
    assert_eq!(seen.recv().await.unwrap(), ["c", "d"]);
}

#[tokio::test]
async fn a_batch_is_given_up_after_its_retries() {
    let dynamodb = filled().await;
    let mut seen = run(&dynamodb, mapping(), |keys, _| {
        if keys[0] == "a" {
            Err(InvokeError::TimedOut)
        } else {
            Ok(Value::Null)
        }
    });
    assert_eq!(seen.recv().await.unwrap().len(), 4);
    assert_eq!(seen.recv().await.unwrap().len(), 4);
    dynamodb.put("messages", &json!({"pk": {"S": "e"}}));
    assert_eq!(seen.recv().await.unwrap(), ["e"]);
}

#[tokio::test]
async fn bisecting_isolates_the_poison_record() {
    let mut bisecting = mapping();
    bisecting.bisect_on_error = true;
    bisecting.maximum_retries = Some(0);
    let mut seen = run(&filled().await, bisecting, |keys, _| {
        if keys.iter().any(|key| key == "c") {
            Err(InvokeError::TimedOut)
        } else {
            Ok(Value::Null)
        }
    });
    assert_eq!(seen.recv().await.unwrap().len(), 4);
    assert_eq!(seen.recv().await.unwrap(), ["a", "b"]);
    assert_eq!(seen.recv().await.unwrap(), ["c", "d"]);
    assert_eq!(seen.recv().await.unwrap(), ["c"]);
    assert_eq!(seen.recv().await.unwrap(), ["d"]);
}

#[tokio::test]
async fn filtered_records_never_reach_the_function() {
    let mut filtered = mapping();
    filtered.filters = vec![json!({"dynamodb": {"Keys": {"pk": {"S": ["b", "d"]}}}})];
    let mut seen = run(&filled().await, filtered, |_, _| Ok(Value::Null));
    assert_eq!(seen.recv().await.unwrap(), ["b", "d"]);
}

#[tokio::test]
async fn two_functions_on_one_stream_each_get_what_their_filters_let_through() {
    let dynamodb = filled().await;
    let read = |function: &str, pattern: Value| {
        let mut filtered = mapping();
        filtered.function = function.into();
        filtered.filters = vec![pattern];
        run(&dynamodb, filtered, |_, _| Ok(Value::Null))
    };
    let mut one = read(
        "One",
        json!({"dynamodb": {"Keys": {"pk": {"S": ["a", "c"]}}}}),
    );
    let late = json!({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "late#"}]}}}});
    let mut other = read("Other", late);
    assert_eq!(one.recv().await.unwrap(), ["a", "c"]);
    dynamodb.put("messages", &json!({"pk": {"S": "late#1"}}));
    assert_eq!(other.recv().await.unwrap(), ["late#1"]);
    dynamodb.put(
        "messages",
        &json!({"pk": {"S": "a"}, "again": {"BOOL": true}}),
    );
    assert_eq!(one.recv().await.unwrap(), ["a"]);
    assert!(other.try_recv().is_err());
}

#[tokio::test]
async fn a_window_waits_for_more() {
    let mut windowed = mapping();
    windowed.batch_size = 5;
    windowed.batching_window = Duration::from_secs(60);
    let dynamodb = filled().await;
    let mut seen = run(&dynamodb, windowed, |_, _| Ok(Value::Null));
    tokio::task::yield_now().await;
    assert!(seen.try_recv().is_err());
    dynamodb.put("messages", &json!({"pk": {"S": "e"}}));
    assert_eq!(seen.recv().await.unwrap(), ["a", "b", "c", "d", "e"]);
}
