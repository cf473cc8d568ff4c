//! Accounts and people: a file per verb.

mod block_user;
mod get_user;
mod identity;
mod issue_ticket;
mod list_blocked;
mod log_in;
mod log_out;
mod password;
mod refresh;
mod register;
mod revoke_session;
mod search_users;
mod settings;
mod token;

pub use block_user::{block_user, unblock_user};
pub use get_user::{get_me, get_user};
pub use identity::Identity;
pub use issue_ticket::issue_ticket;
pub use list_blocked::list_blocked;
pub use log_in::log_in;
pub use log_out::log_out;
pub use refresh::refresh;
pub use register::register;
pub use revoke_session::revoke_session;
pub use search_users::search_users;
pub use settings::{get_settings, update_settings};
pub use token::{TicketIdentity, verify_access, verify_ticket};
