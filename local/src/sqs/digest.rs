//! The MD5 digests an SDK checks after sending and receiving.
//!
//! Facts: "Calculating the MD5 message digest for message attributes", Amazon SQS Developer Guide.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};

use super::message::{MessageAttribute, MessageAttributes};

const STRING_TRANSPORT: u8 = 1;
const BINARY_TRANSPORT: u8 = 2;

/// MD5 of a message body, in hex.
pub(crate) fn of_body(body: &str) -> String {
    hex(&Md5::digest(body.as_bytes()))
}

/// MD5 of message attributes, in hex; none when there are no attributes.
pub(super) fn of_attributes<'a>(
    attributes: impl IntoIterator<Item = (&'a String, &'a MessageAttribute)>,
) -> Option<String> {
    let mut hasher = Md5::new();
    let mut any = false;
    // The map is sorted by name, the order the digest is defined in.
    for (name, attribute) in attributes {
        any = true;
        update_part(&mut hasher, name.as_bytes());
        update_part(&mut hasher, attribute.data_type.as_bytes());
        match (&attribute.string_value, &attribute.binary_value) {
            (Some(text), _) => {
                hasher.update([STRING_TRANSPORT]);
                update_part(&mut hasher, text.as_bytes());
            }
            (None, binary) => {
                hasher.update([BINARY_TRANSPORT]);
                let bytes = binary.as_ref().and_then(|text| STANDARD.decode(text).ok());
                update_part(&mut hasher, &bytes.unwrap_or_default());
            }
        }
    }
    any.then(|| hex(&hasher.finalize()))
}

/// Bytes a message counts against the size limit: body, attribute names, types and values.
pub(super) fn size(body: &str, attributes: &MessageAttributes) -> usize {
    let attributes: usize = attributes
        .iter()
        .map(|(name, attribute)| {
            let text = attribute.string_value.as_ref().map_or(0, String::len);
            let binary = attribute
                .binary_value
                .as_ref()
                .map_or(0, |text| text.len() / 4 * 3);
            name.len() + attribute.data_type.len() + text + binary
        })
        .sum();
    body.len() + attributes
}

fn update_part(hasher: &mut Md5, part: &[u8]) {
    // Every part is preceded by its length as a big-endian 32-bit number.
    hasher.update(u32::try_from(part.len()).unwrap_or(u32::MAX).to_be_bytes());
    hasher.update(part);
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            // Writing to a string cannot fail.
            let _infallible = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_digest_is_plain_md5() {
        assert_eq!(of_body("hello"), "5d41402abc4b2a76b9719d911017c592");
    }

    #[test]
    fn no_attributes_have_no_digest() {
        assert_eq!(of_attributes(&MessageAttributes::new()), None);
    }

    #[test]
    fn a_number_attribute_has_the_digest_aws_gives_it() {
        let attribute = MessageAttribute {
            data_type: "Number".into(),
            string_value: Some("1493147359900".into()),
            binary_value: None,
        };
        let attributes = MessageAttributes::from([("timestamp".into(), attribute)]);
        let expected = Some("235c5c510d26fb653d073faed50ae77c");
        assert_eq!(of_attributes(&attributes).as_deref(), expected);
    }

    #[test]
    fn string_and_binary_values_differ_by_transport_type() {
        let text = MessageAttribute {
            data_type: "String".into(),
            string_value: Some("a".into()),
            binary_value: None,
        };
        let binary = MessageAttribute {
            data_type: "String".into(),
            string_value: None,
            binary_value: Some(STANDARD.encode("a")),
        };
        let digest = |attribute| of_attributes(&MessageAttributes::from([("n".into(), attribute)]));
        assert_ne!(digest(text), digest(binary));
    }
}
