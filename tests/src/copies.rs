//! People by the hundred: what the product stored for one of them, under other names.

use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::{DynamoDb, Stack, User, claims, fresh, sign};

/// Items of one write (Amazon DynamoDB API Reference, `BatchWriteItem`).
const BATCH: usize = 25;
/// Writes under way at once.
const AT_ONCE: usize = 8;

impl Stack {
    /// Puts so many people into a chat who are as `like` is there: their account, login, settings
    /// and membership. They can open sockets and call; nobody finds them by their names, and `like`
    /// must have had no socket so far.
    ///
    /// # Panics
    /// When `like` is not in the chat.
    pub async fn load_copies(&self, like: &User, chat: &str, count: usize) -> Vec<User> {
        let tables = self.dynamodb();
        let patterns = patterns(&tables, like, chat).await;
        let people: Vec<User> = (0..count).map(|_| copy(like)).collect();
        for (table, items) in patterns {
            let puts: Vec<Value> = people
                .iter()
                .flat_map(|person| items.iter().map(|item| renamed(item, like, person)))
                .map(|item| json!({"PutRequest": {"Item": item}}))
                .collect();
            let writes = puts
                .chunks(BATCH)
                .map(|batch| write(&tables, &table, batch));
            futures::stream::iter(writes)
                .buffer_unordered(AT_ONCE)
                .collect::<()>()
                .await;
        }
        let there = tables.head(chat).await["memberCount"].as_u64();
        let members = there.expect("a number") + count as u64;
        let count = [("memberCount", json!({"N": members.to_string()}))];
        let head = [("pk", chat), ("sk", "#head")];
        tables.set("Chats", &head, &count).await;
        people
    }
}

/// What is stored of a person, by the name of its table.
async fn patterns(tables: &DynamoDb, like: &User, chat: &str) -> Vec<(String, Vec<Value>)> {
    let text = |value: &str| json!({"S": value});
    let (users, chats) = (tables.table("Users").await, tables.chats_table().await);
    let presence = tables.table("Presence").await;
    let account = json!({
        "TableName": users,
        "KeyConditionExpression": "pk = :person",
        "ExpressionAttributeValues": {":person": text(&like.id)},
        "ConsistentRead": true,
    });
    let account = tables.call("Query", &account).await["Items"].clone();
    let account = account.as_array().expect("items").clone();
    assert!(account.len() >= 2, "a profile and a login: {account:?}");
    let get = async |table: &str, key: Value| {
        let body = json!({"TableName": table, "Key": key, "ConsistentRead": true});
        tables.call("GetItem", &body).await.get("Item").cloned()
    };
    let sort = format!("#member#{}", like.id);
    let member = get(&chats, json!({"pk": text(chat), "sk": text(&sort)})).await;
    let member = member.expect("a member");
    let shown = get(&presence, json!({"userId": text(&like.id)})).await;
    let is_link = |name: &String| name.starts_with("c#");
    let names = shown.iter().filter_map(Value::as_object);
    let mut names = names.flat_map(|item| item.keys());
    assert!(!names.any(is_link), "there was a socket: {shown:?}");
    vec![
        (users, account),
        (chats, vec![member]),
        (presence, shown.into_iter().collect()),
    ]
}

fn copy(like: &User) -> User {
    let mut person = like.clone();
    person.id = format!("usr_copy{}", &fresh()[..20]);
    let mut login = claims(&like.access_token);
    login["sub"] = json!(person.id);
    person.access_token = sign(&login);
    person
}

fn renamed(item: &Value, like: &User, person: &User) -> Value {
    let text = item.to_string().replace(&like.id, &person.id);
    serde_json::from_str(&text).expect("another name is no other type")
}

async fn write(tables: &DynamoDb, table: &str, batch: &[Value]) {
    let body = json!({"RequestItems": {table: batch}});
    let output = tables.call("BatchWriteItem", &body).await;
    let left = output["UnprocessedItems"].as_object();
    assert!(left.is_none_or(serde_json::Map::is_empty), "{output}");
}
