//! Many clients at once: everybody is answered, and memory stays within bounds.

use super::client::{Server, ask};
use serde_json::json;
use std::time::{Duration, Instant};

/// How long the crowd stays: a moment, or as many seconds as `SUANLI_SERVE_SECONDS` says.
fn stay() -> Duration {
    let seconds = std::env::var("SUANLI_SERVE_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(2))
}

#[test]
fn fifty_clients_at_once_are_all_answered() {
    const CLIENTS: u64 = 50;
    let server = Server::new(&["--keep", "16"]);
    let (began, stay) = (Instant::now(), stay());
    let answered: Vec<u64> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let server = &server;
                scope.spawn(move || {
                    let mut answers = 0;
                    while answers == 0 || began.elapsed() < stay {
                        let moved =
                            json!({ "0": 1 + (client * 7 + answers * 3) % 8, "1": 50 + 5 * (answers % 10) });
                        let reply = server.post("/api/ask", &ask(&format!("client-{client}"), &moved, 9, 2));
                        assert_eq!(reply.of_kind("done").len(), 1, "{}", reply.text());
                        answers += 1;
                    }
                    answers
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().expect("every client is answered")).collect()
    });
    assert!(answered.iter().all(|answers| 0 < *answers));
    let (_, bytes, places) = server.held();
    assert!(bytes <= 16 << 20, "{bytes}");
    server.until("every place is free again", |server| server.held().2 == 64);
    let memory = server.memory_bytes();
    assert!(memory.is_none_or(|bytes| bytes < 1 << 30), "{memory:?} with {places} places free");
    let told = format!("{} answers, {memory:?} bytes of memory at most\n", answered.iter().sum::<u64>());
    std::io::Write::write_all(&mut std::io::stderr(), told.as_bytes()).expect("it can be written to");
}
