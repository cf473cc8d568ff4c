use crate::app::App;
use crate::error::{Error, Result};
use crate::fan_out::{
    check, close, deliver, notify, notify_managers, post_again, purge, receipt, tell_block,
    tell_presence,
};
use crate::message::send_scheduled;
use crate::viewing;
use crate::wire::job::{Envelope, Job, VERSION};

/// Does one job of the fan-out queue. Doing it twice is harmless: clients drop what they have.
///
/// # Errors
/// When the job could not be done: SQS hands it out again, and to the dead-letter queue at last.
pub async fn work(app: &App, body: &str) -> Result<()> {
    let Envelope { version, job } = serde_json::from_str(body).map_err(Error::internal)?;
    if version > VERSION {
        return Err(Error::internal("a job of a newer release"));
    }
    match job {
        Job::Deliver {
            delivery,
            origin,
            after,
        } => deliver::deliver(app, *delivery, origin, after).await,
        Job::SendScheduled { appointment } => send_scheduled(app, &appointment).await,
        Job::Check { chat_id, seqs } => check::check(app, &chat_id, &seqs).await,
        Job::Post {
            event,
            targets,
            attempt,
        } => post_again::post_again(app, &event, targets, attempt).await,
        Job::Notify {
            event,
            user_ids,
            except,
        } => notify::notify(app, &event, &user_ids, except.as_ref()).await,
        Job::NotifyManagers { event, chat_id } => {
            notify_managers::notify_managers(app, &event, &chat_id).await
        }
        Job::Purge { chat_id } => purge::purge(app, &chat_id).await,
        Job::Close { target, farewell } => close::close(app, &target, farewell.as_ref()).await,
        Job::TellPresence { user_id } => tell_presence::tell_presence(app, &user_id).await,
        Job::TellBlock { user_id, other_id } => {
            tell_block::tell_block(app, &user_id, &other_id).await
        }
        Job::ClearConnection {
            user_id,
            connection_id,
            chat_ids,
            watched,
        } => viewing::clear(app, &user_id, &connection_id, (&chat_ids, watched)).await,
        Job::Receipt {
            chat_id,
            reader_id,
            after_seq,
            after_delivered,
            at,
            origin,
        } => {
            let job = receipt::Moved {
                chat_id,
                reader_id,
                after_seq,
                after_delivered,
                at,
                origin,
            };
            receipt::push_receipt(app, job).await
        }
    }
}
