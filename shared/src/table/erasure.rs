//! People who deleted their account and are still in their chats: table `users`, key
//! (`pk` = `erase#` + user, `sk` = `outbox`).

use crate::app::App;
use crate::error::Result;
use crate::id::UserId;
use crate::table::item::{Item, key, number};
use crate::time::Time;

const PREFIX: &str = "erase#";

/// That somebody has to be taken out of their chats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Who.
    pub user_id: UserId,
    /// When they deleted their account.
    pub at: Time,
}

impl Erasure {
    /// Of somebody.
    #[must_use]
    pub fn of(user: &UserId) -> Self {
        Self {
            user_id: user.clone(),
            at: Time::now(),
        }
    }

    /// From an item of the table's stream; none for what is something else.
    #[must_use]
    pub fn from_item(item: &Item) -> Option<Self> {
        let user = item.get("pk")?.as_s().ok()?.strip_prefix(PREFIX)?;
        let at = item.get("at").and_then(|at| at.as_n().ok()?.parse().ok());
        Some(Self {
            user_id: UserId::from(user),
            at: Time::from_millis(at.unwrap_or_default()),
        })
    }

    /// As an item.
    #[must_use]
    pub fn to_item(&self) -> Item {
        let mut item = self.key();
        item.insert("at".to_owned(), number(self.at.millis()));
        item
    }

    fn key(&self) -> Item {
        let name = format!("{PREFIX}{}", self.user_id);
        key(("pk", &name), ("sk", "outbox"))
    }

    /// Forgets it, since it is done.
    ///
    /// # Errors
    /// When DynamoDB refuses.
    pub async fn remove(&self, app: &App) -> Result<()> {
        let delete = app.dynamodb.delete_item();
        delete
            .table_name(app.config.users_table()?)
            .set_key(Some(self.key()))
            .send()
            .await?;
        Ok(())
    }
}
