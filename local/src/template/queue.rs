//! `AWS::SQS::Queue`.

use std::time::Duration;

use serde_json::Value;

use super::properties::Properties;
use super::source::Template;
use crate::error::StartError;
use crate::stack::{Queue, Redrive, Stack};

/// Adds the template's queues to the stack. Defaults as in the SQS `CreateQueue` reference.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    for resource in template.of_type("AWS::SQS::Queue")? {
        let properties = resource.properties(&[
            "VisibilityTimeout",
            "DelaySeconds",
            "MessageRetentionPeriod",
            "RedrivePolicy",
        ])?;
        let seconds = |name: &str, default: u64| {
            properties
                .seconds(name)
                .map(|time| time.unwrap_or(Duration::from_secs(default)))
        };
        stack.queues.push(Queue {
            logical_id: resource.id.to_owned(),
            name: resource.name()?,
            visibility_timeout: seconds("VisibilityTimeout", 30)?,
            delay: seconds("DelaySeconds", 0)?,
            retention: seconds("MessageRetentionPeriod", 345_600)?,
            redrive: redrive(&properties)?,
        });
    }
    Ok(())
}

fn redrive(properties: &Properties) -> Result<Option<Redrive>, StartError> {
    const NAME: &str = "RedrivePolicy";
    // CloudFormation takes the policy as a map, and as JSON in a text.
    let parsed = match properties.raw(NAME) {
        Some(Value::String(text)) => serde_json::from_str(text).ok(),
        Some(Value::Object(map)) => Some(map.clone()),
        None => return Ok(None),
        Some(_) => None,
    };
    let Some(policy) = parsed else {
        return Err(properties.fault(NAME, "must be a map"));
    };
    let policy = Properties::new("", "", policy);
    let (Some(target), Some(count)) = (
        policy.text("deadLetterTargetArn")?,
        policy.number("maxReceiveCount")?,
    ) else {
        return Err(properties.fault(NAME, "needs deadLetterTargetArn and maxReceiveCount"));
    };
    let dead_letter_queue = target.rsplit(':').next().unwrap_or_default().to_owned();
    Ok(Some(Redrive {
        dead_letter_queue,
        max_receive_count: count,
    }))
}
