//! The door: connections come in, not too many at once, and none stays that says nothing.

use super::state::State;
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

/// So many connections at once; others wait until one is free.
const CONNECTIONS_MAX: usize = 256;

/// Those who open a connection say within this time what they want.
const HEAD_TIME: Duration = Duration::from_secs(5);

/// A connection is closed after this time, whatever goes on.
const CONNECTION_TIME: Duration = Duration::from_secs(900);

/// How often it is looked whether the server is to end.
const LOOK: Duration = Duration::from_millis(50);

/// Lets connections in until `stop` is raised.
pub(super) async fn open(
    listener: TcpListener,
    routes: Router,
    state: Arc<State>,
    stop: &AtomicBool,
) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let connections = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let next = async {
            let place = Arc::clone(&connections).acquire_owned().await;
            (place, listener.accept().await)
        };
        let (place, accepted) = tokio::select! {
            next = next => next,
            () = raised(stop) => break,
        };
        // Too many open files, or a client that is gone already: the next one may do better.
        let Ok((stream, _)) = accepted else {
            tokio::time::sleep(LOOK).await;
            continue;
        };
        let routes = routes.clone();
        tokio::spawn(async move {
            let _place = place;
            // A client may be gone at any time, which is no failure of the server.
            let _ = tokio::time::timeout(CONNECTION_TIME, serve(stream, routes)).await;
        });
    }
    // Simulations look at their flags, and commands end with those that wait for them.
    state.works.stop_all();
    Ok(())
}

async fn raised(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(LOOK).await;
    }
}

async fn serve(stream: TcpStream, routes: Router) -> Result<(), hyper::Error> {
    let _ = stream.set_nodelay(true);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD_TIME).max_buf_size(64 << 10);
    http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes)).await
}
