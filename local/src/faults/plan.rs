//! What a plan says, read and checked.

use serde_json::{Map, Value};

use super::fields::Fields;
use super::names::Names;
use super::words::{Effect, Kind, On};

/// The longest a rule may make anything wait: a day.
const MOST_MILLIS: u64 = 24 * 60 * 60 * 1000;

/// A plan of faults.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(super) seed: u64,
    pub(super) rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, Clone)]
pub(super) struct Rule {
    /// As it was given.
    pub(super) given: Map<String, Value>,
    pub(super) on: On,
    pub(super) kind: Kind,
    /// Drawn when not given.
    pub(super) effect: Option<Effect>,
    /// From 0 to 1.
    pub(super) probability: f64,
    /// Milliseconds, from and to, both included.
    pub(super) millis: (u64, u64),
    /// The most it injects.
    pub(super) times: Option<u64>,
    /// None of the three means all.
    pub(super) operations: Option<Vec<String>>,
    pub(super) functions: Option<Vec<String>>,
    /// Physical names.
    pub(super) queues: Option<Vec<String>>,
}

impl Plan {
    /// Reads a plan in JSON or YAML. The error is a sentence that names rule and field, without a
    /// full stop.
    pub(crate) fn read(text: &str, names: &Names) -> Result<Self, String> {
        let value: Value = if text.trim_start().starts_with('{') {
            serde_json::from_str(text).map_err(|error| format!("it is not JSON: {error}"))?
        } else {
            serde_yaml_ng::from_str(text).map_err(|error| format!("it is not YAML: {error}"))?
        };
        let mut fields = Fields::of("", &value)?;
        let seed = fields.whole("seed")?.unwrap_or_default();
        let Some(Value::Array(rules)) = fields.take("rules") else {
            return Err("rules must be a list".to_owned());
        };
        fields.end("a plan has seed and rules")?;
        let rules = rules.iter().enumerate();
        let rules = rules
            .map(|(index, rule)| Rule::read(index, rule, names))
            .collect::<Result<_, _>>()?;
        Ok(Self { seed, rules })
    }
}

impl Rule {
    fn read(index: usize, value: &Value, names: &Names) -> Result<Self, String> {
        let mut fields = Fields::of(&format!("rules[{index}]"), value)?;
        let missing = |fields: &Fields, field: &str| fields.wrong(field, "is missing");
        let on = fields.word("on", &On::ALL, On::word)?;
        let on = on.ok_or_else(|| missing(&fields, "on"))?;
        let kind = fields.word("fault", on.kinds(), Kind::word)?;
        let kind = kind.ok_or_else(|| missing(&fields, "fault"))?;
        let probability = fields.share("probability")?;
        let probability = probability.ok_or_else(|| missing(&fields, "probability"))?;
        let effect = match kind.has_effect() {
            true => fields.word("effect", &Effect::ALL, Effect::word)?,
            false => None,
        };
        let millis = match kind.millis() {
            Some(usual) => fields.range("millis", MOST_MILLIS)?.unwrap_or(usual),
            None => (0, 0),
        };
        let times = fields.whole("times")?;
        let (mut operations, mut functions, mut queues) = (None, None, None);
        if on.is_service() {
            let all = on.operations();
            let possible = || all.iter().filter(|operation| kind.befalls(operation));
            let choices = possible().map(|&operation| operation.to_owned());
            let known = |word: &str| possible().any(|it| *it == word).then(|| word.to_owned());
            operations = fields.words("operations", choices, known)?;
            let choices = names.functions.iter().cloned();
            let known = |word: &str| names.functions.get(word).cloned();
            functions = fields.words("functions", choices, known)?;
        } else if on == On::Queue {
            let choices = names.queues.keys().cloned();
            let known = |word: &str| names.queues.get(word).cloned();
            queues = fields.words("queues", choices, known)?;
        }
        fields.end(&known_fields(on, kind))?;
        Ok(Self {
            given: value.as_object().cloned().unwrap_or_default(),
            on,
            kind,
            effect,
            probability,
            millis,
            times,
            operations,
            functions,
            queues,
        })
    }
}

/// `a slow rule on sqs has on, fault, probability, times, millis, …`.
fn known_fields(on: On, kind: Kind) -> String {
    let mut known = vec!["on", "fault", "probability", "times"];
    if kind.has_effect() {
        known.push("effect");
    }
    if kind.millis().is_some() {
        known.push("millis");
    }
    if on.is_service() {
        known.extend(["operations", "functions"]);
    }
    if on == On::Queue {
        known.push("queues");
    }
    let (kind, on) = (kind.word(), on.word());
    format!("a rule for {kind} on {on} has {}", known.join(", "))
}
