//! A short storm under every fault there is.

use std::time::Duration;

use e2e::storm::{Options, all_faults, storm};
use e2e::{Stack, workspace};

const SEED: u64 = 7;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_promise_holds_in_a_storm() {
    let stack = Stack::start(&e2e::Options::new());
    let options = Options {
        seed: SEED,
        lasts: Duration::from_secs(8),
        rate: 12.0,
        faults: Some(all_faults(SEED)),
    };
    let report = storm(&stack, &options, |_| {}).await;
    println!("{report}");
    if !report.is_clean() {
        let path = workspace().join(format!("target/storm/seed-{SEED}.jsonl"));
        report.run.write(&path).unwrap();
        let violations: Vec<String> = report.violations.iter().map(ToString::to_string).collect();
        panic!(
            "{report}\n{}\nrecords: {}",
            violations.join("\n"),
            path.display()
        );
    }
    assert!(report.acknowledged > 20, "people wrote: {report}");
    assert!(
        report.faults.values().sum::<u64>() > 20,
        "faults happened: {:?}",
        report.faults
    );
}
