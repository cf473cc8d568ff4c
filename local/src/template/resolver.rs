//! Works out the value of a property: parameters, conditions and intrinsic functions put in.
//!
//! Follows "Intrinsic function reference" of the AWS CloudFormation user guide.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::fault::Fault;
use super::{functions, references};

/// A value, or nothing where the template says `AWS::NoValue`.
pub(crate) type Resolved = Result<Option<Value>, Fault>;

/// Everything a property may refer to.
#[derive(Debug, Default)]
pub(crate) struct Resolver {
    pub(crate) parameters: BTreeMap<String, Value>,
    pub(crate) conditions: Map<String, Value>,
    pub(crate) mappings: Map<String, Value>,
    pub(crate) resources: Map<String, Value>,
    /// Resources the SAM transform would add, by logical id.
    pub(crate) generated: BTreeMap<String, String>,
    /// Conditions and names being worked out right now, so that a circle ends in a sentence.
    pub(crate) open: RefCell<Vec<String>>,
}

impl Resolver {
    /// Resolves a value and everything below it.
    pub(crate) fn resolve(&self, value: &Value) -> Resolved {
        match value {
            Value::Object(map) => match intrinsic(map) {
                Some((name, argument)) => functions::call(self, name, argument),
                None => self.resolve_map(map),
            },
            Value::Array(items) => {
                let mut resolved = Vec::with_capacity(items.len());
                for (index, item) in items.iter().enumerate() {
                    resolved.extend(
                        self.resolve(item)
                            .map_err(|f| f.within(index.to_string()))?,
                    );
                }
                Ok(Some(Value::Array(resolved)))
            }
            plain => Ok(Some(plain.clone())),
        }
    }

    fn resolve_map(&self, map: &Map<String, Value>) -> Resolved {
        let mut resolved = Map::new();
        for (key, value) in map {
            if let Some(value) = self.resolve(value).map_err(|f| f.within(key))? {
                resolved.insert(key.clone(), value);
            }
        }
        Ok(Some(Value::Object(resolved)))
    }

    /// Resolves a value that must be a text; numbers and flags are written out.
    pub(crate) fn text(&self, value: &Value) -> Result<String, Fault> {
        let resolved = self.resolve(value)?;
        resolved
            .as_ref()
            .and_then(plain_text)
            .ok_or_else(|| Fault::new("must be a text"))
    }

    /// Resolves a value that must be a list.
    pub(crate) fn list(&self, value: &Value) -> Result<Vec<Value>, Fault> {
        match self.resolve(value)? {
            Some(Value::Array(items)) => Ok(items),
            _ => Err(Fault::new("must be a list")),
        }
    }

    /// What `Ref` gives for a name.
    pub(crate) fn reference(&self, name: &str) -> Resolved {
        if name == "AWS::NoValue" {
            return Ok(None);
        }
        if let Some(value) = references::pseudo_parameter(name) {
            return Ok(Some(value));
        }
        if let Some(value) = self.parameters.get(name) {
            return Ok(Some(value.clone()));
        }
        references::of_resource(self, name).map(|text| Some(Value::String(text)))
    }

    /// Whether a named condition holds.
    pub(crate) fn condition(&self, name: &str) -> Result<bool, Fault> {
        let Some(body) = self.conditions.get(name) else {
            return Err(Fault::new(format!(
                "names the condition {name}, which the template does not declare"
            )));
        };
        self.once(format!("condition {name}"), || self.truth(body))
            .map_err(|fault| fault.within(name).within("Conditions"))
    }

    /// Evaluates the body of a condition.
    pub(crate) fn truth(&self, body: &Value) -> Result<bool, Fault> {
        if let Value::Object(map) = body
            && map.len() == 1
            && let Some(Value::String(name)) = map.get("Condition")
        {
            return self.condition(name);
        }
        match self.resolve(body)? {
            Some(Value::Bool(flag)) => Ok(flag),
            Some(Value::String(text)) if text == "true" => Ok(true),
            Some(Value::String(text)) if text == "false" => Ok(false),
            _ => Err(Fault::new("is no condition: it must come to true or false")),
        }
    }

    /// Runs `work` unless the same thing is already being worked out further up.
    pub(crate) fn once<T>(
        &self,
        thing: String,
        work: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        if self.open.borrow().contains(&thing) {
            return Err(Fault::new(format!("the {thing} depends on itself")));
        }
        self.open.borrow_mut().push(thing);
        let result = work();
        self.open.borrow_mut().pop();
        result
    }
}

/// The name and argument of an intrinsic function call.
pub(crate) fn intrinsic(map: &Map<String, Value>) -> Option<(&str, &Value)> {
    let (name, argument) = map.iter().next()?;
    (map.len() == 1 && (name == "Ref" || name.starts_with("Fn::")))
        .then_some((name.as_str(), argument))
}

/// A scalar as CloudFormation writes it into a text.
pub(crate) fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}
