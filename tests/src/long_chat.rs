//! Makes a chat long without sending every message: what the product stored for one message, its
//! reaction and its change is copied to as many places as asked for.

use futures::StreamExt as _;
use serde_json::{Map, Value, json};

use crate::{DEADLINE, DynamoDb, Stack, User, eventually};

/// Items of one write (Amazon DynamoDB API Reference, `BatchWriteItem`).
const BATCH: usize = 25;
/// Writes under way at once.
const AT_ONCE: usize = 8;
/// So many messages have reactions: one in this many.
const REACTED: u64 = 5;
/// So many places of the log hold a change: one in this many.
const CHANGED: u64 = 10;

/// An item in DynamoDB's own form.
type Raw = Map<String, Value>;

/// What the product stored for one message.
struct Pattern {
    message: Raw,
    state: Raw,
    reactor: Raw,
    change: Raw,
}

impl Stack {
    /// Fills an empty chat until its log has `entries` entries: messages with reactions here and
    /// there, and changes that were pushed. Then sends one message as everybody does.
    pub async fn load_long_chat(&self, user: &User, chat: &str, entries: u64) {
        let tables = self.dynamodb();
        let table = tables.messages_table().await;
        let pattern = Pattern::make(&tables, &table, user, chat).await;
        // The head first: what it knows as pushed nobody looks for.
        let number = |value: u64| json!({"N": value.to_string()});
        let known = [
            ("lastSeq", number(entries)),
            ("lastOrdinal", number(entries)),
            ("pushedThrough", number(entries)),
        ];
        let head = [("pk", chat), ("sk", "#head")];
        tables.set("Chats", &head, &known).await;

        let items: Vec<Raw> = (3..=entries)
            .flat_map(|seq| pattern.items(chat, seq))
            .collect();
        let writes = items
            .chunks(BATCH)
            .map(|batch| write(&tables, &table, batch));
        futures::stream::iter(writes)
            .buffer_unordered(AT_ONCE)
            .collect::<()>()
            .await;
        user.say(chat, "the newest message").await;
    }
}

impl Pattern {
    /// Sends a message and reacts to it, and reads what was stored.
    async fn make(tables: &DynamoDb, table: &str, user: &User, chat: &str) -> Self {
        let message = user.say(chat, &"word ".repeat(20)).await;
        let id = message["id"].as_str().expect("a string");
        let path = format!("/v1/chats/{chat}/messages/{id}/reactions/%F0%9F%91%8D");
        user.call(reqwest::Method::PUT, &path)
            .send()
            .await
            .expect(200);
        let change = eventually("the change lies aside", DEADLINE, async || {
            let found = tables.first(table, chat, "-2", "-2").await;
            (tables.pushed_through(chat).await == 2).then_some(found?)
        })
        .await;
        let first = async |partition: &str, low: &str, high: &str| {
            let found = tables.first(table, partition, low, high).await;
            found.unwrap_or_else(|| panic!("nothing in {partition}"))
        };
        let highest = "9".repeat(38);
        Self {
            message: first(chat, "1", "1").await,
            state: first(&format!("state#{chat}"), "1", "1").await,
            reactor: first(&format!("by#{chat}#1"), "0", &highest).await,
            change,
        }
    }

    /// What lies at a place of the log, and beside it.
    fn items(&self, chat: &str, seq: u64) -> Vec<Raw> {
        let number = json!({"N": seq.to_string()});
        if seq.is_multiple_of(CHANGED) {
            let mut change = self.change.clone();
            change.insert("seq".to_owned(), json!({"N": format!("-{seq}")}));
            return vec![change];
        }
        let mut message = self.message.clone();
        for name in ["seq", "ordinal", "updatedSeq"] {
            message.insert(name.to_owned(), number.clone());
        }
        let key = format!("loaded-{seq}");
        message.insert("id".to_owned(), json!({"S": format!("msg_{seq}_{key}")}));
        message.insert("clientMessageId".to_owned(), json!({"S": key}));
        let mut items = vec![message];
        if seq % REACTED == 1 {
            let mut state = self.state.clone();
            state.insert("seq".to_owned(), number.clone());
            state.insert("updatedSeq".to_owned(), number);
            let mut reactor = self.reactor.clone();
            let partition = format!("by#{chat}#{seq}");
            reactor.insert("chatId".to_owned(), json!({"S": partition}));
            items.extend([state, reactor]);
        }
        items
    }
}

async fn write(tables: &DynamoDb, table: &str, batch: &[Raw]) {
    let puts: Vec<Value> = batch
        .iter()
        .map(|item| json!({"PutRequest": {"Item": item}}))
        .collect();
    let body = json!({"RequestItems": {table: puts}});
    let output = tables.call("BatchWriteItem", &body).await;
    let left = output["UnprocessedItems"].as_object().map_or(0, Map::len);
    assert_eq!(left, 0, "{output}");
}
