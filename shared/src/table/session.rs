//! Logins: table `users`, key (`pk` = user, `sk` = `session#` + session), gone when they expire.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::{SessionId, UserId};
use crate::table::item::{Item, from_item, key, text, to_item};
use crate::time::Time;
use crate::wire::Device;

const PREFIX: &str = "session#";

/// A login on one device: one family of refresh tokens, or a login at another issuer.
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
    /// When, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<i64>,
}

impl Session {
    /// A new login.
    #[must_use]
    pub fn new(user_id: UserId, device: Device, lifetime_seconds: u32) -> Self {
        Self::named(SessionId::generate(), user_id, device, lifetime_seconds)
    }

    /// A login that has a name already.
    #[must_use]
    pub fn named(
        session_id: SessionId,
        user_id: UserId,
        device: Device,
        lifetime_seconds: u32,
    ) -> Self {
        let now = Time::now();
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
            revoked_at: None,
        }
    }

    /// Whether the login is good: neither ended nor expired.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.revoked.is_none() && self.expires_at > Time::now().seconds()
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
    format!("{PREFIX}{session}")
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
    read(app, user, session, true).await
}

/// Reads a login, eventually consistent (0.5 read units).
///
/// # Errors
/// When DynamoDB refuses.
pub async fn glance(app: &App, user: &UserId, session: &SessionId) -> Result<Option<Session>> {
    read(app, user, session, false).await
}

async fn read(
    app: &App,
    user: &UserId,
    session: &SessionId,
    strong: bool,
) -> Result<Option<Session>> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.users_table()?)
        .set_key(Some(session_key(user, session)))
        .consistent_read(strong)
        .send()
        .await?;
    output.item.map(from_item).transpose()
}

/// All logins of somebody, ended ones too until they expire; strongly consistent, oldest first.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn all(app: &App, user: &UserId) -> Result<Vec<Session>> {
    let mut sessions = Vec::new();
    let mut start = None;
    loop {
        let output = app
            .dynamodb
            .query()
            .table_name(app.config.users_table()?)
            .key_condition_expression("pk = :user AND begins_with(sk, :prefix)")
            .expression_attribute_values(":user", text(user.as_str()))
            .expression_attribute_values(":prefix", text(PREFIX))
            .set_exclusive_start_key(start)
            .consistent_read(true)
            .send()
            .await?;
        for item in output.items.unwrap_or_default() {
            sessions.push(from_item(item)?);
        }
        start = output.last_evaluated_key;
        if start.is_none() {
            return Ok(sessions);
        }
    }
}

/// Forgets all logins of somebody.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn remove_all(app: &App, user: &UserId) -> Result<()> {
    for session in all(app, user).await? {
        let delete = app.dynamodb.delete_item();
        delete
            .table_name(app.config.users_table()?)
            .set_key(Some(session_key(user, &session.session_id)))
            .send()
            .await?;
    }
    Ok(())
}
