//! Accounts and people: a file per verb.

mod block_user;
mod change_password;
mod contacts;
mod delete_me;
mod erase;
mod export_me;
mod forgot_password;
mod get_user;
mod identity;
mod list_blocked;
mod open;
pub(crate) mod password;
mod register;
mod reset_password;
mod search_users;
mod settings;
mod tell;
mod update_me;
mod verify_email;
mod welcome;

pub use block_user::{block_user, unblock_user};
pub use change_password::change_password;
pub use delete_me::delete_me;
pub use erase::erase;
pub use export_me::export_me;
pub use forgot_password::forgot_password;
pub use get_user::{get_me, get_user};
pub use identity::Identity;
pub use list_blocked::list_blocked;
pub use register::register;
pub use reset_password::reset_password;
pub use search_users::search_users;
pub use settings::{get_settings, update_settings};
pub use update_me::update_me;
pub use verify_email::{resend_verification, verify_email};
pub use welcome::{Stranger, welcome};
