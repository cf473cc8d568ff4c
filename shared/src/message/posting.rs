//! Whether somebody may write just now.

use aws_sdk_dynamodb::types::Update;

use crate::app::App;
use crate::error::{Code, Error, Result};
use crate::log::tip::Tip;
use crate::rules::permission::{Permission, require};
use crate::table::member::member_key;
use crate::table::number;
use crate::time::Time;

/// Refuses who may not write, both sides of a block, and everybody in a chat that is closed for
/// writing.
pub(super) fn require_post(tip: &Tip) -> Result<()> {
    if tip.member.blocks {
        let detail = "You have blocked this person. Lift the block to write to them.";
        return Err(Error::new(Code::Blocked, detail));
    }
    if tip.member.blocked {
        let detail = "This person does not take messages from you.";
        return Err(Error::new(Code::Blocked, detail));
    }
    require(&tip.permissions(), Permission::Post, "write messages")?;
    if tip.end.head.archived {
        let detail = "The chat is archived: nobody writes in it any more.";
        return Err(Error::new(Code::Conflict, detail));
    }
    Ok(())
}

/// Slow mode, for one member of a chat that has it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    seconds: u32,
    last_sent_at: Option<i64>,
}

impl Pace {
    /// At which pace a member may write; none who keeps order in the chat.
    pub(super) fn of(tip: &Tip) -> Option<Self> {
        let seconds = tip
            .end
            .head
            .slow_mode_seconds
            .filter(|seconds| *seconds > 0)?;
        let keeps_order = tip.permissions().contains(&Permission::ManageMembers);
        (!keeps_order).then_some(Self {
            seconds,
            last_sent_at: tip.member.last_sent_at,
        })
    }

    fn millis(self) -> i64 {
        i64::from(self.seconds) * 1_000
    }

    /// Why the member has to wait; none when they need not.
    pub(super) fn refusal(self, now: Time) -> Option<Error> {
        let wait = self.last_sent_at? + self.millis() - now.millis();
        (wait > 0).then(|| self.wait(wait))
    }

    /// That somebody has to wait for so many milliseconds.
    fn wait(self, millis: i64) -> Error {
        let seconds = u32::try_from((millis + 999) / 1_000).unwrap_or(self.seconds);
        let every = self.seconds;
        let detail = format!("One message every {every} s: the next one in {seconds} s.");
        Error::new(Code::SlowMode, detail).retry_after(seconds)
    }

    /// That another message of the same member came between.
    pub(super) fn overtaken(self) -> Error {
        self.wait(self.millis())
    }

    /// Notes that the member writes now, if they need not wait.
    pub(super) fn note(self, app: &App, tip: &Tip, now: Time) -> Result<Update> {
        let member = &tip.member;
        Ok(Update::builder()
            .table_name(app.config.chats_table()?)
            .set_key(Some(member_key(&member.chat_id, &member.user_id)))
            .update_expression("SET lastSentAt = :now")
            .condition_expression("attribute_not_exists(lastSentAt) OR lastSentAt <= :before")
            .expression_attribute_values(":now", number(now.millis()))
            .expression_attribute_values(":before", number(now.millis() - self.millis()))
            .build()?)
    }
}
