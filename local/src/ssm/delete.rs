//! `DeleteParameter`, `DeleteParameters`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::error::SsmError;
use super::name;
use super::store::Store;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeleteRequest {
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct DeleteSeveralRequest {
    #[serde(default)]
    names: Vec<String>,
}

pub(super) fn one(store: &Store, request: &DeleteRequest) -> Result<Value, SsmError> {
    let name = request.name.as_deref();
    let name = name.ok_or_else(|| SsmError::missing("Name"))?;
    store.change(|parameters| {
        let former = parameters.remove(name);
        former.map(drop).ok_or_else(SsmError::not_found)
    })?;
    Ok(json!({}))
}

/// Deletes those that exist; tells both kinds of names.
pub(super) fn several(store: &Store, request: &DeleteSeveralRequest) -> Result<Value, SsmError> {
    name::check_number(&request.names)?;
    store.change(|parameters| {
        let names = request.names.iter();
        let (deleted, invalid): (Vec<&String>, Vec<&String>) =
            names.partition(|name| parameters.remove(*name).is_some());
        Ok(json!({"DeletedParameters": deleted, "InvalidParameters": invalid}))
    })
}
