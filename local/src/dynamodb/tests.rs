use serde_json::{Value, json};

use super::*;

fn chats() -> Table {
    Table {
        logical_id: "Chats".into(),
        name: "banter-chats".into(),
        create: json!({
            "TableName": "banter-chats",
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "owner", "AttributeType": "S"},
            ],
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "GlobalSecondaryIndexes": [{
                "IndexName": "byOwner",
                "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }],
            "BillingMode": "PAY_PER_REQUEST",
            "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        }),
        ttl_attribute: Some("expiresAt".into()),
        streamed: true,
    }
}

async fn call(dynamodb: &DynamoDb, operation: &str, body: Value) -> (u16, Value) {
    let response = reqwest::Client::new()
        .post(&dynamodb.endpoint)
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
        .header(
            "authorization",
            "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, \
             SignedHeaders=host, Signature=0",
        )
        .header("x-amz-date", "20260101T000000Z")
        .body(body.to_string())
        .send()
        .await
        .unwrap();
    let status = response.status().as_u16();
    (
        status,
        serde_json::from_slice(&response.bytes().await.unwrap()).unwrap(),
    )
}

async fn put(dynamodb: &DynamoDb, item: Value) {
    let (status, body) = call(
        dynamodb,
        "PutItem",
        json!({"TableName": "banter-chats", "Item": item}),
    )
    .await;
    assert_eq!(status, 200, "{body}");
}

#[tokio::test]
async fn declared_tables_serve_items_and_streams() {
    let dynamodb = start(&[chats()], None, &Meter::default()).await.unwrap();
    let mut reader = StreamReader::open(&dynamodb, "banter-chats", &StreamStart::Next).unwrap();
    assert!(reader.next(10).await.unwrap().is_empty());
    put(&dynamodb, json!({"pk": {"S": "a"}, "owner": {"S": "o"}})).await;
    let records = reader.next(10).await.unwrap();
    let record = &records[0];
    assert_eq!(record["eventName"], "INSERT");
    assert_eq!(record["eventSource"], "aws:dynamodb");
    assert_eq!(record["awsRegion"], "us-east-1");
    assert_eq!(record["dynamodb"]["Keys"], json!({"pk": {"S": "a"}}));
    assert_eq!(record["dynamodb"]["NewImage"]["owner"], json!({"S": "o"}));
    assert!(record["dynamodb"].get("OldImage").is_none());
    assert!(record["dynamodb"]["ApproximateCreationDateTime"].is_i64());
    let arn = record["eventSourceARN"].as_str().unwrap();
    assert!(arn.starts_with("arn:aws:dynamodb:us-east-1:000000000000:table/banter-chats/stream/2"));
}

#[tokio::test]
async fn a_reader_goes_on_behind_a_sequence_number() {
    let dynamodb = start(&[chats()], None, &Meter::default()).await.unwrap();
    put(&dynamodb, json!({"pk": {"S": "a"}})).await;
    put(&dynamodb, json!({"pk": {"S": "b"}})).await;
    let mut all = StreamReader::open(&dynamodb, "banter-chats", &StreamStart::Oldest).unwrap();
    let records = all.next(10).await.unwrap();
    let first = records[0]["dynamodb"]["SequenceNumber"]
        .as_str()
        .unwrap()
        .to_owned();
    let start = StreamStart::After(first);
    let mut rest = StreamReader::open(&dynamodb, "banter-chats", &start).unwrap();
    assert_eq!(rest.next(10).await.unwrap(), records[1..]);
}

#[tokio::test]
async fn expired_items_are_swept() {
    let dynamodb = start(&[chats()], None, &Meter::default()).await.unwrap();
    put(
        &dynamodb,
        json!({"pk": {"S": "a"}, "expiresAt": {"N": "1700000000"}}),
    )
    .await;
    put(
        &dynamodb,
        json!({"pk": {"S": "b"}, "expiresAt": {"N": "99999999999"}}),
    )
    .await;
    assert_eq!(dynamodb.sweep_ttl(), 1);
}

#[tokio::test]
async fn kept_data_gains_what_is_declared_later() {
    let folder = tempfile::tempdir().unwrap();
    let mut before = chats();
    let create = before.create.as_object_mut().unwrap();
    create.remove("GlobalSecondaryIndexes");
    create.remove("StreamSpecification");
    create["AttributeDefinitions"].as_array_mut().unwrap().pop();
    before.streamed = false;
    start(&[before], Some(folder.path()), &Meter::default())
        .await
        .unwrap();
    let dynamodb = start(&[chats()], Some(folder.path()), &Meter::default())
        .await
        .unwrap();
    StreamReader::open(&dynamodb, "banter-chats", &StreamStart::Oldest).unwrap();
    let (_, body) = call(
        &dynamodb,
        "DescribeTable",
        json!({"TableName": "banter-chats"}),
    )
    .await;
    assert_eq!(
        body["Table"]["GlobalSecondaryIndexes"][0]["IndexName"],
        "byOwner"
    );
}

#[tokio::test]
async fn another_key_on_kept_data_stops_the_start() {
    let folder = tempfile::tempdir().unwrap();
    start(&[chats()], Some(folder.path()), &Meter::default())
        .await
        .unwrap();
    let mut changed = chats();
    changed.create["KeySchema"][0]["AttributeName"] = json!("owner");
    let error = start(&[changed], Some(folder.path()), &Meter::default())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("another key"), "{error}");
}

#[tokio::test]
async fn a_table_dynamodb_refuses_is_named() {
    let mut table = chats();
    table.create["AttributeDefinitions"] = json!([]);
    let error = start(&[table], None, &Meter::default()).await.unwrap_err();
    assert!(error.to_string().contains("Chats"), "{error}");
}

#[test]
fn checkpoints_survive_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("checkpoints.json");
    Checkpoints::load(Some(file.clone())).reach("mapping", "42");
    assert_eq!(
        Checkpoints::load(Some(file)).reached("mapping").as_deref(),
        Some("42")
    );
}

#[tokio::test]
async fn mappings_do_not_overwrite_each_others_checkpoints() {
    let folder = tempfile::tempdir().unwrap();
    let open = async || start(&[chats()], Some(folder.path()), &Meter::default()).await;
    let dynamodb = open().await.unwrap();
    let (one, other) = (dynamodb.checkpoints(), dynamodb.checkpoints());
    one.reach("one", "1");
    other.reach("other", "2");
    let kept = open().await.unwrap().checkpoints();
    assert_eq!(kept.reached("one").as_deref(), Some("1"));
    assert_eq!(kept.reached("other").as_deref(), Some("2"));
}
