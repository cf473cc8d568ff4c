//! The messages that answer a message: table `messages`, partition `replies#` + chat + `#` +
//! message's number, sort key the reply's number.

use serde::{Deserialize, Serialize};

use crate::app::App;
use crate::error::Result;
use crate::id::ChatId;
use crate::table::side::{self, HIGHEST, Place, Stretch};

/// That a message answers another.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answered {
    /// When the table may forget it, epoch seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// The partition of the messages that answer one.
#[must_use]
pub fn partition(chat: &ChatId, message: u64) -> String {
    format!("replies#{chat}#{message}")
}

/// Where it is kept that `reply` answers `message`.
#[must_use]
pub fn place(chat: &ChatId, message: u64, reply: u64) -> Place {
    Place::new(partition(chat, message), u128::from(reply))
}

/// Places of up to `limit` answers after `after`, ascending; `true` says that there are more.
///
/// # Errors
/// When DynamoDB refuses.
pub async fn answers(
    app: &App,
    chat: &ChatId,
    message: u64,
    after: u64,
    limit: u32,
) -> Result<(Vec<u64>, bool)> {
    let stretch = Stretch {
        low: u128::from(after) + 1,
        high: HIGHEST,
        forward: true,
        limit,
    };
    let (rows, more): (Vec<(u128, Answered)>, bool) =
        side::read(app, &partition(chat, message), stretch).await?;
    let seqs = rows.into_iter().map(|(seq, _)| u64::try_from(seq));
    Ok((seqs.filter_map(std::result::Result::ok).collect(), more))
}
