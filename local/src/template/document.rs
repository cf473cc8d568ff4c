//! The template's text as one JSON value: YAML tags become the long forms they stand for.

use serde_json::{Map, Number, Value};
use serde_yaml_ng::Value as Yaml;

/// Parses YAML or JSON. The error is a sentence part with line and column.
pub(crate) fn parse(text: &str) -> Result<Value, String> {
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let mut yaml: Yaml = serde_yaml_ng::from_str(text).map_err(|error| error.to_string())?;
    yaml.apply_merge().map_err(|error| error.to_string())?;
    long_form(yaml)
}

fn long_form(yaml: Yaml) -> Result<Value, String> {
    Ok(match yaml {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::Number(number) => Value::Number(json_number(&number)?),
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => {
            Value::Array(items.into_iter().map(long_form).collect::<Result<_, _>>()?)
        }
        Yaml::Mapping(entries) => {
            let mut map = Map::new();
            for (key, value) in entries {
                map.insert(key_text(key)?, long_form(value)?);
            }
            Value::Object(map)
        }
        Yaml::Tagged(tagged) => tag(&tagged.tag.to_string(), long_form(tagged.value)?),
    })
}

/// `!Ref x` is `{"Ref": x}`, `!Condition x` is `{"Condition": x}`, every other `!Name x` is
/// `{"Fn::Name": x}`.
fn tag(name: &str, argument: Value) -> Value {
    let name = name.trim_start_matches('!');
    let key = match name {
        "Ref" | "Condition" => name.to_owned(),
        _ => format!("Fn::{name}"),
    };
    Value::Object(Map::from_iter([(key, argument)]))
}

fn json_number(number: &serde_yaml_ng::Number) -> Result<Number, String> {
    if let Some(whole) = number.as_i64() {
        return Ok(whole.into());
    }
    if let Some(whole) = number.as_u64() {
        return Ok(whole.into());
    }
    number
        .as_f64()
        .and_then(Number::from_f64)
        .ok_or_else(|| format!("the number {number} cannot be used"))
}

/// Keys are texts, but YAML reads `200:` as a number and `true:` as a flag.
fn key_text(key: Yaml) -> Result<String, String> {
    match key {
        Yaml::String(text) => Ok(text),
        Yaml::Number(number) => Ok(number.to_string()),
        Yaml::Bool(flag) => Ok(flag.to_string()),
        other => Err(format!("a key must be a text, not {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn tags_become_long_forms() {
        let parsed = parse(
            "A: !Ref B\nC: !GetAtt D.Arn\nE: !Sub ['${x}', {x: !Ref Y}]\nF: !If [P, 1, !Ref 'AWS::NoValue']\n200: yes",
        )
        .unwrap();
        assert_eq!(
            parsed,
            json!({
                "A": {"Ref": "B"},
                "C": {"Fn::GetAtt": "D.Arn"},
                "E": {"Fn::Sub": ["${x}", {"x": {"Ref": "Y"}}]},
                "F": {"Fn::If": ["P", 1, {"Ref": "AWS::NoValue"}]},
                "200": "yes",
            })
        );
    }

    #[test]
    fn anchors_are_merged() {
        let parsed = parse("base: &base {a: 1}\nown: {<<: *base, b: 2}").unwrap();
        assert_eq!(parsed["own"], json!({"a": 1, "b": 2}));
    }

    #[test]
    fn json_is_read_and_faults_name_the_line() {
        assert_eq!(
            parse("{\"A\": {\"Ref\": \"B\"}}").unwrap(),
            json!({"A": {"Ref": "B"}})
        );
        assert!(parse("A: [1\nB: 2").unwrap_err().contains("line"));
    }
}
