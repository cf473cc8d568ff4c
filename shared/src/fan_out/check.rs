use crate::app::App;
use crate::error::Result;
use crate::fan_out::deliver::{Delivery, deliver};
use crate::id::ChatId;
use crate::table::{entry, head};

/// Pushes those of the entries that are not known to have been pushed.
pub(super) async fn check(app: &App, chat: &ChatId, seqs: &[u64]) -> Result<()> {
    let Some(head) = head::get(app, chat).await? else {
        return Ok(());
    };
    for seq in seqs.iter().filter(|seq| !head.is_pushed(**seq)) {
        let Some(entry) = entry::get(app, chat, *seq).await? else {
            continue;
        };
        tracing::warn!(%chat, seq, "found an entry that was not pushed");
        let ordinal = entry.ordinal;
        let message = entry.into_message(None);
        deliver(
            app,
            Delivery {
                message,
                ordinal,
                origin: None,
                after: None,
            },
        )
        .await?;
    }
    Ok(())
}
