//! What a call asks of DynamoDB.

use std::borrow::Cow;

use http::HeaderMap;
use serde_json::{Map, Value};

const QUESTION: &str = "ReturnConsumedCapacity";
const READS: [&str; 5] = [
    "GetItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "TransactGetItems",
];
const WRITES: [&str; 5] = [
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "BatchWriteItem",
    "TransactWriteItems",
];
/// Longer conditions are cut where they are shown.
const LONGEST_DETAIL: usize = 160;

/// A call that consumes units.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) operation: String,
    pub(super) body: Map<String, Value>,
    /// The caller wants to know the units itself.
    pub(super) asked: bool,
    /// `NONE` or null is there, and has to go before the question is put.
    declined: bool,
}

impl Ask {
    /// Reads a call; none when it is another operation, or nothing the engine would take.
    pub(super) fn read(headers: &HeaderMap, body: &[u8]) -> Option<Self> {
        let target = headers.get("x-amz-target")?.to_str().ok()?;
        let operation = target.strip_prefix("DynamoDB_20120810.")?;
        if !READS.contains(&operation) && !WRITES.contains(&operation) {
            return None;
        }
        let body: Map<String, Value> = serde_json::from_slice(body).ok()?;
        let given = body.get(QUESTION);
        let declined = given.is_some_and(|given| given.is_null() || given == "NONE");
        Some(Self {
            operation: operation.to_owned(),
            asked: given.is_some() && !declined,
            declined,
            body,
        })
    }

    /// The call with the question for the consumed units; otherwise as it came.
    pub(super) fn with_question<'b>(&self, body: &'b [u8]) -> Cow<'b, [u8]> {
        if self.asked {
            return Cow::Borrowed(body);
        }
        if self.declined {
            let mut changed = self.body.clone();
            changed.insert(QUESTION.to_owned(), "TOTAL".into());
            return Value::Object(changed).to_string().into_bytes().into();
        }
        let Some(open) = body.iter().position(|byte| *byte == b'{') else {
            return Cow::Borrowed(body);
        };
        let (before, after) = body.split_at(open + 1);
        let comma = if self.body.is_empty() { "" } else { "," };
        let question = format!(r#""{QUESTION}":"TOTAL"{comma}"#);
        [before, question.as_bytes(), after].concat().into()
    }

    pub(super) fn is_read(&self) -> bool {
        READS.contains(&self.operation.as_str())
    }

    /// Whether it is done whole or not at all.
    pub(super) fn is_transaction(&self) -> bool {
        self.body.contains_key("TransactItems")
    }

    /// Table, or tables, and the index.
    pub(super) fn target(&self) -> String {
        if let Some(table) = self.text("TableName") {
            return match self.text("IndexName") {
                Some(index) => format!("{table}/{index}"),
                None => table.to_owned(),
            };
        }
        let of_batch = self.batch().map(|(table, _)| table);
        let of_actions = self.actions().filter_map(|(_, action)| table_of(action));
        let mut tables: Vec<&str> = of_batch.chain(of_actions).collect();
        tables.sort_unstable();
        tables.dedup();
        tables.join(", ")
    }

    /// What tells this call from its like; `key_names` knows the keys of the tables.
    pub(super) fn detail<'k>(&self, key_names: impl Fn(&str) -> Option<&'k [String]>) -> String {
        let detail = if let Some(condition) = self.text("KeyConditionExpression") {
            self.filled_in(condition)
        } else if let Some(key) = self.body.get("Key") {
            scalars(key, None)
        } else if let (Some(item), Some(table)) = (self.body.get("Item"), self.text("TableName")) {
            scalars(item, key_names(table))
        } else if self.body.contains_key("TransactItems") {
            let kinds: Vec<String> = self.actions().map(|(kind, _)| kind.to_owned()).collect();
            counted(&kinds)
        } else {
            let count = self.batch().map(|(_, requests)| match requests {
                Value::Array(writes) => writes.len(),
                reads => reads["Keys"].as_array().map_or(0, Vec::len),
            });
            match count.sum::<usize>() {
                0 => String::new(),
                1 => "1 item".to_owned(),
                count => format!("{count} items"),
            }
        };
        match detail.char_indices().nth(LONGEST_DETAIL) {
            Some((end, _)) => format!("{}…", detail.get(..end).unwrap_or_default()),
            None => detail,
        }
    }

    /// The items that are about to be written: table, and attributes with at least the key.
    pub(super) fn writes(&self) -> Vec<(&str, &Value)> {
        if self.is_read() {
            return Vec::new();
        }
        if let Some(table) = self.text("TableName") {
            let written = self.body.get("Item").or_else(|| self.body.get("Key"));
            return written
                .map(|written| (table, written))
                .into_iter()
                .collect();
        }
        let of_batch = self.batch().flat_map(|(table, requests)| {
            let requests = requests.as_array().into_iter().flatten();
            requests.filter_map(move |request| {
                let item = request.pointer("/PutRequest/Item");
                let key = || request.pointer("/DeleteRequest/Key");
                Some((table, item.or_else(key)?))
            })
        });
        let of_actions = self
            .actions()
            .filter(|(kind, _)| *kind != "ConditionCheck")
            .filter_map(|(_, action)| {
                let written = action.get("Item").or_else(|| action.get("Key"));
                Some((table_of(action)?, written?))
            });
        of_batch.chain(of_actions).collect()
    }

    /// The actions of a transaction with their kinds.
    pub(super) fn actions(&self) -> impl Iterator<Item = (&str, &Value)> {
        let actions = self.body.get("TransactItems").and_then(Value::as_array);
        let actions = actions.into_iter().flatten().filter_map(Value::as_object);
        actions.flat_map(|action| action.iter().map(|(kind, action)| (kind.as_str(), action)))
    }

    fn batch(&self) -> impl Iterator<Item = (&str, &Value)> {
        let tables = self.body.get("RequestItems").and_then(Value::as_object);
        let tables = tables.into_iter().flatten();
        tables.map(|(table, requests)| (table.as_str(), requests))
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name)?.as_str()
    }

    /// An expression with its placeholders replaced.
    fn filled_in(&self, expression: &str) -> String {
        let names = self.body.get("ExpressionAttributeNames");
        let values = self.body.get("ExpressionAttributeValues");
        let mut text = String::new();
        let is_part = |letter: char| letter.is_alphanumeric() || letter == '_';
        let mut rest = expression;
        while let Some(at) = rest.find(['#', ':']) {
            let (before, from) = rest.split_at(at);
            let end = from
                .char_indices()
                .skip(1)
                .find(|(_, letter)| !is_part(*letter))
                .map_or(from.len(), |(end, _)| end);
            let (placeholder, after) = from.split_at(end);
            text.push_str(before);
            let name = names.and_then(|names| names[placeholder].as_str());
            match (name, values.map(|values| &values[placeholder])) {
                (Some(name), _) => text.push_str(name),
                (None, Some(value)) if !value.is_null() => text.push_str(&scalar(value)),
                _ => text.push_str(placeholder),
            }
            rest = after;
        }
        text.push_str(rest);
        text
    }
}

fn table_of(action: &Value) -> Option<&str> {
    action["TableName"].as_str()
}

/// The values of a key, or of some attributes: `chat#1 / 42`.
fn scalars(attributes: &Value, names: Option<&[String]>) -> String {
    let texts: Vec<String> = match names {
        Some(names) => names.iter().map(|name| scalar(&attributes[name])).collect(),
        None => {
            let all = attributes.as_object().into_iter().flatten();
            all.map(|(_, value)| scalar(value)).collect()
        }
    };
    texts.join(" / ")
}

fn scalar(typed: &Value) -> String {
    let value = typed.as_object().and_then(|typed| typed.values().next());
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// `2 Put, 1 Update`, in order of appearance.
fn counted(kinds: &[String]) -> String {
    let mut counts: Vec<(&String, usize)> = Vec::new();
    for kind in kinds {
        match counts.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, count)) => *count += 1,
            None => counts.push((kind, 1)),
        }
    }
    let texts: Vec<String> = counts
        .into_iter()
        .map(|(kind, count)| format!("{count} {kind}"))
        .collect();
    texts.join(", ")
}
