//! The local stack as a process.

use std::time::Duration;

use e2e::{Options, Stack, eventually, fresh, shared_stack};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use serde_json::{Value, json};

/// Process ids of all environments alive.
async fn processes(stack: &Stack) -> Vec<Pid> {
    let url = format!("{}/_local/functions", stack.addresses.http);
    let list: Value = reqwest::get(url).await.unwrap().json().await.unwrap();
    let all = list.as_array().unwrap().iter();
    let environments = all.flat_map(|function| function["environments"].as_array().unwrap());
    environments
        .filter_map(|environment| Pid::from_raw(i32::try_from(environment["pid"].as_i64()?).ok()?))
        .collect()
}

#[tokio::test]
async fn nothing_is_left_when_a_stack_ends() {
    let stack = Stack::start(&Options::new());
    let ann = stack.register("ann").await;
    ann.connect().await.close().await;
    let processes = processes(&stack).await;
    assert!(processes.len() >= 3, "{processes:?}");
    assert!(processes.iter().all(|pid| test_kill_process(*pid).is_ok()));
    drop(stack);
    let gone = async || {
        processes
            .iter()
            .all(|pid| test_kill_process(*pid).is_err())
            .then_some(())
    };
    eventually("all functions are gone", Duration::from_secs(5), gone).await;
}

#[tokio::test]
async fn a_folder_keeps_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let options = Options::new().argument("--data-dir").argument(path);
    let (ann, chat, message) = {
        let stack = Stack::start(&options);
        let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
        let chat = ann.direct_chat(&bob).await;
        let message = ann.say(&chat, "remember me").await;
        (ann, chat, message)
    };
    let stack = Stack::start(&options);
    let token = &ann.access_token;
    let path = format!("/v1/chats/{chat}/messages");
    let call = stack.call(reqwest::Method::GET, &path).token(token);
    let page = call.send().await.expect(200);
    assert_eq!(page["data"], json!([message]));
}

#[tokio::test]
async fn a_function_that_dies_at_rest_is_replaced() {
    let stack = Stack::start(&Options::new());
    let ann = stack.register("ann").await;
    let killed = processes(&stack).await;
    for pid in &killed {
        // Frozen as it is, only this signal reaches it.
        kill_process(*pid, Signal::KILL).unwrap();
    }
    let noticed = async || {
        processes(&stack)
            .await
            .iter()
            .all(|pid| !killed.contains(pid))
            .then_some(())
    };
    eventually("the stack notices", Duration::from_secs(5), noticed).await;
    ann.log_in_again().await;
}

#[tokio::test]
async fn the_gateway_limits_request_line_and_headers() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let long = "x".repeat(11_000);
    let answer = ann.get(&format!("/v1/users/search?q={long}")).await;
    assert_eq!(
        answer.status, 431,
        "at most 10,240 bytes (API Gateway quotas)"
    );
    let answer = ann.get(&format!("/v1/users/search?q={}", fresh())).await;
    assert_eq!(answer.expect(200)["data"], json!([]));
}
