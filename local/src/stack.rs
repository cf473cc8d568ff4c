//! What a template declares, resolved: the one description every part of the local stack works from.
//!
//! [`crate::template`] builds it; nothing else reads `template.yaml`.

use std::collections::BTreeMap;
use std::time::Duration;

/// The account every local ARN and queue URL carries.
pub(crate) const ACCOUNT_ID: &str = "000000000000";
/// The region every local ARN carries and every function is told.
pub(crate) const REGION: &str = "us-east-1";

/// The name of a resource in the template, for example `WsSendMessage`.
pub(crate) type LogicalId = String;

/// Everything one template declares that this machine can run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stack {
    /// Functions by logical id.
    pub(crate) functions: BTreeMap<LogicalId, Function>,
    /// HTTP APIs (payload format 2.0).
    pub(crate) http_apis: Vec<HttpApi>,
    /// WebSocket APIs.
    pub(crate) websocket_apis: Vec<WebSocketApi>,
    /// DynamoDB tables.
    pub(crate) tables: Vec<Table>,
    /// SQS queues.
    pub(crate) queues: Vec<Queue>,
    /// S3 buckets.
    pub(crate) buckets: Vec<Bucket>,
    /// SQS queues and DynamoDB streams that invoke a function.
    pub(crate) mappings: Vec<EventSourceMapping>,
    /// Functions invoked by the clock.
    pub(crate) schedules: Vec<Schedule>,
}

/// A Lambda function.
#[derive(Debug, Clone)]
pub(crate) struct Function {
    pub(crate) logical_id: LogicalId,
    /// Name of the binary and of the cargo package, for example `ws-send-message`; also the
    /// function's name in ARNs, log lines and `--invoke-url` calls.
    pub(crate) name: String,
    pub(crate) timeout: Duration,
    pub(crate) memory_megabytes: u32,
    /// Resolved environment, as declared (globals merged).
    pub(crate) environment: BTreeMap<String, String>,
    /// `ReservedConcurrentExecutions`, when declared.
    pub(crate) reserved_concurrency: Option<usize>,
}

impl Function {
    /// The function's ARN: `arn:aws:lambda:{region}:{account}:function:{name}`.
    pub(crate) fn arn(&self) -> String {
        format!(
            "arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:{}",
            self.name
        )
    }
}

/// An HTTP API and its routes.
#[derive(Debug, Clone)]
pub(crate) struct HttpApi {
    pub(crate) logical_id: LogicalId,
    /// Ten characters as on AWS, derived from the logical id.
    pub(crate) api_id: String,
    /// `$default` unless declared.
    pub(crate) stage: String,
    pub(crate) routes: Vec<HttpRoute>,
    pub(crate) cors: Option<Cors>,
}

/// One route of an HTTP API.
#[derive(Debug, Clone)]
pub(crate) struct HttpRoute {
    /// `GET /v1/chats/{id}`, `ANY /v1/x`, or `$default`.
    pub(crate) key: String,
    pub(crate) function: LogicalId,
}

/// `CorsConfiguration` of an HTTP API: the gateway answers preflights by itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cors {
    pub(crate) allow_origins: Vec<String>,
    pub(crate) allow_methods: Vec<String>,
    pub(crate) allow_headers: Vec<String>,
    pub(crate) expose_headers: Vec<String>,
    pub(crate) allow_credentials: bool,
    pub(crate) max_age_seconds: Option<u64>,
}

/// A WebSocket API and its routes.
#[derive(Debug, Clone)]
pub(crate) struct WebSocketApi {
    /// Ten characters as on AWS, derived from the logical id.
    pub(crate) api_id: String,
    /// Stage name: the first path segment of the socket's URL.
    pub(crate) stage: String,
    /// For example `$request.body.action`.
    pub(crate) route_selection_expression: String,
    /// Routes by key (`$connect`, `$disconnect`, `$default`, or an action).
    pub(crate) routes: BTreeMap<String, WebSocketRoute>,
    /// The `$connect` REQUEST authorizer.
    pub(crate) authorizer: Option<WebSocketAuthorizer>,
}

/// One route of a WebSocket API.
#[derive(Debug, Clone)]
pub(crate) struct WebSocketRoute {
    pub(crate) function: LogicalId,
    /// Integration timeout, 29 s unless declared.
    pub(crate) timeout: Duration,
    /// The route has both a `RouteResponseSelectionExpression` and a `RouteResponse`, so the
    /// function's body goes back on the socket.
    pub(crate) two_way: bool,
}

/// A REQUEST authorizer of a WebSocket API.
#[derive(Debug, Clone)]
pub(crate) struct WebSocketAuthorizer {
    pub(crate) function: LogicalId,
    /// For example `route.request.querystring.token`; all must be present and not empty.
    pub(crate) identity_sources: Vec<String>,
}

/// A DynamoDB table: the body of its `CreateTable` call and what is switched on beside it.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    pub(crate) logical_id: LogicalId,
    /// The physical name functions see.
    pub(crate) name: String,
    /// `KeySchema`, `AttributeDefinitions`, `GlobalSecondaryIndexes`, `LocalSecondaryIndexes`,
    /// `BillingMode`, `StreamSpecification` (with `StreamEnabled`), `TableName`, as the API wants them.
    pub(crate) create: serde_json::Value,
    /// Attribute that holds the expiry in epoch seconds, when TTL is on.
    pub(crate) ttl_attribute: Option<String>,
    /// A stream is declared.
    pub(crate) streamed: bool,
}

/// An SQS queue.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    pub(crate) logical_id: LogicalId,
    /// The physical name; ends in `.fifo` for a FIFO queue.
    pub(crate) name: String,
    pub(crate) visibility_timeout: Duration,
    /// Delay applied to every message without one of its own.
    pub(crate) delay: Duration,
    pub(crate) retention: Duration,
    pub(crate) redrive: Option<Redrive>,
}

/// Where a queue's failed messages go.
#[derive(Debug, Clone)]
pub(crate) struct Redrive {
    /// Physical name of the dead-letter queue.
    pub(crate) dead_letter_queue: String,
    pub(crate) max_receive_count: u32,
}

/// An S3 bucket.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    /// `CorsConfiguration.CorsRules`.
    pub(crate) cors: Vec<BucketCors>,
    /// Functions told of new objects.
    pub(crate) notifications: Vec<BucketNotification>,
}

/// One CORS rule of a bucket.
#[derive(Debug, Clone, Default)]
pub(crate) struct BucketCors {
    pub(crate) allowed_origins: Vec<String>,
    pub(crate) allowed_methods: Vec<String>,
    pub(crate) allowed_headers: Vec<String>,
    pub(crate) exposed_headers: Vec<String>,
    pub(crate) max_age_seconds: Option<u64>,
}

/// A function told when an object arrives.
#[derive(Debug, Clone)]
pub(crate) struct BucketNotification {
    pub(crate) function: LogicalId,
    /// For example `s3:ObjectCreated:*`.
    pub(crate) event: String,
    /// Only keys that start with this.
    pub(crate) prefix: Option<String>,
}

/// A queue or stream that invokes a function.
#[derive(Debug, Clone)]
pub(crate) struct EventSourceMapping {
    pub(crate) function: LogicalId,
    pub(crate) source: MappingSource,
    pub(crate) batch_size: usize,
    /// `MaximumBatchingWindowInSeconds`.
    pub(crate) batching_window: Duration,
    /// `FunctionResponseTypes` holds `ReportBatchItemFailures`.
    pub(crate) reports_item_failures: bool,
    /// `ScalingConfig.MaximumConcurrency` (queues only).
    pub(crate) maximum_concurrency: Option<usize>,
    /// `MaximumRetryAttempts` (streams only); none means until the record expires.
    pub(crate) maximum_retries: Option<u32>,
    /// `BisectBatchOnFunctionError` (streams only).
    pub(crate) bisect_on_error: bool,
    /// `FilterCriteria.Filters[].Pattern`, parsed; an event passes when one matches, or none is given.
    pub(crate) filters: Vec<serde_json::Value>,
}

/// What feeds an [`EventSourceMapping`].
#[derive(Debug, Clone)]
pub(crate) enum MappingSource {
    /// A queue, by physical name.
    Queue(String),
    /// A table's stream, by the table's physical name; `TRIM_HORIZON` or `LATEST`.
    Stream {
        /// Physical name of the table.
        table: String,
        /// Start at the oldest record instead of the next one.
        from_trim_horizon: bool,
    },
}

/// A function invoked by the clock.
#[derive(Debug, Clone)]
pub(crate) struct Schedule {
    pub(crate) function: LogicalId,
    /// Name of the schedule, for the log line and the event.
    pub(crate) name: String,
    /// `rate(5 minutes)` or `cron(0 3 * * ? *)`, as declared.
    pub(crate) expression: String,
    /// The declared `Input`, as JSON, when there is one.
    pub(crate) input: Option<serde_json::Value>,
    /// From `ScheduleV2` (EventBridge Scheduler) rather than `Schedule` (an EventBridge rule).
    pub(crate) scheduler: bool,
}
