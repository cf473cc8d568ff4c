//! `GetParameter`, `GetParameters`.

use serde::Deserialize;
use serde_json::{Value, json};

use super::error::SsmError;
use super::name;
use super::store::Store;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetRequest {
    name: Option<String>,
    with_decryption: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct GetSeveralRequest {
    #[serde(default)]
    names: Vec<String>,
    with_decryption: Option<bool>,
}

pub(super) fn one(store: &Store, request: &GetRequest) -> Result<Value, SsmError> {
    let name = request.name.as_deref();
    let name = name.ok_or_else(|| SsmError::missing("Name"))?;
    let decrypted = request.with_decryption.unwrap_or(false);
    let parameters = store.read();
    let parameter = parameters.get(name).ok_or_else(SsmError::not_found)?;
    Ok(json!({"Parameter": parameter.told(name, decrypted)}))
}

/// Those that exist, and the names of those that do not.
pub(super) fn several(store: &Store, request: &GetSeveralRequest) -> Result<Value, SsmError> {
    name::check_number(&request.names)?;
    let decrypted = request.with_decryption.unwrap_or(false);
    let parameters = store.read();
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for name in &request.names {
        match parameters.get(name) {
            Some(parameter) => found.push(parameter.told(name, decrypted)),
            None => invalid.push(name),
        }
    }
    Ok(json!({"Parameters": found, "InvalidParameters": invalid}))
}
