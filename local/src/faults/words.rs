//! The words of a plan: where, what, and whether it was done.

/// Where a fault is injected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum On {
    DynamoDb,
    Sqs,
    S3,
    Ses,
    Ssm,
    Connections,
    Queue,
    Socket,
    Disconnect,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Throttle,
    Conflict,
    Error,
    Slow,
    Kill,
    Hang,
    Gone,
    Duplicate,
    Delay,
    Reorder,
    Cut,
    Drop,
    Double,
    Late,
}

/// Whether a call or a frame did what it was for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing was done.
    Before,
    /// It was done, and only the answer was lost.
    After,
}

impl On {
    pub(super) const ALL: [Self; 9] = [
        Self::DynamoDb,
        Self::Sqs,
        Self::S3,
        Self::Ses,
        Self::Ssm,
        Self::Connections,
        Self::Queue,
        Self::Socket,
        Self::Disconnect,
    ];

    /// As plans write it; a service as the meter calls it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::DynamoDb => "dynamodb",
            Self::Sqs => "sqs",
            Self::S3 => "s3",
            Self::Ses => "ses",
            Self::Ssm => "ssm",
            Self::Connections => "connections",
            Self::Queue => "queue",
            Self::Socket => "socket",
            Self::Disconnect => "disconnect",
        }
    }

    /// The service a door speaks for.
    pub(super) fn service(name: &str) -> Option<Self> {
        let mut services = Self::ALL.into_iter().filter(|on| on.is_service());
        services.find(|on| on.word() == name)
    }

    /// Whether its faults befall calls of functions.
    pub(super) fn is_service(self) -> bool {
        !matches!(self, Self::Queue | Self::Socket | Self::Disconnect)
    }

    /// What can go wrong there.
    pub(super) fn kinds(self) -> &'static [Kind] {
        use Kind::{
            Conflict, Cut, Delay, Double, Drop, Duplicate, Error, Gone, Hang, Kill, Late, Reorder,
            Slow, Throttle,
        };
        match self {
            Self::DynamoDb => &[Throttle, Conflict, Error, Slow, Kill, Hang],
            Self::Sqs | Self::S3 | Self::Ses | Self::Ssm => &[Throttle, Error, Slow, Kill, Hang],
            Self::Connections => &[Throttle, Gone, Error, Slow, Kill, Hang],
            Self::Queue => &[Duplicate, Delay, Reorder],
            Self::Socket => &[Cut],
            Self::Disconnect => &[Drop, Double, Late],
        }
    }

    /// The operations of a service that its door can tell apart.
    pub(super) fn operations(self) -> &'static [&'static str] {
        match self {
            Self::DynamoDb => &[
                "GetItem",
                "Query",
                "Scan",
                "BatchGetItem",
                "TransactGetItems",
                "PutItem",
                "UpdateItem",
                "DeleteItem",
                "BatchWriteItem",
                "TransactWriteItems",
            ],
            Self::Sqs => &[
                "SendMessage",
                "SendMessageBatch",
                "ReceiveMessage",
                "DeleteMessage",
                "DeleteMessageBatch",
                "ChangeMessageVisibility",
                "ChangeMessageVisibilityBatch",
                "GetQueueUrl",
                "ListQueues",
                "PurgeQueue",
                "GetQueueAttributes",
            ],
            Self::S3 => &[
                "ListObjectsV2",
                "GetObject",
                "HeadBucket",
                "HeadObject",
                "PutObject",
                "CopyObject",
                "DeleteObject",
                "DeleteObjects",
                "CreateMultipartUpload",
                "UploadPart",
                "CompleteMultipartUpload",
                "AbortMultipartUpload",
            ],
            Self::Ses => &["SendEmail"],
            Self::Ssm => &[
                "GetParameter",
                "GetParameters",
                "GetParametersByPath",
                "PutParameter",
                "DeleteParameter",
                "DeleteParameters",
            ],
            Self::Connections => &["PostToConnection", "GetConnection", "DeleteConnection"],
            Self::Queue | Self::Socket | Self::Disconnect => &[],
        }
    }
}

impl Kind {
    /// As plans and records write it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Throttle => "throttle",
            Self::Conflict => "conflict",
            Self::Error => "error",
            Self::Slow => "slow",
            Self::Kill => "kill",
            Self::Hang => "hang",
            Self::Gone => "gone",
            Self::Duplicate => "duplicate",
            Self::Delay => "delay",
            Self::Reorder => "reorder",
            Self::Cut => "cut",
            Self::Drop => "drop",
            Self::Double => "double",
            Self::Late => "late",
        }
    }

    /// Whether it can happen to this operation.
    ///
    /// Single writes and transactions are refused while another transaction holds an item of
    /// theirs; other reads never are, and batches of writes are not named (Amazon DynamoDB
    /// Developer Guide, "Transactional conflict handling in DynamoDB"). A client is found to be
    /// gone by a post.
    pub(super) fn befalls(self, operation: &str) -> bool {
        match self {
            Self::Conflict => matches!(
                operation,
                "PutItem" | "UpdateItem" | "DeleteItem" | "TransactWriteItems" | "TransactGetItems"
            ),
            Self::Gone => operation == "PostToConnection",
            _ => true,
        }
    }

    /// Whether it makes a difference when it strikes.
    pub(super) fn has_effect(self) -> bool {
        matches!(self, Self::Error | Self::Kill | Self::Hang | Self::Cut)
    }

    /// The milliseconds it waits unless the rule says otherwise; none when it has no time of its
    /// own.
    pub(super) fn millis(self) -> Option<(u64, u64)> {
        match self {
            Self::Slow => Some((100, 2_000)),
            Self::Duplicate => Some((0, 2_000)),
            Self::Delay => Some((0, 3_000)),
            Self::Late => Some((0, 30_000)),
            _ => None,
        }
    }
}

impl Effect {
    pub(super) const ALL: [Self; 2] = [Self::Before, Self::After];

    /// As plans and records write it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}
