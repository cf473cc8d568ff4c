use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{
    CancellationReason, ConditionCheck, Delete, Put, TransactWriteItem, Update,
};

use crate::app::App;
use crate::error::{Error, Result};
use crate::table::Item;

/// Writes that happen all or not at all (at most 100; Amazon DynamoDB API Reference,
/// `TransactWriteItems`).
#[derive(Debug, Default)]
pub struct Transaction(Vec<TransactWriteItem>);

impl Transaction {
    /// Puts an item that may exist.
    ///
    /// # Errors
    /// Never: the item is given.
    pub fn put(self, table: &str, item: Item) -> Result<Self> {
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(item))
            .build()?;
        Ok(self.put_if(put))
    }

    /// Puts an item of a table with the partition key `pk`, if it does not exist.
    ///
    /// # Errors
    /// Never: the item is given.
    pub fn put_new(self, table: &str, item: Item) -> Result<Self> {
        let put = Put::builder()
            .table_name(table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .build()?;
        Ok(self.put_if(put))
    }

    /// Puts an item under a condition of its own.
    #[must_use]
    pub fn put_if(mut self, put: Put) -> Self {
        self.0.push(TransactWriteItem::builder().put(put).build());
        self
    }

    /// Updates an item.
    #[must_use]
    pub fn update(mut self, update: Update) -> Self {
        self.0
            .push(TransactWriteItem::builder().update(update).build());
        self
    }

    /// Deletes an item.
    #[must_use]
    pub fn delete(mut self, delete: Delete) -> Self {
        self.0
            .push(TransactWriteItem::builder().delete(delete).build());
        self
    }

    /// Deletes an item, there or not.
    ///
    /// # Errors
    /// Never: the key is given.
    pub fn delete_if_there(self, table: &str, key: Item) -> Result<Self> {
        let delete = Delete::builder()
            .table_name(table)
            .set_key(Some(key))
            .build()?;
        Ok(self.delete(delete))
    }

    /// How many writes it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it writes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Makes the whole depend on an item that is not written.
    #[must_use]
    pub fn check(mut self, check: ConditionCheck) -> Self {
        self.0
            .push(TransactWriteItem::builder().condition_check(check).build());
        self
    }

    /// Commits; when DynamoDB cancels the transaction, why.
    ///
    /// # Errors
    /// When DynamoDB refuses for another reason.
    pub async fn commit(self, app: &App) -> Result<std::result::Result<(), Cancelled>> {
        let request = app
            .dynamodb
            .transact_write_items()
            .set_transact_items(Some(self.0));
        let Err(error) = request.send().await else {
            return Ok(Ok(()));
        };
        match error {
            SdkError::ServiceError(context)
                if matches!(
                    context.err(),
                    TransactWriteItemsError::TransactionCanceledException(_)
                ) =>
            {
                match context.into_err() {
                    TransactWriteItemsError::TransactionCanceledException(cancelled) => {
                        let reasons = cancelled.cancellation_reasons.unwrap_or_default();
                        Ok(Err(Cancelled(reasons)))
                    }
                    other => Err(Error::internal(other)),
                }
            }
            other => Err(other.into()),
        }
    }
}

/// Why a transaction was cancelled: one reason for each of its writes, in their order.
#[derive(Debug)]
pub struct Cancelled(Vec<CancellationReason>);

/// Codes of reasons that pass by themselves.
const PASSING: [&str; 3] = [
    "TransactionConflict",
    "ThrottlingError",
    "ProvisionedThroughputExceeded",
];

impl Cancelled {
    /// The condition of the write at this place did not hold.
    #[must_use]
    pub fn failed_at(&self, place: usize) -> bool {
        self.code(place) == Some("ConditionalCheckFailed")
    }

    /// Some condition did not hold.
    #[must_use]
    pub fn failed(&self) -> bool {
        (0..self.0.len()).any(|place| self.failed_at(place))
    }

    /// The item that stands in the way of the write at this place, when it asked for it.
    #[must_use]
    pub fn existing_at(&self, place: usize) -> Option<&Item> {
        self.0.get(place).and_then(|reason| reason.item())
    }

    /// The transaction met another one, or DynamoDB was throttled: a later try may do.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        let mut codes = self.0.iter().filter_map(|reason| reason.code());
        codes.any(|code| PASSING.contains(&code))
    }

    /// The error when no reason was foreseen.
    #[must_use]
    pub fn into_error(self) -> Error {
        let codes: Vec<&str> = self.0.iter().filter_map(|reason| reason.code()).collect();
        Error::unavailable(format!("transaction cancelled: {}", codes.join(", ")))
    }

    fn code(&self, place: usize) -> Option<&str> {
        self.0.get(place).and_then(|reason| reason.code())
    }
}
