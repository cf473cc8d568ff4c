//! What chats must look like after what people did: a simple model, which takes the order from the
//! log and everything else from the acts. It says whether every entry and every answer can be
//! explained by acts that happen one after another, each at some instant between its beginning
//! and its end.

mod act;
mod chat;
mod message;
mod replay;
mod rules;

pub use self::act::{Act, Refused, UpTo, What};
pub use self::chat::{Chat, Cursors};
pub use self::message::Message;
pub use self::replay::{Model, comparable, replay};
