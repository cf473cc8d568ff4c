//! docs/COST.md: the prose is `COST.md.in`, the figures come from here.

use std::fmt::Write as _;

use super::super::operations::Used;
use super::super::report::Report;
use super::super::sending::Sent;
use super::counts::{ANSWER_BYTES, Counts, LOG_BYTES, ROUND_TRIP_MS};
use super::deployment::{Deployment, MINUTES_A_MONTH};
use super::idle;
use super::prices::{self, Price};
use super::profile::{PROFILE, USERS};
use super::sample::Sample;
use super::shares::shares;

const PROSE: &str = include_str!("COST.md.in");
const MILLION: f64 = 1e6;
/// Connections of the whole deployment the sample application is priced with.
const SAMPLES: [f64; 2] = [1_000.0, 10_000.0];

/// The dearest lines of it for the table of budgets.
pub(in super::super) fn summary(
    deployment: &Deployment,
    sent: &Sent,
    used: &Used,
    report: &mut Report,
) {
    const OPERATION: &str = "price, dollars";
    let [ten, hundred, all] = sent.large;
    let month = PROFILE.month(sent, used) * USERS;
    for (what, dollars) in [
        ("a million direct messages", sent.direct.dollars() * MILLION),
        (
            "a million to a group of 200, 10 online",
            ten.dollars() * MILLION,
        ),
        ("100 online", hundred.dollars() * MILLION),
        ("200 online", all.dollars() * MILLION),
        (
            "1,000 users for a month",
            month.dollars() + idle::dollars(deployment),
        ),
    ] {
        report.show(OPERATION, what, dollars, "");
    }
}

/// The whole document.
pub(in super::super) fn text(deployment: &Deployment, sent: &Sent, used: &Used) -> String {
    let month = PROFILE.month(sent, used) * USERS;
    let online = USERS * PROFILE.hours / 24.0;
    let messages = PROFILE.messages * USERS * MINUTES_A_MONTH / 24.0 / 60.0;
    let sample = Sample::with(online.round()).dollars(messages)
        + prices::CONNECTION_MINUTE.of(month.connection_minutes);
    let values = [
        ("date", prices::DATE.to_owned()),
        ("idle", money(idle::dollars(deployment))),
        ("direct", money(sent.direct.dollars() * MILLION)),
        ("users", thousands(USERS)),
        ("month", money(month.dollars() + idle::dollars(deployment))),
        ("messages", message_table(sent)),
        ("sample_two", money(Sample::with(2.0).dollars(MILLION))),
        ("idle_lines", idle_table(deployment)),
        ("storage", money(prices::STORAGE.usd + prices::RECOVERY.usd)),
        ("profile", profile_table(&month, deployment)),
        ("habits", habits()),
        ("sample_month", money(sample)),
        ("sample_online", thousands(online)),
        ("counts", count_table(sent, used)),
        ("round_trip", thousands(ROUND_TRIP_MS)),
        ("log_bytes", thousands(LOG_BYTES)),
        ("answer_bytes", thousands(ANSWER_BYTES)),
        ("limits", money(prices::WRITE.of(MILLION / 5.0))),
        ("sessions", money(prices::READ.of(MILLION / 2.0))),
        ("prices", price_table()),
    ];
    let mut text = PROSE.to_owned();
    for (name, value) in values {
        text = text.replace(&format!("{{{{{name}}}}}"), &value);
    }
    assert!(!text.contains("{{"), "a figure of the document is missing");
    text
}

fn message_table(sent: &Sent) -> String {
    let [ten, hundred, all] = sent.large;
    let columns = [sent.direct, ten, hundred, all].map(|one| shares(&(one * MILLION)));
    let mut text = "| | direct | group of 200, 10 online | 100 online | 200 online | sample, 1,000 connections | sample, 10,000 |\n|---|---:|---:|---:|---:|---:|---:|\n".to_owned();
    let samples = SAMPLES.map(|connections| Sample::with(connections).shares(MILLION));
    for (place, (name, _)) in columns[0].iter().enumerate() {
        let ours = columns.iter().map(|column| column[place].1);
        let theirs = samples.iter().map(|column| {
            let same = column.iter().find(|(other, _)| other == name);
            same.map_or(0.0, |(_, dollars)| *dollars)
        });
        row(&mut text, name, ours.chain(theirs));
    }
    let ours = columns
        .iter()
        .map(|column| column.iter().map(|(_, dollars)| dollars).sum());
    let theirs = SAMPLES.map(|connections| Sample::with(connections).dollars(MILLION));
    row(&mut text, "**sum**", ours.chain(theirs));
    text.trim_end().to_owned()
}

fn row(text: &mut String, name: &str, dollars: impl Iterator<Item = f64>) {
    let cells: Vec<String> = dollars.map(cell).collect();
    if cells.iter().any(|cell| cell != "-") {
        let _ = writeln!(text, "| {name} | {} |", cells.join(" | "));
    }
}

fn cell(dollars: f64) -> String {
    if dollars == 0.0 {
        "-".to_owned()
    } else {
        money(dollars)
    }
}

fn idle_table(deployment: &Deployment) -> String {
    let mut text = "| what | how many | at | dollars |\n|---|---:|---|---:|\n".to_owned();
    for (name, quantity, price) in idle::lines(deployment) {
        if quantity > 0.0 {
            let many = thousands(quantity);
            let dollars = money(price.of(quantity));
            let _ = writeln!(text, "| {name} | {many} | {} | {dollars} |", rate(price));
        }
    }
    let _ = write!(
        text,
        "| **sum** | | | {} |",
        money(idle::dollars(deployment))
    );
    text
}

fn profile_table(month: &Counts, deployment: &Deployment) -> String {
    let mut text = "| what | dollars |\n|---|---:|\n".to_owned();
    for (name, dollars) in shares(month) {
        row(&mut text, name, std::iter::once(dollars));
    }
    let idle = idle::dollars(deployment);
    row(&mut text, "idle, as above", std::iter::once(idle));
    row(
        &mut text,
        "**sum**",
        std::iter::once(month.dollars() + idle),
    );
    text.trim_end().to_owned()
}

fn habits() -> String {
    let part = thousands(PROFILE.to_groups * 100.0);
    let lines = [
        format!(
            "{} messages sent, {part} % of them to groups of 20 with 5 online, the others to one \
             person who is online",
            PROFILE.messages
        ),
        format!(
            "{} hours online with one device, a heartbeat every {} minutes",
            PROFILE.hours, PROFILE.heartbeat_minutes
        ),
        format!(
            "{} connects, each with a sync, the list of chats and a new access token; ten others who \
             are online are told of each coming and going",
            PROFILE.connects
        ),
        format!(
            "{} times reading what others wrote, each with a receipt; {} pages of history",
            PROFILE.reads, PROFILE.pages
        ),
    ];
    lines.map(|line| format!("- {line}")).join("\n")
}

fn count_table(sent: &Sent, used: &Used) -> String {
    let [ten, hundred, all] = sent.large;
    let rows = [
        ("message, direct", sent.direct),
        ("message, group of 20, 5 online", sent.ordinary),
        ("message, group of 200, 10 online", ten),
        ("message, group of 200, 100 online", hundred),
        ("message, group of 200, 200 online", all),
        (
            "connect and disconnect, told to ten online",
            used.connection,
        ),
        ("heartbeat", used.heartbeat),
        ("read, with the receipt", used.mark_read),
        ("list of 22 chats", used.list_chats),
        ("page of history", used.history),
        ("sync of 22 chats", used.sync),
        ("refresh of a token", used.refresh),
    ];
    let mut text = "| operation | write units | read units | invocations | GB-ms | SQS requests | socket messages | HTTP requests |\n|---|---:|---:|---:|---:|---:|---:|---:|\n".to_owned();
    for (name, counts) in rows {
        let cells = counts.cells().map(short).join(" | ");
        let _ = writeln!(text, "| {name} | {cells} |");
    }
    text.trim_end().to_owned()
}

fn price_table() -> String {
    let mut text = "| what | price | source |\n|---|---|---|\n".to_owned();
    for price in prices::ALL {
        let _ = writeln!(
            text,
            "| {} | {} | {} |",
            price.name,
            rate(price),
            price.source
        );
    }
    text.trim_end().to_owned()
}

fn rate(price: &Price) -> String {
    let usd = format!("{}", price.usd);
    let usd = if price.usd >= 0.01 {
        format!("{:.3}", price.usd)
    } else {
        usd
    };
    let usd = usd.strip_suffix('0').unwrap_or(&usd);
    if price.per > 1.0 {
        format!("${usd} a million {}", price.unit)
    } else {
        format!("${usd} {}", price.unit)
    }
}

/// Dollars and cents; without cents from a hundred on.
fn money(dollars: f64) -> String {
    if dollars >= 100.0 {
        format!("${}", thousands(dollars))
    } else {
        format!("${dollars:.2}")
    }
}

/// A quantity of at most two decimals.
fn short(quantity: f64) -> String {
    super::super::report::figure(quantity)
}

/// A whole number with separators.
fn thousands(quantity: f64) -> String {
    let digits = format!("{quantity:.0}");
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_read_easily() {
        assert_eq!(money(0.3628), "$0.36");
        assert_eq!(money(12_345.6), "$12,346");
        assert_eq!(thousands(657_000.0), "657,000");
        assert_eq!(thousands(10.0), "10");
    }

    #[test]
    fn the_prose_asks_for_nothing_unknown() {
        let sent = Sent::default();
        let text = text(&Deployment::read(), &sent, &Used::default());
        assert!(text.contains("An idle deployment"));
    }
}
