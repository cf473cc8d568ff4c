//! How often one may call: a minute's requests of a person, and attempts to get in.

mod addresses;
mod logins;
/// On Linux every address 127.0.0.x is this machine.
#[cfg(target_os = "linux")]
mod other_addresses;

use std::sync::OnceLock;

use e2e::{Options, Reply, Socket, Stack, fresh, in_one_window, until_refused};
use serde_json::{Value, json};

const MINUTE: i64 = 60;
const ME: &str = "/v1/users/me";

/// A stack with narrow limits; everybody has limits of their own.
fn limited() -> &'static Stack {
    static LIMITED: OnceLock<Stack> = OnceLock::new();
    let limits = "default=10, light=12, POST /v1/messages=3, sendMessage=4, register-address=0";
    LIMITED.get_or_init(|| Stack::start(&Options::new().env("RATE_LIMITS", limits)))
}

fn text(chat: &str) -> Value {
    json!({"chatId": chat, "clientMessageId": fresh(), "type": "text", "text": "hello"})
}

/// Acts until it is refused for being too often: how often it was not, and the refusal.
async fn act_until_refused(
    socket: &Socket,
    action: &str,
    data: impl Fn() -> Value,
) -> (usize, u64) {
    for count in 0..60 {
        let reply: Reply = socket.send(action, data()).await;
        if reply.frame["type"] == "ack" {
            continue;
        }
        let problem = reply.problem(429, "rate_limited");
        let seconds = problem["retryAfter"].as_u64().unwrap();
        assert!((1..=60).contains(&seconds), "{problem}");
        return (count, seconds);
    }
    panic!("{action}: never refused");
}

#[tokio::test]
async fn a_minute_has_so_many_calls() {
    // Nobody else calls: one environment serves.
    let options = Options::new().env("RATE_LIMITS", "default=10");
    let stack = Stack::start(&options);
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    in_one_window(MINUTE).await;
    let (answers, refusal) = until_refused(40, async || ann.get(ME).await).await;
    let admitted = stack.admitted("GET /v1/users/me", 10).await;
    assert!(admitted.contains(&answers.len()), "{} calls", answers.len());
    let mut seconds = 60;
    for (place, answer) in answers.iter().enumerate() {
        answer.expect(200);
        let limit = answer.rate_limit();
        assert_eq!((limit.name.as_str(), limit.most), ("default", 10));
        if admitted.end() == admitted.start() {
            assert_eq!(limit.left, 9 - place as u64, "it counts down");
        }
        assert!((1..=seconds).contains(&limit.seconds), "{limit:?}");
        seconds = limit.seconds;
    }
    let wait = refusal.too_often(60);
    let limit = refusal.rate_limit();
    assert_eq!((limit.most, limit.left), (10, 0));
    assert!(wait.abs_diff(limit.seconds) <= 1, "{wait} {limit:?}");
    assert_eq!(refusal.header("ratelimit-policy"), "\"default\";q=10;w=60");
    // Another login of hers makes no difference, but another person is another matter.
    let again = ann.log_in_again().await.get(ME).await;
    again.too_often(60);
    let bobs = bob.get(ME).await;
    bobs.expect(200);
    assert_eq!(bobs.rate_limit().left, 9);
}

#[tokio::test]
async fn who_is_nobody_uses_up_nothing() {
    let stack = limited();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    in_one_window(MINUTE).await;
    for _ in 0..15 {
        let call = stack.call(reqwest::Method::GET, ME).token("nonsense");
        let answer = call.send().await;
        answer.problem(401, "unauthenticated");
        assert_eq!(answer.header("ratelimit"), "", "nobody has a limit");
    }
    let answer = ann.get(ME).await;
    answer.expect(200);
    assert_eq!(answer.rate_limit().left, 9);
}

#[tokio::test]
async fn a_route_with_a_limit_of_its_own_counts_by_itself() {
    let stack = limited();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = bob.direct_chat(&ann).await;
    in_one_window(MINUTE).await;
    let send = async || ann.post("/v1/messages", &text(&chat)).await;
    let (answers, refusal) = until_refused(30, &send).await;
    let admitted = stack.admitted("POST /v1/messages", 3).await;
    assert!(admitted.contains(&answers.len()), "{} calls", answers.len());
    for answer in &answers {
        answer.expect(201);
        assert_eq!(answer.rate_limit().most, 3);
    }
    refusal.too_often(60);
    // What is refused is not there, however often it comes.
    for _ in 0..5 {
        send().await;
    }
    let seqs = stack.dynamodb().seqs(&chat).await;
    let most = *stack.admitted("POST /v1/messages", 3).await.end();
    assert!((answers.len()..=most).contains(&seqs.len()), "{seqs:?}");
    // The same by another route counts with everything else.
    let path = format!("/v1/chats/{chat}/messages");
    let answer = ann.post(&path, &text(&chat)).await;
    answer.expect(201);
    let limit = answer.rate_limit();
    assert_eq!((limit.name.as_str(), limit.most), ("default", 10));
}

#[tokio::test]
async fn what_clients_do_by_themselves_has_a_wider_limit() {
    let stack = limited();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = bob.direct_chat(&ann).await;
    bob.say(&chat, "hello").await;
    let socket = ann.connect().await;
    in_one_window(MINUTE).await;
    let beat = || json!({"active": true});
    let (count, _) = act_until_refused(&socket, "heartbeat", beat).await;
    let admitted = stack.admitted("heartbeat", 12).await;
    assert!(admitted.contains(&count), "{count}");
    // That is no reason to refuse anything else.
    ann.get(ME).await.expect(200);
    let path = format!("/v1/chats/{chat}/read");
    let read = bob.post(&path, &json!({})).await;
    assert!([200, 204].contains(&read.status), "{}", read.text());
    let limit = read.rate_limit();
    assert_eq!((limit.name.as_str(), limit.most), ("light", 12));
    // Nor the other way about.
    let (_, refusal) = until_refused(40, async || bob.get(ME).await).await;
    refusal.too_often(60);
    let bobs = bob.connect().await;
    bobs.settle().await;
}

#[tokio::test]
async fn typing_has_the_wider_limit() {
    let stack = limited();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = bob.direct_chat(&ann).await;
    let socket = ann.connect().await;
    in_one_window(MINUTE).await;
    let typing = || json!({"chatId": chat, "state": "started"});
    let (count, _) = act_until_refused(&socket, "typing", typing).await;
    let admitted = stack.admitted("typing", 12).await;
    assert!(admitted.contains(&count), "{count}");
    // That is no reason to refuse anything else.
    let sent = socket.say(&chat, "hello").await;
    assert_eq!(sent["text"], "hello");
    ann.get(ME).await.expect(200);
}

#[tokio::test]
async fn an_action_of_the_socket_is_refused_with_the_time_to_wait() {
    let stack = limited();
    let _log = stack.show_log();
    let (ann, bob) = (stack.register("ann").await, stack.register("bob").await);
    let chat = bob.direct_chat(&ann).await;
    let (socket, bobs) = (ann.connect().await, bob.connect().await);
    in_one_window(MINUTE).await;
    let message = || text(&chat);
    let (count, _) = act_until_refused(&socket, "sendMessage", message).await;
    let admitted = stack.admitted("sendMessage", 4).await;
    assert!(admitted.contains(&count), "{count}");
    // What was refused is not there.
    assert_eq!(stack.dynamodb().seqs(&chat).await.len(), count);
    let data = || json!({"chatId": chat});
    let (count, _) = act_until_refused(&socket, "getMessages", data).await;
    let admitted = stack.admitted("getMessages", 10).await;
    assert!(admitted.contains(&count), "{count}");
    // The socket stays open, and the other person goes on.
    socket.settle().await;
    let sent = bobs.say(&chat, "hello").await;
    socket.expect_message(&sent).await;
}

#[tokio::test]
async fn the_limits_are_told_to_whoever_asks() {
    let limited = Stack::start(&Options::new().env("RATE_LIMITS", ""));
    let config = limited
        .call(reqwest::Method::GET, "/v1/config")
        .send()
        .await;
    let limits = config.expect(200)["limits"].clone();
    assert_eq!(limits["requestsPerMinute"], 100);
    assert_eq!(limits["lightRequestsPerMinute"], 600);
    let stack = e2e::shared_stack();
    let _log = stack.show_log();
    let ann = stack.register("ann").await;
    for _ in 0..110 {
        // This stack has been told to limit nothing.
        ann.get(ME).await.expect(200);
    }
}
