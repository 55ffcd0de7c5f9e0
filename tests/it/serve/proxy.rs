//! Stands between a browser and the server: puts a script of the test's own into the page, which the page's policy would not let run,
//! and hears what the script found.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

/// Listens and passes everything on to the server but the page itself and what the script found; gives its own place.
pub(super) fn proxy(server: &str, page: String) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let place = listener.local_addr().expect("it listens").to_string();
    let server = server.to_owned();
    let (found, heard) = channel();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (server, page, found) = (server.clone(), page.clone(), found.clone());
            thread::spawn(move || pass(stream, &server, &page, &found));
        }
    });
    (place, heard)
}

fn pass(mut browser: TcpStream, server: &str, page: &str, found: &Sender<String>) {
    let mut head = Vec::new();
    let mut buffer = [0; 16_384];
    while !head.windows(4).any(|four| four == b"\r\n\r\n") {
        match browser.read(&mut buffer) {
            Ok(read) if 0 < read => head.extend_from_slice(&buffer[..read]),
            Ok(_) | Err(_) => return,
        }
    }
    if head.starts_with(b"GET / ") || head.starts_with(b"GET /?") {
        answer(&mut browser, "text/html; charset=utf-8", page);
        return;
    }
    if let Some(rest) = head.strip_prefix(b"GET /found?") {
        let rest = String::from_utf8_lossy(rest).into_owned();
        answer(&mut browser, "text/plain", "heard");
        // The test may have ended.
        let _ = found.send(rest.split(' ').next().unwrap_or_default().to_owned());
        return;
    }
    // One request for each connection, so that the page is never asked for behind another.
    let text = String::from_utf8_lossy(&head).replace("Connection: keep-alive", "Connection: close");
    let Ok(mut server) = TcpStream::connect(server) else { return };
    if server.write_all(text.as_bytes()).is_err() {
        return;
    }
    let (Ok(mut from), Ok(mut to)) = (browser.try_clone(), server.try_clone()) else { return };
    thread::spawn(move || {
        let _ = std::io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Both);
    });
    let _ = std::io::copy(&mut server, &mut browser);
    let _ = browser.shutdown(Shutdown::Both);
}

fn answer(browser: &mut TcpStream, kind: &str, body: &str) {
    let length = body.len();
    let head = format!(
        "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
    );
    // A browser that is gone needs no answer.
    let _ = browser.write_all(head.as_bytes()).and_then(|()| browser.write_all(body.as_bytes()));
}
