//! Reads a SAM template into a [`Stack`].
//!
//! Resources that have no counterpart on this machine (alarms, policies, log groups) are passed
//! over; what is unclear in the others stops the start with one sentence.

mod api_gateway_v2;
mod bucket;
mod document;
mod events;
mod fault;
mod function;
mod functions;
mod http_api;
mod mapping;
mod parameters;
mod properties;
mod queue;
mod references;
mod resolver;
mod schedule;
mod source;
mod table;
mod websocket_api;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use self::source::Template;
use crate::error::StartError;
use crate::stack::Stack;

pub(crate) use self::references::{api_endpoint, queue_url};

/// What the command line says about a template.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choices {
    /// Values for parameters, by name.
    pub(crate) parameters: BTreeMap<String, String>,
    /// Where generated secrets are kept.
    pub(crate) data_dir: Option<PathBuf>,
}

/// Reads and resolves a template.
pub(crate) fn load(path: &Path, choices: &Choices) -> Result<Stack, StartError> {
    let file = path
        .file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let path = path.display();
        StartError(format!(
            "{path} cannot be read ({error}); name another with --template."
        ))
    })?;
    resolve(&file, &text, choices)
}

fn resolve(file: &str, text: &str, choices: &Choices) -> Result<Stack, StartError> {
    let document = document::parse(text)
        .map_err(|error| StartError(format!("{file} is no template: {error}.")))?;
    let parameters = parameters::values(
        file,
        document.get("Parameters").and_then(Value::as_object),
        &choices.parameters,
        choices.data_dir.as_deref(),
    )?;
    let template = Template::new(file, &document, parameters)?;
    let mut stack = Stack::default();
    // Whatever refers to a function comes after the functions.
    table::collect(&template, &mut stack)?;
    queue::collect(&template, &mut stack)?;
    function::collect(&template, &mut stack)?;
    bucket::collect(&template, &mut stack)?;
    http_api::collect(&template, &mut stack)?;
    websocket_api::collect(&template, &mut stack)?;
    api_gateway_v2::collect(&template, &mut stack)?;
    events::collect(&template, &mut stack)?;
    mapping::collect(&template, &mut stack)?;
    schedule::collect(&template, &mut stack)?;
    Ok(stack)
}

#[cfg(test)]
mod tests;
