//! What the product promises, tested through its front door: a file per behaviour.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking"
)]

mod account_deletion;
mod accounts;
mod bans;
mod blocks;
mod bring_your_own;
mod channels;
mod chat_fields;
mod chat_list;
mod chat_settings;
mod checker;
mod contention;
mod conventions;
mod cookies;
mod dead_connections;
mod deleting;
mod deleting_chats;
mod descriptions;
mod direct_chat;
mod direct_chat_race;
mod disappearing;
mod discovery;
mod editing;
mod export;
mod fan_out;
mod faults;
mod forwarding;
mod gone_people;
mod groups;
mod handshake;
mod hiding;
mod history_visibility;
mod hostile_tokens;
mod http_conventions;
mod idempotency;
mod invites;
mod joining;
mod local_stack;
mod login_timing;
mod logs;
mod mails;
mod matrix;
mod meanwhile;
mod members;
mod message_types;
mod messages;
mod mfa;
mod nonsense;
mod opening;
mod overtaken;
mod pages;
mod passwords;
mod pins;
mod polls;
mod privacy;
mod profile;
mod random_acts;
mod rate_limits;
mod reactions;
mod reading;
mod receipts;
mod refreshing;
mod refusals;
mod repair;
mod replies;
mod roles;
mod sample_events;
mod scheduling;
mod sessions;
mod settings;
mod signing_keys;
mod slow_mode;
mod socket_frames;
mod storm;
mod sync;
mod together;
mod verification;
