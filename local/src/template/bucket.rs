//! `AWS::S3::Bucket`.

use super::function::function_id;
use super::properties::Properties;
use super::source::Template;
use crate::error::StartError;
use crate::stack::{Bucket, BucketCors, BucketNotification, Stack};

/// Adds the template's buckets to the stack; the functions are there already.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    for resource in template.of_type("AWS::S3::Bucket")? {
        let properties =
            resource.properties(&["CorsConfiguration", "NotificationConfiguration"])?;
        let bucket = Bucket {
            name: resource.name()?,
            cors: cors(&properties)?,
            notifications: notifications(&properties, stack)?,
        };
        stack.buckets.push(bucket);
    }
    Ok(())
}

fn cors(properties: &Properties) -> Result<Vec<BucketCors>, StartError> {
    let Some(configuration) = properties.part("CorsConfiguration")? else {
        return Ok(Vec::new());
    };
    let rules = configuration.parts("CorsRules")?;
    rules
        .iter()
        .map(|rule| {
            Ok(BucketCors {
                allowed_origins: rule.texts("AllowedOrigins")?,
                allowed_methods: rule.texts("AllowedMethods")?,
                allowed_headers: rule.texts("AllowedHeaders")?,
                exposed_headers: rule.texts("ExposedHeaders")?,
                max_age_seconds: rule.whole("MaxAge")?,
            })
        })
        .collect()
}

fn notifications(
    properties: &Properties,
    stack: &Stack,
) -> Result<Vec<BucketNotification>, StartError> {
    let Some(configuration) = properties.part("NotificationConfiguration")? else {
        return Ok(Vec::new());
    };
    let mut notifications = Vec::new();
    for entry in configuration.parts("LambdaConfigurations")? {
        notifications.push(BucketNotification {
            function: function_id(stack, &entry, "Function")?,
            event: entry.required("Event")?,
            prefix: prefix(&entry)?,
        });
    }
    Ok(notifications)
}

/// The prefix of a `Filter`; S3 writes it as a list of rules.
pub(crate) fn prefix(entry: &Properties) -> Result<Option<String>, StartError> {
    let Some(filter) = entry.part("Filter")? else {
        return Ok(None);
    };
    let Some(key) = filter.part("S3Key")? else {
        return Ok(None);
    };
    let mut prefix = None;
    for rule in key.parts("Rules")? {
        match rule.required("Name")?.to_lowercase().as_str() {
            "prefix" => prefix = Some(rule.required("Value")?),
            _ => return Err(rule.fault("Name", "must be prefix; the local stack knows no other")),
        }
    }
    Ok(prefix)
}
