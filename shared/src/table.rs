//! The tables: the only place that knows keys and attribute names. `docs/DATA-MODEL.md` lists
//! access pattern, key and cost of each.

pub mod about;
mod applied;
pub mod ban;
pub mod block;
pub mod change;
pub mod connection;
pub mod entry;
pub mod erasure;
pub mod found;
pub mod gone;
pub mod head;
pub mod hidden;
pub mod invite;
mod item;
pub mod join_request;
pub mod limit;
pub mod link;
pub mod made_invite;
pub mod member;
pub mod message;
pub mod mfa;
pub mod names;
pub mod outbox;
pub mod pins;
pub mod presence;
pub mod private;
pub mod profile;
pub mod reactor;
pub mod rows;
pub mod scheduled;
pub mod sent;
pub mod session;
pub mod side;
pub mod snapshot;
pub mod state;
pub mod thread;
mod transaction;
mod update;
pub mod version;
pub mod viewing;
pub mod watch;

pub use applied::{applied, if_applied, through_conflicts};
pub use change::{Change, StoredChange};
pub use item::{Item, batch_get, batch_get_strong, from_item, number, text, to_item};
pub use message::StoredMessage;
pub use profile::profile_key;
pub use transaction::{Cancelled, Transaction};
pub use update::bring;

/// Attribute that holds the time to live in every table, in epoch seconds.
pub const EXPIRES_AT: &str = "expiresAt";
