//! Pure decisions: no clock, no network, no table.

pub mod chat_fields;
pub mod content;
pub mod cursor;
mod emoji;
mod findings;
mod fingerprint;
pub mod limits;
mod password;
pub mod permission;
pub mod person;
pub mod presence;
pub mod text;
pub mod validate;

pub use emoji::emoji;
pub use fingerprint::fingerprint;
