//! An index that the engine does without: it keeps the records of all streams in one table, and
//! reads all of them at every write to a table with a stream and at every look at a stream.

use std::fmt;
use std::path::Path;

use dynoxide::Database;
use rusqlite::Connection;

use crate::error::StartError;

/// Fits the engine's own queries, which look for numbers that are kept as text.
const INDEX: &str = "CREATE INDEX IF NOT EXISTS local_stream_records \
                     ON _stream_records (table_name, CAST(sequence_number AS INTEGER))";

/// Adds the index to a database that lies in `file`, or in memory without one.
pub(super) fn ensure(database: &Database, file: Option<&Path>) -> Result<(), StartError> {
    match file {
        Some(file) => add(file),
        // Nobody else can reach a database in memory, so it goes through a file once.
        None => {
            let folder = tempfile::tempdir().map_err(failed)?;
            let copy = folder.path().join("tables.sqlite");
            let path = copy.to_string_lossy();
            database.vacuum_into(&path).map_err(failed)?;
            add(&copy)?;
            database.restore_from(&path).map_err(failed)
        }
    }
}

fn add(file: &Path) -> Result<(), StartError> {
    Connection::open(file)
        .and_then(|connection| connection.execute_batch(INDEX))
        .map_err(failed)
}

fn failed(error: impl fmt::Display) -> StartError {
    StartError(format!("DynamoDB could not index its streams ({error})."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_queries_find_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let (kept, copy) = (folder.path().join("kept"), folder.path().join("copy"));
        let database = Database::new(kept.to_str().unwrap()).unwrap();
        for _ in 0..2 {
            ensure(&database, Some(&kept)).unwrap();
        }
        let in_memory = Database::memory().unwrap();
        ensure(&in_memory, None).unwrap();
        in_memory.vacuum_into(copy.to_str().unwrap()).unwrap();
        for file in [kept, copy] {
            expect_index(&Connection::open(file).unwrap());
        }
    }

    fn expect_index(connection: &Connection) {
        // As in `Storage::next_stream_sequence_number` and `stream_records_with_event_ids` of
        // dynoxide 3.2.
        for query in [
            "SELECT COALESCE(MAX(CAST(sequence_number AS INTEGER)), 0) + 1 \
             FROM _stream_records WHERE table_name = 't'",
            "SELECT event_name FROM _stream_records \
             WHERE table_name = 't' AND shard_id = 's' AND CAST(sequence_number AS INTEGER) > 5 \
             ORDER BY CAST(sequence_number AS INTEGER) ASC LIMIT 9",
        ] {
            let explain = format!("EXPLAIN QUERY PLAN {query}");
            let plan: String = connection
                .query_row(&explain, [], |row| row.get("detail"))
                .unwrap();
            assert!(
                plan.contains("INDEX local_stream_records"),
                "{query}: {plan}"
            );
        }
    }
}
