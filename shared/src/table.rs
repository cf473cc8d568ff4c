//! The tables: the only place that knows keys and attribute names. `docs/DATA-MODEL.md` lists
//! access pattern, key and cost of each.

pub mod connection;
pub mod entry;
pub mod head;
mod item;
pub mod member;
pub mod presence;
pub mod profile;
pub mod sent;
pub mod session;
mod transaction;

pub use item::{Item, batch_get, from_item, number, text, to_item};
pub use transaction::{Cancelled, Transaction};

/// Attribute that holds the time to live in every table, in epoch seconds.
pub const EXPIRES_AT: &str = "expiresAt";
