//! Invitations into chats: a file per verb.

mod accept_invite;
mod create_invite;
mod decline_invite;
mod list_invites;
mod list_my_invites;
mod preview_invite;
mod revoke_invite;

pub use accept_invite::accept_invite;
pub use create_invite::create_invite;
pub use decline_invite::decline_invite;
pub use list_invites::list_invites;
pub use list_my_invites::list_my_invites;
pub use preview_invite::preview_invite;
pub use revoke_invite::revoke_invite;
