use serde_json::{Value, json};

use super::{object, schema};

/// An action of a client: name, what it is for, data, data of the acknowledgement.
pub(super) struct Action(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) Value,
    pub(super) Value,
);

/// Fields beside those of a type.
fn with(properties: &Value, name: &str) -> Value {
    json!({ "allOf": [object(properties), schema(name)] })
}

/// Every action of the socket.
pub(super) fn actions() -> Vec<Action> {
    let chat = json!({ "chatId": schema("ChatId") });
    let chat_or_user = json!({ "chatId": schema("ChatId"), "userId": schema("UserId") });
    let position = schema("ReadPosition");
    let delivered = with(&chat, "DeliveredRequest");
    let page = with(&chat_or_user, "Position");
    let (send, sync) = (schema("SendMessage"), schema("SyncRequest"));
    let mut actions = vec![
        Action("sendMessage", "Send a message", send, schema("Message")),
        Action(
            "getMessages",
            "Read a page of history",
            page,
            schema("Page_Message"),
        ),
        Action(
            "markRead",
            "Move my cursor forward",
            with(&chat, "ReadRequest"),
            position.clone(),
        ),
        Action(
            "markDelivered",
            "Tell what my devices have",
            delivered,
            position,
        ),
        Action("sync", "Catch up", sync, schema("SyncReply")),
    ];
    actions.extend(changes());
    actions.extend(presence());
    actions
}

/// Those that tell who is there, who looks and who types.
fn presence() -> [Action; 6] {
    let active = object(&json!({ "active": { "type": "boolean" } }));
    let time = object(&json!({ "serverTime": schema("Time") }));
    let chat = object(&json!({ "chatId": schema("ChatId") }));
    let types = json!({ "chatId": schema("ChatId"), "state": schema("TypingState") });
    let (set, mine) = (schema("SetPresence"), schema("MyPresence"));
    let (watch, page) = (schema("WatchPresence"), schema("Page_Presence"));
    [
        Action("heartbeat", "Keep the socket open", active, time),
        Action("setPresence", "Choose what I am to others", set, mine),
        Action("watchPresence", "Have me told of these people", watch, page),
        Action(
            "openChat",
            "I look at a chat",
            chat.clone(),
            schema("Viewers"),
        ),
        Action("closeChat", "I look at it no more", chat, schema("Viewers")),
        Action(
            "typing",
            "I type, or do no more",
            object(&types),
            object(&json!({})),
        ),
    ]
}

/// Those that change a message.
fn changes() -> [Action; 5] {
    let (chat, message) = (schema("ChatId"), schema("MessageId"));
    let named = json!({ "chatId": chat, "messageId": message });
    let delete = json!({ "chatId": chat, "messageId": message, "for": schema("DeleteFor") });
    let emoji = json!({ "type": "string" });
    let react = object(&json!({ "chatId": chat, "messageId": message, "emoji": emoji }));
    let counts = schema("ReactionCounts");
    let edit = with(&named, "EditMessage");
    [
        Action(
            "editMessage",
            "Let a message say something else",
            edit,
            schema("Message"),
        ),
        Action(
            "deleteMessage",
            "Delete a message",
            object(&delete),
            schema("Deleted"),
        ),
        Action(
            "addReaction",
            "React with one emoji",
            react.clone(),
            counts.clone(),
        ),
        Action("removeReaction", "Take a reaction back", react, counts),
        Action(
            "vote",
            "Choose options of a poll",
            with(&named, "Vote"),
            schema("Poll"),
        ),
    ]
}
