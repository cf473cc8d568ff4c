//! Bodies of messages by type.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::id::UserId;
use crate::time::Time;

/// A web page. The service fetches nothing: title and picture are what the sender's client found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// Address, `http` or `https`.
    #[schema(max_length = 2048)]
    pub url: String,
    /// Its title.
    #[schema(max_length = 300)]
    pub title: Option<String>,
    /// What it is about.
    #[schema(max_length = 1000)]
    pub description: Option<String>,
    /// Address of a picture, `https`.
    #[schema(max_length = 2048)]
    pub image_url: Option<String>,
}

/// A place, in degrees of WGS 84.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Location {
    /// -90 to 90.
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: f64,
    /// -180 to 180.
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: f64,
    /// Radius of uncertainty in metres.
    pub accuracy_meters: Option<f64>,
    /// What people call it.
    #[schema(max_length = 100)]
    pub name: Option<String>,
}

/// A poll about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewPoll {
    /// What is asked.
    #[schema(max_length = 300)]
    pub question: String,
    /// 2 to 12 options.
    pub options: Vec<NewOption>,
    /// Whether one person may choose several.
    #[serde(default)]
    pub multiple: bool,
    /// When voting ends.
    pub closes_at: Option<Time>,
}

/// An option of a poll about to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct NewOption {
    /// Identifier within the poll; its place, counted from 1, unless given.
    #[schema(max_length = 64)]
    pub id: Option<String>,
    /// What it says.
    #[schema(max_length = 100)]
    pub text: String,
}

/// A poll's question and options, as stored: votes lie elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// What is asked.
    pub question: String,
    /// Identifier and text of each option.
    pub options: Vec<(String, String)>,
    /// Whether one person may choose several.
    pub multiple: bool,
    /// When voting ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Time>,
}

/// A poll with its votes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Poll {
    /// What is asked.
    pub question: String,
    /// The options, in the order of their making.
    pub options: Vec<PollOption>,
    /// Whether one person may choose several.
    pub multiple: bool,
    /// When voting ends.
    pub closes_at: Option<Time>,
    /// Whether it was closed, by hand or by time.
    pub closed: bool,
    /// Options the reader has chosen; absent in an event to many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub votes: Option<Vec<String>>,
}

/// An option of a poll.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct PollOption {
    /// Identifier within the poll.
    pub id: String,
    /// What it says.
    pub text: String,
    /// How many chose it.
    pub count: u32,
}

/// Something that happened to the chat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SystemNote {
    /// What happened.
    pub event: String,
    /// Who did it.
    pub actor_id: Option<UserId>,
    /// To whom.
    pub target_ids: Vec<UserId>,
}

/// Kind of an attachment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// Moving pictures.
    Video,
    /// Sound.
    Audio,
    /// A voice note.
    Voice,
    /// Anything.
    File,
}

/// A medium that a message shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Attachment {
    /// An upload of this service.
    pub media_id: Option<String>,
    /// Instead of an upload: where it lies, `https`.
    #[schema(max_length = 2048)]
    pub url: Option<String>,
    /// Kind.
    pub kind: AttachmentKind,
    /// Name of the file.
    #[schema(max_length = 255)]
    pub file_name: String,
    /// Media type (RFC 6838).
    #[schema(max_length = 127)]
    pub content_type: String,
    /// Bytes.
    pub size: u64,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
    /// Milliseconds; a voice note has to tell.
    pub duration_ms: Option<u64>,
}
