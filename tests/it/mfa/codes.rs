//! A code is good for one act, and for as long as clocks may differ.

use e2e::{shared_stack, within_a_step};
use serde_json::json;

use super::{enable, log_in, wrong};

#[tokio::test]
async fn a_code_is_good_once() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let mut authenticator = ann.begin_mfa().await;
    let first = authenticator.code().await;
    enable(&ann, &first).await.expect(200);
    // What an onlooker has seen on the way is good for nothing.
    wrong(&log_in(&stack, &ann, &json!({"mfaCode": first})).await);
    let second = json!({"mfaCode": authenticator.code().await});
    log_in(&stack, &ann, &second).await.expect(200);
    wrong(&log_in(&stack, &ann, &second).await);
    wrong(&log_in(&stack, &ann, &json!({"mfaCode": first})).await);
}

#[tokio::test]
async fn one_of_many_wins_who_come_with_one_code() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    let (mut authenticator, _codes) = ann.enable_mfa().await;
    let code = json!({"mfaCode": authenticator.code().await});
    let all = (0..6).map(|_| log_in(&stack, &ann, &code));
    let all = futures::future::join_all(all).await;
    let (good, bad): (Vec<_>, Vec<_>) = all.into_iter().partition(|answer| answer.status == 200);
    assert_eq!(good.len(), 1, "{good:?} {bad:?}");
    bad.iter().for_each(wrong);
}

#[tokio::test]
async fn clocks_may_differ_by_one_step() {
    let stack = shared_stack();
    let _log = stack.show_log();
    for (offset, status) in [(-2, 401), (-1, 200), (0, 200), (1, 200), (2, 401)] {
        let answer = within_a_step(async |now: u64| {
            let ann = stack.register("ann").await;
            let authenticator = ann.begin_mfa().await;
            let step = now.checked_add_signed(offset).unwrap();
            enable(&ann, &authenticator.code_of(step)).await
        })
        .await;
        assert_eq!(answer.status, status, "{offset}: {}", answer.text());
    }
}

#[tokio::test]
async fn a_login_takes_the_next_code_and_not_the_one_after() {
    let stack = shared_stack();
    let _log = stack.show_log();
    let found = within_a_step(async |now: u64| {
        let ann = stack.register("ann").await;
        let authenticator = ann.begin_mfa().await;
        let code = authenticator.code_of(now - 1);
        let mut statuses = vec![enable(&ann, &code).await.status];
        for step in [now - 2, now + 2, now + 1] {
            let code = json!({"mfaCode": authenticator.code_of(step)});
            statuses.push(log_in(&stack, &ann, &code).await.status);
        }
        statuses
    })
    .await;
    assert_eq!(found, [200, 401, 401, 200]);
}
