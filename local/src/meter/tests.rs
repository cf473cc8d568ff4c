use http::HeaderValue;
use serde_json::{Value, json};

use super::query::Filter;
use super::*;

/// The header an SDK in this environment signs with.
fn signed(environment: &str) -> HeaderMap {
    let key = access_key(environment);
    let value = format!(
        "AWS4-HMAC-SHA256 Credential={key}/20261120/us-east-1/dynamodb/aws4_request, \
         SignedHeaders=host, Signature=0"
    );
    let mut headers = HeaderMap::new();
    headers.insert("authorization", HeaderValue::from_str(&value).unwrap());
    headers
}

fn call(meter: &Meter, environment: &str, service: &'static str, answered: Answered) {
    let open = meter.call(&signed(environment), service, None).unwrap();
    open.finish(answered);
}

fn named(operation: &str) -> Answered {
    Answered {
        operation: operation.to_owned(),
        status: 200,
        ..Answered::default()
    }
}

fn filter(query: Value) -> Filter {
    serde_json::from_value(query).unwrap()
}

fn ids(meter: &Meter, query: Value) -> Vec<Id> {
    let list = meter.list(&filter(query));
    list.into_iter().map(|summary| summary.head.id).collect()
}

/// A request, the batch it led to, and another request that shares the batch.
fn story() -> (Meter, [Id; 3]) {
    let meter = Meter::default();
    meter.open("environment-one-");
    meter.open("environment-two-");
    let first = meter.begin("send", "POST /v1/messages", &Origin::new(Source::Http));
    meter.hand(&first, "environment-one-");
    let put = Answered {
        write_units: 4.0,
        detail: "chat-7".to_owned(),
        ..named("TransactWriteItems")
    };
    call(&meter, "environment-one-", "dynamodb", put);
    let sent = Answered {
        messages: 1,
        ..named("SendMessage")
    };
    call(&meter, "environment-one-", "sqs", sent);
    let other = meter.begin("send", "sendMessage", &Origin::frame("abc="));
    let causes = [&first, &other, &first].map(Id::clone);
    let batch = meter.begin("fan-out", "Jobs x3", &Origin::caused(Source::Queue, causes));
    meter.hand(&batch, "environment-two-");
    call(
        &meter,
        "environment-two-",
        CONNECTIONS,
        named("PostToConnection"),
    );
    let failed = Ending {
        error: Some("timed out".to_owned()),
        ..Ending::default()
    };
    meter.finish(&other, failed);
    (meter, [first, other, batch])
}

#[test]
fn calls_belong_to_the_invocation_their_environment_runs() {
    let (meter, [first, other, _]) = story();
    let detail = json!(meter.detail(&first).unwrap());
    assert_eq!(detail["calls"][0]["operation"], "TransactWriteItems");
    assert_eq!(detail["calls"][0]["writeUnits"], 4.0);
    assert_eq!(detail["calls"][1]["operation"], "SendMessage");
    assert_eq!(detail["totals"]["calls"], 2);
    assert_eq!(detail["totals"]["roundTrips"], 2);
    assert_eq!(detail["totals"]["messages"], 1);
    assert_eq!(detail["effects"][0]["function"], "fan-out");
    let detail = json!(meter.detail(&other).unwrap());
    assert_eq!(detail["calls"], json!([]));
    assert_eq!(detail["error"], "timed out");
    assert_eq!(detail["connection"], "abc=");
}

#[test]
fn calls_of_others_are_not_kept() {
    let (meter, _) = story();
    assert!(meter.call(&HeaderMap::new(), "s3", None).is_none());
    assert!(meter.call(&signed("nobody"), "s3", None).is_none());
    meter.close("environment-one-");
    assert!(
        meter
            .call(&signed("environment-one-"), "s3", None)
            .is_none()
    );
}

#[test]
fn what_an_environment_calls_while_it_starts_belongs_to_its_first_invocation() {
    let meter = Meter::default();
    let first = meter.begin("send", "GET /", &Origin::new(Source::Http));
    meter.open("environment-one-");
    call(&meter, "environment-one-", "dynamodb", named("GetItem"));
    meter.hand(&first, "environment-one-");
    let second = meter.begin("send", "GET /", &Origin::new(Source::Http));
    meter.hand(&second, "environment-one-");
    let calls = |id: &Id| json!(meter.detail(id).unwrap())["totals"]["calls"].clone();
    assert_eq!((calls(&first), calls(&second)), (json!(1), json!(0)));
}

#[test]
fn traces_are_handed_on_and_a_shared_batch_belongs_to_both() {
    let (meter, [first, other, batch]) = story();
    let detail = json!(meter.detail(&batch).unwrap());
    let traces = detail["traces"].as_array().unwrap();
    assert_eq!(traces.len(), 2);
    assert_eq!(detail["causes"], json!([first, other]));
    for (trace, root) in traces.iter().zip([first, other]) {
        let trace = json!(meter.trace(trace.as_str().unwrap()).unwrap());
        assert_eq!(trace["invocations"], 2);
        assert_eq!(trace["totals"]["posts"], 1);
        assert_eq!(trace["tree"][0]["id"], *root);
        assert_eq!(trace["tree"][0]["children"][0]["id"], *batch);
        assert_eq!(trace["tree"].as_array().unwrap().len(), 1);
    }
    assert!(meter.trace("unknown").is_none());
}

#[test]
fn lists_are_filtered_and_begin_with_the_newest() {
    let (meter, [first, other, batch]) = story();
    let all = [&batch, &other, &first].map(Id::clone);
    assert_eq!(ids(&meter, json!({})), all);
    assert_eq!(ids(&meter, json!({"limit": 1})), all[..1]);
    assert_eq!(ids(&meter, json!({"function": "send"})), all[1..]);
    for trigger in ["POST", "http", "POST /v1/messages"] {
        assert_eq!(ids(&meter, json!({ "trigger": trigger })), all[2..]);
    }
    assert_eq!(ids(&meter, json!({"text": "CHAT-7"})), all[2..]);
    assert_eq!(ids(&meter, json!({"text": "timed"})), all[1..2]);
    let now = jiff::Timestamp::now().as_millisecond();
    assert!(ids(&meter, json!({"since": now + 1_000})).is_empty());
}

#[test]
fn the_oldest_are_forgotten() {
    let meter = Meter::default();
    let origin = Origin::new(Source::Schedule);
    let first = meter.begin("f", "schedule", &origin);
    let second = meter.begin("f", "schedule", &origin);
    for _ in 0..4_999 {
        meter.begin("f", "schedule", &origin);
    }
    assert!(meter.detail(&first).is_none());
    assert!(meter.detail(&second).is_some());
    // Ends that come too late are no harm.
    meter.finish(&first, Ending::default());
}

#[test]
fn invocations_of_many_calls_are_forgotten_sooner() {
    let meter = Meter::default();
    meter.open("environment-one-");
    let origin = Origin::new(Source::Schedule);
    let busy: Vec<Id> = (0..102)
        .map(|_| {
            let id = meter.begin("f", "schedule", &origin);
            meter.hand(&id, "environment-one-");
            for _ in 0..1_000 {
                call(&meter, "environment-one-", "sqs", named("SendMessage"));
            }
            id
        })
        .collect();
    // 100,000 calls are kept, and what began last is kept in any case.
    assert!(meter.detail(&busy[0]).is_none());
    assert!(meter.detail(&busy[1]).is_some());
    assert!(meter.detail(&busy[101]).is_some());
}

#[test]
fn an_item_names_its_last_writer() {
    let meter = Meter::default();
    let (one, other) = (Id::from("one"), Id::from("other"));
    let item = || vec!["table\nkey".to_owned()];
    meter.write(item(), &one);
    let undone = meter.write(item(), &other);
    assert_eq!(meter.writer("table\nkey"), Some(Id::clone(&other)));
    meter.unwrite(undone);
    assert_eq!(meter.writer("table\nkey"), Some(one));
    assert_eq!(meter.writer("table\nelse"), None);
}

mod round_trips {
    use super::super::record::Call;
    use super::super::state::State;
    use super::*;

    fn call(service: &'static str, peer: u16, (offset_ms, end): (f64, f64)) -> Call {
        let open = Answered::default();
        Call {
            service,
            operation: open.operation,
            target: open.target,
            detail: open.detail,
            offset_ms,
            duration_ms: end - offset_ms,
            read_units: 0.0,
            write_units: 0.0,
            estimated: false,
            request_bytes: 0,
            response_bytes: 0,
            status: 200,
            error: None,
            messages: 0,
            fault: None,
            effect: None,
            peer,
            depth: 1,
        }
    }

    #[test]
    fn calls_side_by_side_do_not_wait_for_one_another() {
        let first = call("dynamodb", 1, (1.0, 2.0));
        assert!(!first.precedes(&call("dynamodb", 2, (1.5, 3.0))));
        assert!(
            !first.precedes(&call("dynamodb", 2, (2.1, 3.0))),
            "on a connection of its own, so the first had not come back"
        );
        assert!(first.precedes(&call("dynamodb", 1, (2.1, 3.0))));
        assert!(first.precedes(&call("dynamodb", 2, (3.5, 4.0))));
        assert!(first.precedes(&call("sqs", 2, (2.1, 3.0))));
    }

    #[test]
    fn nothing_recorded_is_no_round_trip() {
        assert!(State::default().current("key").is_none());
        assert_eq!(totals::Totals::of(&[]).round_trips, 0);
    }
}
