//! DynamoDB: an embedded engine with the template's tables, served on a port of its own.
//!
//! Functions reach it over HTTP through the SDK. Stream mappings read it in process, through
//! [`StreamReader`], which costs far less than polling over HTTP.

use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dynoxide::Database;
use tokio::net::TcpListener;

use crate::error::StartError;
use crate::meter::Meter;
use crate::stack::Table;

pub(crate) mod checkpoint;
mod front;
mod index;
pub(crate) mod stream;
mod tables;

pub(crate) use checkpoint::Checkpoints;
pub(crate) use stream::{StreamReader, StreamStart};

/// How often expired items are removed. AWS promises days; a developer should see it happen.
const TTL_SWEEP_INTERVAL: Duration = Duration::from_secs(30);
const DATABASE_FILE: &str = "dynamodb.sqlite";
const CHECKPOINT_FILE: &str = "stream-checkpoints.json";

/// The running database. Cheap to clone.
#[derive(Clone)]
pub(crate) struct DynamoDb {
    /// Base URL of the service, for `AWS_ENDPOINT_URL_DYNAMODB`.
    pub(crate) endpoint: String,
    database: Database,
    meter: Meter,
    tables: Arc<[Table]>,
    checkpoints: Checkpoints,
}

impl fmt::Debug for DynamoDb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DynamoDb")
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

/// Opens the database (in memory, or in `data_dir`), creates what is missing and serves it on a
/// free loopback port.
pub(crate) async fn start(
    tables: &[Table],
    data_dir: Option<&Path>,
    meter: &Meter,
) -> Result<DynamoDb, StartError> {
    let began = Instant::now();
    let database = open(data_dir)?;
    for table in tables {
        tables::ensure(&database, table)?;
    }
    let file = data_dir.map(|folder| folder.join(DATABASE_FILE));
    index::ensure(&database, file.as_deref())?;
    let (engine, engine_port) = listen().await?;
    let (listener, port) = listen().await?;
    let served = database.clone();
    tokio::spawn(async move {
        let never = std::future::pending();
        if let Err(error) = dynoxide::server::serve_with_shutdown(engine, served, never).await {
            tracing::warn!(error, "DynamoDB stopped");
        }
    });
    front::serve(listener, (database.clone(), engine_port), tables, meter);
    if tables.iter().any(|table| table.ttl_attribute.is_some()) {
        tokio::spawn(sweep(database.clone()));
    }
    tracing::debug!(tables = tables.len(), elapsed = ?began.elapsed(), "DynamoDB ready");
    Ok(DynamoDb {
        endpoint: format!("http://127.0.0.1:{port}"),
        database,
        meter: meter.clone(),
        tables: tables.into(),
        checkpoints: Checkpoints::load(data_dir.map(|folder| folder.join(CHECKPOINT_FILE))),
    })
}

impl DynamoDb {
    /// Where stream mappings left off; kept in the data folder when there is one.
    pub(crate) fn checkpoints(&self) -> Checkpoints {
        self.checkpoints.clone()
    }

    /// The names of a table's key attributes.
    fn key_names(&self, table: &str) -> Vec<String> {
        let table = self.tables.iter().find(|it| it.name == table);
        table.map(front::key_names).unwrap_or_default()
    }

    /// Puts an item, as a function would.
    #[cfg(test)]
    pub(crate) fn put(&self, table: &str, item: &serde_json::Value) {
        let body = serde_json::json!({ "TableName": table, "Item": item });
        self.database
            .put_item(serde_json::from_value(body).unwrap())
            .unwrap();
    }

    /// Removes expired items now instead of at the next sweep.
    #[cfg(test)]
    pub(crate) fn sweep_ttl(&self) -> usize {
        self.database.sweep_ttl().unwrap_or_default()
    }
}

fn open(data_dir: Option<&Path>) -> Result<Database, StartError> {
    let Some(folder) = data_dir else {
        return Database::memory()
            .map_err(|error| StartError(format!("DynamoDB could not open in memory: {error}.")));
    };
    let file = folder.join(DATABASE_FILE);
    let broken = |reason: String| {
        StartError(format!(
            "DynamoDB could not open {} ({reason}); close other stacks that use this data folder, \
             or choose another.",
            file.display()
        ))
    };
    std::fs::create_dir_all(folder).map_err(|error| broken(error.to_string()))?;
    let path = file
        .to_str()
        .ok_or_else(|| broken("the path is not UTF-8".to_owned()))?;
    Database::new(path).map_err(|error| broken(error.to_string()))
}

/// A free loopback port.
async fn listen() -> Result<(TcpListener, u16), StartError> {
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .map_err(|error| cannot_listen(&error))?;
    let address = listener
        .local_addr()
        .map_err(|error| cannot_listen(&error))?;
    Ok((listener, address.port()))
}

fn cannot_listen(error: &std::io::Error) -> StartError {
    StartError(format!(
        "DynamoDB could not listen on 127.0.0.1 ({error}); free a port and retry."
    ))
}

async fn sweep(database: Database) {
    loop {
        tokio::time::sleep(TTL_SWEEP_INTERVAL).await;
        let database = database.clone();
        match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(0)) => {}
            Ok(Ok(count)) => tracing::debug!(count, "expired items removed"),
            Ok(Err(error)) => tracing::warn!(%error, "expired items could not be removed"),
            Err(error) => tracing::warn!(%error, "the sweep of expired items failed"),
        }
    }
}

#[cfg(test)]
mod tests;
