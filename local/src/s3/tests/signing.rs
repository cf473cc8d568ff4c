//! Presigned URLs, written from "Authenticating Requests: Using Query Parameters", Amazon S3 API
//! Reference, so that the tests do not check the library with itself.

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

const BLOCK: usize = 64;

fn hmac(key: &[u8], message: &str) -> Vec<u8> {
    let mut block = if key.len() > BLOCK {
        Sha256::digest(key).to_vec()
    } else {
        key.to_vec()
    };
    block.resize(BLOCK, 0);
    let pad = |with: u8| block.iter().map(|byte| byte ^ with).collect::<Vec<u8>>();
    let inner = Sha256::new()
        .chain_update(pad(0x36))
        .chain_update(message)
        .finalize();
    Sha256::new()
        .chain_update(pad(0x5c))
        .chain_update(inner)
        .finalize()
        .to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A URL valid for five minutes; `path` is already percent-encoded.
pub(super) fn presign(endpoint: &str, method: &str, path: &str, extra: &[(&str, &str)]) -> String {
    let now = Timestamp::now();
    let (time, day) = (
        now.strftime("%Y%m%dT%H%M%SZ").to_string(),
        now.strftime("%Y%m%d"),
    );
    let scope = format!("{day}/us-east-1/s3/aws4_request");
    let credential = format!("any-key/{scope}").replace('/', "%2F");
    let mut query = vec![
        "X-Amz-Algorithm=AWS4-HMAC-SHA256".to_owned(),
        format!("X-Amz-Credential={credential}"),
        format!("X-Amz-Date={time}"),
        "X-Amz-Expires=300".to_owned(),
        "X-Amz-SignedHeaders=host".to_owned(),
    ];
    query.extend(extra.iter().map(|(name, value)| format!("{name}={value}")));
    query.sort();
    let query = query.join("&");
    let host = endpoint.trim_start_matches("http://");
    let canonical = format!("{method}\n{path}\n{query}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD");
    let hashed = hex(&Sha256::digest(canonical.as_bytes()));
    let to_sign = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{hashed}");
    let key = ["us-east-1", "s3", "aws4_request"]
        .iter()
        .fold(hmac(b"AWS4local", &day.to_string()), |key, part| {
            hmac(&key, part)
        });
    format!(
        "{endpoint}{path}?{query}&X-Amz-Signature={}",
        hex(&hmac(&key, &to_sign))
    )
}
