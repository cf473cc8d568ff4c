//! Buckets and keys in request paths.

use axum::http::HeaderMap;

use super::error::S3Refusal;

/// What a path-style request is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) bucket: String,
    /// Decoded; empty when the request is about the bucket.
    pub(super) key: String,
}

impl Target {
    /// Reads `/bucket/key`; refuses keys that would climb out of the bucket's folder.
    pub(super) fn of(path: &str) -> Result<Self, S3Refusal> {
        let path = path.strip_prefix('/').unwrap_or(path);
        let (bucket, key) = path.split_once('/').unwrap_or((path, ""));
        let (bucket, key) = (decode(bucket), decode(key));
        if !is_safe(&bucket) || !is_safe(&key) {
            return Err(S3Refusal::invalid_uri());
        }
        Ok(Self { bucket, key })
    }
}

/// Refuses to copy from a key that climbs out of its bucket.
pub(super) fn check_copy_source(headers: &HeaderMap) -> Result<(), S3Refusal> {
    match headers.get("x-amz-copy-source").map(|value| value.to_str()) {
        Some(Ok(source)) => Target::of(source).map(drop),
        Some(Err(_not_text)) => Err(S3Refusal::invalid_uri()),
        None => Ok(()),
    }
}

/// Whether a key stays where it is put when taken as a file path.
pub(super) fn is_safe(key: &str) -> bool {
    !key.contains('\0')
        && !key
            .split(['/', '\\'])
            .any(|part| part == ".." || part == ".")
}

/// Percent-decodes; `+` stays, as it does in a path.
fn decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let escaped = match (first, tail) {
            (b'%', [high, low, ..]) => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match escaped {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

/// Encodes a key as notifications carry it: like a form value, slashes kept.
pub(super) fn encode(key: &str) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(key.len());
    for byte in key.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'*' | b'/' => {
                text.push(char::from(byte));
            }
            b' ' => text.push('+'),
            other => {
                // Writing to a string cannot fail.
                let _infallible = write!(text, "%{other:02X}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_bucket_and_decoded_key() {
        let target = Target::of("/media/image/a%20b%2Bc+d.png").unwrap();
        assert_eq!(
            (target.bucket.as_str(), target.key.as_str()),
            ("media", "image/a b+c+d.png")
        );
        assert_eq!(Target::of("/media").unwrap().key, "");
    }

    #[test]
    fn climbing_keys_are_refused() {
        for path in [
            "/media/../other/x",
            "/media/a/%2e%2e/%2E%2E/x",
            "/media/..%2fother",
            "/media/a%5c..%5cb",
            "/../x",
            "/media/a%00",
        ] {
            assert_eq!(Target::of(path), Err(S3Refusal::invalid_uri()), "{path}");
        }
        assert!(Target::of("/media/a..b/..c/d..").is_ok());
    }

    #[test]
    fn notification_keys_are_form_encoded() {
        assert_eq!(encode("image/a b+ü.png"), "image/a+b%2B%C3%BC.png");
    }
}
