//! What typing costs: who types on in the interval after a push costs nothing but their counting.

use e2e::looking::{self, SHADOW_MS, moment};
use e2e::meter::{Detail, Meter};
use e2e::{DEADLINE, Options, Stack, eventually};

/// Frames sent in the interval after a push.
const FRAMES: usize = 8;
/// Of those, so many at least have to be in time, or the machine is too slow to tell.
const LEAST: usize = 4;
/// Of one person's requests, each environment writes down every fifth.
const STRIDE: usize = 5;
/// What a push may cost.
const WRITE_UNITS: f64 = 1.0;
const READS: usize = 5;
const READ_UNITS: f64 = 8.0;

/// Every frame of typing with its calls, oldest first, once all are answered.
async fn frames(meter: &Meter, count: usize) -> Vec<Detail> {
    eventually("every frame is answered", DEADLINE, async || {
        let mut all = meter.list(&[("trigger", "typing")]).await;
        all.reverse();
        let is_over = all.len() == count && all.iter().all(|one| one.duration_ms.is_some());
        if !is_over {
            return None;
        }
        let details = all.iter().map(|one| meter.detail(&one.id));
        Some(futures::future::join_all(details).await)
    })
    .await
}

/// The calls of DynamoDB by what they are for: the work, and the counting of requests.
fn table_calls(frame: &Detail) -> (Vec<&str>, usize) {
    let calls = frame.calls.iter();
    let calls = calls.filter(|call| call.service == "dynamodb");
    let (counting, work): (Vec<_>, Vec<_>) = calls.partition(|call| call.target.contains("Limits"));
    let work = work.iter().map(|call| call.operation.as_str());
    (work.collect(), counting.len())
}

/// Makes sure of what a push cost beside the counting, each count of which is one unit.
fn check_push(frame: &Detail) {
    let (work, counted) = table_calls(frame);
    let totals = &frame.invocation.totals;
    let writes = totals.write_units - counted as f64;
    let reads = work.iter().filter(|operation| {
        let name = operation.to_ascii_lowercase();
        ["get", "query", "scan"]
            .iter()
            .any(|read| name.contains(read))
    });
    let figures = format!(
        "{writes} write units, {counted} counts, {} read units by {work:?}; all: {totals:?}",
        totals.read_units
    );
    assert!(writes <= WRITE_UNITS, "{figures}");
    assert!(reads.count() <= READS, "{figures}");
    assert!(totals.read_units <= READ_UNITS, "{figures}");
    assert!(!work.contains(&"Scan"), "{figures}");
}

#[tokio::test]
async fn typing_on_costs_nothing_and_a_push_little() {
    // Nobody else types: one environment serves.
    let stack = Stack::start(&Options::new().counting_requests());
    let (ann, bob, _cay, chat) = stack.group_of_three().await;
    let (anns, bobs) = tokio::join!(ann.connect(), bob.connect());
    looking::open(&anns, &chat).await;
    looking::open(&bobs, &chat).await;
    looking::start(&anns, &chat).await;
    let pushed = looking::expect(&bobs, "typing.started", &ann, &chat).await;
    for _ in 0..FRAMES {
        looking::start(&anns, &chat).await;
    }
    looking::shadow_over(&pushed).await;
    looking::start(&anns, &chat).await;
    let next = async || {
        let told = looking::told(&bobs, "typing.started", &ann, &chat);
        (told.len() == 2).then_some(())
    };
    eventually("the next push", DEADLINE, next).await;

    let meter = stack.meter();
    let frames = frames(&meter, FRAMES + 2).await;
    let function = &frames[0].invocation.function;
    let environments = meter.environments(function).await;
    assert_eq!(environments.len(), 1, "one serves: {environments:?}");
    let pushes: Vec<&Detail> = frames
        .iter()
        .filter(|frame| frame.invocation.totals.posts > 0)
        .collect();
    assert_eq!(pushes.len(), 2, "{frames:#?}");
    for push in pushes {
        assert_eq!(push.invocation.totals.posts, 1, "{push:#?}");
        check_push(push);
    }
    // The last of those that went on may have come too late.
    let end = moment(&pushed["ts"]).as_millisecond() + SHADOW_MS;
    let quiet = &frames[1..=FRAMES];
    let quiet = quiet
        .iter()
        .filter(|frame| frame.invocation.started_ms < end);
    let mut seen = 0;
    for frame in quiet {
        let (work, _) = table_calls(frame);
        assert!(work.is_empty(), "it needs no table: {frame:#?}");
        assert_eq!(frame.invocation.totals.posts, 0, "{frame:#?}");
        assert_eq!(frame.invocation.totals.messages, 0, "{frame:#?}");
        seen += 1;
    }
    assert!(seen >= LEAST, "only {seen} in time");

    let units: f64 = frames
        .iter()
        .map(|frame| frame.invocation.totals.write_units)
        .sum();
    // The minute may have turned: each one is counted by itself.
    let counts = frames.len().div_ceil(STRIDE) + 1;
    let most = 2.0 * WRITE_UNITS + counts as f64;
    assert!(
        units <= most,
        "{units} write units of {} frames",
        frames.len()
    );
}
