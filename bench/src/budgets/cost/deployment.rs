//! What `template.yaml` declares, as far as it costs something: counted, not copied.

use std::collections::{BTreeMap, BTreeSet};

use e2e::workspace;
use serde_yaml_ng::{Mapping, Value};

/// What a deployment consists of.
#[derive(Debug, Default)]
pub(in super::super) struct Deployment {
    /// By name of the executable.
    pub(in super::super) functions: BTreeMap<String, Function>,
    /// Mappings that poll a queue.
    pub(super) queue_mappings: usize,
    /// Mappings that poll a table's stream.
    pub(super) stream_mappings: usize,
    /// Metrics that alarms watch.
    pub(super) alarm_metrics: usize,
    /// Invocations a month by EventBridge Scheduler.
    pub(super) scheduler_invocations: f64,
    /// Invocations a month by EventBridge rules, which cost nothing themselves.
    pub(super) rule_invocations: f64,
    pub(super) secrets: usize,
    pub(super) tables: usize,
    pub(super) queues: usize,
    pub(super) buckets: usize,
}

/// One function.
#[derive(Debug)]
pub(in super::super) struct Function {
    /// Megabytes.
    pub(super) memory: f64,
    /// Names of its variables.
    pub(in super::super) variables: BTreeSet<String>,
}

/// Minutes in a month of 365/12 days.
pub(super) const MINUTES_A_MONTH: f64 = 365.0 / 12.0 * 24.0 * 60.0;

impl Deployment {
    /// Reads the template.
    pub(in super::super) fn read() -> Self {
        let path = workspace().join("template.yaml");
        let text = std::fs::read_to_string(path).expect("template.yaml is there");
        let template: Value = serde_yaml_ng::from_str(&text).expect("template.yaml is YAML");
        let defaults = &template["Globals"]["Function"];
        let mut deployment = Self::default();
        let resources = template["Resources"].as_mapping();
        for (name, resource) in resources.expect("the template has resources") {
            deployment.add(name.as_str().expect("a name"), resource, defaults);
        }
        deployment
    }

    fn add(&mut self, name: &str, resource: &Value, defaults: &Value) {
        let properties = &resource["Properties"];
        match resource["Type"].as_str().expect("a resource has a type") {
            "AWS::Serverless::Function" => self.add_function(resource, defaults),
            "AWS::CloudWatch::Alarm" => {
                let metrics = properties["Metrics"].as_sequence();
                self.alarm_metrics += metrics.map_or(1, |all| {
                    let watched = all.iter().filter(|one| one.get("MetricStat").is_some());
                    watched.count()
                });
            }
            "AWS::SecretsManager::Secret" => self.secrets += 1,
            "AWS::DynamoDB::Table" => {
                let mode = properties["BillingMode"].as_str();
                assert_eq!(
                    mode,
                    Some("PAY_PER_REQUEST"),
                    "{name}: capacity has a price"
                );
                self.tables += 1;
            }
            "AWS::SQS::Queue" => self.queues += 1,
            "AWS::S3::Bucket" => self.buckets += 1,
            // Nothing to pay while nobody calls.
            "AWS::Serverless::HttpApi"
            | "AWS::Serverless::WebSocketApi"
            | "AWS::ApiGatewayV2::RouteResponse"
            | "AWS::SQS::QueuePolicy"
            | "AWS::S3::BucketPolicy"
            | "AWS::SNS::Topic"
            | "AWS::Lambda::Permission"
            | "AWS::Logs::LogGroup"
            | "AWS::IAM::Role"
            | "AWS::IAM::ManagedPolicy"
            | "AWS::IAM::Policy"
            | "AWS::SSM::Parameter" => {}
            other => panic!(
                "{name}: what an idle {other} costs is not known here; say so in \
                 bench/src/budgets/cost/deployment.rs"
            ),
        }
    }

    fn add_function(&mut self, resource: &Value, defaults: &Value) {
        let properties = &resource["Properties"];
        let name = resource["Metadata"]["BuildProperties"]["Binary"].as_str();
        let memory = properties["MemorySize"].as_f64();
        let memory = memory.or_else(|| defaults["MemorySize"].as_f64());
        let variables = [defaults, properties].into_iter().flat_map(|from| {
            let all = from["Environment"]["Variables"].as_mapping();
            all.into_iter().flat_map(Mapping::keys)
        });
        let function = Function {
            memory: memory.expect("a function has a memory size"),
            variables: variables
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        };
        let name = name.expect("a function names its executable").to_owned();
        self.functions.insert(name, function);
        let events = properties["Events"].as_mapping();
        for event in events.into_iter().flat_map(Mapping::values) {
            let schedule = || {
                let properties = &event["Properties"];
                let text = properties["ScheduleExpression"].as_str();
                let text = text.or_else(|| properties["Schedule"].as_str());
                a_month(text.expect("a schedule has an expression"))
            };
            match event["Type"].as_str().expect("an event has a type") {
                "SQS" => self.queue_mappings += 1,
                "DynamoDB" => self.stream_mappings += 1,
                "ScheduleV2" => self.scheduler_invocations += schedule(),
                "Schedule" => self.rule_invocations += schedule(),
                "HttpApi" | "S3" => {}
                other => panic!("what an idle {other} event costs is not known here"),
            }
        }
    }
}

/// How often `rate(5 minutes)` or `cron(…)` comes about in a month; a cron expression with lists
/// or steps counts as one for every minute or hour it may name, so never too low.
fn a_month(expression: &str) -> f64 {
    let inside = expression.split_once('(').and_then(|(kind, rest)| {
        let rest = rest.strip_suffix(')')?;
        Some((kind, rest.split_whitespace().collect::<Vec<_>>()))
    });
    match inside {
        Some(("rate", words)) => {
            let number: f64 = words[0].parse().expect("a number");
            let unit = match words[1].trim_end_matches('s') {
                "minute" => 1.0,
                "hour" => 60.0,
                "day" => 24.0 * 60.0,
                other => panic!("{expression}: no unit {other}"),
            };
            MINUTES_A_MONTH / (number * unit)
        }
        Some(("cron", words)) => {
            let often = |word: &str, most: f64| match word.parse::<u8>() {
                Ok(_) => 1.0,
                Err(_) => most,
            };
            MINUTES_A_MONTH / (24.0 * 60.0) * often(words[0], 60.0) * often(words[1], 24.0)
        }
        _ => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_counted() {
        let days = MINUTES_A_MONTH / 24.0 / 60.0;
        assert!((a_month("rate(1 day)") - days).abs() < 1e-9);
        assert!((a_month("rate(5 minutes)") - days * 288.0).abs() < 1e-9);
        assert!((a_month("cron(15 3 * * ? *)") - days).abs() < 1e-9);
        assert!((a_month("cron(15 * * * ? *)") - days * 24.0).abs() < 1e-9);
        assert!((a_month("at(2027-01-01T00:00:00)") - 1.0).abs() < 1e-9);
    }

    #[test]
    fn the_template_is_read() {
        let deployment = Deployment::read();
        let send = &deployment.functions["ws-send-message"];
        assert!(send.memory >= 128.0);
        assert!(send.variables.contains("MESSAGES_TABLE"));
        assert!(deployment.queue_mappings >= 1 && deployment.tables >= 5);
    }
}
