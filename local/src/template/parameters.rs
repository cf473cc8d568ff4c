//! The values of a template's parameters on this machine.

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::resolver::plain_text;
use crate::error::StartError;

/// File in the data folder that keeps generated secrets from one start to the next.
const KEPT: &str = "parameters.json";

/// Works out every declared parameter: given, kept, default, or generated for a `NoEcho` one.
pub(crate) fn values(
    file: &str,
    declared: Option<&Map<String, Value>>,
    given: &BTreeMap<String, String>,
    data_dir: Option<&Path>,
) -> Result<BTreeMap<String, Value>, StartError> {
    let nothing = Map::new();
    let declared = declared.unwrap_or(&nothing);
    if let Some(unknown) = given.keys().find(|name| !declared.contains_key(*name)) {
        return Err(StartError(format!(
            "{file}: there is no parameter {unknown} to set."
        )));
    }
    let kept = data_dir.map(kept).transpose()?.unwrap_or_default();
    let mut generated = kept.clone();
    let mut values = BTreeMap::new();
    for (name, body) in declared {
        let default = body.get("Default").and_then(plain_text);
        let text = if let Some(text) = given.get(name).cloned().or(default) {
            text
        } else if is_secret(body) {
            generated
                .entry(name.clone())
                .or_insert_with(random_secret)
                .clone()
        } else {
            return Err(StartError(format!(
                "{file}: the parameter {name} has no default; give it one, or start with \
                 --parameter {name}=VALUE."
            )));
        };
        check_allowed(file, name, body, &text)?;
        values.insert(name.clone(), typed(body, text));
    }
    if let Some(data_dir) = data_dir
        && generated != kept
    {
        keep(data_dir, &generated)?;
    }
    Ok(values)
}

fn is_secret(body: &Value) -> bool {
    body.get("NoEcho")
        .and_then(plain_text)
        .is_some_and(|flag| flag == "true")
}

/// 32 random bytes in hexadecimal.
fn random_secret() -> String {
    let bytes: [u8; 32] = rand::random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn check_allowed(file: &str, name: &str, body: &Value, text: &str) -> Result<(), StartError> {
    let Some(allowed) = body.get("AllowedValues").and_then(Value::as_array) else {
        return Ok(());
    };
    let allowed: Vec<String> = allowed.iter().filter_map(plain_text).collect();
    if allowed.iter().any(|value| value == text) {
        return Ok(());
    }
    let allowed = allowed.join(", ");
    Err(StartError(format!(
        "{file}: the parameter {name} is {text:?} but must be one of {allowed}."
    )))
}

/// Lists are given as one text with commas.
fn typed(body: &Value, text: String) -> Value {
    let kind = body.get("Type").and_then(Value::as_str).unwrap_or("String");
    if kind == "CommaDelimitedList" || kind.starts_with("List<") {
        let items = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty());
        return items.map(|item| Value::String(item.to_owned())).collect();
    }
    Value::String(text)
}

fn kept(data_dir: &Path) -> Result<BTreeMap<String, String>, StartError> {
    let path = data_dir.join(KEPT);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
        Err(error) => return Err(unusable(&path, &error)),
    };
    serde_json::from_str(&text).map_err(|error| unusable(&path, &error))
}

fn keep(data_dir: &Path, values: &BTreeMap<String, String>) -> Result<(), StartError> {
    let path = data_dir.join(KEPT);
    let text = serde_json::to_string_pretty(values).map_err(|error| unusable(&path, &error))?;
    std::fs::create_dir_all(data_dir)
        .and_then(|()| std::fs::write(&path, text))
        .map_err(|error| unusable(&path, &error))
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> StartError {
    StartError(format!(
        "{} cannot be used ({error}); mend or remove it, or choose another --data-dir.",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn declared(body: Value) -> Map<String, Value> {
        Map::from_iter([("P".to_owned(), body)])
    }

    fn value(body: Value, given: &[(&str, &str)]) -> Result<Value, String> {
        let given = given
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        values("t.yaml", Some(&declared(body)), &given, None)
            .map(|mut all| all.remove("P").unwrap())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn given_wins_over_default_and_lists_are_split() {
        assert_eq!(value(json!({"Default": 3}), &[]).unwrap(), json!("3"));
        assert_eq!(
            value(json!({"Default": "a"}), &[("P", "b")]).unwrap(),
            json!("b")
        );
        let list = json!({"Type": "CommaDelimitedList", "Default": "a, b"});
        assert_eq!(value(list, &[]).unwrap(), json!(["a", "b"]));
    }

    #[test]
    fn refusals_name_the_parameter() {
        assert!(
            value(json!({"Type": "String"}), &[])
                .unwrap_err()
                .contains("--parameter P=VALUE")
        );
        assert!(
            value(json!({"Default": "a"}), &[("Q", "b")])
                .unwrap_err()
                .contains("parameter Q")
        );
        let choice = json!({"Default": "a", "AllowedValues": ["b", "c"]});
        assert!(
            value(choice, &[])
                .unwrap_err()
                .contains("must be one of b, c")
        );
    }

    #[test]
    fn a_secret_is_generated_once_and_kept_with_the_data() {
        let folder = tempfile::tempdir().unwrap();
        let declared = declared(json!({"NoEcho": true}));
        let load = || {
            values(
                "t.yaml",
                Some(&declared),
                &BTreeMap::new(),
                Some(folder.path()),
            )
            .unwrap()
        };
        let first = load();
        assert_eq!(first["P"].as_str().unwrap().len(), 64);
        assert_eq!(first, load());
        assert_ne!(first["P"], value(json!({"NoEcho": "true"}), &[]).unwrap());
    }
}
