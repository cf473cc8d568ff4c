//! Letters to be sent: table `users`, key (`pk` = `mail#` + a name, `sk` = `outbox`). Gone when sent.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::table::EXPIRES_AT;
use crate::table::item::{Item, from_item, key, number, to_item};
use crate::time::Time;
use crate::wire::Letter;

/// Seconds after which a letter that could not be sent is given up.
const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// A letter in the outbox.
#[derive(Debug, Serialize, Deserialize)]
pub struct Posted {
    pk: String,
    sk: String,
    /// The letter.
    pub letter: Letter,
}

impl Posted {
    /// From an item of the table's stream; none for what is no letter.
    #[must_use]
    pub fn from_item(item: Item) -> Option<Self> {
        from_item(item).ok()
    }

    /// Whether it still waits: a stream may bring it again.
    ///
    /// # Errors
    /// When DynamoDB refuses.
    pub async fn is_there(&self, app: &App) -> Result<bool> {
        let get = app.dynamodb.get_item();
        let output = get
            .table_name(app.config.users_table()?)
            .set_key(Some(key(("pk", &self.pk), ("sk", &self.sk))))
            .consistent_read(true)
            .send()
            .await?;
        Ok(output.item.is_some())
    }

    /// Takes it out of the outbox.
    ///
    /// # Errors
    /// When DynamoDB refuses.
    pub async fn remove(&self, app: &App) -> Result<()> {
        let delete = app.dynamodb.delete_item();
        delete
            .table_name(app.config.users_table()?)
            .set_key(Some(key(("pk", &self.pk), ("sk", &self.sk))))
            .send()
            .await?;
        Ok(())
    }
}

/// A letter as an item, to be put together with what it is about.
///
/// # Errors
/// Never: every letter has a form in DynamoDB.
pub fn item(letter: &Letter) -> Result<Item> {
    let expires = Time::now().seconds() + KEPT_SECONDS;
    let name = format!("mail#{}", uuid::Uuid::now_v7());
    let mut item = key(("pk", &name), ("sk", "outbox"));
    item.insert("letter".to_owned(), AttributeValue::M(to_item(letter)?));
    item.insert(EXPIRES_AT.to_owned(), number(expires));
    Ok(item)
}

/// Puts a letter into the outbox by itself.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn post(app: &App, letter: &Letter) -> Result<()> {
    let put = app.dynamodb.put_item();
    put.table_name(app.config.users_table()?)
        .set_item(Some(item(letter)?))
        .send()
        .await?;
    Ok(())
}
