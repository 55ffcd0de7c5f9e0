//! Logs that are brought: inspected, learned from, replayed, and refused where they are too large.

use super::client::Server;
use serde_json::{Value, json};

fn bring(server: &Server, name: &str, bytes: &[u8]) -> super::client::Reply {
    server.raw(&server.request_of(&format!("/api/log?name={name}"), "application/octet-stream", bytes))
}

fn asked(log: &Value, what: &str) -> Value {
    json!({ "client": "a", "log": log, "what": what, "policies": [], "processors": null })
}

#[test]
fn a_log_is_inspected_and_replayed_as_the_commands_do() {
    let server = Server::new(&[]);
    let log = server.desk.text("small.swf").replace(" -1 ", " 60 ");
    let brought = bring(&server, "../small.swf", log.as_bytes()).json();
    assert_eq!(brought["name"], "small.swf");
    std::fs::write(server.desk.path("small.swf"), &log).expect("it can be written");
    let reply = server.post("/api/log/ask", &asked(&brought["log"], "inspect"));
    let output =
        server.desk.command(&["inspect", "small.swf"]).env("COLUMNS", "92").output().expect("it is there");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(reply.of_kind("answer")[0]["text"], Value::from(text));
    let mut question = asked(&brought["log"], "replay");
    question["policies"] = json!(["fcfs+easy", "smallest-first+easy"]);
    let reply = server.post("/api/log/ask", &question);
    let answer = &reply.of_kind("answer")[0];
    let text = answer["text"].as_str().expect("it is a text");
    assert!(text.contains("smallest-first+easy") && text.contains("by the log"), "{text}");
    let page = server.get(&format!("/api/paper/{}", answer["papers"][0]["id"]));
    assert!(page.text().contains("<h1>"), "{}", page.head);
    question["policies"] = json!(["--jobs=x"]);
    assert_eq!(server.post("/api/log/ask", &question).of_kind("failed").len(), 1);
    assert_eq!(server.post("/api/log/ask", &asked(&json!(99), "inspect")).of_kind("failed").len(), 1);
}

/// Forty days of jobs, so that there is something to learn.
fn long_log() -> String {
    let mut log = String::from("; MaxProcs: 16\n; UnixStartTime: 1672531200\n");
    for job in 1..=960_u64 {
        let (submit, run, size) = (job * 3_600, 600 + job * 977 % 9_000, 1 + job * 7 % 8);
        log += &format!(
            "{job} {submit} 0 {run} {size} -1 -1 {size} {} -1 1 {} 1 1 1 1 -1 -1\n",
            run * 2,
            job % 7
        );
    }
    log
}

#[test]
fn a_log_is_learned_from_and_its_model_becomes_a_scenario() {
    let server = Server::new(&[]);
    let brought = bring(&server, "year.swf", long_log().as_bytes()).json();
    let reply = server.post("/api/log/ask", &asked(&brought["log"], "fit"));
    let answer = reply.of_kind("answer").pop().unwrap_or_else(|| panic!("{}", reply.text()));
    assert!(answer["model"].as_str().is_some_and(|model| model.contains("[model]")), "{answer}");
    let id = &answer["scenario"]["id"];
    let told = server.get(&format!("/api/scenario/{id}")).json();
    assert_eq!(told["is_of_logs"], true, "{told}");
    assert!(server.get("/api/scenarios").text().contains("Jobs like those of year.swf"));
    let question = json!({ "client": "a", "moved": { "scenario": id, "sliders": {} }, "days": 20 });
    let reply = server.post("/api/ask", &question);
    assert_eq!(reply.of_kind("done").len(), 1, "{}", reply.text());
}

#[test]
fn logs_that_are_too_large_or_broken_are_refused() {
    let server = Server::new(&[]);
    let place = &server.place;
    let head = format!(
        "POST /api/log?name=a.swf HTTP/1.1\r\nhost: {place}\r\ncontent-length: 99999999999\r\nconnection: close\r\n\r\n"
    );
    let refused = server.raw(head.as_bytes());
    assert_eq!(refused.status, 413, "{}", refused.head);
    // Half a gigabyte and more of the same line is packed into little.
    let line = b"1 1000 0 300 4 -1 -1 4 900 -1 1 8 1 -1 2 -1 -1 -1\n".repeat(20_000);
    let mut packed = zstd::Encoder::new(Vec::new(), 1).expect("it can be packed");
    for _ in 0..600 {
        std::io::Write::write_all(&mut packed, &line).expect("there is room");
    }
    let packed = packed.finish().expect("it can be packed");
    let refused = bring(&server, "endless.swf.zst", &packed);
    assert_eq!(refused.status, 413, "{}", refused.text());
    assert!(refused.text().contains("512 MiB when it is unpacked"), "{}", refused.text());
    assert_eq!(bring(&server, "empty.swf", b"").status, 400);
    let brought = bring(&server, "noise.bin", &[7; 4_000]).json();
    let told = server.post("/api/log/ask", &asked(&brought["log"], "inspect")).of_kind("failed");
    assert_eq!(told.len(), 1);
    assert!(server.memory_bytes().is_none_or(|bytes| bytes < 600 << 20), "{:?}", server.memory_bytes());
}
