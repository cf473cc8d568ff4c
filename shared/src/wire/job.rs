//! Jobs on the fan-out queue: tagged and versioned, so that a worker of the next release can read
//! what one of this release queued.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::{ChatId, ConnectionId, UserId};
use crate::time::Time;
use crate::wire::{Event, Happening, Message};

/// The version this release writes.
pub const VERSION: u32 = 4;

/// A job with its version.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Envelope {
    /// [`VERSION`] of the writer.
    pub version: u32,
    /// The job.
    #[serde(flatten)]
    pub job: Job,
}

/// What the fan-out worker is asked to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "job", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Job {
    /// Push a stored entry to everyone who is in its chat and online.
    Deliver {
        /// The entry.
        delivery: Box<Delivery>,
        /// The connection that made it and already has the acknowledgement.
        origin: Option<ConnectionId>,
        /// Members up to and including this one were served by an earlier job.
        after: Option<UserId>,
    },
    /// Send a message whose time has come.
    SendScheduled {
        /// Which.
        appointment: Appointment,
    },
    /// Make sure that these entries were pushed; push those that were not.
    Check {
        /// The chat.
        chat_id: ChatId,
        /// The entries.
        seqs: Vec<u64>,
    },
    /// Post an event again to connections that could not take it.
    Post {
        /// The event.
        event: Event,
        /// Who is left.
        targets: Vec<Target>,
        /// How often it was tried.
        attempt: u32,
    },
    /// Push an event to all connections of some people.
    Notify {
        /// The event.
        event: Event,
        /// The people.
        user_ids: Vec<UserId>,
        /// A connection that is left out.
        except: Option<ConnectionId>,
    },
    /// Push an event to those members of a chat who answer requests, and keep it for their `sync`.
    NotifyManagers {
        /// The event.
        event: Event,
        /// The chat.
        chat_id: ChatId,
    },
    /// Remove what was said in a chat that was deleted, part by part.
    Purge {
        /// The chat.
        chat_id: ChatId,
    },
    /// Forget and close a connection that gave way to newer ones, or whose login has ended.
    Close {
        /// The connection.
        target: Target,
        /// What it is told before.
        farewell: Option<Event>,
    },
    /// Tell those who watch what somebody is.
    TellPresence {
        /// The person.
        user_id: UserId,
    },
    /// Tell two people that they do not see each other any more, or do again.
    TellBlock {
        /// Who has blocked, or has ended the block.
        user_id: UserId,
        /// Whom.
        other_id: UserId,
    },
    /// Clear what a connection that has ended looked at.
    ClearConnection {
        /// Whose it was.
        user_id: UserId,
        /// The connection.
        connection_id: ConnectionId,
        /// The chats it had open.
        chat_ids: Vec<ChatId>,
        /// The people it watched.
        watched: Vec<UserId>,
    },
    /// Tell authors, and the reader's other devices, up to where somebody has received and read.
    Receipt {
        /// The chat.
        chat_id: ChatId,
        /// Who received or read.
        reader_id: UserId,
        /// What they have read up to here was told before.
        after_seq: u64,
        /// What they have received up to here was told before.
        #[serde(default)]
        after_delivered: u64,
        /// When.
        at: Time,
        /// The connection that reported it.
        origin: Option<ConnectionId>,
    },
}

/// A message to be sent later: who sends where, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Appointment {
    /// The chat.
    pub chat_id: ChatId,
    /// Who sends.
    pub user_id: UserId,
    /// Identifier.
    pub id: String,
}

/// An entry of a chat's log on its way to everyone.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Delivery {
    /// The chat.
    pub chat_id: ChatId,
    /// The entry's place in the log.
    pub seq: u64,
    /// How many messages the log counts up to and including this entry.
    pub ordinal: u64,
    /// When it was stored.
    pub at: Time,
    /// What it says.
    pub news: News,
}

/// What an entry says, as everyone in the chat may see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(
    tag = "news",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum News {
    /// A message was sent.
    Created {
        /// The message.
        message: Message,
    },
    /// A message says something else now.
    Updated {
        /// The message.
        message: Message,
    },
    /// A message is gone.
    Deleted {
        /// What is left of it.
        message: Message,
        /// Who deleted it.
        by: UserId,
        /// What the log counted at the message.
        message_ordinal: u64,
    },
    /// Something happened to the chat itself.
    Happened {
        /// What.
        event: Happening,
        /// Data of the event.
        data: Value,
        /// Who came in: they are told of the chat as well.
        added: Vec<UserId>,
        /// Who went: they are told this, and nothing after it.
        former: Vec<UserId>,
    },
    /// Anything that leaves what a message says as it is.
    Other {
        /// Type of the event.
        #[serde(rename = "type")]
        kind: String,
        /// Its data.
        data: Value,
        /// Data for the connections of who did it, when it says more.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        own: Option<Own>,
    },
}

/// What only one person is told.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Own {
    /// The person.
    pub user_id: UserId,
    /// The event's data for them.
    pub data: Value,
}

/// One connection of one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Target {
    /// The person.
    pub user_id: UserId,
    /// The connection.
    pub connection_id: ConnectionId,
    /// When it was recorded, epoch seconds; long ago when a job of an older release does not say.
    #[serde(default)]
    pub opened_at: i64,
}
