//! `GetParametersByPath`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::SsmError;
use super::name;
use super::store::Store;

/// The most parameters of an answer; also how many there are unless a request says otherwise.
const MOST_RESULTS: usize = 10;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PathRequest {
    path: Option<String>,
    recursive: Option<bool>,
    max_results: Option<i64>,
    next_token: Option<String>,
    with_decryption: Option<bool>,
}

/// One page of what lies below a path, by name.
pub(super) fn by_path(store: &Store, request: &PathRequest) -> Result<Value, SsmError> {
    let path = request.path.as_deref();
    let below = name::below(path.ok_or_else(|| SsmError::missing("Path"))?)?;
    let limit = limit(request.max_results)?;
    let token = request.next_token.as_deref();
    let after = token.map(|token| position(token, &below)).transpose()?;
    let recursive = request.recursive.unwrap_or(false);
    let decrypted = request.with_decryption.unwrap_or(false);
    let parameters = store.read();
    let mut rest = parameters.iter().filter(|(name, _)| {
        let inner = name.strip_prefix(below.as_str());
        inner.is_some_and(|inner| recursive || !inner.contains('/'))
            && after.as_ref().is_none_or(|after| *name > after)
    });
    let page: Vec<_> = rest.by_ref().take(limit).collect();
    let told = page.iter().map(|(name, it)| it.told(name, decrypted));
    let mut answer = json!({"Parameters": told.collect::<Vec<_>>()});
    if let (Some((last, _)), true) = (page.last(), rest.next().is_some()) {
        answer["NextToken"] = STANDARD.encode(last).into();
    }
    Ok(answer)
}

fn limit(max_results: Option<i64>) -> Result<usize, SsmError> {
    let Some(asked) = max_results else {
        return Ok(MOST_RESULTS);
    };
    let limit = usize::try_from(asked).ok();
    limit
        .filter(|limit| (1..=MOST_RESULTS).contains(limit))
        .ok_or_else(|| {
            SsmError::invalid(format!(
                "MaxResults must be from 1 to {MOST_RESULTS}; it is {asked}"
            ))
        })
}

/// The name a page ended with.
fn position(token: &str, below: &str) -> Result<String, SsmError> {
    let bytes = STANDARD.decode(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .filter(|name| name.starts_with(below))
        .ok_or_else(SsmError::invalid_token)
}
