use crate::rules::findings::Findings;
use crate::rules::limits::LIMITS;
use crate::wire::{Link, Location, NewPoll, Question};

/// A body belongs to one type, which needs it.
pub(super) fn only(findings: &mut Findings, field: &str, given: bool, wanted: bool) {
    if wanted && !given {
        let detail = format!("a message of this type needs a {field}");
        findings.refuse(field, "required", detail);
    } else if given && !wanted {
        let detail = format!("this type of message has no {field}");
        findings.refuse(field, "not_allowed", detail);
    }
}

pub(in crate::rules) fn check_address(
    findings: &mut Findings,
    field: &str,
    address: &str,
    schemes: &[&str],
) {
    findings.length(field, address, 1, LIMITS.url_characters);
    let rest = schemes.iter().find_map(|scheme| {
        let (found, rest) = address.split_once("://")?;
        found.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next());
    let is_good = host.is_some_and(|host| !host.is_empty())
        && !address.chars().any(|c| c.is_whitespace() || c.is_control());
    if !is_good {
        let detail = format!(
            "must be an address that begins with {}://",
            schemes.join(":// or ")
        );
        findings.refuse(field, "invalid", detail);
    }
}

pub(super) fn check_link(findings: &mut Findings, link: Option<&Link>) {
    let Some(link) = link else { return };
    check_address(findings, "link.url", &link.url, &["https", "http"]);
    if let Some(address) = &link.image_url {
        check_address(findings, "link.imageUrl", address, &["https"]);
    }
    findings.optional_name("link.title", link.title.as_ref(), LIMITS.title_characters);
    let most = LIMITS.link_description_characters;
    findings.optional_name("link.description", link.description.as_ref(), most);
}

pub(super) fn check_location(findings: &mut Findings, location: Option<&Location>) {
    let Some(place) = location else { return };
    let mut range = |field: &str, value: f64, bound: f64| {
        let detail = format!("must be between -{bound} and {bound}");
        let holds = value.abs() <= bound;
        findings.require(holds, field, "out_of_range", &detail);
    };
    range("location.latitude", place.latitude, 90.0);
    range("location.longitude", place.longitude, 180.0);
    let accuracy = place.accuracy_meters.unwrap_or_default();
    findings.require(
        (0.0..=f64::MAX).contains(&accuracy),
        "location.accuracyMeters",
        "out_of_range",
        "must not be negative",
    );
    findings.optional_name("location.name", place.name.as_ref(), LIMITS.name_characters);
}

pub(super) fn check_poll(findings: &mut Findings, poll: Option<&NewPoll>) {
    let Some(poll) = poll else { return };
    findings.name("poll.question", &poll.question, LIMITS.title_characters);
    let most = LIMITS.poll_options;
    if !(2..=most).contains(&poll.options.len()) {
        let detail = format!("a poll has 2 to {most} options");
        findings.refuse("poll.options", "out_of_range", detail);
    }
    for (index, option) in poll.options.iter().enumerate() {
        let field = format!("poll.options[{index}]");
        findings.name(
            &format!("{field}.text"),
            &option.text,
            LIMITS.name_characters,
        );
        let most = LIMITS.key_characters;
        findings.optional_name(&format!("{field}.id"), option.id.as_ref(), most);
    }
    let options = question(poll).options;
    let ids: std::collections::BTreeSet<_> = options.iter().map(|(id, _)| id).collect();
    let distinct = ids.len() == options.len();
    let detail = "options need different identifiers";
    findings.require(distinct, "poll.options", "conflict", detail);
}

pub(super) fn question(poll: &NewPoll) -> Question {
    let options = poll.options.iter().enumerate().map(|(index, option)| {
        let id = option.id.clone();
        (
            id.unwrap_or_else(|| (index + 1).to_string()),
            option.text.clone(),
        )
    });
    Question {
        question: poll.question.clone(),
        options: options.collect(),
        multiple: poll.multiple,
        closes_at: poll.closes_at,
    }
}
