//! What every Banter function shares.
//!
//! Dependencies point one way: functions → [`edge`] → use cases ([`account`], [`chat`],
//! [`member`], [`invite`], [`message`], [`fan_out`], [`presence`],
//! [`viewing`]) → [`log`] → [`rules`], [`table`], [`queue`], [`push`] →
//! [`wire`], [`id`], [`time`], [`error`].

pub mod account;
pub mod app;
pub mod chat;
pub mod config;
pub mod edge;
pub mod error;
pub mod fan_out;
pub mod id;
pub mod invite;
pub mod limit;
pub mod log;
pub mod login;
pub mod mail;
pub mod member;
pub mod message;
pub mod presence;
pub mod push;
pub mod queue;
pub mod rules;
pub mod secrets;
pub mod table;
pub mod time;
pub mod viewing;
pub mod wire;
