//! SSM Parameter Store, JSON protocol: parameters in memory, or in a file of the data folder,
//! served on a port of their own.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use tokio::net::TcpListener;

use crate::error::StartError;
use crate::meter::Meter;

mod delete;
mod error;
mod get;
mod list;
mod metering;
mod name;
mod parameter;
mod protocol;
mod put;
mod store;

use store::Store;

/// The running Parameter Store.
#[derive(Debug, Clone)]
pub(crate) struct Ssm {
    /// Base URL of the service, for `AWS_ENDPOINT_URL_SSM`.
    pub(crate) endpoint: String,
}

/// Takes up the kept parameters, puts the presets above them and serves all on a free loopback
/// port.
pub(crate) async fn start(
    presets: &BTreeMap<String, String>,
    data_dir: Option<&Path>,
    meter: &Meter,
) -> Result<Ssm, StartError> {
    let store = Store::open(data_dir)?;
    put::presets(&store, presets)?;
    let listening = async {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        Ok::<_, std::io::Error>((listener, port))
    };
    let (listener, port) = listening.await.map_err(|error| {
        StartError(format!(
            "SSM could not listen on 127.0.0.1 ({error}); free a port and retry."
        ))
    })?;
    let router = protocol::router(Arc::new(store), meter.clone());
    let router = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, router).await {
            tracing::warn!(%error, "SSM stopped");
        }
    });
    Ok(Ssm {
        endpoint: format!("http://127.0.0.1:{port}"),
    })
}

#[cfg(test)]
mod tests;
