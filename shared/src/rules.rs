//! Pure decisions: no clock, no network, no table.

pub mod limits;
pub mod text;
pub mod validate;
