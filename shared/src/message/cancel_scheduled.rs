use aws_sdk_dynamodb::types::Delete;

use crate::account::Identity;
use crate::app::App;
use crate::error::{Error, Result};
use crate::id::ChatId;
use crate::log::require_member;
use crate::table::Transaction;
use crate::table::scheduled::Appointment;

/// Cancels one of the caller's scheduled messages.
///
/// # Errors
/// `not_found`, also when it was sent meanwhile.
pub async fn cancel_scheduled(
    app: &App,
    identity: &Identity,
    chat: &ChatId,
    id: &str,
) -> Result<()> {
    let missing = || Error::not_found("scheduled message");
    let user = &identity.user_id;
    require_member(app, chat, user).await?;
    let appointment = Appointment::named(chat, user, id).ok_or_else(missing)?;
    let table = app.config.messages_table()?;
    let delete = Delete::builder()
        .table_name(table)
        .set_key(Some(appointment.place().key()))
        .condition_expression("attribute_exists(chatId)")
        .build()?;
    let transaction = Transaction::default()
        .delete(delete)
        .delete_if_there(table, appointment.due_place().key())?;
    match transaction.commit(app).await? {
        Ok(()) => Ok(()),
        Err(cancelled) if cancelled.failed_at(0) => Err(missing()),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}
