//! Puts jobs on the fan-out queue.

use crate::app::App;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::wire::Event;
use crate::wire::job::{Envelope, Job, VERSION};

/// Queues a job, to be worked on after `delay_seconds` (0 to 900).
///
/// # Errors
/// When SQS does not take it.
pub async fn send(app: &App, job: Job, delay_seconds: i32) -> Result<()> {
    let body = serde_json::to_string(&Envelope {
        version: VERSION,
        job,
    })
    .map_err(Error::internal)?;
    // SQS takes no character that XML 1.0 has not (Amazon SQS API Reference, `SendMessage`). JSON has
    // escaped all but these two.
    let body = body
        .replace('\u{fffe}', "\\ufffe")
        .replace('\u{ffff}', "\\uffff");
    app.sqs
        .send_message()
        .queue_url(app.config.fan_out_queue_url()?)
        .message_body(body)
        .set_delay_seconds((delay_seconds > 0).then_some(delay_seconds))
        .send()
        .await?;
    Ok(())
}

/// Has a message that was received handed out again in `seconds`, instead of at the end of its
/// visibility timeout.
///
/// # Errors
/// When SQS refuses.
pub async fn hand_out_again(app: &App, receipt_handle: &str, seconds: i32) -> Result<()> {
    app.sqs
        .change_message_visibility()
        .queue_url(app.config.fan_out_queue_url()?)
        .receipt_handle(receipt_handle)
        .visibility_timeout(seconds)
        .send()
        .await?;
    Ok(())
}

/// Has an event pushed to all connections of some people. Who is not told, since the queue does not
/// take it, learns by `sync`.
pub async fn notify(app: &App, event: Event, user_ids: Vec<UserId>) {
    let (kind, chat) = (event.kind.clone(), event.chat_id.clone());
    let job = Job::Notify {
        event,
        user_ids,
        except: None,
    };
    if let Err(error) = send(app, job, 0).await {
        tracing::warn!(kind, ?chat, cause = %error, "an event was not queued");
    }
}
