//! Ordinals of messages that were deleted for everyone: table `messages`, partition `gone#` + chat,
//! sort key the ordinal. The head knows the newest of them; this is for who is further behind.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::table::item::{number, text};
use crate::table::side::Place;

/// That a message is gone.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Gone {
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// The partition of a chat.
#[must_use]
pub fn partition(chat: &ChatId) -> String {
    format!("gone#{chat}")
}

/// Where it is kept that the message at `ordinal` is gone.
#[must_use]
pub fn place(chat: &ChatId, ordinal: u64) -> Place {
    Place::new(partition(chat), u128::from(ordinal))
}

/// How many messages are gone above an ordinal, up to and including another.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn count(app: &App, chat: &ChatId, above: u64, up_to: u64) -> Result<u64> {
    if above >= up_to {
        return Ok(0);
    }
    let mut count = 0;
    let mut start = None;
    loop {
        let output = app
            .dynamodb
            .query()
            .table_name(app.config.messages_table()?)
            .select(aws_sdk_dynamodb::types::Select::Count)
            .key_condition_expression("chatId = :partition AND seq BETWEEN :low AND :high")
            .expression_attribute_values(":partition", text(partition(chat)))
            .expression_attribute_values(":low", number(above + 1))
            .expression_attribute_values(":high", number(up_to))
            .set_exclusive_start_key(start)
            .send()
            .await?;
        count += u64::try_from(output.count).unwrap_or_default();
        start = output.last_evaluated_key;
        if start.is_none() {
            return Ok(count);
        }
    }
}
