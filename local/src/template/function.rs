//! `AWS::Serverless::Function`, but for its events, and `AWS::Lambda::Function`.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::fault::Fault;
use super::properties::Properties;
use super::resolver::{Resolver, intrinsic, plain_text};
use super::source::{Resource, Template};
use crate::error::StartError;
use crate::stack::{Function, LogicalId, Stack};

/// Adds the template's functions to the stack.
pub(crate) fn collect(template: &Template, stack: &mut Stack) -> Result<(), StartError> {
    let mut resources = template.of_type("AWS::Serverless::Function")?;
    resources.extend(template.of_type("AWS::Lambda::Function")?);
    for resource in resources {
        if is_inline(&template.resolver, resource.id) {
            tracing::warn!(
                "{}.Code: functions written inside a template do not run on this machine",
                resource.id
            );
            continue;
        }
        let function = function(resource)?;
        if let Some(other) = stack
            .functions
            .values()
            .find(|other| other.name == function.name)
        {
            let what = format!(
                "is built from the binary {}, as {} is",
                other.name, other.logical_id
            );
            let fault = Fault::new(format!("{what}; give each function a binary of its own"));
            return Err(template.fault(fault.within(resource.id)));
        }
        stack
            .functions
            .insert(function.logical_id.clone(), function);
    }
    Ok(())
}

/// Defaults are those of the Lambda `CreateFunction` reference.
fn function(resource: Resource<'_>) -> Result<Function, StartError> {
    let properties = resource.properties(&[
        "Runtime",
        "PackageType",
        "Timeout",
        "MemorySize",
        "Environment",
        "ReservedConcurrentExecutions",
    ])?;
    if let Some(runtime) = properties.text("Runtime")?
        && !runtime.starts_with("provided")
    {
        return Err(properties.fault("Runtime", "must be provided.al2023 to run Rust here"));
    }
    if properties
        .text("PackageType")?
        .is_some_and(|kind| kind == "Image")
    {
        return Err(properties.fault("PackageType", "must be Zip; images do not run here"));
    }
    Ok(Function {
        logical_id: resource.id.to_owned(),
        name: resource.name()?,
        timeout: properties
            .seconds("Timeout")?
            .unwrap_or(Duration::from_secs(3)),
        memory_megabytes: properties.number("MemorySize")?.unwrap_or(128),
        environment: environment(&properties)?,
        reserved_concurrency: properties.number("ReservedConcurrentExecutions")?,
    })
}

fn environment(properties: &Properties) -> Result<BTreeMap<String, String>, StartError> {
    let variables = match properties.part("Environment")? {
        Some(environment) => environment.part("Variables")?,
        None => None,
    };
    let Some(variables) = variables else {
        return Ok(BTreeMap::new());
    };
    variables
        .keys()
        .map(|name| Ok((name.clone(), variables.required(name)?)))
        .collect()
}

/// Whether a plain function's code stands in the template. Such code is never Rust: `ZipFile` is
/// for Node.js and Python only ("AWS::Lambda::Function Code", CloudFormation template reference).
pub(crate) fn is_inline(resolver: &Resolver, id: &str) -> bool {
    let resource = resolver.resources.get(id);
    resource
        .filter(|resource| code_property(resource) == "Code")
        .and_then(|resource| resource.get("Properties")?.get("Code")?.get("ZipFile"))
        .is_some()
}

/// The property that says where a function's code lies.
fn code_property(resource: &Value) -> &'static str {
    let kind = resource.get("Type").and_then(Value::as_str);
    if kind == Some("AWS::Lambda::Function") {
        "Code"
    } else {
        "CodeUri"
    }
}

/// The cargo binary a function is built from: `Metadata.BuildProperties.Binary`, or the last
/// segment of `CodeUri` (`Code` of a plain function).
pub(crate) fn binary(resolver: &Resolver, id: &str) -> Result<String, Fault> {
    let resource = resolver.resources.get(id);
    let property = resource.map_or("CodeUri", code_property);
    let metadata = resource.and_then(|r| r.get("Metadata")?.get("BuildProperties")?.get("Binary"));
    if let Some(name) = metadata.and_then(plain_text) {
        return Ok(name);
    }
    let Some(code) = resource.and_then(|r| r.get("Properties")?.get(property)) else {
        return Err(Fault::new(format!(
            "says neither by Metadata.BuildProperties.Binary nor by {property} which binary it is",
        ))
        .within(id));
    };
    if property == "Code" && code.as_object().is_some_and(|map| intrinsic(map).is_none()) {
        let fault = Fault::new(
            "names no folder of this workspace; name the binary by Metadata.BuildProperties.Binary",
        );
        return Err(fault.within(property).within(id));
    }
    let path = resolver
        .text(code)
        .map_err(|fault| fault.within(property).within(id))?;
    let last = path
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .unwrap_or_default();
    if last.is_empty() || last == "." || last == ".." {
        let fault = Fault::new("does not end in the name of a binary");
        return Err(fault.within(property).within(id));
    }
    Ok(last.to_owned())
}

/// The function a property points to, by name, by ARN or by the URI of an integration.
pub(crate) fn function_id(
    stack: &Stack,
    properties: &Properties,
    property: &str,
) -> Result<LogicalId, StartError> {
    let reference = properties.required(property)?;
    let name = match reference.rsplit_once(":function:") {
        Some((_, rest)) => rest.split([':', '/']).next().unwrap_or_default(),
        None => reference.as_str(),
    };
    let found = stack
        .functions
        .values()
        .find(|function| function.name == name);
    found
        .map(|function| function.logical_id.clone())
        .ok_or_else(|| {
            let what =
                format!("{reference} is no function of the template that runs on this machine");
            properties.fault(property, &what)
        })
}

/// The events a function declares: name, type, properties.
pub(crate) fn events(
    resource: Resource<'_>,
) -> Result<Vec<(String, String, Properties)>, StartError> {
    let Some(events) = resource.properties(&["Events"])?.part("Events")? else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for (name, event) in events.named_parts()? {
        let kind = event.required("Type")?;
        let properties = event
            .part("Properties")?
            .unwrap_or_else(|| event.empty("Properties"));
        all.push((name, kind, properties));
    }
    Ok(all)
}
