//! Queues and streams that invoke functions: events of type `SQS` and `DynamoDB`, and
//! `AWS::Lambda::EventSourceMapping`.
//!
//! Defaults are those of the Lambda `CreateEventSourceMapping` reference.

use std::time::Duration;

use serde_json::Value;

use super::function::function_id;
use super::properties::Properties;
use super::source::Template;
use crate::error::StartError;
use crate::stack::{EventSourceMapping, LogicalId, MappingSource, Stack};

/// Adds the mappings declared as resources of their own; the functions are there already.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    for resource in template.of_type("AWS::Lambda::EventSourceMapping")? {
        let properties = resource.properties(&[
            "EventSourceArn",
            "FunctionName",
            "Enabled",
            "BatchSize",
            "MaximumBatchingWindowInSeconds",
            "FunctionResponseTypes",
            "ScalingConfig",
            "MaximumRetryAttempts",
            "BisectBatchOnFunctionError",
            "FilterCriteria",
            "StartingPosition",
        ])?;
        let function = function_id(stack, &properties, "FunctionName")?;
        let mapping = if properties
            .required("EventSourceArn")?
            .contains(":dynamodb:")
        {
            stream(function, "EventSourceArn", &properties)?
        } else {
            queue(function, "EventSourceArn", &properties)?
        };
        stack.mappings.extend(mapping);
    }
    Ok(())
}

/// A queue's mapping; none when it is switched off.
pub(crate) fn queue(
    function: LogicalId,
    source: &str,
    properties: &Properties,
) -> Result<Option<EventSourceMapping>, StartError> {
    let arn = properties.required(source)?;
    let Some(name) = arn
        .strip_prefix("arn:aws:sqs:")
        .and_then(|rest| rest.rsplit(':').next())
    else {
        return Err(properties.fault(source, "must be the ARN of a queue"));
    };
    mapping(
        function,
        MappingSource::Queue(name.to_owned()),
        10,
        properties,
    )
}

/// A stream's mapping; none when it is switched off.
pub(crate) fn stream(
    function: LogicalId,
    source: &str,
    properties: &Properties,
) -> Result<Option<EventSourceMapping>, StartError> {
    let arn = properties.required(source)?;
    let table = arn
        .split_once(":table/")
        .and_then(|(_, rest)| rest.split_once("/stream/"));
    let Some((table, _)) = table else {
        return Err(properties.fault(source, "must be the ARN of a table's stream"));
    };
    let from_trim_horizon = match properties.required("StartingPosition")?.as_str() {
        "TRIM_HORIZON" => true,
        "LATEST" => false,
        _ => {
            return Err(properties.fault("StartingPosition", "must be LATEST or TRIM_HORIZON"));
        }
    };
    let table = table.to_owned();
    mapping(
        function,
        MappingSource::Stream {
            table,
            from_trim_horizon,
        },
        100,
        properties,
    )
}

fn mapping(
    function: LogicalId,
    source: MappingSource,
    batch_size: usize,
    properties: &Properties,
) -> Result<Option<EventSourceMapping>, StartError> {
    if !properties.flag("Enabled")?.unwrap_or(true) {
        return Ok(None);
    }
    let responses = properties.texts("FunctionResponseTypes")?;
    let maximum_concurrency = match properties.part("ScalingConfig")? {
        Some(scaling) => scaling.number("MaximumConcurrency")?,
        None => None,
    };
    // -1 means without end, as absence does.
    let maximum_retries = match properties.text("MaximumRetryAttempts")?.as_deref() {
        Some("-1") => None,
        _ => properties.number("MaximumRetryAttempts")?,
    };
    Ok(Some(EventSourceMapping {
        function,
        source,
        batch_size: properties.number("BatchSize")?.unwrap_or(batch_size),
        batching_window: properties
            .seconds("MaximumBatchingWindowInSeconds")?
            .unwrap_or(Duration::ZERO),
        reports_item_failures: responses
            .iter()
            .any(|kind| kind == "ReportBatchItemFailures"),
        maximum_concurrency,
        maximum_retries,
        bisect_on_error: properties
            .flag("BisectBatchOnFunctionError")?
            .unwrap_or(false),
        filters: filters(properties)?,
    }))
}

/// The patterns of `FilterCriteria`: JSON in texts.
fn filters(properties: &Properties) -> Result<Vec<Value>, StartError> {
    let Some(criteria) = properties.part("FilterCriteria")? else {
        return Ok(Vec::new());
    };
    let filters = criteria.parts("Filters")?;
    filters
        .iter()
        .map(|filter| {
            serde_json::from_str(&filter.required("Pattern")?)
                .map_err(|error| filter.fault("Pattern", &format!("is not JSON ({error})")))
        })
        .collect()
}
