//! Logins: a file per verb, and what tells whom a token speaks for.

mod access;
mod check_session;
mod confirm;
mod external;
mod issue_ticket;
mod jwks;
mod keys;
mod list_sessions;
mod log_in;
mod log_out;
mod mfa;
mod refresh;
mod remembered;
mod revoke_session;
mod rotate_keys;
mod token;

pub use access::{Caller, verify_access};
pub use check_session::check_session;
pub use confirm::confirm_password;
pub use issue_ticket::issue_ticket;
pub use list_sessions::{every_session, list_sessions};
pub use log_in::log_in;
pub use log_out::{log_out, log_out_everywhere};
pub use mfa::{disable_mfa, enable_mfa, set_up_mfa};
pub use refresh::{credentials, refresh};
pub use remembered::Remembered;
pub use revoke_session::{end_session, revoke_all, revoke_others, revoke_session};
pub use rotate_keys::rotate_keys;
pub use token::{TicketIdentity, verify_ticket};
