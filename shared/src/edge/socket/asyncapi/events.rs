use serde_json::{Value, json};

use super::{object, schema};

/// An event: name, when it comes, data, whether it is an entry of a chat's log.
pub(super) struct Event(
    pub(super) &'static str,
    pub(super) &'static str,
    pub(super) Value,
    pub(super) bool,
);

fn entry(name: &'static str, summary: &'static str, data: &Value) -> Event {
    Event(name, summary, data.clone(), true)
}

fn state(name: &'static str, summary: &'static str, data: &Value) -> Event {
    Event(name, summary, data.clone(), false)
}

/// Every event of the socket.
pub(super) fn events() -> Vec<Event> {
    let text = json!({ "type": "string" });
    let revoked = object(&json!({ "sessionId": schema("SessionId"), "reason": text }));
    let receipt = schema("Receipt");
    let mut events = entries();
    events.extend(entries_of_the_chat());
    let chat = schema("Chat");
    let invited = object(&json!({ "invite": schema("Invite"), "chat": chat }));
    let settings = schema("ChatSettings");
    events.extend([
        state("chat.settings", "I want a chat otherwise", &settings),
        state("invite.created", "I am invited", &invited),
        state(
            "joinRequest.created",
            "Somebody asks to be let in",
            &schema("Requester"),
        ),
        state("receipt.read", "Somebody has read", &receipt),
        state("receipt.delivered", "Somebody has received", &receipt),
        state("chat.created", "I am in a new chat", &schema("Chat")),
        state(
            "user.updated",
            "I, or somebody I have a direct chat with, is called or looks otherwise",
            &schema("User"),
        ),
        state("session.revoked", "My login has ended", &revoked),
        state(
            "presence.updated",
            "Somebody I watch, or have a direct chat with, came, went or is otherwise",
            &schema("Presence"),
        ),
        state("typing.started", "Somebody types", &schema("Typing")),
        state(
            "typing.stopped",
            "Somebody types no more",
            &schema("Typing"),
        ),
        state(
            "viewer.joined",
            "Somebody looks at the chat",
            &schema("Viewer"),
        ),
        state(
            "viewer.left",
            "Somebody looks at it no more",
            &schema("Viewer"),
        ),
    ]);
    events
}

/// Those that tell what happened to the chat itself. `message` is the note among the messages.
fn entries_of_the_chat() -> Vec<Event> {
    let (member, user, message) = (schema("Member"), schema("UserId"), schema("Message"));
    let text = json!({ "type": "string" });
    let members = json!({ "type": "array", "items": member });
    let mut data = json!({
        "member": member, "members": members, "actorId": user, "reason": text, "message": message,
    });
    let changed = object(&data);
    data["chat"] = schema("Chat");
    let added = object(&data);
    let changes = json!({ "type": "object" });
    let updated = object(&json!({ "changes": changes, "actorId": user, "message": message }));
    vec![
        entry("member.added", "People came in", &added),
        entry("member.updated", "A member may other things", &changed),
        entry("member.removed", "Somebody was removed or banned", &changed),
        entry("member.left", "Somebody left", &changed),
        entry("chat.updated", "Fields of the chat changed", &updated),
        entry("chat.deleted", "The chat is gone", &object(&json!({}))),
    ]
}

/// Those that are entries of a chat's log.
fn entries() -> Vec<Event> {
    let (message, user) = (schema("MessageId"), schema("UserId"));
    let text = json!({ "type": "string" });
    let number = json!({ "type": "integer", "minimum": 0 });
    let stored = schema("Message");
    let by = object(&json!({ "messageId": message, "by": user }));
    let deleted = object(&json!({ "messageId": message, "deletedBy": user, "for": text }));
    let reaction = json!({ "messageId": message, "emoji": text, "userId": user, "count": number });
    let reaction = object(&reaction);
    let option = object(&json!({ "id": text, "count": number }));
    let options = json!({ "type": "array", "items": option });
    let closed = json!({ "type": "boolean" });
    let poll = object(&json!({ "messageId": message, "options": options, "closed": closed }));
    let expired = object(&json!({ "fromSeq": number, "toSeq": number }));
    vec![
        entry("message.created", "A message was stored", &stored),
        entry("message.updated", "A message says something else", &stored),
        entry("message.deleted", "A message is gone", &deleted),
        entry("message.pinned", "A message was pinned", &by),
        entry("message.unpinned", "A message is no pin any more", &by),
        entry("reaction.added", "Somebody reacted", &reaction),
        entry(
            "reaction.removed",
            "Somebody took a reaction back",
            &reaction,
        ),
        entry("poll.updated", "Somebody voted, or the poll closed", &poll),
        entry("entries.expired", "Entries are gone by time", &expired),
    ]
}
