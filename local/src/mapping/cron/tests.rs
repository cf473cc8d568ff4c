use super::*;

fn next(expression: &str, now: &str) -> String {
    let now: Timestamp = now.parse().unwrap();
    Expression::parse(expression)
        .unwrap()
        .next_after(now)
        .unwrap()
        .to_string()
}

#[test]
fn cron_fires_at_the_next_matching_minute() {
    for (expression, now, expected) in [
        (
            "cron(0 3 * * ? *)",
            "2026-11-20T20:00:00Z",
            "2026-11-21T03:00:00Z",
        ),
        (
            "cron(0 3 * * ? *)",
            "2026-11-20T02:59:59Z",
            "2026-11-20T03:00:00Z",
        ),
        (
            "cron(0 3 * * ? *)",
            "2026-11-20T03:00:00Z",
            "2026-11-21T03:00:00Z",
        ),
        (
            "cron(0/15 * * * ? *)",
            "2026-11-20T20:46:10Z",
            "2026-11-20T21:00:00Z",
        ),
        (
            "cron(5,35 8-17 ? * MON-FRI *)",
            "2026-11-20T17:40:00Z",
            "2026-11-23T08:05:00Z",
        ),
        (
            "cron(0 0 1 1 ? 2030)",
            "2026-11-20T20:00:00Z",
            "2030-01-01T00:00:00Z",
        ),
        (
            "cron(0 12 L * ? *)",
            "2026-11-30T12:00:00Z",
            "2026-12-31T12:00:00Z",
        ),
        (
            "cron(0 12 ? * 6#1 *)",
            "2026-11-20T00:00:00Z",
            "2026-12-04T12:00:00Z",
        ),
        (
            "cron(0 12 ? * 6L *)",
            "2026-11-20T00:00:00Z",
            "2026-11-27T12:00:00Z",
        ),
        (
            "cron(0 12 15W * ? *)",
            "2026-08-01T00:00:00Z",
            "2026-08-14T12:00:00Z",
        ),
        (
            "cron(0 0 ? * FRI-MON *)",
            "2026-11-23T00:00:00Z",
            "2026-11-27T00:00:00Z",
        ),
        (
            "cron(0 0 29 FEB ? *)",
            "2026-11-20T00:00:00Z",
            "2028-02-29T00:00:00Z",
        ),
    ] {
        assert_eq!(next(expression, now), expected, "{expression} after {now}");
    }
}

#[test]
fn rate_counts_from_now_and_at_fires_once() {
    assert_eq!(
        next("rate(5 minutes)", "2026-11-20T20:00:30Z"),
        "2026-11-20T20:05:30Z"
    );
    assert_eq!(
        next("rate(1 day)", "2026-11-20T20:00:00Z"),
        "2026-11-21T20:00:00Z"
    );
    assert_eq!(
        next("at(2026-12-01T08:00:00)", "2026-11-20T20:00:00Z"),
        "2026-12-01T08:00:00Z"
    );
    let at = Expression::parse("at(2026-12-01T08:00:00)").unwrap();
    assert_eq!(at.next_after("2026-12-01T08:00:00Z".parse().unwrap()), None);
}

#[test]
fn a_year_gone_by_never_comes() {
    let past = Expression::parse("cron(0 0 1 1 ? 2020)").unwrap();
    assert_eq!(
        past.next_after("2026-11-20T20:00:00Z".parse().unwrap()),
        None
    );
}

#[test]
fn malformed_expressions_are_refused() {
    for expression in [
        "every day",
        "rate(0 minutes)",
        "rate(1 minutes)",
        "rate(2 minute)",
        "rate(5)",
        "rate(5 seconds)",
        "cron(0 3 * * ?)",
        "cron(60 3 * * ? *)",
        "cron(0 24 * * ? *)",
        "cron(0 3 * * * *)",
        "cron(0 3 ? * ? *)",
        "cron(0 3 ? * MOON *)",
        "cron(0/0 3 * * ? *)",
        "cron(0 3 ? * 6#6 *)",
        "at(tomorrow)",
    ] {
        assert!(Expression::parse(expression).is_err(), "{expression}");
    }
}
