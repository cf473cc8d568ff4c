//! What the product promises, tested through its front door: a file per behaviour.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking"
)]

mod accounts;
mod bans;
mod blocks;
mod channels;
mod chat_fields;
mod chat_list;
mod chat_settings;
mod checker;
mod contention;
mod conventions;
mod dead_connections;
mod deleting;
mod deleting_chats;
mod descriptions;
mod direct_chat;
mod direct_chat_race;
mod disappearing;
mod discovery;
mod editing;
mod fan_out;
mod faults;
mod forwarding;
mod gone_people;
mod groups;
mod handshake;
mod hiding;
mod history_visibility;
mod http_conventions;
mod idempotency;
mod invites;
mod joining;
mod local_stack;
mod matrix;
mod meanwhile;
mod members;
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
mod roles;
mod sample_events;
mod scheduling;
mod slow_mode;
mod socket_frames;
mod storm;
mod sync;
mod together;
