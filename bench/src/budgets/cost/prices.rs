//! The one table of list prices: us-east-1, the first tier of each, free tier not subtracted.

/// When the prices were put together.
pub(super) const DATE: &str = "20 November 2026";

/// A list price.
#[derive(Debug)]
pub(super) struct Price {
    /// What it is for.
    pub(super) name: &'static str,
    /// Dollars.
    pub(super) usd: f64,
    /// For so many: one, or a million.
    pub(super) per: f64,
    /// Of these; with its article when it is one.
    pub(super) unit: &'static str,
    /// Where it was read; AWS has a pricing page for each service, which counts.
    pub(super) source: &'static str,
}

impl Price {
    /// Dollars for a quantity.
    pub(super) fn of(&self, quantity: f64) -> f64 {
        self.usd * quantity / self.per
    }
}

const MILLION: f64 = 1e6;

pub(super) const SOCKET_MESSAGE: Price = Price {
    name: "API Gateway, WebSocket messages",
    usd: 1.00,
    per: MILLION,
    unit: "messages of up to 32 KB, either way",
    source: "aws.amazon.com/api-gateway/pricing",
};
pub(super) const CONNECTION_MINUTE: Price = Price {
    name: "API Gateway, connection minutes",
    usd: 0.25,
    per: MILLION,
    unit: "minutes",
    source: "aws.amazon.com/api-gateway/pricing",
};
pub(super) const HTTP_REQUEST: Price = Price {
    name: "API Gateway, HTTP requests",
    usd: 1.00,
    per: MILLION,
    unit: "requests of up to 512 KB",
    source: "aws.amazon.com/api-gateway/pricing",
};
pub(super) const LAMBDA_REQUEST: Price = Price {
    name: "Lambda, requests",
    usd: 0.20,
    per: MILLION,
    unit: "invocations",
    source: "aws.amazon.com/lambda/pricing, as quoted by wring.co",
};
pub(super) const LAMBDA_ARM: Price = Price {
    name: "Lambda, time on arm64",
    usd: 0.000_013_333_4,
    per: 1.0,
    unit: "a GB-second",
    source: "aws.amazon.com/lambda/pricing, as quoted by wring.co",
};
pub(super) const LAMBDA_X86: Price = Price {
    name: "Lambda, time on x86",
    usd: 0.000_016_666_7,
    per: 1.0,
    unit: "a GB-second",
    source: "aws.amazon.com/lambda/pricing, as quoted by wring.co",
};
pub(super) const WRITE: Price = Price {
    name: "DynamoDB, writes",
    usd: 0.625,
    per: MILLION,
    unit: "write request units",
    source: "aws.amazon.com/dynamodb/pricing/on-demand, as quoted by airbyte.com",
};
pub(super) const READ: Price = Price {
    name: "DynamoDB, reads",
    usd: 0.125,
    per: MILLION,
    unit: "read request units",
    source: "aws.amazon.com/dynamodb/pricing/on-demand, as quoted by airbyte.com",
};
pub(super) const STORAGE: Price = Price {
    name: "DynamoDB, storage",
    usd: 0.25,
    per: 1.0,
    unit: "a GB and month",
    source: "aws.amazon.com/dynamodb/pricing/on-demand, from memory",
};
pub(super) const RECOVERY: Price = Price {
    name: "DynamoDB, point-in-time recovery",
    usd: 0.20,
    per: 1.0,
    unit: "a GB and month",
    source: "aws.amazon.com/dynamodb/pricing/on-demand, from memory",
};
pub(super) const QUEUE_REQUEST: Price = Price {
    name: "SQS, requests",
    usd: 0.40,
    per: MILLION,
    unit: "requests of up to 64 KB",
    source: "aws.amazon.com/sqs/pricing, as quoted by cloudburn.io",
};
pub(super) const SCHEDULE: Price = Price {
    name: "EventBridge Scheduler",
    usd: 1.00,
    per: MILLION,
    unit: "invocations",
    source: "aws.amazon.com/eventbridge/pricing, as quoted by awsnegotiations.com",
};
pub(super) const ALARM: Price = Price {
    name: "CloudWatch, alarms",
    usd: 0.10,
    per: 1.0,
    unit: "a metric watched and month",
    source: "aws.amazon.com/cloudwatch/pricing, as quoted by c3x.dev",
};
pub(super) const SECRET: Price = Price {
    name: "Secrets Manager",
    usd: 0.40,
    per: 1.0,
    unit: "a secret and month",
    source: "aws.amazon.com/secrets-manager/pricing, from memory",
};
pub(super) const LOGS: Price = Price {
    name: "CloudWatch, logs",
    usd: 0.50,
    per: 1.0,
    unit: "a GB taken in",
    source: "aws.amazon.com/cloudwatch/pricing, as quoted by factualminds.com",
};
pub(super) const TRANSFER: Price = Price {
    name: "Data to the internet",
    usd: 0.09,
    per: 1.0,
    unit: "a GB",
    source: "aws.amazon.com/ec2/pricing/on-demand, from memory",
};

/// All of them.
pub(super) const ALL: [&Price; 16] = [
    &SOCKET_MESSAGE,
    &CONNECTION_MINUTE,
    &HTTP_REQUEST,
    &LAMBDA_REQUEST,
    &LAMBDA_ARM,
    &LAMBDA_X86,
    &WRITE,
    &READ,
    &STORAGE,
    &RECOVERY,
    &QUEUE_REQUEST,
    &SCHEDULE,
    &ALARM,
    &LOGS,
    &TRANSFER,
    &SECRET,
];
