//! What is refused, field by field.

use e2e::{Way, shared_stack};
use serde_json::{Value, json};

use super::{TYPES, body, least, pair};

/// A message, the field that is wrong, and why.
type Case = (Value, String, &'static str);

/// A message of a type with one field set to a value, or taken away; `place` is a JSON pointer.
pub(super) fn with(kind: &str, place: &str, value: Option<Value>) -> Value {
    let mut body = body(kind);
    let (parent, name) = place.rsplit_once('/').unwrap();
    let fields = body.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => fields.insert(name.to_owned(), value),
        None => fields.remove(name),
    };
    body
}

/// `/attachments/0/url` as refusals spell it: `attachments[0].url`.
fn field(place: &str) -> String {
    let mut name = String::new();
    for part in place.split('/').skip(1) {
        match part.parse::<usize>() {
            Ok(index) => name.push_str(&format!("[{index}]")),
            Err(_) if name.is_empty() => name.push_str(part),
            Err(_) => name.push_str(&format!(".{part}")),
        }
    }
    name
}

pub(super) fn case(kind: &str, place: &str, value: Option<Value>, code: &'static str) -> Case {
    (with(kind, place, value), field(place), code)
}

/// Sends every case both ways: each is refused for its field, and nothing is stored.
pub(super) async fn refused(cases: &[Case]) {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, _bob, chat) = pair(&stack).await;
    for way in Way::BOTH {
        let ann = ann.acting(way).await;
        for (body, field, code) in cases {
            eprintln!("{way:?} {body:.300}");
            ann.send_body(&chat, body).await.refuses(field, code);
        }
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
}

#[tokio::test]
async fn a_type_without_its_body_is_refused_and_so_is_anothers() {
    let mut cases = Vec::new();
    for (kind, own) in TYPES {
        let needed = own.unwrap_or("text");
        for value in [None, Some(Value::Null)] {
            cases.push(case(kind, &format!("/{needed}"), value, "required"));
        }
        for (foreign, of) in [
            ("link", "link"),
            ("location", "location"),
            ("poll", "poll"),
            ("attachments", "image"),
        ] {
            if own != Some(foreign) {
                let value = Some(least(foreign, of));
                cases.push(case(kind, &format!("/{foreign}"), value, "not_allowed"));
            }
        }
    }
    for kind in ["location", "poll"] {
        cases.push(case(kind, "/text", Some(json!("caption")), "not_allowed"));
    }
    cases.push((
        json!({"type": "image", "attachments": []}),
        "attachments".to_owned(),
        "required",
    ));
    cases.push((
        json!({"type": "system", "text": "x"}),
        "type".to_owned(),
        "forbidden",
    ));
    refused_by_first_field(&cases).await;
}

/// As `refused`; a `system` message may be refused for more than its type.
async fn refused_by_first_field(cases: &[Case]) {
    let (system, others): (Vec<&Case>, Vec<&Case>) = cases
        .iter()
        .partition(|(body, _, _)| body["type"] == "system");
    let others: Vec<Case> = others.into_iter().cloned().collect();
    refused(&others).await;
    let stack = shared_stack();
    let (ann, _bob, chat) = pair(&stack).await;
    for way in Way::BOTH {
        for (body, field, code) in &system {
            let answer = ann.acting(way).await.send_body(&chat, body).await;
            let error = answer.problem(400, "validation_failed")["errors"][0].clone();
            assert_eq!(
                (&error["field"], &error["code"]),
                (&json!(field), &json!(code))
            );
        }
    }
    assert!(stack.dynamodb().seqs(&chat).await.is_empty());
}

#[tokio::test]
async fn a_type_is_one_of_those_there_are() {
    let cases = [
        (json!({"text": "x"}), "type".to_owned(), "required"),
        (
            json!({"type": null, "text": "x"}),
            "type".to_owned(),
            "wrong_type",
        ),
        (
            json!({"type": 7, "text": "x"}),
            "type".to_owned(),
            "wrong_type",
        ),
        (
            json!({"type": "fax", "text": "x"}),
            "type".to_owned(),
            "unknown",
        ),
        (
            json!({"type": "Text", "text": "x"}),
            "type".to_owned(),
            "unknown",
        ),
        (
            json!({"type": "", "text": "x"}),
            "type".to_owned(),
            "unknown",
        ),
    ];
    refused(&cases).await;
}

#[tokio::test]
async fn a_link_is_an_address_of_the_web() {
    let long = format!("https://example.org/{}", "x".repeat(2_029));
    let url = |value: Value, code| case("link", "/link/url", Some(value), code);
    let mut cases = vec![
        case(
            "link",
            "/link",
            Some(json!("https://example.org")),
            "wrong_type",
        ),
        case("link", "/link/url", None, "required"),
        url(json!(null), "wrong_type"),
        url(json!(7), "wrong_type"),
        url(json!(long), "too_long"),
    ];
    for other in [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "//example.org",
        "example.org",
        "https://",
        "https:///path",
        "https://?q",
        "https://exa mple.org",
        "https://example.org/\n",
        " https://example.org",
        "https:/example.org",
        "file:///etc/passwd",
        "https://example.org/\u{7}",
    ] {
        cases.push(url(json!(other), "invalid"));
    }
    for other in [
        "http://example.org/a.png",
        "data:image/png;base64,AA",
        "a.png",
    ] {
        cases.push(case(
            "link",
            "/link/imageUrl",
            Some(json!(other)),
            "invalid",
        ));
    }
    for (name, most) in [("title", 300), ("description", 1_000)] {
        let place = format!("/link/{name}");
        let long = "é".repeat(most + 1);
        cases.push(case("link", &place, Some(json!(long)), "too_long"));
        cases.push(case(
            "link",
            &place,
            Some(json!("a\u{7}b")),
            "control_characters",
        ));
        cases.push(case("link", &place, Some(json!(7)), "wrong_type"));
    }
    refused(&cases).await;
}

#[tokio::test]
async fn a_location_is_on_the_globe() {
    let at = |name: &str, value: Option<Value>, code| {
        case("location", &format!("/location/{name}"), value, code)
    };
    let mut cases = vec![case(
        "location",
        "/location",
        Some(json!([1.5, 2.5])),
        "wrong_type",
    )];
    for (name, bound) in [("latitude", 90.0), ("longitude", 180.0)] {
        cases.push(at(name, None, "required"));
        for wrong in [json!("1.5"), json!(null)] {
            cases.push(at(name, Some(wrong), "wrong_type"));
        }
        for beyond in [bound + 0.0001, -bound - 0.0001, 1e300, -1e300] {
            cases.push(at(name, Some(json!(beyond)), "out_of_range"));
        }
    }
    cases.push(at("accuracyMeters", Some(json!(-0.1)), "out_of_range"));
    cases.push(at("accuracyMeters", Some(json!("near")), "wrong_type"));
    cases.push(at("name", Some(json!("x".repeat(101))), "too_long"));
    cases.push(at("name", Some(json!("a\u{0}")), "control_characters"));
    refused(&cases).await;
}

#[tokio::test]
async fn a_poll_asks_a_question_with_two_to_twelve_answers() {
    let at = |name: &str, value: Option<Value>, code| {
        case("poll", &format!("/poll/{name}"), value, code)
    };
    let options = |count: usize| {
        let options = (0..count).map(|number| json!({"text": number.to_string()}));
        Some(options.collect::<Value>())
    };
    let same = json!([{"id": "a", "text": "1"}, {"id": "a", "text": "2"}]);
    let same_as_given = json!([{"id": "2", "text": "1"}, {"text": "2"}]);
    let past = (jiff::Timestamp::now() - std::time::Duration::from_secs(1)).to_string();
    let mut cases = vec![
        case("poll", "/poll", Some(json!([])), "wrong_type"),
        at("question", None, "required"),
        at("question", Some(json!("")), "required"),
        at("question", Some(json!(" \n")), "required"),
        at("question", Some(json!("é".repeat(301))), "too_long"),
        at("question", Some(json!("a\u{1b}[0m")), "control_characters"),
        at("options", None, "required"),
        at("options", Some(json!({"a": "b"})), "wrong_type"),
        at("options", Some(same), "conflict"),
        at("options", Some(same_as_given), "conflict"),
        at("multiple", Some(json!("yes")), "wrong_type"),
        at("closesAt", Some(json!(past)), "out_of_range"),
        at("closesAt", Some(json!("tomorrow")), "wrong_type"),
        at("closesAt", Some(json!(1_900_000_000)), "wrong_type"),
        at("options/1/text", None, "required"),
        at("options/1/text", Some(json!("")), "required"),
        at("options/1/text", Some(json!("é".repeat(101))), "too_long"),
        at(
            "options/0/text",
            Some(json!("a\u{0}")),
            "control_characters",
        ),
        at("options/0/id", Some(json!("")), "required"),
        at("options/0/id", Some(json!("x".repeat(65))), "too_long"),
        at("options/0/id", Some(json!(1)), "wrong_type"),
    ];
    for count in [0, 1, 13] {
        cases.push(at("options", options(count), "out_of_range"));
    }
    refused(&cases).await;
}
