//! A parameter, and how it is told.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::error::SsmError;
use super::name;

/// The longest value of the standard tier, in bytes.
const LONGEST_VALUE: usize = 4_096;

/// The type of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Kind {
    String,
    StringList,
    SecureString,
}

/// A parameter as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Parameter {
    #[serde(rename = "type")]
    pub(super) kind: Kind,
    value: String,
    pub(super) version: u64,
    /// Milliseconds since 1970.
    modified_ms: i64,
}

impl Kind {
    /// The type with this name.
    pub(super) fn named(name: &str) -> Result<Self, SsmError> {
        match name {
            "String" => Ok(Self::String),
            "StringList" => Ok(Self::StringList),
            "SecureString" => Ok(Self::SecureString),
            _ => Err(SsmError::invalid(format!(
                "Type must be one of String, StringList, SecureString; it is {name}"
            ))),
        }
    }
}

impl Parameter {
    /// A new value now, in the place of the former.
    pub(super) fn new(kind: Kind, value: String, former: Option<&Self>) -> Self {
        Self {
            kind,
            value,
            version: former.map_or(1, |former| former.version + 1),
            modified_ms: jiff::Timestamp::now().as_millisecond(),
        }
    }

    /// As answers hold it.
    pub(super) fn told(&self, name: &str, decrypted: bool) -> Value {
        let value = match self.kind {
            Kind::SecureString if !decrypted => self.sealed(name),
            _ => self.value.clone(),
        };
        json!({
            "Name": name,
            "Type": self.kind,
            "Value": value,
            "Version": self.version,
            // Milliseconds since 1970 are far from where a double loses precision.
            "LastModifiedDate": self.modified_ms as f64 / 1_000.0,
            "ARN": name::arn(name),
            "DataType": "text",
        })
    }

    /// Stands for the cipher text: it stays the same as long as the value does, and tells nothing
    /// of it.
    fn sealed(&self, name: &str) -> String {
        let seal = format!("{name}\n{}\n{}", self.version, self.modified_ms);
        STANDARD.encode(Sha256::digest(seal))
    }
}

/// Whether a parameter can have this value.
pub(super) fn check_value(value: &str) -> Result<(), SsmError> {
    if value.is_empty() {
        return Err(SsmError::invalid("Value must not be empty"));
    }
    if value.len() > LONGEST_VALUE {
        return Err(SsmError::invalid(format!(
            "Standard tier parameters support a maximum parameter value of {LONGEST_VALUE} \
             characters"
        )));
    }
    Ok(())
}
