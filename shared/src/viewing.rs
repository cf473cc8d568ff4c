//! Who has a chat open, and who types there. None of it enters the log: it is told at once, to those
//! who look, and what does not arrive is not told again. A file per verb.

mod clear;
mod close_chat;
mod list_typing;
mod open_chat;
mod part;
mod show;
mod tell;
mod typing;

pub(crate) use clear::{clear, remove};
pub use close_chat::close_chat;
pub use list_typing::list_typing;
pub use open_chat::open_chat;
pub(crate) use part::part;
pub(crate) use show::show;
pub use typing::typing;
