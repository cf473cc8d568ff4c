use std::fmt;

use serde_json::Value;

/// Something somebody did, and what was answered.
#[derive(Clone, Debug)]
pub struct Act {
    /// Who.
    pub user: String,
    /// In which chat.
    pub chat: String,
    /// What.
    pub what: What,
    /// When it was asked for, counted in beginnings and ends of all acts.
    pub began: u64,
    /// When the answer was there.
    pub ended: u64,
    /// A success with its data, or a refusal.
    pub answer: Result<Value, Refused>,
}

/// A refusal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// HTTP status.
    pub status: u16,
    /// Code of the problem.
    pub code: String,
}

impl Refused {
    /// As a problem document tells it.
    ///
    /// # Panics
    /// When it is none.
    #[must_use]
    pub fn of(problem: &Value) -> Self {
        let status = problem["status"].as_u64();
        let status = status.and_then(|status| u16::try_from(status).ok());
        match (status, problem["code"].as_str()) {
            (Some(status), Some(code)) => Self::new(status, code),
            _ => panic!("no problem document: {problem}"),
        }
    }

    pub(super) fn new(status: u16, code: &str) -> Self {
        let code = code.to_owned();
        Self { status, code }
    }
}

/// What somebody can do. Messages are named by their identifiers.
#[derive(Clone, Debug)]
pub enum What {
    /// Sends this body.
    Send(Value),
    /// What became of a forward in one of its chats.
    SendOn {
        /// The client's key.
        key: String,
        /// Chat and identifier of the message that is forwarded.
        origin: (String, String),
    },
    /// Forwards, as the chat of the message sees it: nothing changes there.
    Forward {
        /// The message.
        message: String,
    },
    /// Edits.
    Edit {
        /// The message.
        message: String,
        /// What it is to say.
        text: String,
    },
    /// Deletes for everyone.
    Delete {
        /// The message.
        message: String,
    },
    /// Deletes for themselves.
    Hide {
        /// The message.
        message: String,
    },
    /// Adds a reaction, or takes it back.
    React {
        /// The message.
        message: String,
        /// With what.
        emoji: String,
        /// Whether it is added.
        add: bool,
    },
    /// Votes; no option withdraws the vote.
    Vote {
        /// The message.
        message: String,
        /// Identifiers of options.
        options: Vec<String>,
    },
    /// Closes a poll.
    Close {
        /// The message.
        message: String,
    },
    /// Pins, or unpins.
    Pin {
        /// The message.
        message: String,
        /// Which of both.
        pinned: bool,
    },
    /// Marks as read.
    Read(UpTo),
    /// Marks as delivered.
    Receive {
        /// Up to this entry.
        seq: u64,
    },
}

/// Up to where a chat is read.
#[derive(Clone, Debug)]
pub enum UpTo {
    /// Everything there is.
    Everything,
    /// This entry.
    Entry(u64),
    /// The last of these messages, whose place is given.
    Messages(Vec<String>, u64),
}

impl What {
    /// What sort of act it is.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Send(_) => "send",
            Self::SendOn { .. } => "forwarded",
            Self::Forward { .. } => "forward",
            Self::Edit { .. } => "edit",
            Self::Delete { .. } => "delete",
            Self::Hide { .. } => "hide",
            Self::React { .. } => "react",
            Self::Vote { .. } => "vote",
            Self::Close { .. } => "close",
            Self::Pin { .. } => "pin",
            Self::Read(_) => "read",
            Self::Receive { .. } => "receive",
        }
    }

    /// The message that it is about.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Send(_) | Self::SendOn { .. } | Self::Read(_) | Self::Receive { .. } => None,
            Self::Forward { message }
            | Self::Edit { message, .. }
            | Self::Delete { message }
            | Self::Hide { message }
            | Self::React { message, .. }
            | Self::Vote { message, .. }
            | Self::Close { message }
            | Self::Pin { message, .. } => Some(message),
        }
    }

    /// The client's key, for what makes a message.
    #[must_use]
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Send(body) => body["clientMessageId"].as_str(),
            Self::SendOn { key, .. } => Some(key),
            _ => None,
        }
    }
}

/// Characters of an act and of its answer that are shown.
const SHOWN: usize = 160;

impl fmt::Display for Act {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |text: String| text.chars().take(SHOWN).collect::<String>();
        let what = match &self.what {
            What::Send(body) => format!("Send {body}"),
            other => format!("{other:?}"),
        };
        let answer = match &self.answer {
            Ok(data) => data.to_string(),
            Err(Refused { status, code }) => format!("{status} {code}"),
        };
        let (user, chat) = (&self.user, &self.chat);
        let (began, ended) = (self.began, self.ended);
        let (what, answer) = (short(what), short(answer));
        write!(
            formatter,
            "{began}-{ended} {user} in {chat}: {what} -> {answer}"
        )
    }
}
