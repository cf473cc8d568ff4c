//! What a stack writes: its last lines, and those that hold what no log may hold.

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Read};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

use crate::PASSWORD;

/// Lines a failing test shows.
const SHOWN: usize = 80;
/// Characters behind `eyJ` that make it a token and no word.
const TOKEN: usize = 20;
/// Characters of the token in a link.
const LINK_TOKEN: usize = 43;

/// The lines of one stack.
#[derive(Debug, Default)]
pub(crate) struct Log {
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    last: VecDeque<String>,
    /// Texts that a test keeps out of the log.
    secrets: Vec<String>,
    offences: Vec<String>,
}

impl Log {
    /// Reads a stream to its end; the first line goes to whoever waits for it as well.
    pub(crate) fn collect(
        self: &Arc<Self>,
        stream: impl Read + Send + 'static,
        mut first: Option<Sender<String>>,
    ) -> JoinHandle<()> {
        let log = Arc::clone(self);
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(first) = first.take() {
                    drop(first.send(line.clone()));
                }
                log.push(line);
            }
        })
    }

    fn push(&self, line: String) {
        let mut inner = self.inner.lock().unwrap();
        let what = secret_in(&line).or_else(|| {
            let told = inner.secrets.iter().any(|secret| line.contains(secret));
            told.then_some("a secret of a test")
        });
        if let Some(what) = what {
            inner.offences.push(format!("{what}: {line}"));
        }
        if inner.last.len() == SHOWN {
            inner.last.pop_front();
        }
        inner.last.push_back(line);
    }

    /// Keeps a text out of the log from now on; the last lines count as well.
    pub(crate) fn keep_out(&self, text: &str) {
        assert!(!text.is_empty(), "every line holds nothing");
        let mut inner = self.inner.lock().unwrap();
        let told = inner.last.iter().filter(|line| line.contains(text));
        let told: Vec<String> = told
            .map(|line| format!("a secret of a test: {line}"))
            .collect();
        inner.offences.extend(told);
        inner.secrets.push(text.to_owned());
    }

    /// The last lines.
    pub(crate) fn tail(&self) -> String {
        let inner = self.inner.lock().unwrap();
        let lines: Vec<&str> = inner.last.iter().map(String::as_str).collect();
        lines.join("\n")
    }

    /// The lines that hold what no log may hold, each once.
    pub(crate) fn take_offences(&self) -> Vec<String> {
        std::mem::take(&mut self.inner.lock().unwrap().offences)
    }

    /// Fails the test that asks, unless it has failed already.
    ///
    /// # Panics
    /// When a line held what no log may hold.
    pub(crate) fn check(&self) {
        if std::thread::panicking() {
            return;
        }
        let offences = self.take_offences();
        assert!(
            offences.is_empty(),
            "this run's log holds what no log may hold:\n{}",
            offences.join("\n")
        );
    }
}

/// What a line of a log holds that it may not; what everybody's secrets look like.
#[must_use]
pub fn secret_in(line: &str) -> Option<&'static str> {
    let is_of_link = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_of_token = |byte: u8| is_of_link(byte) || byte == b'.';
    let has_link = |mark| has_behind(line, mark, LINK_TOKEN, is_of_link);
    if line.contains(PASSWORD) {
        Some("a password")
    } else if has_behind(line, "eyJ", TOKEN, is_of_token) {
        Some("a token")
    } else if line.contains("@example.org") {
        Some("an e-mail address")
    } else if line.contains("otpauth://") {
        Some("the secret of a second factor")
    } else if has_link("#verify=") || has_link("#reset=") {
        Some("a link with its token")
    } else {
        None
    }
}

/// Whether so many bytes that fit stand behind a mark.
fn has_behind(line: &str, mark: &str, count: usize, fits: impl Fn(u8) -> bool) -> bool {
    line.match_indices(mark).any(|(at, _)| {
        let behind = line.as_bytes().iter().skip(at + mark.len());
        behind.take_while(|byte| fits(**byte)).count() >= count
    })
}
