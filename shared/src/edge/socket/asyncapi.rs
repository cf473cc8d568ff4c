//! The description of the socket, made from the types (AsyncAPI Specification 3.0).

mod actions;
mod events;

use serde_json::{Map, Value, json};

use crate::edge::authorizer::PROTOCOL;
use crate::edge::rest::docs::description::openapi_json;
use crate::edge::socket::asyncapi::actions::{Action, actions};
use crate::edge::socket::asyncapi::events::{Event, events};

/// The schema of a type.
fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The schema of an object with these fields.
fn object(properties: &Value) -> Value {
    json!({ "type": "object", "properties": properties })
}

/// The description as JSON, as `docs/asyncapi.json` holds it.
pub(crate) fn asyncapi_json() -> String {
    let openapi: Value = serde_json::from_str(&openapi_json()).unwrap();
    let mut messages = Map::new();
    let mut operations = Map::new();
    messages.insert("error".to_owned(), error_frame());
    for Action(name, summary, data, ack) in actions() {
        messages.insert(name.to_owned(), client_frame(name, summary, &data));
        messages.insert(format!("{name}.ack"), ack_frame(name, &ack));
        operations.insert(name.to_owned(), request(name, summary));
    }
    for Event(name, summary, data, in_log) in events() {
        messages.insert(name.to_owned(), event_frame(name, summary, &data, in_log));
        operations.insert(name.to_owned(), push(name, summary));
    }
    let on_channel: Map<String, Value> = messages
        .keys()
        .map(|name| {
            (
                name.clone(),
                json!({ "$ref": format!("#/components/messages/{name}") }),
            )
        })
        .collect();
    let description = json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Banter",
            "version": env!("CARGO_PKG_VERSION"),
            "description": format!(
                "The WebSocket side: every frame of a client is answered on the same socket, and \
                 events come by themselves. The address is `webSocketUrl` of `GET /v1/config`; \
                 browsers offer the subprotocols `{PROTOCOL}` and `bearer.<token>`. How a client \
                 keeps up is told in docs/PROTOCOL.md."
            ),
        },
        "channels": { "socket": { "address": null, "messages": on_channel } },
        "operations": operations,
        "components": {
            "messages": messages,
            "schemas": openapi["components"]["schemas"],
        },
    });
    serde_json::to_string_pretty(&description).unwrap()
}

fn client_frame(name: &str, summary: &str, data: &Value) -> Value {
    json!({
        "summary": summary,
        "payload": {
            "type": "object",
            "required": ["action", "data"],
            "properties": {
                "action": { "const": name },
                "id": { "type": "string", "maxLength": 64 },
                "data": data,
            },
        },
    })
}

fn ack_frame(name: &str, data: &Value) -> Value {
    json!({
        "summary": format!("The acknowledgement of {name}"),
        "payload": {
            "type": "object",
            "required": ["type", "id", "data"],
            "properties": {
                "type": { "const": "ack" },
                "id": { "type": ["string", "null"] },
                "data": data,
            },
        },
    })
}

fn error_frame() -> Value {
    json!({
        "summary": "A frame was not carried out",
        "payload": {
            "type": "object",
            "required": ["type", "id", "error"],
            "properties": {
                "type": { "const": "error" },
                "id": { "type": ["string", "null"] },
                "error": schema("Problem"),
            },
        },
    })
}

fn event_frame(name: &str, summary: &str, data: &Value, in_log: bool) -> Value {
    let mut required = vec!["type", "ts", "data"];
    if in_log {
        required.extend(["chatId", "seq"]);
    }
    json!({
        "summary": summary,
        "payload": {
            "type": "object",
            "required": required,
            "properties": {
                "type": { "const": name },
                "chatId": schema("ChatId"),
                "seq": { "type": "integer", "minimum": 1 },
                "ts": schema("Time"),
                "data": data,
            },
        },
    })
}

/// A frame the service receives and answers.
fn request(name: &str, summary: &str) -> Value {
    json!({
        "action": "receive",
        "summary": summary,
        "channel": { "$ref": "#/channels/socket" },
        "messages": [{ "$ref": format!("#/channels/socket/messages/{name}") }],
        "reply": {
            "channel": { "$ref": "#/channels/socket" },
            "messages": [
                { "$ref": format!("#/channels/socket/messages/{name}.ack") },
                { "$ref": "#/channels/socket/messages/error" },
            ],
        },
    })
}

/// A frame the service sends by itself.
fn push(name: &str, summary: &str) -> Value {
    json!({
        "action": "send",
        "summary": summary,
        "channel": { "$ref": "#/channels/socket" },
        "messages": [{ "$ref": format!("#/channels/socket/messages/{name}") }],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn references(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                if let Some(Value::String(target)) = fields.get("$ref") {
                    found.push(target.clone());
                }
                fields.values().for_each(|field| references(field, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        let description: Value = serde_json::from_str(&asyncapi_json()).unwrap();
        let mut found = Vec::new();
        references(&description, &mut found);
        assert!(found.len() > 50, "{}", found.len());
        for target in found {
            let pointer = target.strip_prefix('#').unwrap();
            assert!(description.pointer(pointer).is_some(), "{target}");
        }
    }
}
