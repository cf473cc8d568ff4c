//! Everything a client does beside sending.

use e2e::eventually;
use e2e::meter::Detail;
use serde_json::{Value, json};

use super::cost::deployment::Deployment;
use super::cost::{Counts, number};
use super::plan;
use super::report::Report;
use super::scene::{PATIENCE, Scene, text};

/// How often each is done.
const SAMPLES: usize = 10;
/// How often somebody comes and goes: that they have gone is told after some seconds.
const COMINGS: usize = 3;
/// Direct chats of theirs.
const PARTNERS: usize = 10;
const CONNECT: &str = "connect";
const LIST: &str = "GET /v1/chats, 50 of 500 chats";

/// What each uses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Used {
    /// Opening a socket and closing it: authorizer, `$connect`, `$disconnect`.
    pub(super) connection: Counts,
    pub(super) heartbeat: Counts,
    /// With the receipt it causes.
    pub(super) mark_read: Counts,
    /// Of somebody with some twenty chats.
    pub(super) list_chats: Counts,
    /// A page of 50 messages.
    pub(super) history: Counts,
    pub(super) sync: Counts,
    pub(super) refresh: Counts,
}

/// Measures and judges them. Everybody is online; the third person does most of it, who is in as
/// many chats as people usually have.
pub(super) async fn measure(scene: &Scene, deployment: &Deployment, report: &mut Report) -> Used {
    round_trips(scene, report).await;
    let connection = connection(scene, deployment).await;
    let carl = &scene.people[2];
    let mut used = [const { Vec::new() }; 6];
    let mut token = carl.refresh_token.clone();
    let start = scene.sockets[2].send("sync", json!({})).await.ack();
    let since = json!({"since": start["nextToken"]});
    for turn in 0..SAMPLES {
        let read = mark_read(scene, turn).await;
        let active = json!({"active": true});
        let heartbeat = act(scene, "ws-heartbeat", "heartbeat", &active).await;
        carl.get("/v1/chats").await.expect(200);
        let list = scene.trace_of("rest-chats", &[]).await;
        let position = json!({"chatId": scene.ordinary, "limit": 50});
        let history = act(scene, "ws-get-messages", "getMessages", &position).await;
        let sync = act(scene, "ws-sync", "sync", &since).await;
        let answer = carl.refresh(&token).await.expect(200);
        token = answer["refreshToken"].as_str().expect("a token").to_owned();
        let refresh = scene.trace_of("rest-auth", &[]).await;
        let traces = [heartbeat, read, list, history, sync, refresh];
        for (all, trace) in used.iter_mut().zip(&traces) {
            all.push(Counts::of(trace, deployment));
        }
    }
    let [heartbeat, mark_read, list_chats, history, sync, refresh] =
        used.map(|all| Counts::usual(&all));
    Used {
        connection,
        heartbeat,
        mark_read,
        list_chats,
        history,
        sync,
        refresh,
    }
}

/// What it uses that somebody comes and goes: the socket, and telling it to those they have direct
/// chats with, who are all online.
async fn connection(scene: &Scene, deployment: &Deployment) -> Counts {
    let eve = scene.stack.register("eve").await;
    for person in &scene.people[..PARTNERS] {
        eve.direct_chat(person).await;
    }
    let mut all = Vec::new();
    for _ in 0..COMINGS {
        let socket = eve.connect().await;
        let told = ["ws-authorize", "sqs-fan-out"];
        let handshake = scene.trace_of("ws-connect", &told).await;
        let filter = [("function", "ws-disconnect")];
        let before = scene.meter.list(&filter).await.len();
        socket.close().await;
        let closed = async || (scene.meter.list(&filter).await.len() > before).then_some(());
        eventually("the end of the connection", PATIENCE, closed).await;
        let farewell = scene.trace_of("ws-disconnect", &["sqs-fan-out"]).await;
        all.push(Counts::of(&handshake, deployment) + Counts::of(&farewell, deployment));
    }
    Counts::usual(&all)
}

/// Judges how often opening a socket and listing chats wait for AWS.
async fn round_trips(scene: &Scene, report: &mut Report) {
    let (ann, dora) = (&scene.people[0], scene.people.last().expect("people"));
    let (mut connects, mut authorizers, mut lists) = (Vec::new(), Vec::new(), Vec::new());
    let mut read_units = 0.0_f64;
    plan::far_away(&scene.stack).await;
    for _ in 0..SAMPLES {
        let _socket = dora.connect().await;
        let handshake = scene.trace_of("ws-connect", &["ws-authorize"]).await;
        for one in handshake.iter().map(|one| &one.invocation) {
            match one.function.as_str() {
                "ws-authorize" => authorizers.push(one.totals.calls),
                _ => connects.push(one.totals.round_trips),
            }
        }
        let page = ann.get("/v1/chats?limit=50").await.expect(200);
        assert_eq!(page["data"].as_array().map(Vec::len), Some(50));
        let trace = scene.trace_of("rest-chats", &[]).await;
        let totals = trace[0].invocation.totals;
        lists.push(totals.round_trips);
        read_units = read_units.max(totals.read_units);
    }
    scene.stack.end_faults().await;
    report.trips(CONNECT, &connects, 2.0);
    let most = authorizers.iter().max().expect("there are samples");
    report.count(CONNECT, "calls of the authorizer", number(*most), 0.0);
    report.trips(LIST, &lists, 3.0);
    report.show(LIST, "read units", read_units, "");
}

/// Somebody reads a message of the first person, who gets a receipt.
async fn mark_read(scene: &Scene, turn: usize) -> Vec<Detail> {
    let chat = &scene.directs[turn];
    let message = scene.people[0].say(chat, &text()).await;
    scene
        .pushed(chat, message["seq"].as_u64().expect("a number"))
        .await;
    let reader = &scene.sockets[turn + 2];
    reader.send("markRead", json!({"chatId": chat})).await.ack();
    let functions = ["ws-mark-read", "sqs-fan-out"];
    scene.trace_of("ws-mark-read", &functions).await
}

async fn act(scene: &Scene, function: &str, action: &str, data: &Value) -> Vec<Detail> {
    scene.sockets[2].send(action, data.clone()).await.ack();
    scene.trace_of(function, &[]).await
}
