use std::collections::HashMap;

use crate::rules::limits::LIMITS;

/// What clients do often by themselves, REST routes and actions of the socket.
const LIGHT: [&str; 6] = [
    "POST /v1/chats/{id}/read",
    "POST /v1/chats/{id}/delivered",
    "markRead",
    "markDelivered",
    "typing",
    "heartbeat",
];

/// The limits of a deployment: the defaults, and what it says of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    all: Option<u32>,
    named: HashMap<String, u32>,
}

/// What a request counts as, and how many a minute there may be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) most: u32,
}

impl Policy {
    /// Reads `name=number`; what is none is left out. `all` is every limit, 0 none.
    #[must_use]
    pub fn read(words: &[String]) -> Self {
        let pairs = words.iter().filter_map(|word| {
            let (name, number) = word.rsplit_once('=')?;
            Some((name.trim().to_owned(), number.trim().parse().ok()?))
        });
        let mut named: HashMap<String, u32> = pairs.collect();
        Self {
            all: named.remove("all"),
            named,
        }
    }

    /// What a limit is, unless it is switched off.
    #[must_use]
    pub fn most(&self, name: &str, default: u32) -> Option<u32> {
        let named = self.named.get(name).copied();
        Some(named.or(self.all).unwrap_or(default)).filter(|most| *most > 0)
    }

    /// What a route or action counts as: by itself when it has a limit of its own.
    pub(super) fn class(&self, route: &str) -> Option<Class> {
        let (name, default) = if self.named.contains_key(route) {
            (route, 0)
        } else if LIGHT.contains(&route) {
            ("light", LIMITS.light_requests_per_minute)
        } else {
            ("default", LIMITS.requests_per_minute)
        };
        let most = self.most(name, default)?;
        let name = name.to_owned();
        Some(Class { name, most })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str) -> Policy {
        Policy::read(&text.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    fn of(policy: &Policy, route: &str) -> Option<(String, u32)> {
        policy.class(route).map(|class| (class.name, class.most))
    }

    #[test]
    fn routes_count_together_unless_they_have_a_limit() {
        let defaults = Policy::default();
        let expected = |name: &str, most| Some((name.to_owned(), most));
        assert_eq!(of(&defaults, "sendMessage"), expected("default", 100));
        assert_eq!(of(&defaults, "heartbeat"), expected("light", 600));
        let own = policy("default=7, POST /v1/messages=3, sendMessage=0, x, y=z");
        assert_eq!(of(&own, "GET /v1/chats"), expected("default", 7));
        assert_eq!(
            of(&own, "POST /v1/messages"),
            expected("POST /v1/messages", 3)
        );
        assert_eq!(of(&own, "sendMessage"), None);
        assert_eq!(of(&own, "markRead"), expected("light", 600));
    }

    #[test]
    fn all_is_what_is_not_named() {
        let off = policy("all=0,login-device=2");
        assert_eq!(of(&off, "GET /v1/chats"), None);
        assert_eq!(off.most("login-address", 100), None);
        assert_eq!(off.most("login-device", 10), Some(2));
    }
}
