//! `PutParameter`, and what the command line puts in place.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::error::SsmError;
use super::name;
use super::parameter::{Kind, Parameter, check_value};
use super::store::Store;
use crate::error::StartError;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PutRequest {
    name: Option<String>,
    value: Option<String>,
    #[serde(rename = "Type")]
    kind: Option<String>,
    overwrite: Option<bool>,
}

pub(super) fn one(store: &Store, request: PutRequest) -> Result<Value, SsmError> {
    let name = request.name.ok_or_else(|| SsmError::missing("Name"))?;
    let value = request.value.ok_or_else(|| SsmError::missing("Value"))?;
    check(&name, &value)?;
    let kind = request.kind.as_deref().map(Kind::named).transpose()?;
    let overwrite = request.overwrite.unwrap_or(false);
    let version = store.change(|parameters| {
        let former = parameters.get(&name);
        let kind = match former {
            None => kind.ok_or_else(|| SsmError::missing("Type"))?,
            Some(_) if !overwrite => return Err(SsmError::already_exists()),
            Some(former) if kind.is_some_and(|kind| kind != former.kind) => {
                return Err(SsmError::other_type());
            }
            Some(former) => former.kind,
        };
        let parameter = Parameter::new(kind, value, former);
        let version = parameter.version;
        parameters.insert(name, parameter);
        Ok(version)
    })?;
    Ok(json!({"Version": version, "Tier": "Standard"}))
}

/// Puts secrets in the place of whatever is kept under their names.
pub(super) fn presets(store: &Store, presets: &BTreeMap<String, String>) -> Result<(), StartError> {
    if presets.is_empty() {
        return Ok(());
    }
    for (name, value) in presets {
        check(name, value).map_err(|refusal| {
            let why = refusal.message;
            StartError(format!("--ssm-parameter {name} cannot be used ({why})."))
        })?;
    }
    let put = store.change(|parameters| {
        for (name, value) in presets {
            let former = parameters.get(name);
            let parameter = Parameter::new(Kind::SecureString, value.clone(), former);
            parameters.insert(name.clone(), parameter);
        }
        Ok(())
    });
    put.map_err(|_reason_is_logged| {
        StartError("The parameters of --ssm-parameter cannot be kept in --data-dir.".to_owned())
    })
}

fn check(name: &str, value: &str) -> Result<(), SsmError> {
    name::check(name)?;
    check_value(value)
}
