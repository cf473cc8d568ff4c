//! Event source mappings and schedules: what invokes functions besides the two APIs.

use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;

use crate::dynamodb::DynamoDb;
use crate::error::StartError;
use crate::lambda::{Invocation, InvokeError, Lambda};
use crate::sqs::Sqs;
use crate::stack::{EventSourceMapping, MappingSource, Stack};

pub(crate) mod asynchronous;
mod cron;
mod filter;
mod item_failures;
mod queue;
mod queue_event;
mod schedule;
mod schedule_event;
mod stream;

/// The most a synchronous invocation may carry (AWS Lambda quotas).
const MAX_PAYLOAD_BYTES: usize = 6 << 20;

/// Invokes a function; in tests, something that stands in for one.
pub(crate) type Invoke =
    Arc<dyn Fn(Invocation) -> BoxFuture<'static, Result<Bytes, InvokeError>> + Send + Sync>;

/// What mappings read from, and how they invoke.
struct Starter {
    stack: Arc<Stack>,
    invoke: Invoke,
    sqs: Sqs,
    dynamodb: DynamoDb,
}

/// Starts every mapping and schedule of the stack.
///
/// Each takes up its position in its stream before this returns, so nothing written later is missed.
pub(crate) fn start(
    stack: Arc<Stack>,
    lambda: Lambda,
    sqs: Sqs,
    dynamodb: DynamoDb,
) -> Result<(), StartError> {
    let invoke = through(lambda);
    let starter = Starter {
        stack,
        invoke,
        sqs,
        dynamodb,
    };
    for mapping in &starter.stack.mappings {
        starter.start(mapping)?;
    }
    for schedule in &starter.stack.schedules {
        schedule::start(schedule.clone(), Arc::clone(&starter.invoke))?;
    }
    Ok(())
}

/// The way to invoke functions of the stack.
pub(crate) fn through(lambda: Lambda) -> Invoke {
    Arc::new(move |invocation| {
        let lambda = lambda.clone();
        Box::pin(async move { lambda.invoke(invocation).await })
    })
}

impl Starter {
    fn start(&self, mapping: &EventSourceMapping) -> Result<(), StartError> {
        let function = &mapping.function;
        if !self.stack.functions.contains_key(function) {
            return Err(StartError(format!(
                "An event source invokes {function}, which the template does not declare; declare \
                 the function or correct the name."
            )));
        }
        match &mapping.source {
            MappingSource::Queue(name) => self.start_queue(name, mapping),
            MappingSource::Stream {
                table,
                from_trim_horizon,
            } => {
                let source = stream::Source {
                    table: table.clone(),
                    from_oldest: *from_trim_horizon,
                    dynamodb: self.dynamodb.clone(),
                };
                stream::start(source, mapping.clone(), Arc::clone(&self.invoke)).map_err(|error| {
                    StartError(format!(
                        "{function} cannot read the {error}; declare StreamSpecification on the \
                         table."
                    ))
                })
            }
        }
    }

    fn start_queue(&self, name: &str, mapping: &EventSourceMapping) -> Result<(), StartError> {
        if !self.stack.queues.iter().any(|queue| queue.name == name) {
            return Err(StartError(format!(
                "{} reads from queue {name}, which the template does not declare; declare the \
                 queue or correct its ARN.",
                mapping.function
            )));
        }
        let invoke = Arc::clone(&self.invoke);
        queue::start(name.to_owned(), mapping.clone(), self.sqs.clone(), invoke);
        Ok(())
    }
}

#[cfg(test)]
mod samples;
