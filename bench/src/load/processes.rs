//! What the kernel says about processes (`proc(5)`, Linux manual).

use std::collections::BTreeMap;
use std::fs;

/// Clock ticks a second in `/proc`: `USER_HZ`, 100 on every architecture Rust's Linux targets have.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time used so far, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Used {
    /// By the process itself, with all its threads.
    pub(super) own: f64,
    /// By its children that have ended.
    pub(super) ended_children: f64,
}

/// Processor time of a process; none when there is no such process.
pub(super) fn used(pid: u32) -> Option<Used> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let fields = fields(&stat)?;
    // Fields 14 to 17: utime, stime, cutime, cstime.
    Some(Used {
        own: ticks(&fields, 14)? + ticks(&fields, 15)?,
        ended_children: ticks(&fields, 16)? + ticks(&fields, 17)?,
    })
}

/// Processor time of the threads of a process, in milliseconds, summed by name.
pub(super) fn threads(pid: u32) -> BTreeMap<String, f64> {
    let mut by_name = BTreeMap::new();
    let tasks = fs::read_dir(format!("/proc/{pid}/task"));
    for task in tasks.into_iter().flatten().filter_map(Result::ok) {
        let Ok(stat) = fs::read_to_string(task.path().join("stat")) else {
            continue;
        };
        let (Some(name), Some(fields)) = (name(&stat), fields(&stat)) else {
            continue;
        };
        let used = ticks(&fields, 14).zip(ticks(&fields, 15));
        *by_name.entry(name.to_owned()).or_default() += used.map_or(0.0, |(user, sys)| user + sys);
    }
    by_name
}

/// Memory of a process that is in RAM, in kilobytes; 0 when there is no such process.
pub(super) fn resident_kilobytes(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}

/// Processor time of the whole machine, in milliseconds: busy, and all there was.
pub(super) fn machine() -> (f64, f64) {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let line = stat.lines().next().unwrap_or_default();
    let ticks: Vec<f64> = line
        .split_whitespace()
        .skip(1)
        // Guests, the ninth and tenth, are counted in the first two.
        .take(8)
        .filter_map(|field| field.parse().ok())
        .collect();
    let all: f64 = ticks.iter().sum();
    // Idle, and waiting for a disk.
    let idle: f64 = ticks.iter().skip(3).take(2).sum();
    let in_milliseconds = |ticks: f64| ticks * 1_000.0 / TICKS_PER_SECOND;
    (in_milliseconds(all - idle), in_milliseconds(all))
}

/// The fields behind the name, which may itself hold spaces and brackets; the first is field 3.
fn fields(stat: &str) -> Option<Vec<&str>> {
    let (_, rest) = stat.rsplit_once(')')?;
    Some(rest.split_whitespace().collect())
}

fn name(stat: &str) -> Option<&str> {
    let (before, _) = stat.rsplit_once(')')?;
    before.split_once('(').map(|(_, name)| name)
}

fn ticks(fields: &[&str], field: usize) -> Option<f64> {
    let ticks: f64 = fields.get(field - 3)?.parse().ok()?;
    Some(ticks * 1_000.0 / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let stat = "42 (a) b (c) S 1 1 1 0 -1 0 0 0 0 0 150 50 30 20 20 0 4 0";
        assert_eq!(name(stat), Some("a) b (c"));
        let fields = fields(stat).unwrap();
        assert_eq!(ticks(&fields, 14), Some(1_500.0));
        assert_eq!(ticks(&fields, 17), Some(200.0));
    }

    #[test]
    fn this_process_is_there() {
        let own = std::process::id();
        assert!(used(own).is_some() && resident_kilobytes(own) > 0);
        assert!(!threads(own).is_empty());
    }
}
