//! Connections that come and go: a file per verb.

mod connect;
mod disconnect;

pub use connect::{Handshake, connect};
pub use disconnect::{disconnect, forget_connection};
