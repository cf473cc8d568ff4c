//! How large DynamoDB takes an item to be
//! ("DynamoDB item sizes and formats", Amazon DynamoDB developer guide).

use serde_json::{Map, Value};

/// Bytes a list or map takes besides what is in it.
const CONTAINER: usize = 3;
/// Bytes of one write unit.
const WRITE_UNIT: usize = 1_024;

/// The write units of an item of this size; a missing one takes one too.
pub(super) fn write_units(item: &Value) -> f64 {
    let bytes = item.as_object().map_or(0, attributes);
    // Items are at most 400 KB: no precision is lost.
    bytes.div_ceil(WRITE_UNIT).max(1) as f64
}

fn attributes(item: &Map<String, Value>) -> usize {
    item.iter()
        .map(|(name, value)| name.len() + attribute(value))
        .sum()
}

/// A value with its type: `{"S": "text"}`.
fn attribute(typed: &Value) -> usize {
    let Some((kind, value)) = typed.as_object().and_then(|typed| typed.iter().next()) else {
        return 0;
    };
    match kind.as_str() {
        "L" => CONTAINER + each(value, |entry| 1 + attribute(entry)),
        "M" => {
            let entries = value.as_object();
            CONTAINER + entries.map_or(0, |entries| entries.len() + attributes(entries))
        }
        "SS" | "NS" | "BS" => {
            let kind = kind.trim_end_matches('S');
            let kind = if kind.is_empty() { "S" } else { kind };
            each(value, |entry| scalar(kind, entry))
        }
        kind => scalar(kind, value),
    }
}

fn each(list: &Value, size: impl Fn(&Value) -> usize) -> usize {
    list.as_array()
        .map_or(0, |entries| entries.iter().map(size).sum())
}

fn scalar(kind: &str, value: &Value) -> usize {
    let text = value.as_str().unwrap_or_default();
    match kind {
        "S" => text.len(),
        // Two digits a byte, and one byte more.
        "N" => text.bytes().filter(u8::is_ascii_digit).count().div_ceil(2) + 1,
        "B" => text.trim_end_matches('=').len() * 3 / 4,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn names_and_values_count() {
        let item = json!({
            "id": {"S": "abc"}, "n": {"N": "-1234"}, "b": {"B": "AAEC"}, "t": {"BOOL": true},
            "l": {"L": [{"S": "x"}]}, "m": {"M": {"k": {"NULL": true}}}, "s": {"SS": ["ab", "c"]},
        });
        let sizes = [2 + 3, 1 + 3, 1 + 3, 1 + 1, 1 + 3 + 2, 1 + 3 + 1 + 2, 1 + 3];
        assert_eq!(
            attributes(item.as_object().unwrap()),
            sizes.iter().sum::<usize>()
        );
    }

    #[test]
    fn units_are_begun_kilobytes() {
        let of = |length: usize| write_units(&json!({"a": {"S": "x".repeat(length)}}));
        assert_eq!(write_units(&Value::Null), 1.0);
        assert_eq!((of(0), of(1_023), of(1_024)), (1.0, 1.0, 2.0));
    }
}
