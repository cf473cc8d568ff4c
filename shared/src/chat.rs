//! Chats: a file per verb.

mod create_chat;
mod create_direct;
mod create_group;
pub(crate) mod cursor;
mod get_chat;
mod list_chats;
mod list_receipts;
mod mark_delivered;
mod mark_read;
mod membership;
mod news;
mod sync;
mod sync_token;
pub(crate) mod unread;
mod view;

pub use create_chat::{Created, create_chat};
pub use create_direct::ensure_direct;
pub use get_chat::get_chat;
pub use list_chats::list_chats;
pub use list_receipts::list_receipts;
pub use mark_delivered::mark_delivered;
pub use mark_read::mark_read;
pub use membership::require_member;
pub use sync::sync;
