use std::io::{BufRead as _, BufReader, BufWriter, Write as _};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::record::{ClientRecord, FailedPost, Line, Millis, Run};

/// One line of the file.
#[derive(Serialize, Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
enum Stored {
    Run {
        faults_began: Option<Millis>,
        faults_ended: Millis,
    },
    FailedPost(FailedPost),
    Client {
        name: String,
        user: String,
        chats: Vec<String>,
    },
    /// Of the client named last.
    Line(Line),
}

impl Run {
    /// Writes the record as JSON lines.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = BufWriter::new(std::fs::File::create(path)?);
        let mut put = |line: &Stored| writeln!(file, "{}", serde_json::to_string(line)?);
        put(&Stored::Run {
            faults_began: self.faults_began,
            faults_ended: self.faults_ended,
        })?;
        for post in &self.failed_posts {
            put(&Stored::FailedPost(post.clone()))?;
        }
        for client in &self.clients {
            put(&Stored::Client {
                name: client.name.clone(),
                user: client.user.clone(),
                chats: client.chats.clone(),
            })?;
            for line in &client.lines {
                put(&Stored::Line(line.clone()))?;
            }
        }
        file.flush()
    }

    /// Reads a record back.
    ///
    /// # Errors
    /// When there is no such file, or it is not a record.
    pub fn read(path: &Path) -> std::io::Result<Self> {
        let mut run = Self::default();
        for line in BufReader::new(std::fs::File::open(path)?).lines() {
            match serde_json::from_str(&line?)? {
                Stored::Run {
                    faults_began,
                    faults_ended,
                } => (run.faults_began, run.faults_ended) = (faults_began, faults_ended),
                Stored::FailedPost(post) => run.failed_posts.push(post),
                Stored::Client { name, user, chats } => run.clients.push(ClientRecord {
                    name,
                    user,
                    chats,
                    lines: Vec::new(),
                }),
                Stored::Line(line) => {
                    let client = run.clients.last_mut();
                    let client = client.ok_or_else(|| std::io::Error::other("no client named"))?;
                    client.lines.push(line);
                }
            }
        }
        Ok(run)
    }
}
