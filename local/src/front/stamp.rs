//! What the gateways make up for every request: ids, times, trace headers.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE;
use jiff::Timestamp;

/// Id and time of one event. Tests pass fixed ones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stamp {
    /// The event's request id.
    pub(crate) request_id: String,
    /// Milliseconds since 1970.
    pub(crate) at: i64,
}

impl Stamp {
    /// A fresh id and the present time.
    pub(crate) fn now() -> Self {
        Self {
            request_id: gateway_id(),
            at: now_milliseconds(),
        }
    }

    /// The time as gateways print it: `20/Jan/2024:11:55:00 +0000`.
    pub(crate) fn request_time(&self) -> String {
        match Timestamp::from_millisecond(self.at) {
            Ok(time) => format!("{} +0000", time.strftime("%d/%b/%Y:%H:%M:%S")),
            Err(_) => String::new(),
        }
    }
}

/// An id as API Gateway makes them for requests and connections: `R1kmxc2VNjMCFIA=`.
pub(crate) fn gateway_id() -> String {
    URL_SAFE.encode(rand::random::<[u8; 11]>())
}

/// Milliseconds since 1970.
pub(crate) fn now_milliseconds() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Milliseconds since 1970 as RFC 3339 in UTC with milliseconds.
pub(crate) fn rfc3339(milliseconds: i64) -> String {
    match Timestamp::from_millisecond(milliseconds) {
        Ok(time) => time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        Err(_) => String::new(),
    }
}

/// A value for `X-Amzn-Trace-Id`: `Root=1-65abb4a4-` and 24 hexadecimal digits.
pub(crate) fn trace_id() -> String {
    let [a, b, c] = rand::random::<[u32; 3]>();
    format!(
        "Root=1-{:08x}-{a:08x}{b:08x}{c:08x}",
        now_milliseconds() / 1000
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_shape_of_real_ones() {
        let id = gateway_id();
        assert_eq!(id.len(), 16);
        assert_eq!(id.find('='), Some(15));
        assert_ne!(id, gateway_id());
    }

    #[test]
    fn times_are_printed_as_the_gateways_do() {
        let stamp = Stamp {
            request_id: String::new(),
            at: 1_705_751_700_453,
        };
        assert_eq!(stamp.request_time(), "20/Jan/2024:11:55:00 +0000");
        assert_eq!(rfc3339(stamp.at), "2024-01-20T11:55:00.453Z");
    }

    #[test]
    fn trace_ids_have_three_parts() {
        let trace = trace_id();
        let parts: Vec<&str> = trace
            .split('-')
            .map(|part| part.trim_start_matches("Root="))
            .collect();
        assert_eq!(
            parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
            [1, 8, 24]
        );
    }
}
