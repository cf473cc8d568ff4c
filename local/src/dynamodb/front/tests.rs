//! Against the real engine.

mod faults;

use serde_json::{Value, json};

use super::request::Ask;
use super::*;
use crate::dynamodb::{DynamoDb, StreamReader, StreamStart, start};
use crate::meter::{Origin, Source, access_key};

const ENVIRONMENT: &str = "0123456789abcdef";

fn chats() -> Table {
    Table {
        logical_id: "Chats".into(),
        name: "chats".into(),
        create: json!({
            "TableName": "chats",
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"},
        }),
        ttl_attribute: None,
        streamed: true,
    }
}

struct Stand {
    meter: Meter,
    dynamodb: DynamoDb,
    invocation: Id,
}

impl Stand {
    async fn start() -> Self {
        let meter = Meter::default();
        let dynamodb = start(&[chats()], None, &meter).await.unwrap();
        meter.open(ENVIRONMENT);
        let invocation = meter.begin("f", "GET /", &Origin::new(Source::Http));
        meter.hand(&invocation, ENVIRONMENT);
        Self {
            meter,
            dynamodb,
            invocation,
        }
    }

    /// Calls as a function does; gives back the answer and what was recorded of the call.
    async fn call(&self, operation: &str, body: Value) -> (Value, Value) {
        let key = access_key(ENVIRONMENT);
        let answer = self.send(&key, operation, &body).await;
        let recorded = json!(self.recorded());
        (
            answer,
            recorded["calls"]
                .as_array()
                .unwrap()
                .last()
                .unwrap()
                .clone(),
        )
    }

    fn recorded(&self) -> Value {
        self.meter.describe(&self.invocation)
    }

    async fn send(&self, key: &str, operation: &str, body: &Value) -> Value {
        let request = reqwest::Client::new()
            .post(&self.dynamodb.endpoint)
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("x-amz-date", "20260101T000000Z")
            .header(
                "authorization",
                format!(
                    "AWS4-HMAC-SHA256 Credential={key}/20260101/us-east-1/dynamodb/aws4_request, \
                     SignedHeaders=host, Signature=0"
                ),
            );
        let response = request.body(body.to_string()).send().await.unwrap();
        let sum: u32 = response.headers()["x-amz-crc32"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        let body = response.bytes().await.unwrap();
        assert_eq!(sum, checksum::crc32(&body));
        serde_json::from_slice(&body).unwrap()
    }
}

fn put(key: &str, text: &str) -> Value {
    json!({"TableName": "chats", "Item": {"pk": {"S": key}, "text": {"S": text}}})
}

#[tokio::test]
async fn units_are_recorded_and_not_shown_to_who_has_not_asked() {
    let stand = Stand::start().await;
    let (answer, call) = stand.call("PutItem", put("a", &"x".repeat(1_500))).await;
    assert_eq!(answer, json!({}));
    assert_eq!(call["writeUnits"], 2.0);
    assert_eq!(
        (&call["operation"], &call["target"]),
        (&json!("PutItem"), &json!("chats"))
    );
    assert_eq!(call["detail"], "a");
    let get = json!({"TableName": "chats", "Key": {"pk": {"S": "a"}}});
    let (answer, call) = stand.call("GetItem", get.clone()).await;
    assert_eq!(answer["Item"]["pk"]["S"], "a");
    assert_eq!(answer.as_object().unwrap().len(), 1);
    assert_eq!(call["readUnits"], 0.5);
    let mut asking = get;
    asking["ReturnConsumedCapacity"] = json!("TOTAL");
    let (answer, call) = stand.call("GetItem", asking).await;
    assert_eq!(answer["ConsumedCapacity"]["CapacityUnits"], 0.5);
    assert_eq!(call["readUnits"], 0.5);
}

#[tokio::test]
async fn batches_queries_and_transactions_are_measured() {
    let stand = Stand::start().await;
    let writes = json!({"RequestItems": {"chats": [
        {"PutRequest": {"Item": {"pk": {"S": "a"}}}},
        {"PutRequest": {"Item": {"pk": {"S": "b"}}}},
    ]}});
    let (_, call) = stand.call("BatchWriteItem", writes).await;
    assert_eq!(
        (&call["writeUnits"], &call["detail"]),
        (&json!(2.0), &json!("2 items"))
    );
    let reads =
        json!({"RequestItems": {"chats": {"Keys": [{"pk": {"S": "a"}}, {"pk": {"S": "b"}}]}}});
    let (answer, call) = stand.call("BatchGetItem", reads).await;
    assert!(answer.get("ConsumedCapacity").is_none());
    assert_eq!(call["readUnits"], 1.0);
    let query = json!({
        "TableName": "chats", "ConsistentRead": true, "ReturnConsumedCapacity": "NONE",
        "KeyConditionExpression": "#k = :k",
        "ExpressionAttributeNames": {"#k": "pk"}, "ExpressionAttributeValues": {":k": {"S": "a"}},
    });
    let (answer, call) = stand.call("Query", query).await;
    assert!(answer.get("ConsumedCapacity").is_none());
    assert_eq!(
        (&call["readUnits"], &call["detail"]),
        (&json!(1.0), &json!("pk = a"))
    );
    let transaction = json!({"ClientRequestToken": "once", "TransactItems": [
        {"Put": {"TableName": "chats", "Item": {"pk": {"S": "c"}}}},
        {"Put": {"TableName": "chats", "Item": {"pk": {"S": "d"}}}},
    ]});
    let (_, call) = stand.call("TransactWriteItems", transaction.clone()).await;
    assert_eq!(
        (&call["writeUnits"], &call["detail"]),
        (&json!(4.0), &json!("2 Put"))
    );
    let (_, repeated) = stand.call("TransactWriteItems", transaction).await;
    assert_eq!(
        (&repeated["writeUnits"], &repeated["readUnits"]),
        (&json!(0.0), &json!(4.0))
    );
}

#[tokio::test]
async fn refused_writes_cost_what_they_would_on_aws() {
    let stand = Stand::start().await;
    stand.call("PutItem", put("a", &"x".repeat(2_500))).await;
    let mut again = put("a", "y");
    again["ConditionExpression"] = json!("attribute_not_exists(pk)");
    again["ReturnValuesOnConditionCheckFailure"] = json!("ALL_OLD");
    let (_, call) = stand.call("PutItem", again.clone()).await;
    assert_eq!(call["error"], "ConditionalCheckFailedException");
    assert_eq!(
        (&call["writeUnits"], &call["estimated"]),
        (&json!(3.0), &json!(true))
    );
    again
        .as_object_mut()
        .unwrap()
        .remove("ReturnValuesOnConditionCheckFailure");
    let (_, call) = stand.call("PutItem", again.clone()).await;
    assert_eq!(call["writeUnits"], 1.0, "the item there is not known");
    let transaction = json!({"TransactItems": [
        {"Put": again},
        {"ConditionCheck": {"TableName": "chats", "Key": {"pk": {"S": "b"}},
                            "ConditionExpression": "attribute_not_exists(pk)"}},
    ]});
    let (_, call) = stand.call("TransactWriteItems", transaction).await;
    assert_eq!(call["error"], "TransactionCanceledException");
    assert_eq!(call["writeUnits"], 4.0);
    let (_, call) = stand
        .call("GetItem", json!({"TableName": "none", "Key": {}}))
        .await;
    assert_eq!(call["readUnits"], 0.0);
}

#[tokio::test]
async fn calls_of_others_pass_unread() {
    let stand = Stand::start().await;
    let mut asking = put("a", "x");
    asking["ReturnConsumedCapacity"] = json!("TOTAL");
    let answer = stand.send("somebody", "PutItem", &asking).await;
    assert_eq!(answer["ConsumedCapacity"]["CapacityUnits"], 1.0);
    assert_eq!(stand.recorded()["calls"], json!([]));
}

#[tokio::test]
async fn a_stream_record_names_the_invocation_that_wrote_it() {
    let stand = Stand::start().await;
    let mut reader = StreamReader::open(&stand.dynamodb, "chats", &StreamStart::Next).unwrap();
    stand.call("PutItem", put("mine", "x")).await;
    stand.send("somebody", "PutItem", &put("theirs", "x")).await;
    let records = reader.next(10).await.unwrap();
    assert_eq!(
        reader.writer(&records[0]),
        Some(Id::clone(&stand.invocation))
    );
    assert_eq!(reader.writer(&records[1]), None);
}

#[test]
fn the_question_is_put_without_touching_the_rest() {
    let mut headers = http::HeaderMap::new();
    let target = HeaderValue::from_static("DynamoDB_20120810.GetItem");
    headers.insert("x-amz-target", target);
    let put = |body: &'static str| {
        let ask = Ask::read(&headers, body.as_bytes())?;
        let body = ask.with_question(body.as_bytes());
        Some(String::from_utf8(body.into_owned()).unwrap())
    };
    assert_eq!(put("{}").unwrap(), r#"{"ReturnConsumedCapacity":"TOTAL"}"#);
    assert_eq!(
        put(r#" {"Key": 1.0}"#).unwrap(),
        r#" {"ReturnConsumedCapacity":"TOTAL","Key": 1.0}"#
    );
    let asked = r#"{"ReturnConsumedCapacity":"INDEXES"}"#;
    assert_eq!(put(asked).unwrap(), asked);
    assert_eq!(put("[]"), None);
    assert_eq!(put("{"), None);
}
