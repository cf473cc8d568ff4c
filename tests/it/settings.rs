//! What people have set for themselves.

use e2e::{User, shared_stack};
use reqwest::Method;
use serde_json::{Value, json};

const PATH: &str = "/v1/users/me/settings";

async fn settings(user: &User) -> Value {
    user.get(PATH).await.expect(200)
}

/// What is set for whoever has set nothing.
fn defaults() -> Value {
    json!({
        "profileVisibility": "everyone",
        "lastSeenVisibility": "everyone",
        "readReceiptsEnabled": true,
        "emailNotifications": true,
        "pushNotifications": true,
        "quietHours": null,
        "theme": "system",
        "language": "en",
    })
}

fn quiet(from: &str, to: &str, zone: &str) -> Value {
    json!({"quietHours": {"from": from, "to": to, "timeZone": zone}})
}

#[tokio::test]
async fn everybody_has_settings_from_the_beginning() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    assert_eq!(settings(&ann).await, defaults());
    assert_eq!(ann.change_settings(&json!({})).await, defaults());
    assert_eq!(settings(&ann).await, defaults());
}

#[tokio::test]
async fn what_is_set_is_merged_with_the_rest() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let mut expected = defaults();
    let hours = quiet("22:00", "07:00", "Europe/Berlin");
    let changes = [
        ("profileVisibility", json!("contacts")),
        ("lastSeenVisibility", json!("nobody")),
        ("readReceiptsEnabled", json!(false)),
        ("emailNotifications", json!(false)),
        ("pushNotifications", json!(false)),
        ("quietHours", hours["quietHours"].clone()),
        ("theme", json!("dark")),
        ("language", json!("de")),
    ];
    for (field, value) in &changes {
        expected[*field] = value.clone();
        let changed = ann.change_settings(&json!({*field: value})).await;
        assert_eq!(changed, expected);
        assert_eq!(settings(&ann).await, expected);
    }
    let unknown = ann.change_settings(&json!({"color": "blue"})).await;
    assert_eq!(unknown, expected);
    let other = ann.log_in_again().await;
    assert_eq!(settings(&other).await, expected, "on every device");

    expected["quietHours"] = Value::Null;
    let none = json!({"quietHours": null});
    assert_eq!(ann.change_settings(&none).await, expected);
    let all = ann.change_settings(&defaults()).await;
    assert_eq!(all, defaults());
    assert_eq!(settings(&ann).await, defaults());
    assert_eq!(settings(&bob).await, defaults(), "his own");
}

#[tokio::test]
async fn settings_are_held_to_what_they_can_be() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let zone = "Europe/Berlin";
    for (body, field) in [
        (json!({"profileVisibility": "friends"}), "profileVisibility"),
        (
            json!({"lastSeenVisibility": "Everyone"}),
            "lastSeenVisibility",
        ),
        (json!({"readReceiptsEnabled": "off"}), "readReceiptsEnabled"),
        (json!({"emailNotifications": 1}), "emailNotifications"),
        (json!({"pushNotifications": "yes"}), "pushNotifications"),
        (json!({"theme": "blue"}), "theme"),
        (json!({"language": 7}), "language"),
        (json!({"language": ""}), "language"),
        (json!({"language": "x".repeat(200)}), "language"),
        (json!({"language": "<b>en</b>"}), "language"),
        (json!({"quietHours": "always"}), "quietHours"),
        (json!({"quietHours": {}}), "quietHours"),
        (json!({"quietHours": {"from": "22:00"}}), "quietHours"),
        (quiet("24:00", "07:00", zone), "quietHours"),
        (quiet("22:60", "07:00", zone), "quietHours"),
        (quiet("22:00", "7", zone), "quietHours"),
        (quiet("22:00", "", zone), "quietHours"),
        (quiet("ten", "07:00", zone), "quietHours"),
        (quiet("22:00:00", "07:00", zone), "quietHours"),
        (quiet("22:00", "07:00", "Europe/Atlantis"), "quietHours"),
        (quiet("22:00", "07:00", ""), "quietHours"),
        (quiet("22:00", "07:00", "../../etc/passwd"), "quietHours"),
    ] {
        let problem = ann.put(PATH, &body).await;
        let problem = problem.problem(400, "validation_failed");
        let found = problem["errors"][0]["field"].as_str().unwrap();
        // `quietHours.from` names the place within.
        let names = found == field || found.starts_with(&format!("{field}."));
        assert!(names, "{body}: {problem}");
    }
    let mut both = quiet("22:00", "07:00", "Europe/Atlantis");
    both["theme"] = json!("light");
    let refused = ann.put(PATH, &both).await;
    refused.problem(400, "validation_failed");
    assert_eq!(settings(&ann).await, defaults(), "nothing of it is set");
    let nobody = stack.call(Method::GET, PATH).send().await;
    nobody.problem(401, "unauthenticated");
}

#[tokio::test]
async fn hours_are_quiet_in_any_zone() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    for (from, to, zone) in [
        ("00:00", "23:59", "UTC"),
        ("09:30", "17:45", "America/Argentina/Buenos_Aires"),
        ("23:59", "00:00", "Asia/Kathmandu"),
        ("22:00", "07:00", "Pacific/Chatham"),
    ] {
        let hours = quiet(from, to, zone);
        let changed = ann.change_settings(&hours).await;
        assert_eq!(changed["quietHours"], hours["quietHours"]);
        assert_eq!(settings(&ann).await, changed);
    }
}
