//! Reads and writes tables directly, past the product: plain JSON calls of the DynamoDB API.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::{Stack, User};

/// The tables of a stack.
#[derive(Clone, Debug)]
pub struct DynamoDb {
    http: reqwest::Client,
    url: String,
}

impl Stack {
    /// The tables.
    #[must_use]
    pub fn dynamodb(&self) -> DynamoDb {
        DynamoDb {
            http: reqwest::Client::new(),
            url: self.addresses.dynamodb.clone(),
        }
    }
}

impl DynamoDb {
    /// Calls an operation of the DynamoDB API.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn call(&self, operation: &str, body: &Value) -> Value {
        let credential = "LOCAL/20260101/us-east-1/dynamodb/aws4_request";
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host;x-amz-date, Signature=0"
        );
        let request = self
            .http
            .post(&self.url)
            .header("x-amz-target", format!("DynamoDB_20120810.{operation}"))
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-date", "20260101T000000Z")
            .header("authorization", authorization)
            .body(body.to_string());
        let response = request.send().await.expect("DynamoDB answers");
        let (status, text) = (response.status(), response.text().await.unwrap());
        assert!(status.is_success(), "{operation}: {text}");
        serde_json::from_str(&text).expect("in JSON")
    }

    /// Full name of the one table whose name contains `part`.
    pub(crate) async fn table(&self, part: &str) -> String {
        let tables = self.call("ListTables", &json!({})).await;
        let names = tables["TableNames"].as_array().expect("a list").iter();
        let mut names = names
            .filter_map(Value::as_str)
            .filter(|name| name.contains(part));
        names
            .next()
            .unwrap_or_else(|| panic!("no table {part}: {tables}"))
            .to_owned()
    }

    /// Reads one item, strongly consistent; null when there is none. Its key consists of strings.
    pub async fn get(&self, table: &str, key: &[(&str, &str)]) -> Value {
        let body = json!({
            "TableName": self.table(table).await,
            "Key": key_of(key),
            "ConsistentRead": true,
        });
        let output = self.call("GetItem", &body).await;
        output.get("Item").map_or(Value::Null, plain)
    }

    /// Writes attributes of one item, given in DynamoDB's own form.
    pub async fn set(&self, table: &str, key: &[(&str, &str)], attributes: &[(&str, Value)]) {
        let mut names = Map::new();
        let mut values = Map::new();
        let mut parts = Vec::new();
        for (place, (name, value)) in attributes.iter().enumerate() {
            names.insert(format!("#n{place}"), json!(name));
            values.insert(format!(":v{place}"), value.clone());
            parts.push(format!("#n{place} = :v{place}"));
        }
        let body = json!({
            "TableName": self.table(table).await,
            "Key": key_of(key),
            "UpdateExpression": format!("SET {}", parts.join(", ")),
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": values,
        });
        self.call("UpdateItem", &body).await;
    }

    /// Full name of the table of the chats' logs.
    pub(crate) async fn messages_table(&self) -> String {
        self.table("Messages").await
    }

    /// Full name of the table of the chats and their members.
    pub async fn chats_table(&self) -> String {
        self.table("Chats").await
    }

    /// The first item between two numbers of a partition of the log's table, in DynamoDB's own
    /// form.
    pub(crate) async fn first(
        &self,
        table: &str,
        partition: &str,
        low: &str,
        high: &str,
    ) -> Option<Map<String, Value>> {
        let body = json!({
            "TableName": table,
            "KeyConditionExpression": "chatId = :partition AND seq BETWEEN :low AND :high",
            "ExpressionAttributeValues": {
                ":partition": {"S": partition}, ":low": {"N": low}, ":high": {"N": high},
            },
            "ConsistentRead": true,
            "Limit": 1,
        });
        let output = self.call("Query", &body).await;
        output["Items"][0].as_object().cloned()
    }

    /// The head of a chat.
    pub async fn head(&self, chat: &str) -> Value {
        self.get("Chats", &[("pk", chat), ("sk", "#head")]).await
    }

    /// How far a chat was pushed without a gap, as its head knows: up to a mark, and what follows
    /// it in a set that the next entry's worker folds into the mark.
    pub async fn pushed_through(&self, chat: &str) -> u64 {
        let head = self.head(chat).await;
        let beyond = head["pushed"].as_array().into_iter().flatten();
        let beyond: BTreeSet<u64> = beyond.filter_map(Value::as_u64).collect();
        let mut through = head["pushedThrough"].as_u64().unwrap_or_default();
        while beyond.contains(&(through + 1)) {
            through += 1;
        }
        through
    }

    /// The numbers of all entries of a chat's log, as they are stored.
    pub async fn seqs(&self, chat: &str) -> Vec<u64> {
        let mut body = json!({
            "TableName": self.table("Messages").await,
            "KeyConditionExpression": "chatId = :chat",
            "ExpressionAttributeValues": {":chat": {"S": chat}},
            "ProjectionExpression": "seq",
            "ConsistentRead": true,
        });
        let mut seqs = Vec::new();
        loop {
            let output = self.call("Query", &body).await;
            let items = output["Items"].as_array().expect("items").iter();
            seqs.extend(items.filter_map(|item| plain(item)["seq"].as_u64()));
            match output.get("LastEvaluatedKey") {
                Some(key) => body["ExclusiveStartKey"] = key.clone(),
                None => return seqs,
            }
        }
    }

    /// Identifiers of the connections that a user's presence names.
    pub async fn links(&self, user: &str) -> Vec<String> {
        let record = self.get("Presence", &[("userId", user)]).await;
        let Some(record) = record.as_object() else {
            return Vec::new();
        };
        record
            .keys()
            .filter_map(|name| name.strip_prefix("c#"))
            .map(str::to_owned)
            .collect()
    }

    /// Lets a connection of somebody have been opened so many seconds ago, and be in use.
    pub async fn backdate(&self, user: &User, connection: &str, seconds: i64) {
        let now = Timestamp::now();
        let number = |number: i64| json!({"N": number.to_string()});
        let link = json!({"M": {
            "sessionId": {"S": user.session_id()},
            "device": {"S": "web"},
            "at": number(now.as_second() - seconds),
            "seenAt": number(now.as_millisecond()),
            "activeAt": number(now.as_millisecond()),
        }});
        let name = format!("c#{connection}");
        let set = [(name.as_str(), link)];
        self.set("Presence", &[("userId", &user.id)], &set).await;
    }

    /// Takes a connection out of somebody's presence.
    pub async fn unlink(&self, user: &User, connection: &str) {
        let body = json!({
            "TableName": self.table("Presence").await,
            "Key": key_of(&[("userId", &user.id)]),
            "UpdateExpression": "REMOVE #link",
            "ExpressionAttributeNames": {"#link": format!("c#{connection}")},
        });
        self.call("UpdateItem", &body).await;
    }

    /// Whether there is a record of a connection that has not ended.
    pub async fn knows_connection(&self, connection: &str) -> bool {
        let key = [("pk", connection), ("sk", "connection")];
        let record = self.get("Connections", &key).await;
        !record.is_null() && record["closedAt"].is_null()
    }
}

fn key_of(key: &[(&str, &str)]) -> Value {
    key.iter()
        .map(|(name, value)| ((*name).to_owned(), json!({"S": value})))
        .collect()
}

/// An item without its types.
fn plain(item: &Value) -> Value {
    let attributes = item.as_object().expect("an item").iter();
    attributes
        .map(|(name, value)| (name.clone(), plain_value(value)))
        .collect()
}

fn plain_value(value: &Value) -> Value {
    let (kind, value) = value
        .as_object()
        .and_then(|one| one.iter().next())
        .expect("a type");
    let number = |text: &Value| {
        text.as_str()
            .and_then(|text| serde_json::from_str(text).ok())
    };
    match kind.as_str() {
        "N" => number(value).expect("a number"),
        "NS" => value
            .as_array()
            .expect("a set")
            .iter()
            .filter_map(number)
            .collect(),
        "M" => plain(value),
        "L" => value
            .as_array()
            .expect("a list")
            .iter()
            .map(plain_value)
            .collect(),
        "NULL" => Value::Null,
        _ => value.clone(),
    }
}
