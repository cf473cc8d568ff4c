//! The harness: starts the local stack with the real functions and speaks to it as a client does.
//!
//! Its types are its own or plain JSON: a mistake in the product's types must not hide itself here.
//! Helpers panic when something is not as expected, and say what they saw.
#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a helper of a test fails by panicking"
)]

mod account;
mod actor;
mod answer;
mod chats;
pub mod check;
mod client;
mod copies;
pub mod devices;
mod dynamodb;
mod entrance;
mod faults;
pub mod flapping;
mod function;
mod issuer;
mod limits;
mod log;
mod login_key;
mod long_chat;
pub mod looking;
mod mailbox;
mod membership;
mod message;
pub mod meter;
pub mod model;
pub mod presence;
mod programs;
mod proxy;
mod queue;
pub mod random_acts;
mod socket;
mod ssm;
mod stack;
pub mod storm;
mod template;
pub mod token;
mod totp;
mod user;
mod view;
mod viewer;
mod wait;

pub use actor::{Acted, Actor, Way};
pub use answer::{Answer, Call};
pub use chats::{check_member, in_seconds, insist, public};
pub use client::Client;
pub use dynamodb::DynamoDb;
pub use entrance::{ADMITTED, refused_with};
pub use faults::{Counts, RuleCounts};
pub use function::{Function, Outcome};
pub use issuer::{AUDIENCE, Issuer};
pub use limits::{RateLimit, in_one_window, until_refused};
pub use log::secret_in;
pub use login_key::LoginKey;
pub use mailbox::{CHANGED_MAIL, CONFIRM_MAIL, EXISTS_MAIL, LOGIN_MAIL, Mail, RESET_MAIL};
pub use membership::assert_note;
pub use message::{common, path_of, percent_encoded};
pub use programs::{Programs, cargo};
pub use proxy::{Proxy, Verdict};
pub use socket::{Handshake, Refusal, Reply, Socket};
pub use ssm::Ssm;
pub use stack::{Addresses, Options, Stack, shared_stack};
pub use template::{rest_routes, socket_actions};
pub use token::{SECRET, claims, present_period, sign, sign_with, unsigned};
pub use totp::{Authenticator, within_a_step};
pub use user::{PASSWORD, User};
pub use view::{View, as_viewed};
pub use viewer::{Viewer, whole_history};
pub use wait::{DEADLINE, eventually};

/// A key nobody has used: for `clientMessageId`, `Idempotency-Key`, names.
#[must_use]
pub fn fresh() -> String {
    uuid::Uuid::new_v4().simple().to_string()
}

/// Folder of the workspace.
#[must_use]
pub fn workspace() -> &'static std::path::Path {
    std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}
