//! Who is in a chat: a file per verb.

mod add_members;
mod admission;
mod answer_request;
mod ban_member;
mod hand_over;
mod join_chat;
mod leave_chat;
mod lift_ban;
mod list_bans;
mod list_members;
mod list_requests;
mod remove_member;
mod update_member;
mod withdraw_request;

pub use add_members::add_members;
pub(crate) use admission::{admit, require_admission, require_many};
use admission::{end_invitation, require_management};
pub use answer_request::{approve_request, deny_request};
pub use ban_member::ban_member;
pub use hand_over::hand_over;
pub use join_chat::{Joined, join_chat};
pub use leave_chat::leave_chat;
pub use lift_ban::lift_ban;
pub use list_bans::list_bans;
pub use list_members::list_members;
pub use list_requests::list_requests;
pub use remove_member::remove_member;
pub use update_member::update_member;
pub use withdraw_request::withdraw_request;
