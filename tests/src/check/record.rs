//! What the clients of a run write down. All instants are read from one clock that never goes back,
//! on the clients' side.

use serde::{Deserialize, Serialize};

/// Milliseconds since the run began.
pub type Millis = u64;

/// Everything that is known of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Run {
    /// What each client wrote down.
    pub clients: Vec<ClientRecord>,
    /// When the first fault could happen; none when there were none.
    pub faults_began: Option<Millis>,
    /// When the last fault had happened.
    pub faults_ended: Millis,
    /// Posts to connections that were gone, as the stack counted them.
    pub failed_posts: Vec<FailedPost>,
}

/// What one client wrote down, in order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientRecord {
    /// Name of the client; a user may have several.
    pub name: String,
    /// The user.
    pub user: String,
    /// The chats the user is in from the beginning to the end.
    pub chats: Vec<String>,
    /// What happened.
    pub lines: Vec<Line>,
}

/// One line of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// When.
    pub at: Millis,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// What can happen to a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(
    tag = "what",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// A socket is open.
    Connected {
        /// Its number, counted by this client.
        connection: u32,
    },
    /// A socket has ended, or this client is about to end it.
    Ended {
        /// Its number.
        connection: u32,
        /// Why, for readers.
        why: String,
    },
    /// A message leaves the client; every repeat is written down.
    Sent {
        /// The chat.
        chat: String,
        /// `clientMessageId`
        key: String,
        /// The text.
        text: String,
        /// The socket it leaves on; none for REST.
        connection: Option<u32>,
    },
    /// It was acknowledged.
    Acked {
        /// The key it was sent under.
        key: String,
        /// The text that was sent.
        sent: String,
        /// What the acknowledgement says was stored.
        entry: Entry,
    },
    /// It was refused for good.
    Refused {
        /// The chat.
        chat: String,
        /// The key.
        key: String,
        /// The text.
        text: String,
        /// Code of the problem.
        code: String,
    },
    /// Whether it was stored is not known.
    Unknown {
        /// The chat.
        chat: String,
        /// The key.
        key: String,
        /// Why, for readers.
        why: String,
    },
    /// A `message.created` came over a socket.
    Seen {
        /// The socket.
        connection: u32,
        /// The entry.
        entry: Entry,
    },
    /// A page of history was read while the run went on.
    Paged {
        /// Its entries.
        entries: Vec<Entry>,
    },
    /// The client loaded a chat, and has it up to here without `sync`.
    Loaded {
        /// The chat.
        chat: String,
        /// `asOfSeq`
        through: u64,
    },
    /// `sync` was asked.
    Asked {
        /// The token; none asks for one to start from.
        token: Option<String>,
    },
    /// `sync` has answered.
    Answered {
        /// The token that was asked with.
        token: Option<String>,
        /// The entries, chat by chat, in the order of the answer.
        chats: Vec<Synced>,
        /// The next token.
        next: String,
        /// There is more.
        has_more: bool,
        /// The token was of no use.
        reset: bool,
    },
    /// The whole history of a chat, read at the end.
    History {
        /// The chat.
        chat: String,
        /// Its entries, in order.
        entries: Vec<Entry>,
    },
}

/// What an answer of `sync` brings of one chat.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Synced {
    /// The chat.
    pub chat: String,
    /// Its entries.
    pub entries: Vec<Entry>,
}

/// One entry of a chat's log, as a client was told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The chat.
    pub chat: String,
    /// Its place.
    pub seq: u64,
    /// The message.
    pub id: String,
    /// Who sent it.
    pub sender: String,
    /// The sender's `clientMessageId`.
    pub key: String,
    /// The text.
    pub text: String,
}

/// A post that met 410, by the stack's own count. Its instants are milliseconds since 1970 and are
/// compared with each other only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FailedPost {
    /// Name of the connection at API Gateway.
    pub connection: String,
    /// When `$connect` of that connection had returned.
    pub opened: u64,
    /// When the post was made.
    pub at: u64,
    /// When the job that made it was first queued, at the earliest: its retries are the same job.
    pub asked: u64,
    /// When the record of the connection was gone because of it; none when the worker died or was
    /// kept from removing it.
    pub forgotten: Option<u64>,
}
