//! A server in a process of its own, and a client that speaks as much HTTP as it needs.

use crate::resume::Desk;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

/// A server that is ended with the test.
pub(super) struct Server {
    child: Child,
    pub(super) place: String,
    /// What stands behind the slash of the address that was printed.
    pub(super) query: String,
    pub(super) desk: Desk,
}

impl Server {
    /// A server of the smallest scenario, which is long enough to be stopped.
    pub(super) fn new(options: &[&str]) -> Server {
        let desk = Desk::new();
        let text = desk.text("smoke.toml").replace("\"7 days\"", "\"900 days\"");
        std::fs::write(desk.path("smoke.toml"), text).expect("it can be written");
        Server::on(desk, options)
    }

    /// A server that is started at a desk.
    pub(super) fn on(desk: Desk, options: &[&str]) -> Server {
        let words = [&["serve", "--scenarios", ".", "--port", "0"][..], options].concat();
        let mut child = desk
            .command(&words)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command is there");
        let mut line = String::new();
        let out = child.stdout.take().expect("it has one");
        BufReader::new(out).read_line(&mut line).expect("it can be read");
        let rest = line.trim().strip_prefix("http://").unwrap_or_else(|| {
            let mut said = String::new();
            let _ = child.stderr.take().expect("it has one").read_to_string(&mut said);
            panic!("no address: {line}\n{said}")
        });
        let (place, query) = rest.split_once('/').expect("the address has a path");
        Server { child, place: place.to_owned(), query: query.to_owned(), desk }
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.place).expect("the server listens");
        stream.set_read_timeout(Some(Duration::from_secs(60))).expect("it can be set");
        stream
    }

    /// Sends what is given as it stands, and reads to the end.
    pub(super) fn raw(&self, request: &[u8]) -> Reply {
        let mut stream = self.connect();
        // A server that refuses need not read all.
        let _ = stream.write_all(request);
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        Reply::of(&bytes)
    }

    pub(super) fn get(&self, path: &str) -> Reply {
        let place = &self.place;
        self.raw(format!("GET {path} HTTP/1.1\r\nhost: {place}\r\nconnection: close\r\n\r\n").as_bytes())
    }

    pub(super) fn post(&self, path: &str, body: &Value) -> Reply {
        self.raw(&self.request(path, body))
    }

    pub(super) fn request(&self, path: &str, body: &Value) -> Vec<u8> {
        self.request_of(path, "application/json", body.to_string().as_bytes())
    }

    pub(super) fn request_of(&self, path: &str, kind: &str, body: &[u8]) -> Vec<u8> {
        let (place, length) = (&self.place, body.len());
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {place}\r\norigin: http://{place}\r\ncontent-type: {kind}\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n"
        );
        [head.as_bytes(), body].concat()
    }

    /// How many answers are kept or made, and their bytes.
    pub(super) fn held(&self) -> (u64, u64, u64) {
        let held = self.get("/api/held").json();
        let number = |name: &str| held[name].as_u64().expect("it is a number");
        (number("answers"), number("bytes"), number("places"))
    }

    /// The most memory that the server ever held, where the system tells.
    pub(super) fn memory_bytes(&self) -> Option<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? * 1_024)
    }

    /// Waits until something is so, for as long as a test may take.
    #[track_caller]
    pub(super) fn until(&self, what: &str, is_so: impl Fn(&Server) -> bool) {
        for _ in 0..600 {
            if is_so(self) {
                return;
            }
            std::thread::park_timeout(Duration::from_millis(50));
        }
        panic!("{what}: it never came to be");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a server said.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

impl Reply {
    fn of(bytes: &[u8]) -> Reply {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        let rest = bytes.get(end + 4..).unwrap_or_default();
        let body = if head.contains("transfer-encoding: chunked") { joined(rest) } else { rest.to_vec() };
        Reply { status, head, body }
    }

    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {} {}", self.head, self.text()))
    }

    /// The lines of an answer.
    #[track_caller]
    pub(super) fn lines(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text());
        self.text().lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect()
    }

    /// The lines of a kind.
    #[track_caller]
    pub(super) fn of_kind(&self, kind: &str) -> Vec<Value> {
        self.lines().into_iter().filter(|line| line["kind"] == kind).collect()
    }
}

/// A body that came in chunks.
fn joined(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = rest.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(&String::from_utf8_lossy(&rest[..end]), 16).unwrap_or(0);
        let Some(chunk) = rest.get(end + 2..end + 2 + length).filter(|_| 0 < length) else { break };
        body.extend_from_slice(chunk);
        rest = rest.get(end + 2 + length + 2..).unwrap_or_default();
    }
    body
}

/// A question about the first scenario.
pub(super) fn ask(client: &str, sliders: &Value, days: u32, replications: u32) -> Value {
    json!({
        "client": client,
        "moved": { "scenario": 0, "sliders": sliders },
        "policies": ["fcfs", "easy"],
        "days": days,
        "replications": replications,
    })
}
