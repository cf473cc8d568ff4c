//! Percent-decoding of paths and query strings, as the gateways do it.

/// Decodes `%XX`; bytes that are no UTF-8 become U+FFFD, an incomplete escape stays as it is.
pub(crate) fn decode(text: &str) -> String {
    decode_bytes(text, false)
}

/// The pairs of a query string in order, names and values decoded (`+` is a space).
pub(crate) fn decode_query(query: &str) -> Vec<(String, String)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode_bytes(name, true), decode_bytes(value, true))
        })
        .collect()
}

fn decode_bytes(text: &str, plus_is_space: bool) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'%', [high, low, tail @ ..]) => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => {
                    decoded.push(high << 4 | low);
                    rest = tail;
                }
                _ => decoded.push(byte),
            },
            (b'+', _) if plus_is_space => decoded.push(b' '),
            _ => decoded.push(byte),
        }
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_and_broken_ones_kept() {
        assert_eq!(decode("R0oX%3D"), "R0oX=");
        assert_eq!(decode("%F0%9F%91%8D"), "👍");
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%zz%4"), "%zz%4");
        assert_eq!(decode("a+b"), "a+b");
        assert_eq!(decode("%ff"), "\u{fffd}");
    }

    #[test]
    fn query_pairs_keep_their_order_and_repeat() {
        let pairs = decode_query("q=a+b&q=c%26d&empty=&flag&&x=1=2");
        let expected = [
            ("q", "a b"),
            ("q", "c&d"),
            ("empty", ""),
            ("flag", ""),
            ("x", "1=2"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        assert_eq!(pairs, expected);
    }
}
