//! How fast messages go through the local stack, and what each costs it.
//!
//! Two phases: direct messages over many pairs of people, then one group in which every member has
//! a live socket. The load comes from raw sockets that look at no more of a frame than they need,
//! so that it is not the generator that is measured; its own share is shown beside the others'.

mod calls;
mod drive;
mod latency;
mod ledger;
mod people;
mod processes;
mod report;
mod sampler;
mod socket;
mod watch;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use clap::Args;
use e2e::{Programs, Stack};

use self::drive::Pace;
use self::ledger::Ledger;
use self::people::People;
use self::report::{Phase, Report};
use self::sampler::Sampler;

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Pairs of people who write to one another; 0 leaves this phase out.
    #[arg(long, default_value_t = 50, value_name = "N")]
    pairs: usize,
    /// Members of the group, each with a live socket; 0 leaves this phase out.
    #[arg(long, default_value_t = 200, value_name = "N", value_parser = group_size)]
    group: usize,
    /// Members who write to the group side by side.
    #[arg(long, default_value_t = 1, value_name = "N", value_parser = at_least_one)]
    senders: usize,
    /// How long each phase is measured.
    #[arg(long, default_value_t = 15, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(1..=3_600))]
    seconds: u64,
    /// How long each phase runs before it is measured, so that functions have started.
    #[arg(long, default_value_t = 3, value_name = "SECONDS", value_parser = clap::value_parser!(u64).range(0..=600))]
    warm_up: u64,
    /// Messages a second that the pairs intend to send, whatever becomes of the earlier ones;
    /// without it each pair sends its next message when the last is acknowledged and delivered.
    #[arg(long, value_name = "R", value_parser = rate)]
    rate: Option<f64>,
    /// The same for the group.
    #[arg(long, value_name = "R", value_parser = rate)]
    group_rate: Option<f64>,
    /// Use functions as they are deployed, with optimisations; the stack stays as it is.
    #[arg(long)]
    release: bool,
    /// Write the result to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Runs the load; fails when a message was refused, lost or not delivered.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let programs = match options.release {
        true => Programs::Deployed,
        false => Programs::default(),
    };
    let stack = Stack::start(&settings(programs));
    let ledger = Arc::new(Ledger::default());
    let sampler = Sampler::start(&stack).await;
    let at_start = processes::resident_kilobytes(stack.pid());
    let people = People::gather(&stack, options.pairs, options.group, &ledger).await;

    // Everything that takes a token first: a long run outlives it.
    let pairs = people.pairs(options.pairs).await;
    let group = people.group(options.group, options.senders).await;
    let bench = Bench {
        options,
        stack: &stack,
        ledger: &ledger,
        sampler: &sampler,
    };
    let mut phases = Vec::new();
    for (name, lanes, rate) in [
        ("pairs", pairs, options.rate),
        ("group", group, options.group_rate),
    ] {
        if !lanes.is_empty() {
            phases.push(bench.phase(name, lanes, rate).await);
        }
    }
    let report = Report {
        optimised: options.release,
        pairs: options.pairs,
        group: options.group,
        stack_kilobytes_at_start: at_start,
        stack_kilobytes_at_end: processes::resident_kilobytes(stack.pid()),
        phases,
    };
    println!("{report}");
    if let Some(path) = &options.json {
        let json = serde_json::to_string_pretty(&report).expect("a report is JSON");
        std::fs::write(path, json + "\n").unwrap_or_else(|error| {
            panic!(
                "{} cannot be written ({error}); name another with --json",
                path.display()
            )
        });
    }
    match report.phases.iter().all(Phase::is_clean) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// Sockets stay open however long they are silent and the run takes: API Gateway's clocks are not
/// what is measured.
fn settings(programs: Programs) -> e2e::Options {
    let never = "1000000";
    let settings = e2e::Options::new().counting_requests().programs(programs);
    let settings = settings.argument("--socket-idle-seconds").argument(never);
    settings
        .argument("--socket-lifetime-seconds")
        .argument(never)
}

/// What every phase needs.
struct Bench<'a> {
    options: &'a Options,
    stack: &'a Stack,
    ledger: &'a Arc<Ledger>,
    sampler: &'a Sampler,
}

impl Bench<'_> {
    async fn phase(&self, name: &str, lanes: Vec<drive::Lane>, rate: Option<f64>) -> Phase {
        let pace = rate.map_or(Pace::Closed, Pace::Open);
        let watch = watch::start(name, self.ledger);
        let warm_up = Duration::from_secs(self.options.warm_up);
        drive::run(&lanes, self.ledger, pace, warm_up).await;

        let since = jiff::Timestamp::now().as_millisecond();
        let before = self.sampler.look().await;
        let memory_before = processes::resident_kilobytes(self.stack.pid());
        let mark = self.ledger.mark();
        let measured = Duration::from_secs(self.options.seconds);
        drive::run(&lanes, self.ledger, pace, measured).await;
        let after = self.sampler.look().await;
        drop(watch);

        let traffic = self.ledger.traffic_since(&mark);
        Phase {
            name: name.to_owned(),
            conversations: lanes.len(),
            pace: pace.to_string(),
            memory_kilobytes: [
                memory_before,
                processes::resident_kilobytes(self.stack.pid()),
            ],
            shares: after.shares_since(&before, traffic.acknowledged),
            machine: after.machine_since(&before),
            calls: calls::since(self.stack, since).await,
            traffic,
        }
    }
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: Option<f64> = text.parse().ok();
    rate.filter(|rate| (0.1..=100_000.0).contains(rate))
        .ok_or_else(|| "must be a number of messages a second, 0.1 to 100000".to_owned())
}

fn group_size(text: &str) -> Result<usize, String> {
    let size: Option<usize> = text.parse().ok();
    size.filter(|size| *size == 0 || (2..=256).contains(size))
        .ok_or_else(|| "must be 0, or 2 to 256: more members a group does not take".to_owned())
}

fn at_least_one(text: &str) -> Result<usize, String> {
    let count: Option<usize> = text.parse().ok();
    count
        .filter(|count| *count > 0)
        .ok_or_else(|| "must be a whole number, 1 or more".to_owned())
}
