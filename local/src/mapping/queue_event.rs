//! SQS messages in the shape Lambda hands them to a function.

use serde_json::{Map, Value, json};

use crate::sqs::{MessageAttribute, Received};
use crate::stack::{ACCOUNT_ID, REGION};

/// One entry of `Records` ("Using Lambda with Amazon SQS", AWS Lambda Developer Guide).
pub(super) fn record(queue: &str, received: &Received) -> Value {
    let message = &received.message;
    let attributes: Map<String, Value> = message
        .attributes
        .iter()
        .map(|(name, attribute)| (name.clone(), message_attribute(attribute)))
        .collect();
    let mut record = json!({
        "messageId": message.id,
        "receiptHandle": received.receipt_handle,
        "body": message.body,
        "attributes": received.system_attributes(),
        "messageAttributes": attributes,
        "md5OfBody": message.body_md5,
        "eventSource": "aws:sqs",
        "eventSourceARN": format!("arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{queue}"),
        "awsRegion": REGION,
    });
    if let Some(md5) = message.attributes_md5() {
        record["md5OfMessageAttributes"] = Value::String(md5);
    }
    record
}

/// The record as filter patterns see it: a body that is JSON is matched by its fields.
pub(super) fn filterable(record: &Value) -> Value {
    let mut view = record.clone();
    let body = record["body"]
        .as_str()
        .and_then(|body| serde_json::from_str(body).ok());
    if let Some(body @ Value::Object(_)) = body {
        view["body"] = body;
    }
    view
}

fn message_attribute(attribute: &MessageAttribute) -> Value {
    let mut value = Map::new();
    if let Some(text) = &attribute.string_value {
        value.insert("stringValue".into(), json!(text));
    }
    if let Some(binary) = &attribute.binary_value {
        value.insert("binaryValue".into(), json!(binary));
    }
    value.insert("stringListValues".into(), json!([]));
    value.insert("binaryListValues".into(), json!([]));
    value.insert("dataType".into(), json!(attribute.data_type));
    Value::Object(value)
}
