//! Calls that go wrong on purpose.

use super::*;
use crate::faults::{Names, Plan};

#[test]
fn injected_refusals_are_worded_as_dynamodb_does() {
    let ask = |operation: &str, body: Value| {
        let mut headers = http::HeaderMap::new();
        let target = format!("DynamoDB_20120810.{operation}");
        headers.insert("x-amz-target", target.parse().unwrap());
        Ask::read(&headers, body.to_string().as_bytes()).unwrap()
    };
    let worded = |ask: &Ask, why: Refused, draw: u64| {
        let worded = Worded::of(ask, Refusal { why, draw });
        let body: Value = serde_json::from_slice(&worded.body).unwrap();
        (worded.status.as_u16(), body)
    };
    let name = |(status, body): (u16, Value)| {
        let kind = body["__type"].as_str().unwrap().rsplit('#').next();
        (status, kind.unwrap().to_owned())
    };
    let single = ask("PutItem", put("a", "x"));
    for (why, draw, status, expected) in [
        (Refused::Throttled, 0, 400, "ThrottlingException"),
        (
            Refused::Throttled,
            1,
            400,
            "ProvisionedThroughputExceededException",
        ),
        (Refused::Conflict, 0, 400, "TransactionConflictException"),
        (Refused::Failed, 0, 500, "InternalServerError"),
    ] {
        assert_eq!(
            name(worded(&single, why, draw)),
            (status, expected.to_owned())
        );
    }
    let writes = ["a", "b", "c"].map(|key| json!({"Put": put(key, "x")}));
    let transaction = ask("TransactWriteItems", json!({"TransactItems": writes}));
    let codes = |why: Refused, draw: u64| {
        let (status, body) = worded(&transaction, why, draw);
        assert_eq!(status, 400);
        assert!(
            body["__type"]
                .as_str()
                .unwrap()
                .ends_with("#TransactionCanceledException")
        );
        let reasons = body["CancellationReasons"].as_array().unwrap();
        let codes = reasons.iter().map(|reason| reason["Code"].clone());
        codes.collect::<Vec<_>>()
    };
    assert_eq!(
        codes(Refused::Conflict, 0),
        ["TransactionConflict"; 3],
        "in every place"
    );
    assert_eq!(
        codes(Refused::Conflict, 3),
        ["None", "TransactionConflict", "None"],
        "in one place"
    );
    assert_eq!(
        codes(Refused::Throttled, 1),
        ["ThrottlingError", "None", "None"]
    );
}

#[tokio::test]
async fn a_call_whose_answer_is_lost_was_done_and_is_recorded_with_its_fault() {
    let stand = Stand::start().await;
    let faults = stand.meter.faults();
    let key = access_key(ENVIRONMENT);
    faults.enter(key, "f", rustix::process::Pid::INIT);
    let plan = |effect: &str| {
        let rule = json!({"on": "dynamodb", "fault": "error", "effect": effect, "probability": 1, "operations": ["PutItem"]});
        let text = json!({"rules": [rule]}).to_string();
        Plan::read(&text, &Names::default()).unwrap()
    };
    let get = |key: &str| json!({"TableName": "chats", "Key": {"pk": {"S": key}}});
    for (effect, units) in [("before", 0.0), ("after", 1.0)] {
        faults.put(plan(effect));
        let (answer, call) = stand.call("PutItem", put(effect, "x")).await;
        assert_eq!(
            answer["__type"],
            "com.amazonaws.dynamodb.v20120810#InternalServerError"
        );
        assert_eq!(
            (&call["fault"], &call["effect"]),
            (&json!("error"), &json!(effect))
        );
        assert_eq!(call["error"], "InternalServerError");
        assert_eq!(
            (&call["status"], &call["writeUnits"]),
            (&json!(500), &json!(units))
        );
        faults.clear();
        let (answer, call) = stand.call("GetItem", get(effect)).await;
        assert_eq!(answer.get("Item").is_some(), effect == "after");
        assert_eq!(call["fault"], Value::Null);
    }
    // Nobody but functions meets faults.
    faults.put(plan("before"));
    let answer = stand.send("LOCAL", "PutItem", &put("test", "x")).await;
    assert_eq!(answer, json!({}));
}
