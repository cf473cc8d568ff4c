//! Functions invoked by the clock.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;

use super::cron::Expression;
use super::{Invoke, asynchronous, schedule_event};
use crate::error::StartError;
use crate::lambda::Invocation;
use crate::meter::{Origin, Source};
use crate::stack::Schedule;

/// The longest sleep in one go: the monotonic clock stops while a laptop sleeps, the wall does not.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);

/// Starts the clock of one schedule.
pub(super) fn start(schedule: Schedule, invoke: Invoke) -> Result<(), StartError> {
    let expression = Expression::parse(&schedule.expression).map_err(|reason| {
        StartError(format!(
            "Schedule {} has the expression {:?}, which cannot be read: {reason}; correct it in \
             the template.",
            schedule.name, schedule.expression
        ))
    })?;
    tokio::spawn(run(schedule, expression, invoke));
    Ok(())
}

async fn run(schedule: Schedule, expression: Expression, invoke: Invoke) {
    let mut last = Timestamp::now();
    while let Some(due) = expression.next_after(last) {
        sleep_until(due).await;
        fire(&schedule, due, &invoke);
        // After a long sleep of the machine, missed times are not made up for.
        let missed = expression
            .next_after(due)
            .is_some_and(|next| next < Timestamp::now());
        last = if missed { Timestamp::now() } else { due };
    }
}

async fn sleep_until(due: Timestamp) {
    while let Ok(left) = Duration::try_from(due.duration_since(Timestamp::now()))
        && !left.is_zero()
    {
        tokio::time::sleep(left.min(LONGEST_SLEEP)).await;
    }
}

fn fire(schedule: &Schedule, due: Timestamp, invoke: &Invoke) {
    let invocation = Invocation {
        function: schedule.function.clone(),
        payload: Bytes::from(schedule_event::event(schedule, due).to_string()),
        trigger: format!("schedule {}", schedule.name),
        origin: Origin::new(Source::Schedule),
    };
    asynchronous::invoke(Invoke::clone(invoke), invocation);
}
