//! Words by which public chats are found: table `chats`, key (`pk` = `found#` + first character of
//! the word, `sk` = word + `#` + chat). A word is part of a name, or a tag, folded.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::rules::text::chat_terms;
use crate::table::about::About;
use crate::table::head::Head;
use crate::table::item::{Item, key, text};
use crate::table::rows;
use crate::wire::{ChatType, Visibility};

/// A row of the search.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Found {
    /// Word and chat.
    pub sk: String,
    /// The chat.
    pub chat_id: ChatId,
}

impl Found {
    /// The word.
    #[must_use]
    pub fn term(&self) -> &str {
        let term = self.sk.strip_suffix(self.chat_id.as_str());
        term.and_then(|term| term.strip_suffix('#'))
            .unwrap_or_default()
    }
}

/// The words by which everybody finds a chat.
#[must_use]
pub fn terms(head: &Head, about: &About) -> Vec<String> {
    let is_public = head.visibility == Visibility::Public && head.kind != ChatType::Direct;
    if !is_public || head.deleted_at.is_some() {
        return Vec::new();
    }
    chat_terms(head.name.as_deref().unwrap_or_default(), &about.tags)
}

/// Key of a word of a chat.
#[must_use]
pub fn found_key(term: &str, chat: &ChatId) -> Item {
    key(("pk", &partition(term)), ("sk", &format!("{term}#{chat}")))
}

/// A word of a chat as an item.
#[must_use]
pub fn found_item(term: &str, chat: &ChatId) -> Item {
    let mut item = found_key(term, chat);
    item.insert("chatId".to_owned(), text(chat.as_str()));
    item
}

fn partition(term: &str) -> String {
    format!("found#{}", term.chars().take(1).collect::<String>())
}

/// Rows with a word that begins with `prefix` (folded, not empty), behind the sort key `after`;
/// `true` says that there are more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn search(
    app: &App,
    prefix: &str,
    after: Option<&str>,
    limit: u32,
) -> Result<(Vec<Found>, bool)> {
    let after = after.map(|after| after.strip_prefix(prefix).unwrap_or(after));
    rows::page(app, &partition(prefix), prefix, after, limit).await
}
