//! The intrinsic functions, one Rust function each.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::fault::Fault;
use super::references;
use super::resolver::{Resolved, Resolver, plain_text};
use crate::stack::REGION;

/// Calls the intrinsic function `name`, for example `Fn::Join` or `Ref`.
pub(crate) fn call(resolver: &Resolver, name: &str, argument: &Value) -> Resolved {
    let result = match name {
        "Ref" => match argument {
            Value::String(name) => resolver.reference(name),
            _ => Err(Fault::new("needs one name")),
        },
        "Fn::GetAtt" => attribute(resolver, argument),
        "Fn::Sub" => substitute(resolver, argument),
        "Fn::Join" => join(resolver, argument),
        "Fn::Select" => select(resolver, argument),
        "Fn::Split" => split(resolver, argument),
        "Fn::If" => choose(resolver, argument),
        "Fn::Equals" => equals(resolver, argument),
        "Fn::And" => all_or_any(resolver, argument, true),
        "Fn::Or" => all_or_any(resolver, argument, false),
        "Fn::Not" => negate(resolver, argument),
        "Fn::FindInMap" => find_in_map(resolver, argument),
        "Fn::Base64" => resolver
            .text(argument)
            .map(|text| some_text(STANDARD.encode(text))),
        "Fn::GetAZs" => Ok(Some(Value::Array(
            ["a", "b", "c"]
                .map(|zone| Value::String(format!("{REGION}{zone}")))
                .to_vec(),
        ))),
        "Fn::ImportValue" => Err(Fault::new(
            "takes a value from another stack, which does not exist on this machine; use a \
             parameter with a default",
        )),
        _ => Err(Fault::new("is no function the local stack knows")),
    };
    result.map_err(|fault| fault.within(name))
}

fn some_text(text: String) -> Option<Value> {
    Some(Value::String(text))
}

/// The arguments of a function that takes exactly `N`.
fn arguments<'a, const N: usize>(
    argument: &'a Value,
    shape: &str,
) -> Result<&'a [Value; N], Fault> {
    argument
        .as_array()
        .and_then(|items| items.as_slice().try_into().ok())
        .ok_or_else(|| Fault::new(format!("needs {shape}")))
}

fn attribute(resolver: &Resolver, argument: &Value) -> Resolved {
    let (resource, attribute) = match argument {
        Value::String(text) => {
            let Some((resource, attribute)) = text.split_once('.') else {
                return Err(Fault::new("needs a resource and an attribute"));
            };
            (resource.to_owned(), attribute.to_owned())
        }
        list => {
            let [resource, attribute] = arguments(list, "a resource and an attribute")?;
            (resolver.text(resource)?, resolver.text(attribute)?)
        }
    };
    references::attribute(resolver, &resource, &attribute).map(some_text)
}

/// `Fn::Sub`, with or without a map of its own names.
fn substitute(resolver: &Resolver, argument: &Value) -> Resolved {
    let nothing = Map::new();
    let (pattern, own) = match argument {
        Value::String(pattern) => (pattern, &nothing),
        list => {
            let [pattern, own] = arguments(list, "a text, or a text and a map")?;
            match (pattern, own) {
                (Value::String(pattern), Value::Object(own)) => (pattern, own),
                _ => return Err(Fault::new("needs a text and a map")),
            }
        }
    };
    let mut result = String::with_capacity(pattern.len());
    let mut rest = pattern.as_str();
    while let Some((before, after)) = rest.split_once("${") {
        result.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            return Err(Fault::new("has ${ without }"));
        };
        // `${!name}` stands for the text `${name}`.
        if let Some(literal) = name.strip_prefix('!') {
            result.push_str(&format!("${{{literal}}}"));
        } else {
            result.push_str(&substituted(resolver, own, name.trim())?);
        }
        rest = after;
    }
    result.push_str(rest);
    Ok(some_text(result))
}

fn substituted(resolver: &Resolver, own: &Map<String, Value>, name: &str) -> Result<String, Fault> {
    if let Some(value) = own.get(name) {
        return resolver.text(value).map_err(|fault| fault.within(name));
    }
    if let Some((resource, attribute)) = name.split_once('.') {
        return references::attribute(resolver, resource, attribute);
    }
    let value = resolver.reference(name)?;
    value
        .as_ref()
        .and_then(plain_text)
        .ok_or_else(|| Fault::new(format!("${{{name}}} is not a text")))
}

fn join(resolver: &Resolver, argument: &Value) -> Resolved {
    let [separator, items] = arguments(argument, "a separator and a list")?;
    let separator = resolver.text(separator)?;
    let texts: Option<Vec<String>> = resolver.list(items)?.iter().map(plain_text).collect();
    let texts = texts.ok_or_else(|| Fault::new("joins texts only"))?;
    Ok(some_text(texts.join(&separator)))
}

fn select(resolver: &Resolver, argument: &Value) -> Resolved {
    let [index, items] = arguments(argument, "an index and a list")?;
    let index: usize = resolver
        .text(index)?
        .parse()
        .map_err(|_error: std::num::ParseIntError| Fault::new("needs a whole number as index"))?;
    let items = resolver.list(items)?;
    let count = items.len();
    let item = items.into_iter().nth(index);
    item.map(Some)
        .ok_or_else(|| Fault::new(format!("asks for item {index} of {count}")))
}

fn split(resolver: &Resolver, argument: &Value) -> Resolved {
    let [separator, text] = arguments(argument, "a separator and a text")?;
    let (separator, text) = (resolver.text(separator)?, resolver.text(text)?);
    let parts = text
        .split(&separator)
        .map(|part| Value::String(part.to_owned()))
        .collect();
    Ok(Some(Value::Array(parts)))
}

fn choose(resolver: &Resolver, argument: &Value) -> Resolved {
    let [condition, yes, no] = arguments(argument, "a condition and two values")?;
    let Value::String(condition) = condition else {
        return Err(Fault::new("needs the name of a condition"));
    };
    resolver.resolve(if resolver.condition(condition)? {
        yes
    } else {
        no
    })
}

fn equals(resolver: &Resolver, argument: &Value) -> Resolved {
    let [left, right] = arguments(argument, "two values")?;
    let (left, right) = (resolver.resolve(left)?, resolver.resolve(right)?);
    // CloudFormation compares what is written: the number 1 equals the text "1".
    let same = match (
        left.as_ref().and_then(plain_text),
        right.as_ref().and_then(plain_text),
    ) {
        (Some(left), Some(right)) => left == right,
        _ => left == right,
    };
    Ok(Some(Value::Bool(same)))
}

fn all_or_any(resolver: &Resolver, argument: &Value, all: bool) -> Resolved {
    let Some(bodies) = argument.as_array().filter(|bodies| !bodies.is_empty()) else {
        return Err(Fault::new("needs a list of conditions"));
    };
    for body in bodies {
        if resolver.truth(body)? != all {
            return Ok(Some(Value::Bool(!all)));
        }
    }
    Ok(Some(Value::Bool(all)))
}

fn negate(resolver: &Resolver, argument: &Value) -> Resolved {
    let [body] = arguments(argument, "a list of one condition")?;
    Ok(Some(Value::Bool(!resolver.truth(body)?)))
}

/// `Fn::FindInMap`, also with `DefaultValue` (transform `AWS::LanguageExtensions`).
fn find_in_map(resolver: &Resolver, argument: &Value) -> Resolved {
    let items = argument.as_array().map(Vec::as_slice).unwrap_or_default();
    let (map, first, second, default) = match items {
        [map, first, second] => (map, first, second, None),
        [map, first, second, options] => (map, first, second, options.get("DefaultValue")),
        _ => return Err(Fault::new("needs a map and two keys")),
    };
    let (map, first, second) = (
        resolver.text(map)?,
        resolver.text(first)?,
        resolver.text(second)?,
    );
    let found = resolver
        .mappings
        .get(&map)
        .and_then(|map| map.get(&first)?.get(&second));
    match found.or(default) {
        Some(value) => resolver.resolve(value),
        None => Err(Fault::new(format!(
            "finds no {map}.{first}.{second} under Mappings"
        ))),
    }
}

#[cfg(test)]
mod tests;
