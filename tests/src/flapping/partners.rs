//! Direct chats by the thousand: what the product stored for one, under other names.

use futures::StreamExt as _;
use serde_json::{Map, Value, json};

use crate::{DynamoDb, Stack, User};

/// Items of one write (Amazon DynamoDB API Reference, `BatchWriteItem`).
const BATCH: usize = 25;
/// Writes under way at once.
const AT_ONCE: usize = 8;

/// Gives somebody so many direct chats in all, those missing with people who have no accounts: nobody
/// asks for them here. `like` is one of those they chat with.
pub(super) async fn load_partners(stack: &Stack, user: &User, like: &User, chats: usize) {
    let tables = stack.dynamodb();
    let table = tables.chats_table().await;
    let chat = user.direct_chat(like).await;
    let stored = json!({
        "TableName": table,
        "KeyConditionExpression": "pk = :chat",
        "ExpressionAttributeValues": {":chat": {"S": chat}},
        "ConsistentRead": true,
    });
    let stored = tables.call("Query", &stored).await["Items"].to_string();
    let there = count(&tables, &table, user).await;
    let puts: Vec<Value> = (there..chats)
        .flat_map(|number| {
            let items = stored
                .replace(&chat, &format!("cht_dloaded{number:020}"))
                .replace(&like.id, &format!("usr_loaded{number:020}"));
            let items: Vec<Value> = serde_json::from_str(&items).expect("items under other names");
            items
        })
        .map(|item| json!({"PutRequest": {"Item": item}}))
        .collect();
    let writes = puts.chunks(BATCH).map(async |batch| {
        let body = json!({"RequestItems": {table.as_str(): batch}});
        let output = tables.call("BatchWriteItem", &body).await;
        let left = output["UnprocessedItems"].as_object();
        assert!(left.is_none_or(Map::is_empty), "{output}");
    });
    futures::stream::iter(writes)
        .buffer_unordered(AT_ONCE)
        .collect::<()>()
        .await;
    let all = count(&tables, &table, user).await;
    assert_eq!(all, chats.max(there), "the index has them all");
}

/// Chats of somebody, as the service looks for them.
async fn count(tables: &DynamoDb, table: &str, user: &User) -> usize {
    let body = json!({
        "TableName": table,
        "IndexName": "byUser",
        "KeyConditionExpression": "userId = :user",
        "ExpressionAttributeValues": {":user": {"S": user.id}},
        "Select": "COUNT",
    });
    let output = tables.call("Query", &body).await;
    assert!(output.get("LastEvaluatedKey").is_none(), "{output}");
    let count = output["Count"].as_u64().expect("a number");
    usize::try_from(count).expect("a small number")
}
