//! What an answer has to say.

use serde_json::{Value, json};

use crate::model::{Act, Message, UpTo, What};

/// Whether the answer to an act tells the message as it is right after it. A refusal tells nothing
/// of it.
pub(super) fn fits(act: &Act, message: Option<&Message>, chat: &str) -> bool {
    let Ok(answer) = &act.answer else {
        return true;
    };
    match (&act.what, message) {
        (What::Read(up_to), _) => {
            let seq = match up_to {
                UpTo::Everything => 0,
                UpTo::Entry(seq) | UpTo::Messages(_, seq) => *seq,
            };
            answer["readSeq"].as_u64() >= Some(seq)
                && answer["deliveredSeq"].as_u64() >= answer["readSeq"].as_u64()
        }
        (What::Receive { seq }, _) => answer["deliveredSeq"].as_u64() >= Some(*seq),
        (_, Some(message)) => tells(act, answer, message, chat),
        (_, None) => false,
    }
}

fn tells(act: &Act, answer: &Value, message: &Message, chat: &str) -> bool {
    let (user, id) = (act.user.as_str(), message.id.as_str());
    match &act.what {
        What::Send(_) | What::SendOn { .. } => {
            let mut expected = message.shown_to(user, chat);
            expected["status"] = json!("sent");
            comparable(answer) == expected
        }
        // Others may have changed the message before the answer showed it.
        What::Edit { text, .. } => answer["id"] == id && answer["text"] == text.as_str(),
        What::Delete { .. } => {
            answer["messageId"] == id && answer["seq"].as_u64() >= Some(message.seq)
        }
        What::Hide { .. } => *answer == json!({"messageId": id, "seq": message.seq}),
        What::React { .. } => *answer == json!({"reactions": message.reactions_for(user)}),
        What::Vote { .. } | What::Close { .. } => *answer == message.poll_for(user),
        What::Pin { pinned, .. } => *answer == json!({"messageId": id, "pinned": pinned}),
        What::Forward { .. } | What::Read(_) | What::Receive { .. } => true,
    }
}

/// A message without what the model does not know: names and times.
#[must_use]
pub fn comparable(message: &Value) -> Value {
    let mut message = message.clone();
    if let Some(fields) = message.as_object_mut() {
        for unknown in ["sender", "createdAt"] {
            fields.remove(unknown);
        }
        for time in ["editedAt", "deletedAt"] {
            fields.insert(time.to_owned(), json!(!fields[time].is_null()));
        }
    }
    message
}
