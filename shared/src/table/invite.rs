//! Invitations: table `chats`, key (`pk` = chat, `sk` = `invite#` + secret); a personal one also
//! at (`pk` = `invited#` + user, `sk` = chat), where its person finds it.

use aws_sdk_dynamodb::types::{Delete, Put};
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::{ChatId, InviteCode, UserId};
use crate::table::item::{Item, from_item, key, number, to_item};
use crate::time::Time;
use crate::wire::Invite;

/// Sort keys of invitations begin so.
pub const PREFIX: &str = "invite#";

/// An invitation: for one person, or a link for whoever has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredInvite {
    /// By what it is named.
    pub code: InviteCode,
    /// For whom; none for a link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_id: Option<UserId>,
    /// Who made it.
    pub created_by: UserId,
    /// When.
    pub created_at: Time,
    /// Until when it is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Time>,
    /// How often it is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_uses: Option<u32>,
    /// How often it was used.
    #[serde(default)]
    pub uses: u32,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// Where a person finds an invitation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Invited {
    /// The invitation.
    pub code: InviteCode,
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

impl StoredInvite {
    /// Whether somebody can come in by it: it is theirs or anybody's, in time, and not used up.
    #[must_use]
    pub fn admits(&self, user: &UserId, now: Time) -> bool {
        self.is_in_force(now)
            && self
                .invited_id
                .as_ref()
                .is_none_or(|invited| invited == user)
    }

    /// Whether it is in time and not used up.
    #[must_use]
    pub fn is_in_force(&self, now: Time) -> bool {
        self.ends_at.is_none_or(|end| end > now) && self.max_uses.is_none_or(|max| self.uses < max)
    }

    /// The invitation as people see it.
    #[must_use]
    pub fn to_wire(&self, chat: &ChatId) -> Invite {
        Invite {
            code: self.code.clone(),
            chat_id: chat.clone(),
            user_id: self.invited_id.clone(),
            created_by: self.created_by.clone(),
            created_at: self.created_at,
            expires_at: self.ends_at,
            max_uses: self.max_uses,
            uses: self.uses,
        }
    }

    /// The invitation as an item.
    ///
    /// # Errors
    /// `not_found` for a code that is none of ours.
    pub fn to_item(&self) -> Result<Item> {
        let mut item = to_item(self)?;
        item.extend(invite_key(&self.code)?);
        Ok(item)
    }

    /// Writes how often it was used, if that is as it was read.
    ///
    /// # Errors
    /// `not_found` for a code that is none of ours.
    pub fn put_used(&self, table: &str, seen: &Self) -> Result<Put> {
        Ok(Put::builder()
            .table_name(table)
            .set_item(Some(self.to_item()?))
            .condition_expression("uses = :seen")
            .expression_attribute_values(":seen", number(seen.uses))
            .build()?)
    }

    /// Takes it away, if it is still there.
    ///
    /// # Errors
    /// `not_found` for a code that is none of ours.
    pub fn delete(&self, table: &str) -> Result<Delete> {
        Ok(Delete::builder()
            .table_name(table)
            .set_key(Some(invite_key(&self.code)?))
            .condition_expression("attribute_exists(pk)")
            .build()?)
    }

    /// The item by which its person finds it; none for a link.
    ///
    /// # Errors
    /// `not_found` for a code that is none of ours.
    pub fn to_invited_item(&self) -> Result<Option<Item>> {
        let Some(user) = &self.invited_id else {
            return Ok(None);
        };
        let invited = Invited {
            code: self.code.clone(),
            expires_at: self.expires_at,
        };
        let mut item = to_item(&invited)?;
        let chat = self.code.chat().ok_or_else(|| Error::not_found("invite"))?;
        item.extend(invited_key(user, &chat));
        Ok(Some(item))
    }
}

/// Key of an invitation.
///
/// # Errors
/// `not_found` for a code that is none of ours.
pub fn invite_key(code: &InviteCode) -> Result<Item> {
    let (chat, secret) = code.parts().ok_or_else(|| Error::not_found("invite"))?;
    Ok(key(("pk", chat), ("sk", &format!("{PREFIX}{secret}"))))
}

/// Key of the item by which a person finds an invitation.
#[must_use]
pub fn invited_key(user: &UserId, chat: &ChatId) -> Item {
    key(("pk", &invited_partition(user)), ("sk", chat.as_str()))
}

/// The partition of a person's invitations.
#[must_use]
pub fn invited_partition(user: &UserId) -> String {
    format!("invited#{user}")
}

/// Reads an invitation, strongly consistent.
///
/// # Errors
/// `not_found` for a code that is none of ours; when DynamoDB refuses.
pub async fn get(app: &App, code: &InviteCode) -> Result<Option<StoredInvite>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(invite_key(code)?))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}
