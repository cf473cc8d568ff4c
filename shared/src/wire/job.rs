//! Jobs on the fan-out queue: tagged and versioned, so that a worker of the next release can read
//! what one of this release queued.

use serde::{Deserialize, Serialize};

use crate::id::{ChatId, ConnectionId, UserId};
use crate::time::Time;
use crate::wire::{Event, Message};

/// The version this release writes.
pub const VERSION: u32 = 1;

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
    /// Push a stored message to everyone who is in its chat and online.
    Deliver {
        /// The message as everyone may see it.
        message: Message,
        /// How many messages the chat's log counts up to and including this one.
        ordinal: u64,
        /// The connection that sent it and already has the acknowledgement.
        origin: Option<ConnectionId>,
        /// Members up to and including this one were served by an earlier job.
        after: Option<UserId>,
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
    /// Forget and close a connection that gave way to newer ones, or whose login has ended.
    Close {
        /// The connection.
        target: Target,
        /// What it is told before.
        farewell: Option<Event>,
    },
    /// Tell authors, and the reader's other devices, up to where somebody has read.
    Receipt {
        /// The chat.
        chat_id: ChatId,
        /// Who read.
        reader_id: UserId,
        /// Messages up to here were told before.
        after_seq: u64,
        /// When.
        at: Time,
        /// The connection that reported it.
        origin: Option<ConnectionId>,
    },
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
