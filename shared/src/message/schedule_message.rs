use crate::app::App;
use crate::error::{Error, Result};
use crate::message::append::{Appended, Draft, look, repeated};
use crate::rules::limits::LIMITS;
use crate::table::scheduled::{Appointment, Scheduled};
use crate::table::sent::Sent;
use crate::table::{Transaction, from_item};
use crate::time::Time;
use crate::wire::SendMessage;

/// Notes a message for later, once under its `clientMessageId`. What cannot be sent now is refused
/// now; what goes bad until its time is forgotten then.
pub(super) async fn schedule(
    app: &App,
    draft: &Draft<'_>,
    body: &SendMessage,
    send_at: Time,
    now: Time,
) -> Result<Appended> {
    let (tip, _) = look(app, draft).await?;
    let mut body = body.clone();
    (body.chat_id, body.user_id) = (Some(draft.chat.clone()), None);
    let scheduled = Scheduled {
        appointment: Appointment::new(draft.chat, draft.sender, send_at),
        send_at,
        created_at: now,
        message: serde_json::to_string(&body).map_err(Error::internal)?,
        hash: draft.hash.to_owned(),
    };
    let key = (draft.chat, draft.sender, draft.client_message_id);
    let expires = now.seconds() + i64::from(LIMITS.idempotency_seconds);
    let mut sent = Sent::new(key, None, draft.hash.to_owned(), expires);
    sent.appointment = Some(scheduled.appointment.clone());

    let table = app.config.messages_table()?;
    let put_sent = sent.put_if_free(table, now.seconds())?.build()?;
    let [mine, due] = scheduled.items()?;
    let transaction = Transaction::default()
        .put_if(put_sent)
        .put(table, mine)?
        .put(table, due)?;
    match transaction.commit(app).await? {
        Ok(()) => Ok(Appended::Scheduled(Box::new(scheduled))),
        Err(cancelled) => match cancelled.existing_at(0) {
            Some(sent) => repeated(app, draft, tip, from_item(sent.clone())?).await,
            None => Err(cancelled.into_error()),
        },
    }
}
