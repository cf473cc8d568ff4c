mod services;

use rustix::process::Pid;

use super::*;

/// Every kind of fault at every place that has it.
const EVERYTHING: &str = r#"{"seed": 7, "rules": [
  {"on": "dynamodb",    "fault": "throttle", "probability": 0.02, "operations": ["TransactWriteItems"], "functions": ["ws-send-message"]},
  {"on": "dynamodb",    "fault": "conflict", "probability": 0.05},
  {"on": "dynamodb",    "fault": "error", "effect": "after", "probability": 0.01},
  {"on": "dynamodb",    "fault": "kill", "effect": "after", "probability": 0.005},
  {"on": "sqs",         "fault": "error", "effect": "before", "probability": 0.05, "times": 3},
  {"on": "sqs",         "fault": "hang", "probability": 0.001},
  {"on": "s3",          "fault": "throttle", "probability": 1},
  {"on": "ses",         "fault": "throttle", "probability": 0},
  {"on": "ssm",         "fault": "slow", "probability": 0.1, "operations": ["GetParametersByPath"]},
  {"on": "queue",       "fault": "duplicate", "probability": 0.1, "queues": ["Jobs"]},
  {"on": "queue",       "fault": "delay", "millis": [0, 3000], "probability": 0.1},
  {"on": "queue",       "fault": "reorder", "probability": 0.2},
  {"on": "connections", "fault": "throttle", "probability": 0.05},
  {"on": "connections", "fault": "gone", "probability": 0.01},
  {"on": "connections", "fault": "slow", "millis": [100, 2000], "probability": 0.05},
  {"on": "socket",      "fault": "cut", "probability": 0.005},
  {"on": "disconnect",  "fault": "drop", "probability": 0.3},
  {"on": "disconnect",  "fault": "double", "probability": 0.3},
  {"on": "disconnect",  "fault": "late", "probability": 0.3}
]}"#;

const KEY: &str = "LOCALKEY";

fn names() -> Names {
    Names {
        functions: ["ws-send-message", "sqs-fan-out"].map(str::to_owned).into(),
        queues: [("Jobs", "jobs"), ("jobs", "jobs")]
            .map(|(key, name)| (key.to_owned(), name.to_owned()))
            .into(),
    }
}

fn refusal(plan: &str) -> String {
    Plan::read(plan, &names()).unwrap_err()
}

/// A plan at work, with one environment of `ws-send-message`.
fn faults(plan: &Value) -> Faults {
    let faults = Faults::default();
    faults.enter(KEY.to_owned(), "ws-send-message", Pid::INIT);
    faults.put(Plan::read(&plan.to_string(), &names()).unwrap());
    faults
}

/// What becomes of a hundred calls.
fn hundred(faults: &Faults, service: &str, operation: &str) -> Vec<Option<&'static str>> {
    let calls = (0..100).map(|_| faults.call(service, operation, KEY).fault());
    calls.collect()
}

#[test]
fn a_plan_is_told_as_it_was_given_with_its_counters() {
    let given: Value = serde_json::from_str(EVERYTHING).unwrap();
    let faults = faults(&given);
    let mut told = faults.describe();
    for rule in told["rules"].as_array_mut().unwrap() {
        let rule = rule.as_object_mut().unwrap();
        assert_eq!(rule.remove("considered"), Some(json!(0)));
        assert_eq!(rule.remove("injected"), Some(json!(0)));
    }
    assert_eq!(told, given);
}

#[test]
fn a_plan_may_be_yaml() {
    let yaml = "seed: 3\nrules:\n  - {on: sqs, fault: slow, millis: [1, 2], probability: 1}\n";
    let plan = Plan::read(yaml, &names()).unwrap();
    assert_eq!((plan.seed, plan.rules[0].millis), (3, (1, 2)));
}

#[test]
fn a_bad_plan_is_refused_with_rule_and_field() {
    let rule = |fields: &str| {
        refusal(&format!(
            r#"{{"rules": [{{"on": "sqs", "fault": "slow", "probability": 1}}, {{{fields}}}]}}"#
        ))
    };
    for (fields, refusal) in [
        (r#""fault": "slow""#, "rules[1].on is missing"),
        (r#""on": "sqs""#, "rules[1].fault is missing"),
        (
            r#""on": "sqs", "fault": "slow""#,
            "rules[1].probability is missing",
        ),
        (
            r#""on": "kafka""#,
            "rules[1].on must be one of dynamodb, sqs, s3, ses, ssm, connections, queue, socket, disconnect; it is \"kafka\"",
        ),
        (
            r#""on": "socket", "fault": "drop""#,
            "rules[1].fault must be one of cut; it is \"drop\"",
        ),
        (
            r#""on": "sqs", "fault": "slow", "probability": 1.1"#,
            "rules[1].probability must be a number from 0 to 1; it is 1.1",
        ),
        (
            r#""on": "sqs", "fault": "slow", "probability": 1, "millis": [9, 1]"#,
            "rules[1].millis must be [from, to], whole numbers up to 86400000; it is [9,1]",
        ),
        (
            r#""on": "sqs", "fault": "slow", "probability": 1, "times": -1"#,
            "rules[1].times must be a whole number; it is -1",
        ),
        (
            r#""on": "sqs", "fault": "error", "probability": 1, "effect": "during""#,
            "rules[1].effect must be one of before, after; it is \"during\"",
        ),
        (
            r#""on": "sqs", "fault": "slow", "probability": 1, "functions": ["sqs-fan-in"]"#,
            "rules[1].functions names \"sqs-fan-in\"; there are sqs-fan-out, ws-send-message",
        ),
        (
            r#""on": "connections", "fault": "gone", "probability": 1, "operations": ["GetConnection"]"#,
            "rules[1].operations names \"GetConnection\"; there are PostToConnection",
        ),
        (
            r#""on": "queue", "fault": "delay", "probability": 1, "queues": []"#,
            "rules[1].queues must be a list of names; it is []",
        ),
        (
            r#""on": "queue", "fault": "delay", "probability": 1, "functions": ["x"]"#,
            "rules[1].functions is not known here; a rule for delay on queue has on, fault, probability, times, millis, queues",
        ),
    ] {
        assert_eq!(rule(fields), refusal);
    }
    assert_eq!(refusal(r#"{"seed": 1}"#), "rules must be a list");
    assert_eq!(
        refusal(r#"{"rules": [], "seeds": 1}"#),
        "seeds is not known here; a plan has seed and rules"
    );
    assert_eq!(refusal("- 1"), "the plan must be an object");
    assert!(refusal(r#"{"rules": "#).starts_with("it is not JSON: "));
}

#[test]
fn the_same_seed_decides_the_same_and_another_differs() {
    let plan = |seed: u64| json!({"seed": seed, "rules": [{"on": "sqs", "fault": "error", "probability": 0.3}]});
    let course = |seed: u64| {
        let faults = faults(&plan(seed));
        let calls = (0..100).map(|_| faults.call("sqs", "SendMessage", KEY));
        let told = calls.map(|course| (course.fault(), course.effect()));
        told.collect::<Vec<_>>()
    };
    assert_eq!(course(7), course(7));
    assert_ne!(course(7), course(8));
    let both = [Some("before"), Some("after")];
    assert!(
        both.iter()
            .all(|effect| course(7).iter().any(|(_, it)| it == effect)),
        "drawn when not given"
    );
}

#[test]
fn a_call_that_another_rule_took_is_no_opportunity() {
    let faults = faults(&json!({"seed": 1, "rules": [
        {"on": "sqs", "fault": "error", "probability": 0.5},
        {"on": "sqs", "fault": "throttle", "probability": 1, "times": 5},
    ]}));
    let all = hundred(&faults, "sqs", "SendMessage");
    let count = |fault: &str| all.iter().filter(|it| **it == Some(fault)).count() as u64;
    let told = faults.clear();
    assert_eq!(told["rules"][0]["considered"], 100);
    assert_eq!(told["rules"][0]["injected"], count("error"));
    assert_eq!(told["rules"][1]["considered"], 100 - count("error"));
    assert_eq!(
        (count("throttle"), &told["rules"][1]["injected"]),
        (5, &json!(5))
    );
}

#[test]
fn filters_keep_rules_from_others() {
    let faults = faults(&json!({"rules": [
        {"on": "dynamodb", "fault": "throttle", "probability": 1, "functions": ["sqs-fan-out"]},
        {"on": "dynamodb", "fault": "error", "probability": 1, "operations": ["Query"]},
        {"on": "dynamodb", "fault": "conflict", "probability": 1},
        {"on": "queue", "fault": "reorder", "probability": 1, "queues": ["Jobs"]},
    ]}));
    let fault = |operation: &str| faults.call("dynamodb", operation, KEY).fault();
    assert_eq!(fault("Query"), Some("error"));
    assert_eq!(fault("PutItem"), Some("conflict"));
    assert_eq!(fault("GetItem"), None, "a read meets no conflict");
    assert_eq!(faults.call("dynamodb", "Query", "LOCALOTHER").fault(), None);
    assert_eq!(faults.call("sqs", "SendMessage", KEY).fault(), None);
    assert_eq!(faults.arrival("other"), None);
    assert!(matches!(faults.arrival("jobs"), Some(Arrival::At(_))));
    assert_eq!(faults.duplicate("jobs"), None);
    let told = faults.clear();
    assert_eq!(told["rules"][0]["considered"], 0);
    assert_eq!(told["rules"][2]["considered"], 1);
}

#[test]
fn nothing_goes_wrong_once_the_plan_is_gone() {
    let rules = ["dynamodb", "sqs", "s3", "ses", "ssm", "connections"]
        .map(|on| json!({"on": on, "fault": "error", "probability": 1}));
    let faults = faults(&json!({"rules": rules}));
    for (service, operation) in [
        ("dynamodb", "Query"),
        ("ses", "SendEmail"),
        ("s3", "GetObject"),
        ("ssm", "GetParameter"),
    ] {
        assert_eq!(faults.call(service, operation, KEY).fault(), Some("error"));
    }
    faults.clear();
    assert_eq!(hundred(&faults, "dynamodb", "Query"), [None; 100]);
    assert_eq!(faults.describe(), json!({"seed": null, "rules": []}));
    let ends = (
        faults.frame(),
        faults.disconnect(),
        faults.duplicate("jobs"),
    );
    assert_eq!(ends, (None, None, None));
}

#[tokio::test]
async fn a_call_takes_the_course_the_fault_wants() {
    let course = |fault: &str, effect: Option<&str>| {
        let mut rule = json!({"on": "sqs", "fault": fault, "probability": 1});
        if let Some(effect) = effect {
            rule["effect"] = effect.into();
        }
        if fault == "slow" {
            rule["millis"] = json!([0, 1]);
        }
        faults(&json!({"rules": [rule]})).call("sqs", "SendMessage", KEY)
    };
    for (fault, effect, done, answer) in [
        ("throttle", None, false, Err(Refused::Throttled)),
        ("error", Some("before"), false, Err(Refused::Failed)),
        ("error", Some("after"), true, Err(Refused::Failed)),
        ("slow", None, true, Ok(())),
        ("hang", Some("after"), true, Ok(())),
        ("kill", Some("before"), false, Err(Refused::Failed)),
    ] {
        let course = course(fault, effect);
        let mut was_done = false;
        let act = async {
            was_done = true;
            Ok(())
        };
        let answered = course.carry_out(act, |refusal, _| Err(refusal.why)).await;
        assert_eq!((was_done, answered), (done, answer), "{fault} {effect:?}");
        let ends = !matches!(fault, "hang" | "kill");
        assert_eq!(course.is_answered(), ends, "{fault}");
    }
}
