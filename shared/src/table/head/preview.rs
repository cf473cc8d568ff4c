use serde::{Deserialize, Serialize};

use crate::id::{ChatId, MessageId, UserId};
use crate::table::head::PREVIEW_CHARACTERS;
use crate::time::Time;
use crate::wire::{Message, MessageType, Reactions, Sender};

/// The newest message of a chat, shortened.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Preview {
    /// Its place.
    pub seq: u64,
    /// The newest entry that changed what it says, as far as known here.
    pub updated_seq: u64,
    /// The message.
    pub id: MessageId,
    /// Who sent it.
    pub sender_id: UserId,
    /// The sender's key.
    pub client_message_id: String,
    /// Kind of message.
    #[serde(rename = "type")]
    pub kind: MessageType,
    /// The first [`PREVIEW_CHARACTERS`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// When it was stored.
    pub created_at: Time,
    /// When it was last edited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Time>,
    /// When it was deleted for everyone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Time>,
    /// When it disappears.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Time>,
}

impl Preview {
    /// What the head keeps of a message.
    #[must_use]
    pub fn of(message: &Message) -> Self {
        let text = message.text.as_ref();
        Self {
            seq: message.seq,
            updated_seq: message.updated_seq,
            id: message.id.clone(),
            sender_id: message.sender_id.clone(),
            client_message_id: message.client_message_id.clone(),
            kind: message.kind,
            text: text.map(|text| text.chars().take(PREVIEW_CHARACTERS).collect()),
            created_at: message.created_at,
            edited_at: message.edited_at,
            deleted_at: message.deleted_at,
            expires_at: message.expires_at,
        }
    }

    /// The message, as far as the head knows it.
    #[must_use]
    pub fn to_message(&self, chat: &ChatId, sender: Option<Sender>) -> Message {
        Message {
            id: self.id.clone(),
            chat_id: chat.clone(),
            seq: self.seq,
            updated_seq: self.updated_seq,
            sender_id: self.sender_id.clone(),
            sender,
            client_message_id: self.client_message_id.clone(),
            kind: self.kind,
            text: self.text.clone(),
            link: None,
            location: None,
            poll: None,
            system: None,
            attachments: Vec::new(),
            reply_to_id: None,
            reply_count: 0,
            forwarded_from: None,
            mentions: Vec::new(),
            reactions: Reactions::new(),
            pinned: false,
            metadata: None,
            created_at: self.created_at,
            edited_at: self.edited_at,
            deleted_at: self.deleted_at,
            expires_at: self.expires_at,
            status: None,
            hidden: None,
        }
    }
}
