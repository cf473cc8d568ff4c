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
mod deleting;
mod descriptions;
mod direct_chat;
mod disappearing;
mod editing;
mod fan_out;
mod faults;
mod forwarding;
mod groups;
mod handshake;
mod hiding;
mod http_conventions;
mod idempotency;
mod local_stack;
mod message_types;
mod messages;
mod nonsense;
mod opening;
mod overtaken;
mod pages;
mod pins;
mod polls;
mod random_acts;
mod reactions;
mod reading;
mod receipts;
mod refusals;
mod repair;
mod replies;
mod sample_events;
mod scheduling;
mod socket_frames;
mod storm;
mod sync;
mod together;
