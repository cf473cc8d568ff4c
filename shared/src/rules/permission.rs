//! Who may do what in a chat.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Code, Error, Result};
use crate::wire::{ChatType, JoinPolicy, Role};

/// What not everyone in a chat may do. In the order of their names, in which they are listed.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema,
)]
#[serde(rename_all = "camelCase")]
pub enum Permission {
    /// Delete for everyone what others wrote.
    DeleteMessages,
    /// Change what the chat is called and how it works.
    EditInfo,
    /// Let people in, and make invitations.
    Invite,
    /// Remove and ban people, give roles, answer requests.
    ManageMembers,
    /// Name everyone at once.
    MentionAll,
    /// Pin messages.
    Pin,
    /// Write messages.
    Post,
}

/// A set of permissions.
pub type Permissions = BTreeSet<Permission>;

impl Permission {
    /// Every permission.
    pub const ALL: [Self; 7] = [
        Self::Post,
        Self::Invite,
        Self::Pin,
        Self::EditInfo,
        Self::ManageMembers,
        Self::DeleteMessages,
        Self::MentionAll,
    ];
}

/// What the roles of a chat may do, where that is not what they may elsewhere. An owner may do
/// everything everywhere.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RolePermissions {
    /// Admins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<Permissions>,
    /// Moderators.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moderator: Option<Permissions>,
    /// Members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<Permissions>,
}

impl RolePermissions {
    /// What a role may; none when it is what it may elsewhere.
    #[must_use]
    pub fn of(&self, role: Role) -> Option<&Permissions> {
        match role {
            Role::Owner => None,
            Role::Admin => self.admin.as_ref(),
            Role::Moderator => self.moderator.as_ref(),
            Role::Member => self.member.as_ref(),
        }
    }
}

/// Everything on which it depends what somebody may do.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// Kind of chat.
    pub chat: ChatType,
    /// How people come in.
    pub join_policy: JoinPolicy,
    /// What roles may do in this chat.
    pub roles: Option<&'a RolePermissions>,
    /// Their role.
    pub role: Role,
    /// Their own permissions, in place of their role's.
    pub own: Option<&'a Permissions>,
}

impl Standing<'_> {
    /// What they may do.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        if self.chat == ChatType::Direct {
            return [Permission::Post, Permission::Pin, Permission::MentionAll].into();
        }
        if self.role == Role::Owner {
            return Permission::ALL.into();
        }
        let of_role = self.roles.and_then(|roles| roles.of(self.role));
        let given = self.own.or(of_role).cloned();
        given.unwrap_or_else(|| self.usual())
    }

    /// What a role may do where nobody has said otherwise.
    fn usual(&self) -> Permissions {
        let mut usual: Permissions = match self.role {
            Role::Owner | Role::Admin => Permission::ALL.into(),
            Role::Moderator => [
                Permission::Post,
                Permission::Invite,
                Permission::Pin,
                Permission::DeleteMessages,
            ]
            .into(),
            Role::Member => Permissions::new(),
        };
        if self.role == Role::Member && self.chat == ChatType::Group {
            usual.insert(Permission::Post);
        }
        if self.role == Role::Member && self.join_policy == JoinPolicy::Open {
            usual.insert(Permission::Invite);
        }
        usual
    }
}

/// Refuses who may not; `what` ends the sentence "You may not …".
///
/// # Errors
/// `forbidden`.
pub fn require(permissions: &Permissions, needed: Permission, what: &str) -> Result<()> {
    if permissions.contains(&needed) {
        return Ok(());
    }
    let detail = format!("You may not {what} in this chat.");
    Err(Error::new(Code::Forbidden, detail))
}

/// Refuses to act on somebody whose role is not below one's own.
///
/// # Errors
/// `forbidden`.
pub fn require_above(actor: Role, target: Role) -> Result<()> {
    if actor.rank() > target.rank() {
        return Ok(());
    }
    let detail = "You may act only on those whose role is below yours.";
    Err(Error::new(Code::Forbidden, detail))
}

/// Refuses to give what one does not have: a role that is not below one's own, or a permission that
/// one lacks and that the other does not have already.
///
/// # Errors
/// `forbidden`.
pub fn require_grantable(
    actor: (Role, &Permissions),
    role: Role,
    (before, after): (&Permissions, &Permissions),
) -> Result<()> {
    require_above(actor.0, role)?;
    let mut new = after.difference(before);
    if new.all(|permission| actor.1.contains(permission)) {
        return Ok(());
    }
    let detail = "You may not give permissions that you do not have.";
    Err(Error::new(Code::Forbidden, detail))
}

#[cfg(test)]
mod tests;
