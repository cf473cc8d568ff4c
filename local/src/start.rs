//! Starts everything in order, and stops it again.

mod announce;
mod programs;
mod rewrite;
mod services;
mod watch;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

use self::announce::Addresses;
use self::services::Services;
use crate::cli::{self, Options};
use crate::error::StartError;
use crate::faults::{Names, Plan};
use crate::front::{self, Front};
use crate::lambda::{Lambda, Output};
use crate::mapping;
use crate::stack::Stack;
use crate::template::{self, Choices};
use crate::websocket_api::Clocks;

/// How long sockets may take to close once the stack is told to stop.
const FAREWELL: Duration = Duration::from_millis(600);

/// What is known once the template is read and the front port is open.
struct Ground {
    options: Options,
    stack: Arc<Stack>,
    /// Folder of the template: the root of the workspace.
    root: PathBuf,
    port: u16,
    output: Output,
}

/// Runs the stack until it is told to stop.
pub(crate) async fn run(options: Options) -> Result<(), StartError> {
    let since = Instant::now();
    let mut stop = stop_signals()?;
    let listener = listen(&options).await?;
    let ground = prepare(options, &listener)?;
    let plan = plan(&ground)?;
    let functions = ground.stack.functions.clone();
    let lambda = match &ground.options.invoke_url {
        Some(url) => Lambda::remote(functions, ground.output.clone(), url),
        None => Lambda::start(functions, ground.output.clone()).await?,
    };
    if let Some(plan) = plan {
        lambda.meter().faults().put(plan);
    }
    let ready = tokio::select! {
        ready = raise(&ground, &lambda) => ready?,
        _ = stop.recv() => {
            lambda.stop();
            return Ok(());
        }
    };
    let Services {
        dynamodb,
        sqs,
        s3,
        ses,
        endpoints,
        _scratch,
    } = ready;
    let web_dir = web_dir(&ground);
    let has_web = web_dir.is_some();
    let mail = ses.page();
    let addresses = Addresses::new(&ground.stack, ground.port, &endpoints);
    // Streams and schedules are followed before anybody can write.
    mapping::start(Arc::clone(&ground.stack), lambda.clone(), sqs, dynamodb)?;
    let (stop_front, stopped) = tokio::sync::oneshot::channel::<()>();
    let front = Front {
        stack: Arc::clone(&ground.stack),
        lambda: lambda.clone(),
        web_dir,
        mail,
        clocks: clocks(&ground.options),
    };
    let front = tokio::spawn(front::serve(listener, front, async move {
        // A sender that was dropped means the same.
        drop(stopped.await);
    }));
    announce::ready(&ground.output, &addresses, has_web, since);
    stop.recv().await;
    drop(stop_front);
    if tokio::time::timeout(FAREWELL, front).await.is_err() {
        tracing::debug!("some sockets did not close in time");
    }
    lambda.stop();
    ground.output.flush();
    drop((s3, ses));
    Ok(())
}

async fn listen(options: &Options) -> Result<TcpListener, StartError> {
    let (address, port) = (options.listen, options.port);
    TcpListener::bind((address, port)).await.map_err(|error| {
        let mend = "stop what listens there, or choose another with --port (0 takes a free one)";
        StartError(format!(
            "Port {port} of {address} cannot be used ({error}); {mend}."
        ))
    })
}

fn prepare(mut options: Options, listener: &TcpListener) -> Result<Ground, StartError> {
    let path = options.template()?;
    options.data_dir = options.data_dir.as_deref().map(cli::absolute).transpose()?;
    let choices = Choices {
        parameters: options.parameters(),
        data_dir: options.data_dir.clone(),
    };
    let stack = Arc::new(template::load(&path, &choices)?);
    let port = listener
        .local_addr()
        .map_err(|error| StartError(format!("The front port is unknown ({error}).")))?
        .port();
    let root = path.parent().unwrap_or(Path::new(".")).to_owned();
    Ok(Ground {
        options,
        stack,
        root,
        port,
        output: Output::start()?,
    })
}

/// The plan of faults that the command line names.
fn plan(ground: &Ground) -> Result<Option<Plan>, StartError> {
    let Some(path) = &ground.options.faults else {
        return Ok(None);
    };
    let unusable = |why: &dyn std::fmt::Display| {
        let path = path.display();
        StartError(format!("The plan of faults {path} cannot be used: {why}."))
    };
    let text = std::fs::read_to_string(path).map_err(|error| unusable(&error))?;
    let plan = Plan::read(&text, &Names::of(&ground.stack)).map_err(|error| unusable(&error))?;
    Ok(Some(plan))
}

/// Services first, for they are quick; then the functions, which know where the services are.
async fn raise(ground: &Ground, lambda: &Lambda) -> Result<Services, StartError> {
    let (services, executables) = tokio::try_join!(
        services::start(ground, lambda),
        programs::executables(ground),
    )?;
    let declared = rewrite::environments(&ground.stack, ground.port, &services.endpoints.sqs);
    if ground.options.invoke_url.is_some() {
        watch::prepare(ground, &services.endpoints, &declared)?;
    } else {
        lambda.ready(programs::all(
            ground,
            executables,
            &services.endpoints,
            declared,
        ));
    }
    Ok(services)
}

fn clocks(options: &Options) -> Clocks {
    Clocks {
        idle: Duration::from_secs_f64(options.socket_idle_seconds),
        lifetime: Duration::from_secs_f64(options.socket_lifetime_seconds),
    }
}

fn web_dir(ground: &Ground) -> Option<PathBuf> {
    let folder = ground
        .options
        .web
        .clone()
        .unwrap_or_else(|| ground.root.join("web"));
    folder.is_dir().then_some(folder)
}

/// Ctrl-C, a polite kill, and the terminal's end.
fn stop_signals() -> Result<tokio::sync::mpsc::Receiver<()>, StartError> {
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    for kind in [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ] {
        let mut signals = signal(kind)
            .map_err(|error| StartError(format!("Signals cannot be received ({error}).")))?;
        let sender = sender.clone();
        tokio::spawn(async move {
            signals.recv().await;
            // A second signal finds the first one still waiting.
            let _ = sender.try_send(());
        });
    }
    Ok(receiver)
}
