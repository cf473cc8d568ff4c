//! Two-step login: time-based codes (RFC 6238) and recovery codes.

mod check;
mod disable;
mod enable;
mod recovery;
mod set_up;
mod totp;

pub(super) use check::check;
pub use disable::disable_mfa;
pub use enable::enable_mfa;
pub use set_up::set_up_mfa;
