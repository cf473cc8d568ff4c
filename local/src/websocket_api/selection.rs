//! Route selection expressions
//! (API Gateway developer guide, "Route selection expressions" of WebSocket APIs).

use serde_json::Value;

/// A parsed expression: `$request.body.action`, or text with `${request.body.x}` in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A path into the message: names and array indices.
    Body(Vec<String>),
    /// Something that is no part of a message; always empty.
    Unknown,
}

impl Selection {
    /// Parses an expression; what cannot be read selects nothing.
    pub(super) fn parse(expression: &str) -> Self {
        let expression = expression.trim();
        if let Some(reference) = expression
            .strip_prefix('$')
            .filter(|rest| !rest.starts_with('{'))
        {
            return Self(vec![reference_part(reference)]);
        }
        let mut parts = Vec::new();
        let mut rest = expression;
        while let Some((text, after)) = rest.split_once("${") {
            let Some((reference, after)) = after.split_once('}') else {
                break;
            };
            if !text.is_empty() {
                parts.push(Part::Text(text.to_owned()));
            }
            parts.push(reference_part(reference));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        Self(parts)
    }

    /// The route key a message selects; nothing when the message is no JSON.
    pub(super) fn route_key(&self, message: &str) -> Option<String> {
        let body: Value = serde_json::from_str(message).ok()?;
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Body(path) => look_up(&body, path).map(as_key).unwrap_or_default(),
            Part::Unknown => String::new(),
        });
        Some(parts.collect())
    }
}

fn reference_part(reference: &str) -> Part {
    let body = reference
        .trim()
        .trim_start_matches('$')
        .strip_prefix("request.body");
    match body {
        Some(path) if path.is_empty() || path.starts_with(['.', '[']) => Part::Body(
            path.split(['.', '[', ']'])
                .map(|step| step.trim_matches(['\'', '"']).to_owned())
                .filter(|step| !step.is_empty())
                .collect(),
        ),
        _ => Part::Unknown,
    }
}

fn look_up<'a>(body: &'a Value, path: &[String]) -> Option<&'a Value> {
    path.iter().try_fold(body, |value, step| match value {
        Value::Object(fields) => fields.get(step),
        Value::Array(items) => items.get(step.parse::<usize>().ok()?),
        _ => None,
    })
}

/// A value as text: an array becomes `[a, b]`.
fn as_key(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(as_key).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_select_by_the_message() {
        let message = r#"{"action":"send","service":"chat","n":7,"on":true,"list":["a","b"],"in":{"x":[1,2]},"nil":null}"#;
        for (expression, key) in [
            ("$request.body.action", "send"),
            ("${request.body.action}", "send"),
            (
                "${request.body.service}/${request.body.action}",
                "chat/send",
            ),
            (
                "${request.body.service}${request.body.action}!",
                "chatsend!",
            ),
            ("$request.body.n", "7"),
            ("$request.body.on", "true"),
            ("$request.body.list", "[a, b]"),
            ("$request.body.in.x[1]", "2"),
            ("$request.body['action']", "send"),
            ("$request.body.missing", ""),
            ("$request.body.action.deeper", ""),
            ("$request.body.nil", ""),
            ("$request.bodyaction", ""),
            ("$request.header.action", ""),
            ("constant", "constant"),
        ] {
            let selected = Selection::parse(expression).route_key(message);
            assert_eq!(selected.as_deref(), Some(key), "{expression}");
        }
    }

    #[test]
    fn only_json_selects() {
        let selection = Selection::parse("$request.body.action");
        assert_eq!(selection.route_key("hello"), None);
        assert_eq!(selection.route_key(""), None);
        assert_eq!(selection.route_key("[1]").as_deref(), Some(""));
        assert_eq!(selection.route_key("\"x\"").as_deref(), Some(""));
    }
}
