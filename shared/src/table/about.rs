//! What a chat says of itself at length: table `chats`, key (`pk` = chat, `sk` = `about`). Apart
//! from the head, which every message writes; there only when there is something to say.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::table::head::Head;
use crate::table::item::{Item, from_item, key, to_item};

const SORT_KEY: &str = "about";

/// The long fields of a chat.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct About {
    /// What it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Address of its picture.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// What its members agree to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// Words by which it is found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Shelves on which it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
}

impl About {
    /// Whether there is nothing to say.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The fields as an item.
    ///
    /// # Errors
    /// Never: it has a form in DynamoDB.
    pub fn to_item(&self, chat: &ChatId) -> Result<Item> {
        let mut item = to_item(self)?;
        item.extend(about_key(chat));
        Ok(item)
    }
}

/// Key of a chat's long fields.
#[must_use]
pub fn about_key(chat: &ChatId) -> Item {
    key(("pk", chat.as_str()), ("sk", SORT_KEY))
}

/// Reads the long fields, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn get(app: &App, chat: &ChatId) -> Result<About> {
    let output = app
        .dynamodb
        .get_item()
        .table_name(app.config.chats_table()?)
        .set_key(Some(about_key(chat)))
        .consistent_read(true)
        .send()
        .await?;
    let found = output.item.map(from_item).transpose()?;
    Ok(found.unwrap_or_default())
}

/// The long fields of those chats that have some, strongly consistent.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn of_many<'a>(
    app: &App,
    heads: impl Iterator<Item = &'a Head>,
) -> Result<HashMap<ChatId, About>> {
    let chats: BTreeSet<&ChatId> = heads
        .filter(|head| head.has_about)
        .map(|head| &head.chat_id)
        .collect();
    let keys: Vec<Item> = chats.into_iter().map(about_key).collect();
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let items = super::batch_get_strong(app, app.config.chats_table()?, keys).await?;
    let mut found = HashMap::new();
    for item in items {
        let chat = item.get("pk").and_then(|chat| chat.as_s().ok());
        if let Some(chat) = chat.map(|chat| ChatId::from(chat.as_str())) {
            found.insert(chat, from_item(item)?);
        }
    }
    Ok(found)
}
