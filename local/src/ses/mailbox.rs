//! The mails that were sent, newest first.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;

/// How many mails are kept.
const CAPACITY: usize = 500;

/// A mail as the page and its JSON show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mail {
    pub(super) id: String,
    /// RFC 3339.
    pub(super) sent_at: String,
    pub(super) from: String,
    pub(super) to: Vec<String>,
    pub(super) cc: Vec<String>,
    pub(super) bcc: Vec<String>,
    pub(super) reply_to: Vec<String>,
    pub(super) subject: String,
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
}

/// Keeps the last mails.
#[derive(Debug, Default)]
pub(super) struct Mailbox {
    mails: Mutex<VecDeque<Mail>>,
}

impl Mailbox {
    /// Keeps a mail; the oldest goes when the box is full.
    pub(super) fn deliver(&self, mail: Mail) {
        let mut mails = self.lock();
        mails.push_front(mail);
        mails.truncate(CAPACITY);
    }

    /// Mails to an address (none: all), newest first.
    pub(super) fn list(&self, to: Option<&str>) -> Vec<Mail> {
        let mails = self.lock();
        let wanted = mails
            .iter()
            .filter(|mail| to.is_none_or(|address| mail.is_to(address)));
        wanted.cloned().collect()
    }

    pub(super) fn clear(&self) {
        self.lock().clear();
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Mail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Mail {
    fn is_to(&self, address: &str) -> bool {
        let mut all = self.to.iter().chain(&self.cc).chain(&self.bcc);
        all.any(|recipient| bare_address(recipient).eq_ignore_ascii_case(bare_address(address)))
    }
}

/// `Ada <ada@example.com>` and `ada@example.com` are the same address.
pub(super) fn bare_address(address: &str) -> &str {
    match address.rsplit_once('<') {
        Some((_, rest)) => rest.trim_end().trim_end_matches('>').trim(),
        None => address.trim(),
    }
}
