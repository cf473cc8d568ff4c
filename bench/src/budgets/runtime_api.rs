//! One function on its own, and the Runtime API it asks for work
//! (AWS Lambda Developer Guide, "Using the Lambda runtime API"). It blocks and waits for one
//! request at a time, so that nothing but the function is measured.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A function that takes longer than this to ask for work never will.
const PATIENCE: Duration = Duration::from_secs(10);

/// A function started by the bench; it ends with this value.
#[derive(Debug)]
pub(super) struct Running {
    process: Child,
    listener: TcpListener,
    connection: BufReader<TcpStream>,
    /// From its start to its first request for work.
    pub(super) cold_start: Duration,
    served: usize,
}

impl Running {
    /// Starts an executable with the variables AWS sets, and waits until it asks for work.
    pub(super) fn start(executable: &Path, variables: &BTreeMap<String, String>) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
        let address = listener.local_addr().expect("with a number").to_string();
        let name = executable.file_name().expect("a program has a name");
        let mut command = Command::new(executable);
        command
            .env_clear()
            .envs(variables)
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let began = Instant::now();
        let process = command.spawn().unwrap_or_else(|error| {
            panic!("{} cannot be started: {error}", executable.display());
        });
        let connection = accept(&listener);
        let mut running = Self {
            process,
            listener,
            connection,
            cold_start: Duration::ZERO,
            served: 0,
        };
        let (path, _) = running.request();
        running.cold_start = began.elapsed();
        assert!(path.ends_with("/invocation/next"), "{path}");
        running
    }

    /// Process id.
    pub(super) fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Hands it an event; true when it answers without an error. Afterwards it waits for more.
    pub(super) fn invoke(&mut self, event: &str) -> bool {
        self.served += 1;
        let deadline = jiff::Timestamp::now() + Duration::from_secs(30);
        let headers = format!(
            "lambda-runtime-aws-request-id: 00000000-0000-4000-8000-{:012}\r\n\
             lambda-runtime-deadline-ms: {}\r\n\
             lambda-runtime-invoked-function-arn: arn:aws:lambda:us-east-1:000000000000:function:x\r\n\
             lambda-runtime-trace-id: Root=1-65abb4a4-2f1a4c5d6e7f8091a2b3c4d5\r\n",
            self.served,
            deadline.as_millisecond(),
        );
        self.answer("200 OK", &headers, event);
        let (path, _) = self.request();
        self.answer("202 Accepted", "", "");
        let (next, _) = self.request();
        assert!(next.ends_with("/invocation/next"), "{next}");
        path.ends_with("/response")
    }

    /// Reads one request; the function may open another connection for it.
    fn request(&mut self) -> (String, Vec<u8>) {
        loop {
            if let Some(request) = read(&mut self.connection) {
                return request;
            }
            self.connection = accept(&self.listener);
        }
    }

    fn answer(&mut self, status: &str, headers: &str, body: &str) {
        let head = format!(
            "HTTP/1.1 {status}\r\n{headers}content-type: application/json\r\n\
             content-length: {}\r\n\r\n",
            body.len()
        );
        let stream = self.connection.get_mut();
        let sent = stream.write_all((head + body).as_bytes());
        sent.expect("the function reads");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

fn accept(listener: &TcpListener) -> BufReader<TcpStream> {
    let (stream, _) = listener.accept().expect("the function connects");
    stream
        .set_read_timeout(Some(PATIENCE))
        .expect("a time limit can be set");
    stream.set_nodelay(true).expect("an option can be set");
    BufReader::new(stream)
}

/// Path and body of the next request; none when the connection has ended.
fn read(stream: &mut BufReader<TcpStream>) -> Option<(String, Vec<u8>)> {
    let mut path = None;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).expect("a request in time") == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        match (&path, line.split_once(':')) {
            (None, _) => path = Some(line.split(' ').nth(1)?.to_owned()),
            (_, Some((name, value))) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().expect("a length");
            }
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).expect("a whole body");
    Some((path?, body))
}
