//! JSON from clients into types, with refusals that name the field.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::error::{Code, Error, Result};

/// Reads a body.
pub(super) fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut json);
    // To the parser a null in place of an enum is a matter of syntax as well, so ask it again
    // without a type in mind; whole, since half a character is found only where texts are read.
    if value.is_err() || json.end().is_err() {
        serde_json::from_slice::<Value>(bytes).map_err(|error| malformed(&error))?;
    }
    let value = value.map_err(|error| refuse(&error))?;
    // A list would do where every field may be absent.
    if !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(Error::field("body", "wrong_type", "must be an object"));
    }
    Ok(value)
}

/// Reads a value that was read as JSON before.
pub(super) fn from_value<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_path_to_error::deserialize(value).map_err(|error| refuse(&error))
}

fn malformed(error: &serde_json::Error) -> Error {
    Error::new(
        Code::MalformedJson,
        format!("The body is not valid JSON: {error}."),
    )
}

fn refuse(error: &serde_path_to_error::Error<serde_json::Error>) -> Error {
    let text = error.inner().to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let path = error.path().to_string();
    let path = if path == "." { "" } else { path.as_str() };
    if let Some(name) = text
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'))
    {
        let field = if path.is_empty() {
            name.to_owned()
        } else {
            format!("{path}.{name}")
        };
        return Error::field(&field, "required", "is required");
    }
    let code = if text.starts_with("unknown variant") {
        "unknown"
    } else {
        "wrong_type"
    };
    // What was sent instead is not repeated: it may be a secret in the wrong place.
    let expected = text.split_once(", expected ").map(|(_, expected)| expected);
    let detail = match expected {
        Some(expected) => format!("must be {expected}"),
        None => text.to_owned(),
    };
    Error::field(if path.is_empty() { "body" } else { path }, code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Registration, SendMessage};

    fn refusal<T: DeserializeOwned + std::fmt::Debug>(json: &str) -> (String, String, String) {
        let problem = from_slice::<T>(json.as_bytes()).unwrap_err().to_problem("");
        let (field, code) = problem
            .errors
            .first()
            .map(|error| (error.field.clone(), error.code.clone()))
            .unwrap_or_default();
        (problem.code, field, code)
    }

    #[test]
    fn a_refusal_names_the_field() {
        let expected = |code: &str, field: &str, what: &str| {
            (code.to_owned(), field.to_owned(), what.to_owned())
        };
        let invalid = "validation_failed";
        assert_eq!(
            refusal::<SendMessage>("{"),
            expected("malformed_json", "", "")
        );
        assert_eq!(
            refusal::<SendMessage>("{} x"),
            expected("malformed_json", "", "")
        );
        assert_eq!(
            refusal::<SendMessage>("{}"),
            expected(invalid, "clientMessageId", "required")
        );
        assert_eq!(
            refusal::<SendMessage>(r#"{"clientMessageId":"1","type":null}"#),
            expected(invalid, "type", "wrong_type")
        );
        assert_eq!(
            refusal::<SendMessage>(r#"{"clientMessageId":1}"#),
            expected(invalid, "clientMessageId", "wrong_type")
        );
        assert_eq!(
            refusal::<SendMessage>(r#"{"clientMessageId":"1","type":"fax"}"#),
            expected(invalid, "type", "unknown")
        );
        assert_eq!(
            refusal::<Registration>(
                r#"{"username":"a","email":"b","password":"c","device":{"type":7}}"#
            ),
            expected(invalid, "device.type", "wrong_type")
        );
    }
}
