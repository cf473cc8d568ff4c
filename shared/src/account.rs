//! Accounts and people: a file per verb.

mod get_user;
mod identity;
mod issue_ticket;
mod log_in;
mod log_out;
mod password;
mod refresh;
mod register;
mod revoke_session;
mod search_users;
mod settings;
mod token;

pub use get_user::{get_me, get_user};
pub use identity::Identity;
pub use issue_ticket::issue_ticket;
pub use log_in::log_in;
pub use log_out::log_out;
pub use refresh::refresh;
pub use register::register;
pub use revoke_session::revoke_session;
pub use search_users::search_users;
pub use settings::{get_settings, update_settings};
pub use token::{TicketIdentity, verify_access, verify_ticket};
