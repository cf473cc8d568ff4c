//! Chats: a file per verb.

mod create_chat;
mod create_direct;
mod create_group;
pub(crate) mod cursor;
mod delete_chat;
mod delivered;
mod discover_chats;
mod fields;
mod get_chat;
mod list_chats;
mod list_receipts;
mod list_unread;
mod mark_delivered;
mod mark_read;
mod news;
mod put_away;
mod sync;
mod sync_token;
pub(crate) mod unread;
mod update_chat;
mod update_settings;
pub(crate) mod view;

pub use create_chat::{Created, create_chat};
pub use create_direct::ensure_direct;
pub use delete_chat::delete_chat;
pub use discover_chats::discover_chats;
pub use get_chat::get_chat;
pub use list_chats::list_chats;
pub use list_receipts::list_receipts;
pub use list_unread::list_unread;
pub use mark_delivered::mark_delivered;
pub use mark_read::mark_read;
pub(crate) use put_away::put_away;
pub use sync::sync;
pub use update_chat::update_chat;
pub use update_settings::update_settings;
