use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::log::tip::Tip;
use crate::rules::content::EVERYONE;
use crate::rules::permission::{self, Permission};
use crate::table::member;
use crate::wire::FieldError;

/// Makes sure that everyone who is named is in the chat, and that the sender may name everyone at
/// once, when they do.
pub(super) async fn require_mentioned(app: &App, tip: &Tip, mentions: &[String]) -> Result<()> {
    if mentions.is_empty() {
        return Ok(());
    }
    if mentions.iter().any(|name| name == EVERYONE) {
        permission::require(
            &tip.permissions(),
            Permission::MentionAll,
            "mention everyone",
        )?;
    }
    let named = mentions.iter().filter(|name| *name != EVERYONE);
    let named: Vec<UserId> = named.map(|name| UserId::from(name.as_str())).collect();
    let present = member::active_among(app, &tip.end.head.chat_id, &named).await?;
    let missing = mentions
        .iter()
        .enumerate()
        .filter(|(_, name)| *name != EVERYONE && !present.contains(&UserId::from(name.as_str())));
    let errors: Vec<FieldError> = missing
        .map(|(index, _)| FieldError {
            field: format!("mentions[{index}]"),
            code: "unknown".to_owned(),
            detail: "is not in this chat".to_owned(),
        })
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::fields(errors))
    }
}
