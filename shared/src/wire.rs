//! What travels: REST bodies, socket frames, events and queue jobs. Data only.

mod account;
mod chat;
mod config;
mod frame;
pub mod job;
mod message;
mod page;
mod problem;
mod sync;

pub use account::{
    Credentials, Device, DeviceType, Login, Me, RefreshRequest, Registration, Ticket, User,
};
pub use chat::{
    Chat, ChatType, CreateChat, MemberState, Mine, ReadPosition, ReadReceipt, ReadRequest, Role,
};
pub use config::{ClientConfig, Features};
pub use frame::{ClientFrame, Event, Reply};
pub use message::{Message, MessageType, Position, SendMessage, Sender, Status};
pub use page::Page;
pub use problem::{FieldError, Problem};
pub use sync::{SyncChat, SyncReply, SyncRequest};
