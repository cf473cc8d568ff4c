//! What travels: REST bodies, socket frames, events and queue jobs. Data only.

mod account;
mod body;
mod chat;
mod chat_request;
mod config;
mod detail;
mod frame;
pub mod job;
mod joining;
mod letter;
mod login;
mod message;
mod occurrence;
mod page;
mod presence;
mod problem;
mod request;
mod secretive;
mod settings;
mod sync;

pub use account::{Blocked, DeleteMe, EditMe, Export, ExportedChat, Me, User};
pub use body::{
    Attachment, AttachmentKind, Link, Location, NewOption, NewPoll, Poll, PollOption, Question,
    SystemNote,
};
pub use chat::{
    Chat, ChatType, DeliveredRequest, HistoryVisibility, JoinPolicy, MemberState, Mine,
    ReadPosition, ReadRequest, Receipt, Role, Visibility,
};
pub use chat_request::{
    Addition, Additions, Changes, ChatSettings, CreateChat, EditChat, EditChatSettings, EditMember,
    FoundChat, NamedUser, NotificationLevel, Unread, UnreadChat,
};
pub use config::{ClientConfig, Features, LoginIssuer};
pub use detail::{Cursors, Deleted, Pin, PinState, ReactionCounts, Reactor, Reader, Version};
pub use frame::{ClientFrame, Event, Reply};
pub use joining::{Ban, Invite, InvitePreview, NewBan, NewInvite, Pending, Requester};
pub use letter::Letter;
pub use login::{
    ChangePassword, Credentials, Device, DeviceType, DisableMfa, EnableMfa, ForgotPassword, Login,
    MfaSetup, RecoveryCodes, RefreshMode, RefreshRequest, Registration, ResetPassword, Session,
    Ticket, VerifyEmail,
};
pub use message::{
    Content, Message, MessageType, Origin, Position, Reaction, Reactions, SENDABLE, Sender, Status,
};
pub use occurrence::{Happening, Member, Occurrence};
pub use page::Page;
pub use presence::{
    ConnectedDevice, MyPresence, Presence, PresenceStatus, SetPresence, Typing, TypingState,
    UserPresence, Viewer, Viewers, WatchPresence,
};
pub use problem::{FieldError, Problem};
pub use request::{
    DeleteFor, EditMessage, Forward, Forwarded, ScheduledMessage, SendMessage, Vote,
};
pub use settings::{Audience, EditSettings, QuietHours, Settings, Theme};
pub use sync::{SyncChat, SyncReply, SyncRequest};
