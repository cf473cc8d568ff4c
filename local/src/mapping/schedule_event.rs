//! What the clock hands to a function.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::stack::{ACCOUNT_ID, REGION, Schedule};

/// The event of one firing: the declared input, or the service's own event when there is none.
pub(super) fn event(schedule: &Schedule, fired_at: Timestamp) -> Value {
    let time = fired_at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
    match &schedule.input {
        Some(input) if schedule.scheduler => fill(input, schedule, &time),
        Some(input) => input.clone(),
        None => json!({
            "version": "0",
            "id": uuid::Uuid::new_v4().to_string(),
            "detail-type": "Scheduled Event",
            "source": if schedule.scheduler { "aws.scheduler" } else { "aws.events" },
            "account": ACCOUNT_ID,
            "time": time,
            "region": REGION,
            "resources": [arn(schedule)],
            // The two services differ: Scheduler sends the empty object as text.
            "detail": if schedule.scheduler { json!("{}") } else { json!({}) },
        }),
    }
}

fn arn(schedule: &Schedule) -> String {
    let name = &schedule.name;
    if schedule.scheduler {
        format!("arn:aws:scheduler:{REGION}:{ACCOUNT_ID}:schedule/default/{name}")
    } else {
        format!("arn:aws:events:{REGION}:{ACCOUNT_ID}:rule/{name}")
    }
}

/// Replaces the context attributes EventBridge Scheduler knows ("Adding context attributes in
/// EventBridge Scheduler", EventBridge Scheduler User Guide).
fn fill(input: &Value, schedule: &Schedule, time: &str) -> Value {
    match input {
        Value::String(text) => Value::String(
            text.replace("<aws.scheduler.schedule-arn>", &arn(schedule))
                .replace("<aws.scheduler.scheduled-time>", time)
                .replace(
                    "<aws.scheduler.execution-id>",
                    &uuid::Uuid::new_v4().to_string(),
                )
                .replace("<aws.scheduler.attempt-number>", "1"),
        ),
        Value::Array(items) => items
            .iter()
            .map(|item| fill(item, schedule, time))
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(name, value)| (name.clone(), fill(value, schedule, time)))
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schedule(scheduler: bool, input: Option<Value>) -> Schedule {
        Schedule {
            function: "CronSweep".into(),
            name: "sweep".into(),
            expression: "rate(1 minute)".into(),
            input,
            scheduler,
        }
    }

    fn fired() -> Timestamp {
        "2026-11-20T03:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_rule_sends_the_scheduled_event() {
        let event = event(&schedule(false, None), fired());
        assert_eq!(event["detail-type"], "Scheduled Event");
        assert_eq!(event["source"], "aws.events");
        assert_eq!(event["time"], "2026-11-20T03:00:00Z");
        assert_eq!(
            event["resources"][0],
            "arn:aws:events:us-east-1:000000000000:rule/sweep"
        );
        assert_eq!(event["detail"], json!({}));
    }

    #[test]
    fn a_declared_input_replaces_the_event() {
        let input = json!({"kind": "nightly", "at": "<aws.scheduler.scheduled-time>"});
        assert_eq!(event(&schedule(false, Some(input.clone())), fired()), input);
        let filled = event(&schedule(true, Some(input)), fired());
        assert_eq!(
            filled,
            json!({"kind": "nightly", "at": "2026-11-20T03:00:00Z"})
        );
    }
}
