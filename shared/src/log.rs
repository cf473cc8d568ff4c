//! The log of a chat: how it grows, and how its entries get to everyone.

pub(crate) mod amend;
pub(crate) mod contend;
pub(crate) mod lifetime;
pub(crate) mod membership;
pub(crate) mod news;
pub(crate) mod tip;

pub use membership::require_member;
