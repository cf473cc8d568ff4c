//! What the product promises, tested through its front door: a file per behaviour.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking"
)]

mod accounts;
mod checker;
mod contention;
mod conventions;
mod dead_connections;
mod descriptions;
mod direct_chat;
mod fan_out;
mod faults;
mod groups;
mod handshake;
mod http_conventions;
mod idempotency;
mod local_stack;
mod messages;
mod nonsense;
mod opening;
mod reading;
mod refusals;
mod repair;
mod sample_events;
mod socket_frames;
mod storm;
mod sync;
