//! Whatever comes in is answered or refused, and the server goes on.

use super::client::{Server, ask};
use crate::resume::Desk;
use serde_json::json;
use std::io::{Read, Write};

#[test]
fn paths_and_methods_that_are_not_offered_are_refused() {
    let server = Server::new(&[]);
    for path in [
        "/../Cargo.toml",
        "/api/scenario/..%2f..%2fsmoke.toml",
        "/api/scenario/../../smoke.toml",
        "/api/scenario/-1",
        "/api/scenario/99",
        "/api/scenario/99999999999999999999999",
        "/api/answer/..%2f..%2fx/report.html",
        "/api/answer/x/..%2f..%2fsmoke.toml",
        "/api/paper/..%2f1",
        "/smoke.toml",
        "/%00",
    ] {
        let reply = server.get(path);
        assert!([400, 404, 422].contains(&reply.status), "{path}: {}", reply.head);
        assert!(!reply.text().contains("[scenario]"), "{path}");
    }
    let place = &server.place;
    let put =
        server.raw(format!("PUT /api/ask HTTP/1.1\r\nhost: {place}\r\nconnection: close\r\n\r\n").as_bytes());
    assert_eq!(put.status, 405);
}

#[test]
fn questions_that_are_no_questions_are_refused() {
    let server = Server::new(&[]);
    let refused = |kind: &str, body: &[u8]| server.raw(&server.request_of("/api/ask", kind, body)).status;
    assert_eq!(refused("application/json", b"{"), 400);
    assert_eq!(refused("application/json", b"{\"file\": \"x\"}"), 400);
    assert_eq!(refused("text/plain", b"{}"), 415);
    assert_eq!(refused("application/json", "[".repeat(100_000).as_bytes()), 400);
    assert_eq!(refused("application/json", &vec![b' '; 2 << 20]), 413);
    let mut question = ask("a", &json!({}), 9, 1);
    question["moved"]["scenario"] = json!("../smoke.toml");
    assert_eq!(server.post("/api/ask", &question).status, 400);
    assert_eq!(server.post("/api/ask", &ask("<script>", &json!({}), 9, 1)).status, 400);
    let many: Vec<String> = (0..100).map(|place| format!("formula(wait * {place})+easy")).collect();
    question = ask("a", &json!({}), 9, 1);
    question["policies"] = json!(many);
    assert_eq!(server.post("/api/ask", &question).status, 422);
    assert_eq!(server.post("/api/ask", &ask("a", &json!({}), 9, 1)).status, 200);
}

#[test]
fn other_pages_and_other_names_are_refused_and_answers_say_what_they_may_do() {
    let server = Server::new(&[]);
    let of = |host: &str, origin: &str| {
        let body = ask("a", &json!({}), 9, 1).to_string();
        let length = body.len();
        let request = format!(
            "POST /api/ask HTTP/1.1\r\nhost: {host}\r\norigin: {origin}\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        );
        server.raw(request.as_bytes()).status
    };
    let place = server.place.as_str();
    assert_eq!(of("evil.example", "http://evil.example"), 403);
    assert_eq!(of(place, "http://evil.example"), 403);
    assert_eq!(of(place, "null"), 403);
    assert_eq!(of(place, &format!("http://{place}")), 200);
    let page = server.get("/");
    for said in [
        "content-security-policy: default-src 'none'; script-src 'sha256-",
        "connect-src 'self'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
    ] {
        assert!(page.head.contains(said), "{said}: {}", page.head);
    }
    assert!(server.get("/api/held").head.contains("default-src 'none'"));
}

#[test]
fn strangers_need_the_token() {
    let server = Server::new(&["--bind", "0.0.0.0"]);
    let token = server.query.strip_prefix("?token=").expect("it is printed").to_owned();
    assert_eq!(token.len(), 48);
    assert_eq!(server.get("/").status, 401);
    assert_eq!(server.get("/api/scenarios").status, 401);
    assert_eq!(server.get(&format!("/?token={}", "0".repeat(48))).status, 401);
    let page = server.get(&format!("/?token={token}"));
    assert_eq!(page.status, 200);
    let cookie = format!("set-cookie: suanli-token={token}; httponly; samesite=strict");
    assert!(page.head.contains(&cookie), "{}", page.head);
    let place = &server.place;
    let with_cookie = format!(
        "GET /api/scenarios HTTP/1.1\r\nhost: {place}\r\ncookie: suanli-token={token}\r\nconnection: close\r\n\r\n"
    );
    assert_eq!(server.raw(with_cookie.as_bytes()).status, 200);
}

#[test]
fn names_in_scenarios_are_never_markup() {
    let evil = "</script><script>document.title='x'</script><img src=x onerror=alert(1)>";
    let text = include_str!("../../../scenarios/smoke.toml");
    let title = text.lines().find(|line| line.starts_with("title")).expect("it has a title");
    let text = text.replacen(title, &format!("title = \"{evil}\""), 1);
    let server = Server::on(Desk::with(&[("smoke.toml", &text)]), &[]);
    let page = server.get("/");
    assert!(!page.text().contains("onerror"));
    let list = server.get("/api/scenarios");
    assert!(list.head.contains("application/json") && list.head.contains("nosniff"), "{}", list.head);
    let reply = server.post("/api/ask", &ask("a", &json!({}), 6, 1));
    let answer = reply.of_kind("answer").pop().expect("there is an answer");
    assert!(answer["page"]["title"].as_str().is_some_and(|title| title.contains(evil)));
    let key = reply.of_kind("begun")[0]["key"].as_str().expect("a text").to_owned();
    let report = server.get(&format!("/api/answer/{key}/report.html"));
    assert!(!report.text().contains("<img src=x"));
}

#[test]
fn half_open_connections_are_closed_and_leave_room_for_others() {
    let server = Server::new(&[]);
    let mut idle: Vec<std::net::TcpStream> = (0..40).map(|_| server.connect()).collect();
    for (place, stream) in idle.iter_mut().enumerate() {
        if place % 2 == 0 {
            stream.write_all(b"POST /api/ask HTTP/1.1\r\nhost: local").expect("the server reads");
        }
    }
    assert_eq!(server.get("/api/scenarios").status, 200);
    for mut stream in idle {
        let mut rest = Vec::new();
        // It is closed with or without a word.
        let _ = stream.read_to_end(&mut rest);
        assert!(!String::from_utf8_lossy(&rest).contains(" 200 "));
    }
    assert_eq!(server.get("/api/scenarios").status, 200);
}
