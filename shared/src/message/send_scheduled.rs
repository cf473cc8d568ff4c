use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::message::append::{Draft, append};
use crate::message::send_message::answer;
use crate::rules::content;
use crate::table::profile::{self, Profile};
use crate::table::scheduled::{Appointment, Scheduled};
use crate::table::{Transaction, side};

/// Sends a message whose time has come, exactly once: the entry is written in the transaction that
/// strikes it off the list. What can no longer be sent, because its sender has left the chat or
/// deleted their account, or the
/// message it answers is gone, is struck off and forgotten.
///
/// # Errors
/// When a service does not answer: the queue brings the appointment again.
pub(crate) async fn send_scheduled(app: &App, appointment: &Appointment) -> Result<()> {
    let found: Option<Scheduled> = side::get(app, &appointment.place()).await?;
    let Some(scheduled) = found else {
        return Ok(());
    };
    match send(app, &scheduled).await {
        Err(error) if error.code != Code::Internal && error.code != Code::Unavailable => {
            tracing::warn!(chat = %appointment.chat_id, cause = %error, "not sent");
            strike(app, appointment).await
        }
        sent => sent,
    }
}

async fn send(app: &App, scheduled: &Scheduled) -> Result<()> {
    let mut body = scheduled.body()?;
    let appointment = &scheduled.appointment;
    let content = content::content(&body, app.config.allow_attachment_urls)?;
    let client_message_id = std::mem::take(&mut body.client_message_id);
    let draft = Draft {
        chat: &appointment.chat_id,
        sender: &appointment.user_id,
        client_message_id: &client_message_id,
        kind: body.kind,
        content,
        reply_to_id: body.reply_to_id.as_ref(),
        hash: &scheduled.hash,
        appointment: Some(appointment),
    };
    let author = profile::get(app, &appointment.user_id).await?;
    if author.is_none() {
        return Err(Error::not_found("user"));
    }
    let appended = append(app, &draft).await?;
    let sender = author.as_ref().map(Profile::to_sender);
    match answer(app, appended, sender, None).await {
        // Cancelled meanwhile.
        Err(error) if error.code == Code::NotFound => Ok(()),
        answer => answer.map(drop),
    }
}

async fn strike(app: &App, appointment: &Appointment) -> Result<()> {
    let table = app.config.messages_table()?;
    let mut transaction = Transaction::default();
    for place in [appointment.place(), appointment.due_place()] {
        transaction = transaction.delete_if_there(table, place.key())?;
    }
    match transaction.commit(app).await? {
        Ok(()) => Ok(()),
        Err(cancelled) => Err(cancelled.into_error()),
    }
}
