//! What a message makes the functions call, by the stack's own meter (`/_local/invocations`).

use std::collections::BTreeMap;

use e2e::Stack;
use serde::{Deserialize, Serialize};

/// Invocations the stack keeps; of a longer phase these are the newest.
const KEPT: usize = 5_000;
/// The trigger whose invocations are counted as messages.
const SEND: &str = "sendMessage";

/// Calls per message.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Calls {
    /// Messages this was worked out from.
    pub(super) messages: usize,
    /// By function, per message.
    pub(super) functions: BTreeMap<String, Sums>,
    /// Of all functions, per message.
    pub(super) total: Sums,
}

/// Sums of a function's invocations; per message once divided.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Sums {
    pub(super) invocations: f64,
    pub(super) calls: f64,
    pub(super) read_units: f64,
    pub(super) write_units: f64,
    pub(super) queued: f64,
    pub(super) posts: f64,
    pub(super) errors: f64,
}

#[derive(Debug, Deserialize)]
struct Listed {
    function: String,
    trigger: String,
    totals: Totals,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Totals {
    calls: f64,
    read_units: f64,
    write_units: f64,
    messages: f64,
    posts: f64,
    errors: f64,
}

/// Asks the stack what began after a time, in milliseconds since 1970.
pub(super) async fn since(stack: &Stack, milliseconds: i64) -> Calls {
    let http = &stack.addresses.http;
    let url = format!("{http}/_local/invocations?since={milliseconds}&limit={KEPT}");
    let answer = reqwest::get(url).await.expect("the stack answers");
    let list: Vec<Listed> = answer.json().await.expect("with a list");
    per_message(&list)
}

fn per_message(list: &[Listed]) -> Calls {
    let messages = list.iter().filter(|one| one.trigger == SEND).count();
    let mut calls = Calls {
        messages,
        ..Calls::default()
    };
    let part = 1.0 / messages.max(1) as f64;
    for Listed {
        function, totals, ..
    } in list
    {
        let of_function = calls.functions.entry(function.clone()).or_default();
        for sums in [of_function, &mut calls.total] {
            sums.invocations += part;
            sums.calls += part * totals.calls;
            sums.read_units += part * totals.read_units;
            sums.write_units += part * totals.write_units;
            sums.queued += part * totals.messages;
            sums.posts += part * totals.posts;
            sums.errors += part * totals.errors;
        }
    }
    calls
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sums_are_divided_by_the_messages() {
        let one = |function: &str, trigger: &str, calls: u32| {
            json!({"function": function, "trigger": trigger, "totals": {
                "calls": calls, "readUnits": 1.5, "writeUnits": 0, "messages": 1, "posts": 0,
                "errors": 0, "roundTrips": 2,
            }})
        };
        let list = json!([
            one("a", SEND, 4),
            one("a", SEND, 6),
            one("b", "Queue x2", 10)
        ]);
        let list: Vec<Listed> = serde_json::from_value(list).unwrap();
        let calls = per_message(&list);
        assert_eq!(calls.messages, 2);
        assert_eq!(
            (calls.functions["a"].calls, calls.functions["b"].invocations),
            (5.0, 0.5)
        );
        assert_eq!((calls.total.calls, calls.total.read_units), (10.0, 2.25));
    }
}
