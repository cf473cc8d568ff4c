//! Counts what each operation costs, prints it beside its bound, and writes docs/COST.md.

mod cold_start;
mod contention;
mod cost;
mod idle;
mod memory;
mod operations;
mod package;
mod plan;
mod programs;
mod report;
mod runtime_api;
mod scene;
mod sending;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use programs::Executables;
use report::Report;
use scene::Scene;

/// How to run it.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Use programs without optimisations: quicker to build, but cold start, memory and package
    /// are not judged, and docs/COST.md is left alone.
    #[arg(long)]
    debug: bool,
    /// Write the figures as JSON, too.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Measure only this (may be repeated); docs/COST.md is left alone.
    #[arg(long, value_enum, value_name = "PART")]
    only: Vec<Part>,
    /// Build all functions anew, from nothing, and time it.
    #[arg(long, conflicts_with = "debug")]
    build_time: bool,
}

/// A part of the budgets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Sends, connects and lists.
    Operations,
    /// 50 writers in one chat.
    Contention,
    /// 50 writers in one chat, with injected conflicts.
    Conflicts,
    /// Time to the first request for work.
    ColdStart,
    /// Memory after many invocations.
    Memory,
    /// Size of what is uploaded.
    Package,
    /// A month without users.
    Idle,
}

/// Runs it.
pub(crate) async fn run(options: &Options) -> ExitCode {
    let mut report = Report::new(options.debug);
    if options.build_time {
        programs::time_build(&mut report);
    }
    let executables = Executables::build(options.debug);
    let wanted = |part| options.only.is_empty() || options.only.contains(&part);
    if wanted(Part::ColdStart) {
        cold_start::measure(&executables, &mut report);
    }
    if wanted(Part::Package) {
        package::measure(&executables, &mut report);
    }
    if wanted(Part::Idle) {
        idle::judge(&executables.deployment, &mut report);
    }
    if wanted(Part::Memory) {
        memory::measure(&executables, &mut report).await;
    }
    for (part, conflicts) in [(Part::Contention, false), (Part::Conflicts, true)] {
        if wanted(part) {
            contention::measure(&executables.programs, conflicts, &mut report).await;
        }
    }
    if wanted(Part::Operations) {
        let mut scene = Scene::set_up(&executables.programs).await;
        let deployment = &executables.deployment;
        let sent = sending::measure(&mut scene, deployment, &mut report).await;
        let used = operations::measure(&scene, deployment, &mut report).await;
        cost::document::summary(deployment, &sent, &used, &mut report);
        let document = cost::document::text(deployment, &sent, &used);
        if options.debug || !options.only.is_empty() {
            eprintln!("docs/COST.md is left alone: it is written by a whole run only");
        } else {
            let path = e2e::workspace().join("docs/COST.md");
            std::fs::write(path, document).expect("docs/COST.md can be written");
        }
    }
    println!("{}", report.table());
    if let Some(file) = &options.json {
        report.write_json(file);
    }
    if report.is_broken() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}
