//! Filter criteria: which records of a source reach the function.
//!
//! Facts: "Filter rule syntax", AWS Lambda Developer Guide, and "Create event pattern",
//! Amazon EventBridge User Guide.

use serde_json::{Map, Value};

/// Whether a record passes: one pattern matches it, or there are no patterns.
pub(super) fn passes(patterns: &[Value], record: &Value) -> bool {
    patterns.is_empty()
        || patterns
            .iter()
            .any(|pattern| matches(pattern, Some(record)))
}

/// Matches a pattern node against the value at the same place; `None` when nothing is there.
fn matches(pattern: &Value, value: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) => match_fields(fields, value),
        Value::Array(rules) => rules.iter().any(|rule| match_rule(rule, value)),
        // Leaves of a pattern are lists; anything else is not a pattern and matches nothing.
        _ => false,
    }
}

fn match_fields(fields: &Map<String, Value>, value: Option<&Value>) -> bool {
    fields.iter().all(|(name, inner)| {
        if name == "$or" {
            let choices = inner.as_array().into_iter().flatten();
            return choices.into_iter().any(|choice| matches(choice, value));
        }
        matches(inner, value.and_then(|value| value.get(name)))
    })
}

fn match_rule(rule: &Value, value: Option<&Value>) -> bool {
    if let Value::Object(operator) = rule {
        return operator
            .iter()
            .all(|(name, operand)| match_operator(name, operand, value));
    }
    each(value, |value| equal(rule, value))
}

fn match_operator(name: &str, operand: &Value, value: Option<&Value>) -> bool {
    let text = |test: &dyn Fn(&str, &str) -> bool| {
        each(value, |value| match (value.as_str(), operand.as_str()) {
            (Some(value), Some(operand)) => test(value, operand),
            _ => false,
        })
    };
    match name {
        // Only leaves exist for a filter; an object in between does not count.
        "exists" => {
            let present = value.is_some_and(|value| !value.is_object());
            operand.as_bool() == Some(present)
        }
        "prefix" => text(&|value, prefix| value.starts_with(prefix)),
        "suffix" => text(&|value, suffix| value.ends_with(suffix)),
        "equals-ignore-case" => text(&|value, other| value.to_lowercase() == other.to_lowercase()),
        "numeric" => each(value, |value| match_numeric(operand, value)),
        "anything-but" => value.is_some_and(|value| !match_any(operand, value)),
        _ => false,
    }
}

/// The operand of `anything-but`: a value, a list of values, or one operator.
fn match_any(operand: &Value, value: &Value) -> bool {
    match operand {
        Value::Array(values) => values
            .iter()
            .any(|one| each(Some(value), |value| equal(one, value))),
        other => match_rule(other, Some(value)),
    }
}

/// A list matches when one of its elements does.
fn each(value: Option<&Value>, test: impl Fn(&Value) -> bool) -> bool {
    match value {
        Some(Value::Array(elements)) => elements.iter().any(test),
        Some(value) => test(value),
        None => false,
    }
}

fn equal(pattern: &Value, value: &Value) -> bool {
    match (pattern.as_f64(), value.as_f64()) {
        // 5 and 5.0 are the same number.
        (Some(pattern), Some(value)) => pattern == value,
        _ => pattern == value,
    }
}

/// `["=", 5]`, `[">", 0, "<=", 10]`.
fn match_numeric(operand: &Value, value: &Value) -> bool {
    let (Some(value), Some(conditions)) = (value.as_f64(), operand.as_array()) else {
        return false;
    };
    let whole = !conditions.is_empty() && conditions.len() % 2 == 0;
    whole
        && conditions.chunks_exact(2).all(|condition| {
            let [comparison, bound] = condition else {
                return false;
            };
            let (Some(comparison), Some(bound)) = (comparison.as_str(), bound.as_f64()) else {
                return false;
            };
            match comparison {
                "=" => value == bound,
                "<" => value < bound,
                "<=" => value <= bound,
                ">" => value > bound,
                ">=" => value >= bound,
                _ => false,
            }
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record() -> Value {
        json!({
            "eventName": "INSERT",
            "dynamodb": {
                "Keys": {"pk": {"S": "mail#7"}},
                "NewImage": {"kind": {"S": "message"}, "seq": {"N": "12"}},
            },
            "body": {"amount": 12.5, "tags": ["a", "b"], "none": null},
        })
    }

    #[test]
    fn patterns_that_match() {
        for pattern in [
            json!({"eventName": ["INSERT", "MODIFY"]}),
            json!({"eventName": [{"prefix": "INS"}]}),
            json!({"eventName": [{"suffix": "ERT"}]}),
            json!({"eventName": [{"equals-ignore-case": "insert"}]}),
            json!({"eventName": [{"anything-but": ["REMOVE"]}]}),
            json!({"eventName": [{"anything-but": {"prefix": "REM"}}]}),
            json!({"dynamodb": {"NewImage": {"kind": {"S": ["message"]}}}}),
            json!({
                "eventName": ["INSERT"],
                "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "mail#"}]}}},
            }),
            json!({"dynamodb": {"NewImage": {"kind": {"S": [{"exists": true}]}}}}),
            json!({"dynamodb": {"OldImage": {"kind": {"S": [{"exists": false}]}}}}),
            json!({"body": {"amount": [{"numeric": [">", 12, "<=", 12.5]}]}}),
            json!({"body": {"tags": ["b"]}}),
            json!({"body": {"none": [null]}}),
            json!({"$or": [{"eventName": ["REMOVE"]}, {"body": {"tags": ["a"]}}]}),
        ] {
            assert!(
                passes(std::slice::from_ref(&pattern), &record()),
                "{pattern}"
            );
        }
    }

    #[test]
    fn patterns_that_do_not_match() {
        for pattern in [
            json!({"eventName": ["REMOVE"]}),
            json!({"eventName": [{"anything-but": "INSERT"}]}),
            json!({"missing": [{"anything-but": "x"}]}),
            json!({"missing": ["x"]}),
            json!({"dynamodb": {"Keys": {"pk": {"S": [{"prefix": "mail#8"}]}}}}),
            json!({
                "eventName": ["MODIFY", "REMOVE"],
                "dynamodb": {"Keys": {"pk": {"S": [{"prefix": "mail#"}]}}},
            }),
            json!({"missing": [{"exists": true}]}),
            json!({"dynamodb": {"NewImage": {"seq": {"N": [{"numeric": [">", 1]}]}}}}),
            json!({"body": {"amount": [{"numeric": [">", 12, "<", 12.5]}]}}),
            json!({"body": {"amount": [{"numeric": [">"]}]}}),
            json!({"eventName": [{"colour": "red"}]}),
            json!({"eventName": "INSERT"}),
        ] {
            assert!(
                !passes(std::slice::from_ref(&pattern), &record()),
                "{pattern}"
            );
        }
    }

    #[test]
    fn one_matching_pattern_is_enough_and_none_passes_all() {
        let patterns = [
            json!({"eventName": ["REMOVE"]}),
            json!({"eventName": ["INSERT"]}),
        ];
        assert!(passes(&patterns, &record()));
        assert!(passes(&[], &record()));
    }
}
