//! Addresses on AWS in a function's environment become addresses on this machine.

use std::collections::BTreeMap;

use crate::stack::{LogicalId, Stack};
use crate::template::{api_endpoint, queue_url};

/// The declared environment of every function, with local addresses.
pub(crate) fn environments(
    stack: &Stack,
    port: u16,
    sqs: &str,
) -> BTreeMap<LogicalId, BTreeMap<String, String>> {
    let replacements = replacements(stack, port, sqs);
    let local = |value: &String| {
        replacements
            .iter()
            .fold(value.clone(), |text, (from, to)| replace(&text, from, to))
    };
    let functions = stack.functions.iter();
    functions
        .map(|(id, function)| {
            let environment = function.environment.iter();
            (
                id.clone(),
                environment
                    .map(|(name, value)| (name.clone(), local(value)))
                    .collect(),
            )
        })
        .collect()
}

fn replacements(stack: &Stack, port: u16, sqs: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    let http_apis = stack.http_apis.iter().map(|api| &api.api_id);
    for id in http_apis.chain(stack.websocket_apis.iter().map(|api| &api.api_id)) {
        for (there, here) in [("wss", "ws"), ("https", "http")] {
            all.push((
                api_endpoint(there, id),
                format!("{here}://127.0.0.1:{port}"),
            ));
        }
        // The host alone, for templates that put the scheme before it in the code.
        let host = api_endpoint("", id).trim_start_matches("://").to_owned();
        all.push((host, format!("127.0.0.1:{port}")));
    }
    for queue in &stack.queues {
        let there = queue_url(&queue.name);
        let path = there.splitn(4, '/').nth(3).unwrap_or_default();
        all.push((
            there.clone(),
            format!("{}/{path}", sqs.trim_end_matches('/')),
        ));
    }
    all
}

/// Replaces `from` where it ends like an address: the URL of the queue `Jobs` must not be found in
/// that of `JobsFailed`.
fn replace(text: &str, from: &str, to: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        result.push_str(before);
        let goes_on = after.starts_with(|c: char| c.is_alphanumeric() || "-_.".contains(c));
        result.push_str(if goes_on { from } else { to });
        rest = after;
    }
    result.push_str(rest);
    result
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::stack::{Function, HttpApi, Queue};

    fn queue(name: &str) -> Queue {
        Queue {
            logical_id: name.to_owned(),
            name: name.to_owned(),
            visibility_timeout: Duration::ZERO,
            delay: Duration::ZERO,
            retention: Duration::ZERO,
            redrive: None,
        }
    }

    #[test]
    fn own_addresses_become_local_and_others_stay() {
        let environment = [
            ("URL", "https://abc.execute-api.us-east-1.amazonaws.com/v1"),
            ("SOCKET", "wss://abc.execute-api.us-east-1.amazonaws.com"),
            ("OTHER", "https://xyz.execute-api.us-east-1.amazonaws.com"),
            ("WEB", "https://abc.execute-api.us-east-1.amazonaws.com"),
            (
                "JOBS",
                "https://sqs.us-east-1.amazonaws.com/000000000000/Jobs",
            ),
            (
                "FAILED",
                "https://sqs.us-east-1.amazonaws.com/000000000000/JobsFailed",
            ),
        ];
        let function = Function {
            logical_id: "F".to_owned(),
            name: "f".to_owned(),
            timeout: Duration::ZERO,
            memory_megabytes: 128,
            environment: environment
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .into(),
            reserved_concurrency: None,
        };
        let api = HttpApi {
            logical_id: "Api".to_owned(),
            api_id: "abc".to_owned(),
            stage: "$default".to_owned(),
            routes: Vec::new(),
            cors: None,
        };
        let stack = Stack {
            functions: [("F".to_owned(), function)].into(),
            http_apis: vec![api],
            queues: vec![queue("Jobs"), queue("JobsFailed")],
            ..Stack::default()
        };
        let local = environments(&stack, 3000, "http://127.0.0.1:9");
        let expected = [
            ("FAILED", "http://127.0.0.1:9/000000000000/JobsFailed"),
            ("JOBS", "http://127.0.0.1:9/000000000000/Jobs"),
            ("OTHER", "https://xyz.execute-api.us-east-1.amazonaws.com"),
            ("SOCKET", "ws://127.0.0.1:3000"),
            ("URL", "http://127.0.0.1:3000/v1"),
            ("WEB", "http://127.0.0.1:3000"),
        ];
        assert_eq!(
            local["F"],
            expected.map(|(k, v)| (k.to_owned(), v.to_owned())).into()
        );
    }
}
