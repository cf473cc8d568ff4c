//! Logins: table `users`, key (`pk` = user, `sk` = `session#` + session), gone when they expire.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{SessionId, UserId};
use crate::table::item::{Item, from_item, key, to_item};
use crate::time::Time;
use crate::wire::Device;

/// A login on one device: one family of refresh tokens.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Session {
    /// The person.
    #[serde(rename = "pk")]
    pub user_id: UserId,
    sk: String,
    /// The login.
    pub session_id: SessionId,
    /// The device.
    pub device: Device,
    /// Which refresh token of the family is good: the first is 1.
    pub generation: u64,
    /// When it was issued, epoch milliseconds.
    pub rotated_at: i64,
    /// When the login was made.
    pub created_at: Time,
    /// Epoch seconds after which the login is no good.
    pub expires_at: i64,
    /// Why it was ended, when it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<String>,
}

impl Session {
    /// A new login.
    #[must_use]
    pub fn new(user_id: UserId, device: Device, lifetime_seconds: u32) -> Self {
        let now = Time::now();
        let session_id = SessionId::generate();
        Self {
            user_id,
            sk: sort_key(&session_id),
            session_id,
            device,
            generation: 1,
            rotated_at: now.millis(),
            created_at: now,
            expires_at: now.seconds() + i64::from(lifetime_seconds),
            revoked: None,
        }
    }

    /// The login as an item.
    ///
    /// # Errors
    /// Never for a login made here.
    pub fn to_item(&self) -> Result<Item> {
        to_item(self)
    }
}

fn sort_key(session: &SessionId) -> String {
    format!("session#{session}")
}

/// Key of a login.
#[must_use]
pub fn session_key(user: &UserId, session: &SessionId) -> Item {
    key(("pk", user.as_str()), ("sk", &sort_key(session)))
}

/// Reads a login, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, user: &UserId, session: &SessionId) -> Result<Option<Session>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(session_key(user, session)))
        .consistent_read(true)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}
