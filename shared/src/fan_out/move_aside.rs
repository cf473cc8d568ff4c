//! Moves a change that was pushed out of the way of those who page through messages (ADR 7).

use crate::app::App;
use crate::error::Result;
use crate::table::entry::{self, Entry};
use crate::table::{EXPIRES_AT, applied, number};
use crate::time::Time;
use crate::wire::job::{Delivery, News};

/// Seconds after which the table may forget a change at its own number. Longer than any append
/// fights for a slot, and than any read takes.
const LINGER_SECONDS: i64 = 60 * 60;

/// Messages, and what is shown among them, stay where they are.
fn is_change(delivery: &Delivery) -> bool {
    !matches!(delivery.news, News::Created { .. } | News::Happened { .. })
}

/// Writes a copy at the negative of its number. Before the head knows that the change was pushed: a
/// job that fails here comes again.
pub(super) async fn move_aside(app: &App, delivery: &Delivery) -> Result<()> {
    if !is_change(delivery) {
        return Ok(());
    }
    let found = entry::get(app, &delivery.chat_id, delivery.seq).await?;
    let Some(Entry::Change(change)) = found else {
        return Ok(());
    };
    // Only once: a second worker may find the original with its hour to live on it.
    let result = app
        .dynamodb
        .put_item()
        .table_name(app.config.messages_table()?)
        .set_item(Some(change.to_item_aside()?))
        .condition_expression("attribute_not_exists(chatId)")
        .send()
        .await;
    applied(result).map(drop)
}

/// Lets the table forget the change at its own number. After the head knows its number, so that the
/// log never seems to end before it. When this fails, the change stays: that costs some reading,
/// and nothing else.
pub(super) async fn forget_later(app: &App, delivery: &Delivery) {
    if !is_change(delivery) {
        return;
    }
    if let Err(error) = forget(app, delivery).await {
        let chat = &delivery.chat_id;
        tracing::warn!(%chat, seq = delivery.seq, cause = %error, "a change stays in the way");
    }
}

async fn forget(app: &App, delivery: &Delivery) -> Result<()> {
    let result = app
        .dynamodb
        .update_item()
        .table_name(app.config.messages_table()?)
        .set_key(Some(entry::entry_key(&delivery.chat_id, delivery.seq)))
        .update_expression("SET #expires = :expires")
        .condition_expression("attribute_exists(#change)")
        .expression_attribute_names("#change", "change")
        .expression_attribute_names("#expires", EXPIRES_AT)
        .expression_attribute_values(":expires", number(Time::now().seconds() + LINGER_SECONDS))
        .send()
        .await;
    applied(result).map(drop)
}
