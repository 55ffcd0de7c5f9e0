//! The planner's question: the fewest servers of the textbook are found, and what cannot be asked is told.

use crate::resume::Desk;
use crate::support::request;
use rand_distr::{Distribution, Exp1};
use suanli::experiment::Settings;
use suanli::experiment::plan::{FigureUnit, Kept, Plan, Promise, Question, plan_with};
use suanli::model::{Chance, Job, JobId, Layout, Resources, Source, Span, Streams, Time, Use};
use suanli::scenario::{Axis, Scenario, parse};
use suanli::stats::Confidence;

/// A centre of as many servers as there are nodes, and a workload in whose place jobs of the test come.
const QUEUE: &str = r#"
[scenario]
title = "M/M/c"
start = 2026-01-05
horizon = "HORIZON s"
warm_up = "WARM_UP s"
seed = 7
replications = 4
[hardware.server]
cores = 1
memory = "1 GiB"
[[center]]
name = "c"
title = "C"
[[center.partition]]
name = "p"
nodes = 10
demand_nodes = 10
hardware = "server"
[[tenants]]
name = "t"
title = "T"
count = 1
[[workload]]
name = "w"
title = "W"
model = "lublin"
unit = "nodes"
center = "c"
tenants = "t"
jobs_per_day = 1
[[policy]]
name = "fcfs"
order = "fcfs"
"#;

/// Seconds that a job is served in the mean.
const SERVICE: f64 = 10.0;

/// Jobs that come at random, so many a second, and are served for times that know no age.
fn arrivals(streams: Streams, rate: f64, until: f64) -> Box<dyn Source + Send> {
    let mut chance = streams.stream(Use::Arrivals, "queue");
    let (mut at, mut jobs) = (0.0, Vec::new());
    let drawn = |chance: &mut Chance, mean: f64| -> f64 { mean * Distribution::<f64>::sample(&Exp1, chance) };
    loop {
        at += drawn(&mut chance, 1.0 / rate);
        if until <= at {
            return Box::new(jobs.into_iter().peekable());
        }
        let work = Span::from_secs_f64(drawn(&mut chance, SERVICE)).max(Span::from_micros(1));
        let mut request = request(jobs.len() as u64, 0, 1, 0);
        (request.id, request.submit) = (JobId(jobs.len() as u64), Time::from_micros((at * 1e6) as u64));
        (request.shape.layout, request.shape.per_task) = (Layout::OnePerNode, Resources::cores(1));
        (request.walltime, request.estimate) = (work, work);
        jobs.push(Job { request, work });
    }
}

/// Erlang's C: the probability that a job waits, with so many servers and so much offered work.
fn erlang_c(servers: u32, offered: f64) -> f64 {
    // The probability of loss by its recursion, and from it that of a wait.
    let loss = (1..=servers).fold(1.0, |loss, count| offered * loss / (f64::from(count) + offered * loss));
    let load = offered / f64::from(servers);
    loss / (1.0 - load + load * loss)
}

/// The mean and the 95th percentile of the wait, in seconds.
fn waits(servers: u32, offered: f64) -> [f64; 2] {
    let waiting = erlang_c(servers, offered);
    let free_per_sec = (f64::from(servers) - offered) / SERVICE;
    [waiting / free_per_sec, libm::log(waiting / 0.05).max(0.0) / free_per_sec]
}

fn found(offered: f64, promise: &str) -> (Plan, Axis) {
    // Ten thousand jobs come in the mean, of which a tenth are left out.
    let secs = (10_000.0 * SERVICE / offered).round();
    let text =
        QUEUE.replace("HORIZON", &secs.to_string()).replace("WARM_UP", &(secs / 10.0).round().to_string());
    let axis = Axis::parse(&text, "center.c.partition.p.nodes=1..40").expect("it is there");
    let scenario_of = |place: usize| -> Result<Scenario, String> {
        // Below as many servers as work is offered the queue has no end, which takes long to see.
        parse("queue", &axis.text_with(&text, place)).map_err(|errors| errors.to_string())
    };
    let promises = [Promise::parse(&scenario_of(0).expect("it is right"), promise).expect("it is right")];
    let question = Question {
        promises: &promises,
        count: axis.len(),
        is_most: false,
        first: Some(offered as usize + 3),
        replications_most: 16,
        settings: Settings { threads: 2, ..Settings::default() },
    };
    let jobs = move |_: &Scenario, streams: Streams| arrivals(streams, offered / SERVICE, secs);
    let plan = plan_with(question, &scenario_of, &jobs, &(), &mut |_| {}).expect("it can be run");
    (plan, axis)
}

/// For ten offered loads and both kinds of promise: the bound lies, in the geometric mean, between what the right number of servers
/// gives and what one fewer gives.
#[test]
fn the_fewest_servers_are_those_of_erlang() {
    for (case, offered) in [2.0, 3.5, 5.0, 6.5, 8.0, 10.0, 12.0, 14.0, 17.0, 20.0].into_iter().enumerate() {
        let servers = offered as u32 + 2 + (case % 2) as u32;
        for (which, name) in ["mean wait", "p95 wait"].into_iter().enumerate() {
            let [enough, short] = [servers, servers - 1].map(|servers| waits(servers, offered)[which]);
            let bound = (enough * short).sqrt();
            let (plan, axis) = found(offered, &format!("{name} <= {bound:.6} s"));
            let answer = plan.answer.map(|place| axis.shown(place).to_owned());
            assert_eq!(
                answer,
                Some(servers.to_string()),
                "{offered} {name}: {enough} {bound} {short} {plan:?}"
            );
            assert_eq!(plan.next.map(|place| axis.shown(place).to_owned()), Some((servers - 1).to_string()));
            assert_eq!(plan.against, None, "{plan:?}");
            // Of 40 values few were tried.
            assert!(plan.tried.len() <= 9, "{}", plan.tried.len());
        }
    }
}

#[test]
fn promises_are_read_as_people_write_them() {
    let text = QUEUE.replace("HORIZON", "400").replace("WARM_UP", "40");
    let scenario = parse("queue", &text).expect("it is right");
    let read = |words: &str| Promise::parse(&scenario, words);
    let wait = read("p95 wait of w <= 2 h").expect("it is right");
    assert_eq!((wait.bound, wait.is_least, wait.unit()), (7_200.0, false, FigureUnit::Seconds));
    assert!((wait.margin(3_600.0) - 0.5).abs() < 1e-12 && wait.margin(14_400.0) < 0.0);
    let due = read("deadlines >= 99 %").expect("it is right");
    assert_eq!((due.bound, due.is_least, due.unit()), (0.99, true, FigureUnit::Share));
    assert!(read("utilization of c >= 0.5").is_ok() && read("wait_secs_max of t <= 1 day").is_ok());
    for (words, part) in [
        ("p95 wait of w", "expected FIGURE <= BOUND"),
        ("p95 wiat of w <= 2 h", "did you mean `p95 wait`?"),
        ("p95 wait of ww <= 2 h", "no workload, centre or tenants `ww`; did you mean `w`?"),
        ("p95 wait of w <= 2", "no unit"),
        ("deadlines >= 130 %", "expected a share"),
        ("power <= 8 kW", "nothing is told of power and money"),
        ("utilization >= much", "expected a number"),
        ("jobs_finished >= nan", "expected a number"),
    ] {
        let told = read(words).expect_err(words);
        assert!(told.contains(part), "{words}: {told}");
    }
}

#[test]
fn what_is_only_a_lower_bound_keeps_no_promise() {
    // One server for two servers' work: most jobs never start, and the least that is known of their waits is above an hour.
    let (plan, _) = found(2.0, "p99 wait <= 2 min");
    let first = plan.tried.first().expect("something was tried");
    assert_eq!(first.kept, Kept::No, "{first:?}");
    assert_eq!(Confidence::default().level(), 0.95);
}

/// The words with which a wrong question is refused.
fn refused(desk: &Desk, words: &[&str]) -> String {
    let output = desk.output(words);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8_lossy(&output.stderr).replace("\n  │ ", " ")
}

fn desk() -> Desk {
    Desk::with(&[("smoke.toml", include_str!("../../scenarios/smoke.toml"))])
}

#[test]
fn the_answer_stands_in_the_first_line() {
    let desk = desk();
    let nodes = "center.tiny.partition.npu.nodes=2..9";
    let common = ["plan", "smoke.toml", "--policy", "easy", "--replications", "2", "--max-replications", "4"];
    let asked =
        |more: &[&str]| -> Vec<String> { common.iter().chain(more).map(|word| (*word).to_owned()).collect() };
    let call = |more: &[&str]| {
        let words = asked(more);
        desk.good(&words.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let promise = ["--promise", "p95 wait of tuning <= 6 h", "--promise", "utilization >= 10 %"];
    let text = call(&[&["--least", nodes, "--out", "out"], &promise[..]].concat());
    let first = text.lines().next().expect("it says something");
    assert!(first.starts_with("center.tiny.partition.npu.nodes = "), "{text}");
    assert!(text.contains("With 10 % more demand"), "{text}");
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let json: serde_json::Value = serde_json::from_str(&desk.text("out/plan.json")).expect("it is JSON");
    let answer = json["answer"].as_str().expect("there is one").to_owned();
    assert!(first.contains(&format!("= {answer} is the least")), "{first} {answer}");
    assert!(desk.text("out/plan.csv").lines().count() > 4);
    // The same question has the same answer on any number of threads, to the byte.
    let again = call(&[&["--least", nodes, "--threads", "1"], &promise[..]].concat());
    assert_eq!(again, text);
    // Nothing can be so fast.
    let never = call(&["--least", "center.tiny.partition.npu.nodes=1..2", "--promise", "p99 wait <= 1 s"]);
    assert!(
        never.starts_with("No value of center.tiny.partition.npu.nodes from 1 to 2 keeps every promise."),
        "{never}"
    );
    assert!(never.contains("At that end of the range, 2:"), "{never}");
    // The most demand that four nodes bear.
    let most =
        call(&["--most", "workload.tuning.load=10 %..90 %:10 %", "--promise", "p95 wait of tuning <= 12 h"]);
    assert!(most.contains("is the most that keeps every promise"), "{most}");
}

#[test]
fn a_question_that_makes_no_sense_is_told_so_before_anything_runs() {
    let desk = desk();
    let promise = ["--promise", "p95 wait <= 6 h"];
    let bad = |more: &[&str], parts: &[&str]| {
        let words = [&["plan", "smoke.toml"], more].concat();
        let told = refused(&desk, &words);
        for part in parts {
            assert!(told.contains(part), "{part}: {told}");
        }
    };
    bad(
        &[&["--least", "center.tiny.partition.gpu.nodes=1..2"], &promise[..]].concat(),
        &["did you mean `npu`?"],
    );
    bad(
        &["--least", "center.tiny.partition.npu.nodes=1..2", "--promise", "p95 wait of tunig <= 1 h"],
        &["did you mean `tuning`?"],
    );
    bad(
        &[&["--least", "workload.tuning.load=0 %..20 %:10 %"], &promise[..]].concat(),
        &["workload.tuning.load=0 %"],
    );
    let text = include_str!("../../scenarios/smoke.toml").replace("demand_nodes = 4", "");
    let desk = Desk::with(&[("grows.toml", &text)]);
    let words = [
        "plan",
        "grows.toml",
        "--least",
        "center.tiny.partition.npu.nodes=1..2",
        "--promise",
        "p95 wait <= 6 h",
    ];
    let told = refused(&desk, &words);
    assert!(told.contains("more nodes would bring more jobs") && told.contains("demand_nodes = 4"), "{told}");
}
