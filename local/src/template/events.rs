//! What invokes a function: the `Events` of `AWS::Serverless::Function`.

use serde_json::Value;

use super::properties::Properties;
use super::source::Template;
use super::{bucket, function, mapping};
use crate::error::StartError;
use crate::stack::{BucketNotification, HttpRoute, LogicalId, Schedule, Stack};

/// Adds routes, mappings, schedules and notifications; functions, APIs and buckets are there.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    for resource in template.of_type("AWS::Serverless::Function")? {
        for (name, kind, properties) in function::events(resource)? {
            let function = resource.id.to_owned();
            match kind.as_str() {
                "HttpApi" => http_route(stack, function, &properties)?,
                "SQS" => {
                    let mapping = mapping::queue(function, "Queue", &properties)?;
                    stack.mappings.extend(mapping);
                }
                "DynamoDB" => {
                    let mapping = mapping::stream(function, "Stream", &properties)?;
                    stack.mappings.extend(mapping);
                }
                "Schedule" | "ScheduleV2" => {
                    let name = format!("{}{name}", resource.id);
                    stack
                        .schedules
                        .extend(schedule(function, name, &kind, &properties)?);
                }
                "S3" => notification(stack, &function, &properties)?,
                _ => tracing::warn!(
                    "{}.Events.{name}: events of type {kind} do not reach functions on this machine",
                    resource.id
                ),
            }
        }
    }
    Ok(())
}

fn http_route(
    stack: &mut Stack,
    function: LogicalId,
    properties: &Properties,
) -> Result<(), StartError> {
    let key = match (properties.text("Method")?, properties.text("Path")?) {
        (None, None) => "$default".to_owned(),
        (_, Some(path)) if path == "$default" => path,
        (method, Some(path)) => {
            let method = method.unwrap_or_else(|| "ANY".to_owned()).to_uppercase();
            // SAM also writes the method that matches all as `x-amazon-apigateway-any-method`.
            let any = method == "X-AMAZON-APIGATEWAY-ANY-METHOD";
            format!("{} {path}", if any { "ANY" } else { &method })
        }
        (Some(_), None) => return Err(properties.fault("Path", "is missing")),
    };
    let wanted = properties.text("ApiId")?;
    let api = stack.http_apis.iter_mut().find(|api| match &wanted {
        Some(id) => api.api_id == *id || api.logical_id == *id,
        None => api.logical_id == "ServerlessHttpApi",
    });
    let Some(api) = api else {
        return Err(properties.fault("ApiId", "is no HTTP API of the template"));
    };
    if api.routes.iter().any(|route| route.key == key) {
        return Err(properties.fault("Path", &format!("{key} is declared twice")));
    }
    api.routes.push(HttpRoute { key, function });
    Ok(())
}

fn schedule(
    function: LogicalId,
    name: String,
    kind: &str,
    properties: &Properties,
) -> Result<Option<Schedule>, StartError> {
    let enabled = properties.flag("Enabled")?.unwrap_or(true);
    if !enabled
        || properties
            .text("State")?
            .is_some_and(|state| state == "DISABLED")
    {
        return Ok(None);
    }
    let scheduler = kind == "ScheduleV2";
    let expression = if scheduler {
        "ScheduleExpression"
    } else {
        "Schedule"
    };
    Ok(Some(Schedule {
        function,
        name: properties.text("Name")?.unwrap_or(name),
        expression: properties.required(expression)?,
        input: input(properties)?,
        scheduler,
    }))
}

/// The declared `Input`, which is JSON in a text.
fn input(properties: &Properties) -> Result<Option<Value>, StartError> {
    let Some(text) = properties.text("Input")? else {
        return Ok(None);
    };
    let parsed = serde_json::from_str(&text).ok();
    parsed
        .map(Some)
        .ok_or_else(|| properties.fault("Input", "must be JSON"))
}

fn notification(
    stack: &mut Stack,
    function: &LogicalId,
    properties: &Properties,
) -> Result<(), StartError> {
    let wanted = properties.required("Bucket")?;
    let prefix = bucket::prefix(properties)?;
    let bucket = stack
        .buckets
        .iter_mut()
        .find(|bucket| bucket.name == wanted);
    let Some(bucket) = bucket else {
        return Err(properties.fault("Bucket", "is no bucket of the template"));
    };
    for event in properties.texts("Events")? {
        let (function, prefix) = (function.clone(), prefix.clone());
        bucket.notifications.push(BucketNotification {
            function,
            event,
            prefix,
        });
    }
    Ok(())
}
