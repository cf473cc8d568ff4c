//! What a call has consumed, by its answer.

use dynoxide::types::ConsumedCapacity;
use serde_json::Value;

use super::request::Ask;
use super::size::write_units;

/// What is known of a call once it is answered.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Measured {
    pub(super) read: f64,
    pub(super) write: f64,
    pub(super) estimated: bool,
    /// The error's name.
    pub(super) error: Option<String>,
}

impl Measured {
    /// Sums up what a success has consumed; one entry a table.
    pub(super) fn success(ask: &Ask, consumed: &[ConsumedCapacity]) -> Self {
        let mut measured = Self::default();
        for table in consumed {
            match (table.read_capacity_units, table.write_capacity_units) {
                (None, None) if ask.is_read() => measured.read += table.capacity_units,
                (None, None) => measured.write += table.capacity_units,
                // Transactions name them apart: a repeated one reads instead of writing.
                (read, write) => {
                    measured.read += read.unwrap_or_default();
                    measured.write += write.unwrap_or_default();
                }
            }
        }
        measured
    }

    /// Works out what a refusal would cost on AWS.
    ///
    /// A write whose condition fails consumes write units by the size of the item that is there,
    /// one at least ("Working with items and attributes", Amazon DynamoDB developer guide). That
    /// item is known only when the caller wants it back; otherwise the one to be put has to do,
    /// or one unit. A cancelled transaction costs two units for each begun kilobyte of each of
    /// its actions. Anything else refused is free.
    pub(super) fn failure(ask: &Ask, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let name = body["__type"].as_str().unwrap_or_default();
        let name = name.rsplit('#').next().unwrap_or_default();
        let write = match name {
            "ConditionalCheckFailedException" => {
                let there = body.get("Item").or_else(|| ask.body.get("Item"));
                there.map_or(1.0, write_units)
            }
            "TransactionCanceledException" if !ask.is_read() => {
                let reasons = &body["CancellationReasons"];
                let of_action = |(index, (_, action)): (usize, (&str, &Value))| {
                    let there = reasons[index].get("Item").or_else(|| action.get("Item"));
                    2.0 * there.map_or(1.0, write_units)
                };
                ask.actions().enumerate().map(of_action).sum()
            }
            _ => 0.0,
        };
        Self {
            write,
            estimated: write > 0.0,
            error: Some(name.to_owned()),
            ..Self::default()
        }
    }
}
