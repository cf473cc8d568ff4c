//! From counts to money.

pub(super) mod counts;
pub(super) mod deployment;
pub(super) mod document;
pub(super) mod idle;
mod prices;
mod profile;
mod sample;
mod shares;

pub(super) use counts::Counts;
pub(super) use idle::number;
