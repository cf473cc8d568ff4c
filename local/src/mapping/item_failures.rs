//! `ReportBatchItemFailures`: which records of a batch a function could not process.
//!
//! Facts: "Reporting batch item failures", AWS Lambda Developer Guide.

use std::collections::BTreeSet;

use serde_json::Value;

/// Reads a reply for the identifiers it reports; an error when the whole batch counts as failed.
///
/// `known` are the identifiers of the batch: naming any other fails all of them.
pub(super) fn reported<'a>(
    reply: &[u8],
    known: impl Iterator<Item = &'a str>,
) -> Result<BTreeSet<String>, String> {
    let reply: Value = serde_json::from_slice(reply)
        .map_err(|error| format!("the reply is not JSON ({error})"))?;
    let failures = match &reply {
        Value::Null => return Ok(BTreeSet::new()),
        Value::Object(fields) => fields.get("batchItemFailures").unwrap_or(&Value::Null),
        _ => return Err("the reply is not an object".to_owned()),
    };
    let failures = match failures {
        Value::Null => return Ok(BTreeSet::new()),
        Value::Array(failures) => failures,
        _ => return Err("batchItemFailures is not a list".to_owned()),
    };
    let known: BTreeSet<&str> = known.collect();
    failures
        .iter()
        .map(|failure| match failure["itemIdentifier"].as_str() {
            Some(id) if known.contains(id) => Ok(id.to_owned()),
            Some(id) => Err(format!("itemIdentifier {id:?} is not in the batch")),
            None => Err("an entry of batchItemFailures has no itemIdentifier".to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reported_of(reply: &str) -> Result<Vec<String>, String> {
        reported(reply.as_bytes(), ["a", "b"].into_iter()).map(|ids| ids.into_iter().collect())
    }

    #[test]
    fn nothing_reported_is_success() {
        for reply in [
            "null",
            "{}",
            r#"{"batchItemFailures": []}"#,
            r#"{"batchItemFailures": null}"#,
        ] {
            assert_eq!(reported_of(reply), Ok(vec![]), "{reply}");
        }
    }

    #[test]
    fn reported_items_are_named() {
        let reply = r#"{"batchItemFailures": [{"itemIdentifier": "b"}]}"#;
        assert_eq!(reported_of(reply), Ok(vec!["b".to_owned()]));
    }

    #[test]
    fn a_malformed_report_fails_the_batch() {
        for reply in [
            "oops",
            "\"text\"",
            r#"{"batchItemFailures": "b"}"#,
            r#"{"batchItemFailures": [{"id": "b"}]}"#,
            r#"{"batchItemFailures": [{"itemIdentifier": null}]}"#,
            r#"{"batchItemFailures": [{"itemIdentifier": ""}]}"#,
            r#"{"batchItemFailures": [{"itemIdentifier": "unknown"}]}"#,
        ] {
            assert!(reported_of(reply).is_err(), "{reply}");
        }
    }
}
