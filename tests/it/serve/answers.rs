//! Answers are those of the commands, come in steps, are kept while there is room, and end when nobody wants them.

use super::client::{Reply, Server, ask};
use crate::resume::Desk;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read, Write};

fn key(reply: &Reply) -> String {
    reply.of_kind("begun")[0]["key"].as_str().expect("it is a text").to_owned()
}

#[test]
fn the_refined_answer_is_that_of_compare_to_the_byte() {
    let server = Server::new(&[]);
    let moved = json!({ "0": 5, "1": 110 });
    let reply = server.post("/api/ask", &ask("a", &moved, 10, 4));
    let stages: Vec<Value> = reply.of_kind("answer").iter().map(|line| line["stage"].clone()).collect();
    let last = stages.last().expect("there is an answer");
    assert!(last["final"] == true && last["replications"] == 4 && last["days"] == 10.0, "{stages:?}");
    assert_eq!(reply.lines().last().expect("there are lines")["kind"], "done");
    let file = |name: &str| server.get(&format!("/api/answer/{}/{name}", key(&reply)));
    let text = file("scenario.toml").text();
    assert_eq!(text, server.post("/api/text", &json!({ "scenario": 0, "sliders": moved })).text());
    let original = server.desk.text("smoke.toml");
    assert!(text != original && text.lines().count() == original.lines().count());
    // The very command that the page shows, of the very file that it saves.
    let desk = Desk::with(&[("smoke.toml", &text)]);
    let command = reply.of_kind("begun")[0]["command"].as_str().expect("it is a text").to_owned();
    assert_eq!(
        command,
        "suanli compare smoke.toml --horizon 10d --replications 4 --policy fcfs --policy easy"
    );
    let words: Vec<&str> = command.split(' ').skip(1).chain(["--out", "out"]).collect();
    desk.good(&words);
    assert_eq!(file("summary.json").text(), desk.text("out/summary.json"));
    assert_eq!(file("report.html").text(), desk.text("out/report.html"));
    assert!(file("report.html").head.contains("content-disposition: attachment"));
}

#[test]
fn a_first_look_comes_before_replications_and_the_same_question_is_answered_at_once() {
    let server = Server::new(&[]);
    let question = ask("a", &json!({}), 12, 8);
    let reply = server.post("/api/ask", &question);
    let stages: Vec<(bool, u64)> = reply
        .of_kind("answer")
        .iter()
        .map(|line| {
            (line["stage"]["look"] == true, line["stage"]["replications"].as_u64().expect("a number"))
        })
        .collect();
    // A client that reads slowly is told the later ones alone.
    assert!(stages.is_sorted_by_key(|(look, replications)| (!look, *replications)), "{stages:?}");
    assert_eq!(stages.last(), Some(&(false, 8)));
    let again = server.post("/api/ask", &question);
    assert_eq!(again.of_kind("answer").len(), 1);
    assert_eq!(again.of_kind("answer").last(), reply.of_kind("answer").last());
    assert_eq!(server.held().0, 1);
    for part in ["answer", "queue", "policies", "use", "waits"] {
        let answer = &again.of_kind("answer")[0];
        let sections = answer["page"]["sections"].as_array().expect("a list");
        assert!(sections.iter().any(|section| section["id"] == part), "{part}");
    }
}

#[test]
fn an_answer_that_nobody_waits_for_any_more_is_not_made() {
    let server = Server::new(&["--threads", "1"]);
    let mut stream = server.connect();
    let mut long = ask("a", &json!({}), 1, 64);
    long["days"] = Value::Null;
    stream.write_all(&server.request("/api/ask", &long)).expect("the server reads");
    // The first answer is a look at the first days.
    let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
    let first = lines.find(|line| line.contains("\"kind\":\"answer\"")).expect("the server answers");
    assert!(
        first.contains("\"look\":true") && first.contains("\"days\":14.0"),
        "{}",
        &first[first.len() - 300..]
    );
    assert_eq!(server.held().0, 1);
    drop(stream);
    server.until("the answer is given up", |server| server.held().0 == 0);
    // A new question of the same client ends its last one.
    let mut stream = server.connect();
    stream.write_all(&server.request("/api/ask", &long)).expect("the server reads");
    stream.read_exact(&mut [0]).expect("the server answers");
    assert_eq!(server.post("/api/ask", &ask("a", &json!({}), 9, 1)).of_kind("done").len(), 1);
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).expect("it comes to an end");
    let rest = String::from_utf8_lossy(&rest).into_owned();
    assert!(!rest.contains("\"kind\":\"done\""), "{rest}");
    server.until("only the new one is kept", |server| server.held().0 == 1);
}

#[test]
fn answers_are_kept_only_while_there_is_room() {
    let server = Server::new(&["--keep", "1"]);
    for nodes in 1..=6 {
        server.post("/api/ask", &ask("a", &json!({ "0": nodes }), 9, 1)).of_kind("done");
    }
    let (answers, bytes, _) = server.held();
    assert!(bytes <= 1 << 20 && answers < 6, "{answers} answers of {bytes} bytes");
    assert_eq!(server.get("/api/answer/0123/report.html").status, 404);
}

#[test]
fn what_is_wrong_is_told_in_the_words_of_the_check() {
    let server = Server::new(&[]);
    let wrong = |body: &Value| {
        let reply = server.post("/api/ask", body);
        assert_eq!(reply.status, 422, "{}", reply.text());
        reply.json()["problems"].to_string()
    };
    let mut question = ask("a", &json!({}), 9, 1);
    question["policies"] = json!(["esy"]);
    assert!(wrong(&question).contains("no order `esy`"));
    assert!(wrong(&ask("a", &json!({ "0": 1e9 }), 9, 1)).contains("slider 0: expected 1 to"));
    assert!(wrong(&ask("a", &json!({}), 99_999, 1)).contains("no more days than the scenario has"));
    assert!(wrong(&ask("a", &json!({}), u32::MAX, 1)).contains("no more days than the scenario has"));
    assert!(wrong(&ask("a", &json!({}), 9, 1_000)).contains("expected 1 to 64 replications"));
    // A scenario that is wrong can be chosen and says what is wrong with it.
    let other = Server::on(Desk::with(&[("broken.toml", "[scenario]\ntitle = 3\n")]), &[]);
    let reply = other.get("/api/scenario/0");
    assert_eq!(reply.status, 422);
    assert!(reply.text().contains("broken.toml:2"), "{}", reply.text());
}

#[test]
fn differences_from_a_pinned_answer_are_those_of_pairs_of_runs() {
    let server = Server::new(&[]);
    let answer = |nodes: u64| {
        let reply = server.post("/api/ask", &ask("a", &json!({ "0": nodes }), 10, 4));
        reply.of_kind("answer").last().expect("there is one")["values"][1].clone()
    };
    let (few, more) = (answer(4), answer(6));
    let found = server.post("/api/difference", &json!({ "pinned": few, "present": more })).json();
    let mean = |side: &Value| {
        let waits: Vec<f64> =
            side["wait"].as_array().expect("a list").iter().filter_map(Value::as_f64).collect();
        assert_eq!(waits.len(), 4);
        waits.iter().sum::<f64>() / 4.0
    };
    let apart = found["wait"]["mean"].as_f64().expect("a number");
    assert!((apart - (mean(&more) - mean(&few))).abs() < 1e-6 && apart < 0.0, "{found}");
    assert_eq!((&found["wait"]["runs"], &found["policies"]), (&json!(4), &json!(["easy", "easy"])));
}

#[test]
fn a_plan_is_that_of_the_command() {
    let server = Server::new(&[]);
    let body = json!({
        "client": "a",
        "moved": { "scenario": 0, "sliders": {} },
        "range": { "slider": 0, "low": 4, "high": 8, "step": 2, "most": false },
        "promises": ["p95 wait <= 2 h"],
        "policy": "fcfs",
        "days": 6,
        "replications": 2,
    });
    let reply = server.post("/api/plan", &body);
    let command = reply.of_kind("begun")[0]["command"].as_str().expect("it is a text").to_owned();
    assert!(2 <= reply.of_kind("told").len(), "{}", reply.text());
    let words = "plan smoke.toml --least center.tiny.partition.npu.nodes=4..8:2 --promise";
    let mut words: Vec<&str> = words.split(' ').collect();
    words.extend(["p95 wait <= 2 h", "--policy", "fcfs", "--horizon", "6d", "--replications", "2"]);
    assert!(
        command
            .starts_with("suanli plan smoke.toml --least center.tiny.partition.npu.nodes=4..8:2 --promise")
    );
    let answer = reply.of_kind("answer").remove(0);
    let output = server.desk.command(&words).env("COLUMNS", "92").output().expect("the command is there");
    assert_eq!(answer["text"].as_str(), Some(&*String::from_utf8_lossy(&output.stdout)));
    let paper = server.get(&format!("/api/paper/{}", answer["papers"][0]["id"]));
    assert!(
        paper.text().starts_with("<!DOCTYPE html>") && paper.head.contains("attachment"),
        "{}",
        paper.head
    );
    let wrong = json!({ "client": "a", "moved": { "scenario": 0 }, "promises": ["nothing"] });
    let told = server.post("/api/plan", &wrong).of_kind("failed");
    assert!(told[0]["problems"].to_string().contains("nothing says what is varied"), "{told:?}");
}

#[test]
fn more_nodes_never_bring_more_jobs_without_a_word() {
    let text = include_str!("../../../scenarios/smoke.toml").replace("\"7 days\"", "\"900 days\"");
    let stated = text.lines().find(|line| line.starts_with("demand_nodes")).expect("it states its demand");
    let server = Server::on(Desk::with(&[("loose.toml", &text.replacen(stated, "", 1))]), &["loose.toml"]);
    let reply = server.post("/api/ask", &ask("a", &json!({ "0": 6 }), 9, 1));
    assert_eq!(reply.status, 422, "{}", reply.text());
    assert!(reply.text().contains("more nodes would bring more jobs"), "{}", reply.text());
    server.post("/api/ask", &ask("a", &json!({}), 9, 1)).of_kind("done");
    let desk = Desk::with(&[("log.swf", "1 0 -1 5 1 -1 -1 1 9 -1 1 1 1 -1 1 -1 -1 -1\n")]);
    desk.wrong(&["serve", "log.swf", "--port", "0"], "log.swf");
}
