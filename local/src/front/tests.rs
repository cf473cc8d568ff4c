//! The front port over real sockets. Functions are played by a small server that speaks Lambda's
//! invoke API, the way `--invoke-url` uses one.

mod faults;
mod http;
mod sockets;
mod stand;
