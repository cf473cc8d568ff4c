//! Evaluates the policy an authorizer returned
//! (IAM user guide, "Policy evaluation logic" and "IAM JSON policy elements: Resource").

use serde_json::Value;

/// What opening a socket needs.
const ACTION: &str = "execute-api:Invoke";

/// What a policy says about one resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Allowed,
    /// A statement denies it, or none allows it.
    Denied,
    /// This is no policy document.
    Malformed,
}

/// Evaluates a policy document for one ARN: a matching `Deny` wins, and one `Allow` must match.
pub(super) fn evaluate(document: &Value, arn: &str) -> Verdict {
    let statements = match document.get("Statement") {
        Some(Value::Array(statements)) => statements.as_slice(),
        Some(statement @ Value::Object(_)) => std::slice::from_ref(statement),
        _ => return Verdict::Malformed,
    };
    let mut allowed = false;
    for statement in statements {
        let effect = statement.get("Effect").and_then(Value::as_str);
        let (Some(actions), Some(resources)) = (
            texts(statement.get("Action")),
            texts(statement.get("Resource")),
        ) else {
            return Verdict::Malformed;
        };
        let applies = actions.iter().any(|action| action_matches(action))
            && resources.iter().any(|resource| arn_matches(resource, arn));
        match effect {
            Some("Allow") => allowed |= applies,
            Some("Deny") if applies => return Verdict::Denied,
            Some("Deny") => {}
            _ => return Verdict::Malformed,
        }
    }
    if allowed {
        Verdict::Allowed
    } else {
        Verdict::Denied
    }
}

/// One string or a list of them.
fn texts(value: Option<&Value>) -> Option<Vec<&str>> {
    match value? {
        Value::String(text) => Some(vec![text]),
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        _ => None,
    }
}

/// Actions are compared without regard to case.
fn action_matches(pattern: &str) -> bool {
    wildcard(&pattern.to_ascii_lowercase(), &ACTION.to_ascii_lowercase())
}

/// ARNs are compared part by part: a wildcard in one of the first five colon-separated parts does
/// not reach into the next, one in the resource part spans slashes.
fn arn_matches(pattern: &str, arn: &str) -> bool {
    if pattern == "*" {
        return true;
    }
    let patterns: Vec<&str> = pattern.splitn(6, ':').collect();
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    patterns.len() == parts.len()
        && patterns
            .iter()
            .zip(&parts)
            .all(|(pattern, part)| wildcard(pattern, part))
}

/// `*` stands for any characters, also none; `?` for one.
fn wildcard(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    // `reached[i]`: the text read so far matches the first `i` characters of the pattern.
    let mut reached = vec![false; pattern.len() + 1];
    mark(&mut reached, 0, &pattern);
    for character in text.chars() {
        let mut next = vec![false; pattern.len() + 1];
        for (index, wanted) in pattern.iter().enumerate() {
            if !reached.get(index).copied().unwrap_or(false) {
                continue;
            }
            match wanted {
                '*' => mark(&mut next, index, &pattern),
                '?' => mark(&mut next, index + 1, &pattern),
                exact if *exact == character => mark(&mut next, index + 1, &pattern),
                _ => {}
            }
        }
        reached = next;
    }
    reached.last().copied().unwrap_or(false)
}

/// Marks a place as reached, and those behind it that only skip stars.
fn mark(reached: &mut [bool], index: usize, pattern: &[char]) {
    for (place, seen) in reached.iter_mut().enumerate().skip(index) {
        *seen = true;
        if pattern.get(place) != Some(&'*') {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ARN: &str = "arn:aws:execute-api:us-east-1:000000000000:a1b2c3d4e5/dev/$connect";

    fn statement(effect: &str, resource: &str) -> Value {
        json!({ "Action": "execute-api:Invoke", "Effect": effect, "Resource": resource })
    }

    fn verdict(statements: &Value) -> Verdict {
        evaluate(
            &json!({ "Version": "2012-10-17", "Statement": statements }),
            ARN,
        )
    }

    #[test]
    fn resources_match_as_in_iam() {
        let api = "arn:aws:execute-api:us-east-1:000000000000:a1b2c3d4e5";
        for (resource, expected) in [
            (ARN.to_owned(), Verdict::Allowed),
            (format!("{api}/dev/*"), Verdict::Allowed),
            (format!("{api}/*"), Verdict::Allowed),
            (format!("{api}/*/$connect"), Verdict::Allowed),
            (format!("{api}/de?/$connect"), Verdict::Allowed),
            ("*".to_owned(), Verdict::Allowed),
            ("arn:aws:execute-api:*:*:*".to_owned(), Verdict::Allowed),
            // One segment too many: the mistake that costs people an afternoon.
            (format!("{api}/dev/*/*"), Verdict::Denied),
            (format!("{api}/prod/*"), Verdict::Denied),
            (format!("{api}/dev/$disconnect"), Verdict::Denied),
            (format!("{api}/dev"), Verdict::Denied),
            ("arn:aws:execute-api:*".to_owned(), Verdict::Denied),
            ("arn:aws:execute-api:eu-*:*:*".to_owned(), Verdict::Denied),
            (String::new(), Verdict::Denied),
        ] {
            assert_eq!(
                verdict(&json!([statement("Allow", &resource)])),
                expected,
                "{resource}"
            );
        }
    }

    #[test]
    fn a_deny_wins() {
        assert_eq!(
            verdict(&json!([statement("Allow", "*"), statement("Deny", ARN)])),
            Verdict::Denied
        );
        assert_eq!(
            verdict(&json!([
                statement("Deny", "arn:aws:s3:::x"),
                statement("Allow", "*")
            ])),
            Verdict::Allowed
        );
        assert_eq!(verdict(&json!([])), Verdict::Denied);
    }

    #[test]
    fn actions_and_lists_are_understood() {
        let with_action = |action: Value| {
            verdict(&json!({ "Action": action, "Effect": "Allow", "Resource": ["arn:x", ARN] }))
        };
        assert_eq!(with_action(json!("*")), Verdict::Allowed);
        assert_eq!(with_action(json!("execute-api:*")), Verdict::Allowed);
        assert_eq!(
            with_action(json!(["s3:Get*", "Execute-API:invoke"])),
            Verdict::Allowed
        );
        assert_eq!(
            with_action(json!("execute-api:ManageConnections")),
            Verdict::Denied
        );
    }

    #[test]
    fn other_shapes_are_malformed() {
        assert_eq!(evaluate(&json!({}), ARN), Verdict::Malformed);
        assert_eq!(evaluate(&json!("Allow"), ARN), Verdict::Malformed);
        assert_eq!(verdict(&json!("Allow")), Verdict::Malformed);
        assert_eq!(
            verdict(&json!([statement("allow", "*")])),
            Verdict::Malformed
        );
        assert_eq!(
            verdict(&json!([{ "Effect": "Allow", "Action": "*" }])),
            Verdict::Malformed
        );
        assert_eq!(
            verdict(&json!([{ "Effect": "Allow", "Action": 1, "Resource": "*" }])),
            Verdict::Malformed
        );
    }

    #[test]
    fn wildcards_backtrack() {
        assert!(wildcard("a*b*c", "aXbXbc"));
        assert!(wildcard("**", ""));
        assert!(wildcard("", ""));
        assert!(!wildcard("a*b", "ac"));
        assert!(!wildcard("?", ""));
    }
}
