//! Pure decisions: no clock, no network, no table.

mod fingerprint;
pub mod limits;
pub mod text;
pub mod validate;

pub use fingerprint::fingerprint;
