//! Schedules declared as resources of their own: `AWS::Scheduler::Schedule` and
//! `AWS::Events::Rule`.

use serde_json::Value;

use super::function::function_id;
use super::properties::Properties;
use super::source::Template;
use crate::error::StartError;
use crate::stack::{Schedule, Stack};

/// Adds the schedules whose target is a function; the functions are there already.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    for resource in template.of_type("AWS::Scheduler::Schedule")? {
        let properties = resource.properties(&["ScheduleExpression", "State", "Name", "Target"])?;
        let Some(target) = properties.part("Target")? else {
            return Err(properties.fault("Target", "is missing"));
        };
        add(stack, resource.id, &properties, &target, true)?;
    }
    for resource in template.of_type("AWS::Events::Rule")? {
        let properties =
            resource.properties(&["ScheduleExpression", "State", "Name", "Targets"])?;
        for target in properties.parts("Targets")? {
            add(stack, resource.id, &properties, &target, false)?;
        }
    }
    Ok(())
}

fn add(
    stack: &mut Stack,
    id: &str,
    properties: &Properties,
    target: &Properties,
    scheduler: bool,
) -> Result<(), StartError> {
    let disabled = properties
        .text("State")?
        .is_some_and(|state| state == "DISABLED");
    // Rules for events, and targets other than functions, have no counterpart here.
    let Some(expression) = properties.text("ScheduleExpression")? else {
        return Ok(());
    };
    if disabled || !target.required("Arn")?.contains(":function:") {
        return Ok(());
    }
    let input: Option<Value> = match target.text("Input")? {
        Some(text) => Some(
            serde_json::from_str(&text)
                .map_err(|e| target.fault("Input", &format!("is not JSON ({e})")))?,
        ),
        None => None,
    };
    stack.schedules.push(Schedule {
        function: function_id(stack, target, "Arn")?,
        name: properties.text("Name")?.unwrap_or_else(|| id.to_owned()),
        expression,
        input,
        scheduler,
    });
    Ok(())
}
