//! The result, as JSON and as text.

use std::fmt;

use serde::Serialize;

use super::calls::{Calls, Sums};
use super::ledger::Traffic;
use super::sampler::{Machine, Share};

/// What a run has found.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Report {
    pub(super) optimised: bool,
    pub(super) pairs: usize,
    pub(super) group: usize,
    /// Resident memory of the stack when it was ready.
    pub(super) stack_kilobytes_at_start: u64,
    pub(super) stack_kilobytes_at_end: u64,
    pub(super) phases: Vec<Phase>,
}

/// One phase. Times are in milliseconds, from the moment a message was meant to go.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Phase {
    pub(super) name: String,
    /// In which at most one message is under way at a time in a closed loop.
    pub(super) conversations: usize,
    pub(super) pace: String,
    pub(super) traffic: Traffic,
    pub(super) shares: Vec<Share>,
    pub(super) machine: Machine,
    /// Resident memory of the stack at the beginning and at the end.
    pub(super) memory_kilobytes: [u64; 2],
    pub(super) calls: Calls,
}

impl Phase {
    /// Whether every message was stored and reached everybody.
    pub(super) fn is_clean(&self) -> bool {
        let traffic = &self.traffic;
        let Traffic {
            sent, unanswered, ..
        } = traffic;
        *sent > 0 && *unanswered == 0 && traffic.missing == 0 && traffic.refusals.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let build = match self.optimised {
            true => "optimised",
            false => "debug",
        };
        let megabytes = |kilobytes: u64| kilobytes as f64 / 1_024.0;
        writeln!(
            formatter,
            "local stack, {build} build; resident memory {:.1} MB when ready, {:.1} MB at the end",
            megabytes(self.stack_kilobytes_at_start),
            megabytes(self.stack_kilobytes_at_end),
        )?;
        self.phases
            .iter()
            .try_for_each(|phase| write!(formatter, "\n{phase}"))
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, traffic, .. } = self;
        let conversations = self.conversations;
        writeln!(
            formatter,
            "{name}, {conversations} side by side, {}",
            self.pace
        )?;
        writeln!(
            formatter,
            "  messages: {} sent, {} acknowledged ({}/s), {} delivered ({}/s), {} delivered twice",
            traffic.sent,
            traffic.acknowledged,
            traffic.acknowledged_per_second,
            traffic.delivered,
            traffic.delivered_per_second,
            traffic.repeated,
        )?;
        if !self.is_clean() {
            writeln!(
                formatter,
                "  NOT CLEAN: {} unanswered, {} deliveries missing, refused: {:?}",
                traffic.unanswered, traffic.missing, traffic.refusals
            )?;
        }
        writeln!(formatter, "  until sent       {}", traffic.late)?;
        writeln!(
            formatter,
            "  to the ack       {}",
            traffic.to_acknowledgement
        )?;
        writeln!(formatter, "  to a socket      {}", traffic.to_delivery)?;
        if traffic.to_last_delivery.count != traffic.to_delivery.count {
            writeln!(formatter, "  to the last one  {}", traffic.to_last_delivery)?;
        }
        self.write_shares(formatter)?;
        self.write_calls(formatter)
    }
}

impl Phase {
    fn write_shares(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "  processors: {:.0} % busy, {:.0} % with others' work; CPU per message:",
            self.machine.busy_percent, self.machine.others_percent
        )?;
        let total: f64 = self.shares.iter().map(Share::per_message).sum();
        for share in &self.shares {
            writeln!(formatter, "    {share}")?;
        }
        writeln!(formatter, "    {:<28} {total:9.2} ms", "together")?;
        let [start, end] = self.memory_kilobytes.map(|kilobytes| kilobytes / 1_024);
        writeln!(
            formatter,
            "  memory of the stack: {start} MB, then {end} MB"
        )
    }

    fn write_calls(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let messages = self.calls.messages;
        writeln!(
            formatter,
            "  calls per message (over {messages}):  invocations  calls  read units  write units  queued   posts  errors"
        )?;
        let functions = self.calls.functions.iter();
        let functions = functions.map(|(name, sums)| (name.as_str(), sums));
        for (name, sums) in functions.chain([("together", &self.calls.total)]) {
            let Sums {
                invocations,
                calls,
                read_units,
                write_units,
                queued,
                posts,
                errors,
            } = sums;
            writeln!(
                formatter,
                "    {name:<28} {invocations:15.2} {calls:6.2} {read_units:11.2} {write_units:12.2} {queued:7.2} {posts:7.2} {errors:7.2}"
            )?;
        }
        Ok(())
    }
}
