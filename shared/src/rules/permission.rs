//! Who may do what in a chat.

use crate::error::{Code, Error, Result};
use crate::wire::{ChatType, Role};

/// What not everyone in a chat may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Pin messages.
    Pin,
    /// Delete for everyone what others wrote.
    DeleteMessages,
    /// Name everyone at once.
    MentionAll,
}

/// Whether somebody of this role may.
#[must_use]
pub fn may(chat: ChatType, role: Role, permission: Permission) -> bool {
    match chat {
        ChatType::Direct => permission != Permission::DeleteMessages,
        ChatType::Group => match role {
            Role::Owner | Role::Admin => true,
            Role::Moderator => permission != Permission::MentionAll,
            Role::Member => false,
        },
    }
}

/// Refuses who may not; `what` ends the sentence "You may not …".
///
/// # Errors
/// `forbidden`.
pub fn require(chat: ChatType, role: Role, permission: Permission, what: &str) -> Result<()> {
    if may(chat, role, permission) {
        return Ok(());
    }
    Err(Error::new(
        Code::Forbidden,
        format!("You may not {what} in this chat."),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_have_their_rights() {
        use Permission::{DeleteMessages, MentionAll, Pin};
        let table = [
            (Role::Owner, [true, true, true]),
            (Role::Admin, [true, true, true]),
            (Role::Moderator, [true, true, false]),
            (Role::Member, [false, false, false]),
        ];
        for (role, expected) in table {
            let rights = [Pin, DeleteMessages, MentionAll].map(|p| may(ChatType::Group, role, p));
            assert_eq!(rights, expected, "{role:?}");
        }
        let direct =
            [Pin, DeleteMessages, MentionAll].map(|p| may(ChatType::Direct, Role::Member, p));
        assert_eq!(direct, [true, false, true]);
    }
}
