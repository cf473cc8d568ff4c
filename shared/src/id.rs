//! Identifiers: opaque strings with a prefix that names their kind.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

/// Crockford's base 32 in lower case: no letter that reads like a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// More bytes than any identifier of ours has, fewer than a key of DynamoDB may have.
const MOST_BYTES: usize = 128;

/// Whether a text a client sent can be an identifier: DynamoDB refuses keys that are empty or long.
#[must_use]
pub fn is_plausible(text: &str) -> bool {
    (1..=MOST_BYTES).contains(&text.len())
}

macro_rules! identifiers {
    ($($(#[$doc:meta])* $name:ident $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String)]
        pub struct $name(String);

        impl $name {
            /// A new identifier that sorts by the time of its making.
            #[must_use]
            pub fn generate() -> Self {
                Self(format!("{}{}", $prefix, encode(uuid::Uuid::now_v7().as_u128())))
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                if !is_plausible(&text) {
                    return Err(D::Error::custom("is not an identifier"));
                }
                Ok(Self(text))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }
    )*};
}

identifiers! {
    /// A person.
    UserId "usr_";
    /// A chat of any type.
    ChatId "cht_";
    /// A message; unique on its own, and it carries its place in the chat's log.
    MessageId "msg_";
    /// A login on one device.
    SessionId "ses_";
    /// A single-use ticket for the WebSocket handshake.
    TicketId "tkt_";
}

/// A WebSocket connection, named by API Gateway.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct ConnectionId(pub String);

/// What names an invitation: its chat and a secret.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct InviteCode(String);

impl InviteCode {
    /// A new code that nobody can guess.
    #[must_use]
    pub fn generate(chat: &ChatId) -> Self {
        Self(format!("{chat}.{}", encode(uuid::Uuid::new_v4().as_u128())))
    }

    /// The code of a person's invitation into a chat: there is one at a time.
    #[must_use]
    pub fn personal(chat: &ChatId, user: &UserId) -> Self {
        Self(format!(
            "{chat}.u{}",
            digest(&["invite", chat.as_str(), user.as_str()])
        ))
    }

    /// Chat and secret; none when it cannot be one of ours.
    #[must_use]
    pub fn parts(&self) -> Option<(&str, &str)> {
        let parts = self.0.rsplit_once('.')?;
        (is_plausible(parts.0) && is_plausible(parts.1)).then_some(parts)
    }

    /// The chat it leads to; none when it cannot be one of ours.
    #[must_use]
    pub fn chat(&self) -> Option<ChatId> {
        self.parts().map(|(chat, _)| ChatId::from(chat))
    }
}

impl From<&str> for InviteCode {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl ChatId {
    /// Identifiers of direct chats begin so.
    pub const DIRECT: &str = "cht_d";

    /// The one direct chat of two people, the same from both sides.
    #[must_use]
    pub fn direct(one: &UserId, other: &UserId) -> Self {
        let (low, high) = if one <= other {
            (one, other)
        } else {
            (other, one)
        };
        Self(format!(
            "{}{}",
            Self::DIRECT,
            digest(&["direct", low.as_str(), high.as_str()])
        ))
    }

    /// Whether it is that of a direct chat.
    #[must_use]
    pub fn is_direct(&self) -> bool {
        self.0.starts_with(Self::DIRECT)
    }

    /// The chat that `creator` makes with this `Idempotency-Key`: the same key names the same chat.
    #[must_use]
    pub fn for_key(creator: &UserId, key: &str) -> Self {
        Self(format!("cht_k{}", digest(&["key", creator.as_str(), key])))
    }
}

impl UserId {
    /// A number of at most 38 digits that stands for the person as a sort key.
    #[must_use]
    pub fn number(&self) -> u128 {
        // Two bits less, and it has no more digits than DynamoDB's numbers.
        hash(&["user", self.as_str()]) >> 2
    }

    /// Whom another issuer calls by this subject (RFC 7519, `iss` and `sub`).
    #[must_use]
    pub fn external(issuer: &str, subject: &str) -> Self {
        Self(format!("ext_{}", digest(&["person", issuer, subject])))
    }
}

impl SessionId {
    /// A login at another issuer; `name` is its `sid`, or nothing when it names none.
    #[must_use]
    pub fn external(user: &UserId, name: &str) -> Self {
        Self(format!("ses_x{}", digest(&["login", user.as_str(), name])))
    }
}

impl MessageId {
    /// An identifier for the message at `seq`.
    #[must_use]
    pub fn at(seq: u64) -> Self {
        let random = encode(uuid::Uuid::new_v4().as_u128());
        let tail = random.get(14..).unwrap_or_default();
        Self(format!("msg_{seq}_{tail}"))
    }

    /// The place in the chat's log that the identifier claims; none when it is not one of ours.
    #[must_use]
    pub fn seq(&self) -> Option<u64> {
        self.0.strip_prefix("msg_")?.split_once('_')?.0.parse().ok()
    }
}

fn digest(parts: &[&str]) -> String {
    encode(hash(parts))
}

fn hash(parts: &[&str]) -> u128 {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part.as_bytes());
        hasher.update([0]);
    }
    let bytes: [u8; 32] = hasher.finalize().into();
    let mut head = [0; 16];
    head.copy_from_slice(&bytes[..16]);
    u128::from_be_bytes(head)
}

/// 128 bits as 26 characters, most significant first.
fn encode(value: u128) -> String {
    (0..26)
        .rev()
        .map(|place| char::from(ALPHABET[usize::from(((value >> (place * 5)) & 31) as u8)]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direct_chat_is_the_same_from_both_sides() {
        let (ann, bob, eve) = (UserId::generate(), UserId::generate(), UserId::generate());
        assert_eq!(ChatId::direct(&ann, &bob), ChatId::direct(&bob, &ann));
        assert_ne!(ChatId::direct(&ann, &bob), ChatId::direct(&ann, &eve));
    }

    #[test]
    fn a_message_id_tells_its_place() {
        assert_eq!(MessageId::at(42).seq(), Some(42));
        assert_ne!(MessageId::at(42), MessageId::at(42));
        for foreign in ["", "msg_", "msg_x_y", "usr_1_2", "msg_1"] {
            assert_eq!(MessageId::from(foreign).seq(), None, "{foreign}");
        }
    }

    #[test]
    fn what_no_key_can_hold_is_no_identifier() {
        let read = |text: &str| serde_json::from_value::<ChatId>(text.into()).is_ok();
        assert!(read("cht_1") && read(&"x".repeat(128)));
        assert!(!read("") && !read(&"x".repeat(129)));
    }

    #[test]
    fn later_identifiers_sort_behind_earlier_ones() {
        let ids: Vec<_> = (0..100).map(|_| UserId::generate()).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
