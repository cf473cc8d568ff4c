//! The socket: WebSocket API events. Every frame of a client is answered on the same socket.

pub mod actions;
#[cfg(test)]
pub(crate) mod asyncapi;
pub mod changes;
mod connection;
mod frame;
pub mod presence;

pub use connection::{serve_connect, serve_disconnect};
pub use frame::{Frame, serve};
