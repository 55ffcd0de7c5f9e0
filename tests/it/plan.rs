//! The planner's question: the fewest servers of the textbook are found, and what cannot be asked is told.

use crate::queues::{QUEUE, SERVICE, Served, arrivals, waits};
use crate::resume::Desk;
use suanli::experiment::plan::{FigureUnit, Kept, Plan, Promise, Question, plan, plan_with, try_one};
use suanli::experiment::{Settings, cheapest};
use suanli::model::Streams;
use suanli::scenario::{Axis, Scenario, parse};
use suanli::stats::Confidence;

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
    let jobs = move |_: &Scenario, streams: Streams| {
        arrivals(streams, (offered / SERVICE, SERVICE), Served::Exponential, secs)
    };
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

/// With few nodes jobs wait, with many they stand idle: both ends of the range break a promise.
#[test]
fn a_value_between_two_ends_that_break_promises_is_found() {
    let text = desk().good(&[
        "plan",
        "smoke.toml",
        "--policy",
        "easy",
        "--replications",
        "4",
        "--max-replications",
        "4",
        "--least",
        "center.tiny.partition.npu.nodes=2..40",
        "--promise",
        "p95 wait of tuning <= 12 h",
        "--promise",
        "utilization >= 25 %",
    ]);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("is the least that keeps every promise"), "{text}");
    assert!(flat.contains("More is not always better here: 40 was tried"), "{text}");
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
    let figure = desk.text("out/plots/plan.svg");
    for words in ["is the least that keeps every promise", "not kept", "the bound"] {
        assert!(figure.contains(words), "no `{words}` in the figure");
    }
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

/// The question of a shipped scenario, over a month: what the search finds in a tenth of the runs is what trying every value finds.
#[test]
fn the_plan_of_a_scenario_is_what_brute_force_finds() {
    const RUNS: u32 = 4;
    let text = include_str!("../../scenarios/plan-wuhan-finetuning.toml")
        .replace("horizon = \"74 days\"", "horizon = \"30 days\"")
        .replace("warm_up = \"14 days\"", "warm_up = \"6 days\"");
    let whole = parse("plan", &text).expect("it is right");
    let planned = whole.planned.as_deref().expect("it asks a question");
    let axis = Axis::parse(&text, &planned.range).expect("it is there");
    let promises: Vec<Promise> =
        planned.promises.iter().map(|words| Promise::parse(&whole, words).expect("it is right")).collect();
    let scenario_of = |place: usize| -> Result<Scenario, String> {
        let scenario = parse("plan", &axis.text_with(&text, place)).map_err(|errors| errors.to_string())?;
        Ok(Scenario { replications: RUNS, ..scenario })
    };
    let question = Question {
        promises: &promises,
        count: axis.len(),
        is_most: false,
        first: axis.place_of_here(),
        replications_most: RUNS,
        settings: Settings { threads: 2, ..Settings::default() },
    };
    let found = plan(question, &scenario_of, &(), &mut |_| {}).expect("it can be run");
    assert!(10 * found.cells <= axis.len() as u32 * RUNS, "{} runs", found.cells);
    let keeps = |place: usize| {
        let scenario = scenario_of(place).expect("it is right");
        let tried = try_one(question, &scenario, place, &()).expect("it can be run");
        tried.kept == Kept::Yes
    };
    let first = (0..axis.len()).find(|place| keeps(*place));
    let shown = |place: Option<usize>| place.map(|place| axis.shown(place).to_owned());
    assert_eq!(shown(found.answer), shown(first), "{found:?}");
}

#[test]
fn a_scenario_asks_its_own_question() {
    let asks = |plan: &str| {
        let text = format!("{}\n[plan]\n{plan}", include_str!("../../scenarios/smoke.toml"));
        Desk::with(&[("smoke.toml", &text)])
    };
    let good = asks(
        "most = \"workload.tuning.load=10 %..90 %:20 %\"\npromises = [\"p95 wait of tuning <= 12 h\"]\npolicy = \"easy\"",
    );
    let text = good.good(&["plan", "smoke.toml", "--replications", "2"]);
    assert!(
        text.contains("is the most that keeps every promise") && text.contains("policy `easy`"),
        "{text}"
    );
    let said = good.good(&["check", "smoke.toml"]);
    assert!(said.contains("plan: the most of workload.tuning.load=10 %..90 %:20 % under easy"), "{said}");
    // What the command line says goes before.
    let other = good.good(&["plan", "smoke.toml", "--promise", "utilization >= 1 %", "--replications", "2"]);
    assert!(other.contains("`utilization >= 1 %`"), "{other}");
    for (plan, command, parts) in [
        ("promises = [\"p95 wait <= 2 h\"]", "check", &["nothing says what is varied"][..]),
        (
            "least = \"center.tiny.partition.gpu.nodes=1..2\"\npromises = [\"p95 wait <= 2 h\"]",
            "check",
            &["did you mean `npu`?"],
        ),
        (
            "least = \"center.tiny.partition.npu.nodes=1..2\"\npromises = [\"p95 wait of tunig <= 2 h\", \"p95 <= 2\"]",
            "check",
            &["line ", "did you mean `tuning`?", "`p95 <= 2`"],
        ),
        (
            "least = \"center.tiny.partition.npu.nodes=1..2\"\npromises = [\"p95 wait <= 2 h\"]\npolicy = \"esay\"",
            "plan",
            &["did you mean `easy`?"],
        ),
    ] {
        let told = refused(&asks(plan), &[command, "smoke.toml"]);
        for part in parts {
            assert!(told.contains(part), "{plan}: {part}: {told}");
        }
    }
}

/// Nodes of two kinds, those that are there and those that come in the middle: the cheapest mix is the one that trying all of them finds, in
/// fewer runs.
#[test]
fn the_cheapest_mix_is_what_brute_force_finds() {
    let text = include_str!("../../scenarios/smoke.toml").replace(
        "\n[[tenants]]",
        "\n[[center.partition.phase]]\nname = \"more\"\nfrom = 2023-01-04\nnodes = 1\n\n[[tenants]]",
    );
    let axes = ["center.tiny.partition.npu.nodes=3..10", "center.tiny.partition.npu.phase.more.nodes=1..8"]
        .map(|asked| Axis::parse(&text, asked).expect("it is there"));
    let whole = parse("mix", &text).expect("it is right");
    let promises = [Promise::parse(&whole, "p95 wait <= 12 h").expect("it is right")];
    let scenario_of = |first: usize, second: usize| -> Result<Scenario, String> {
        let text = Axis::text_with_all(&text, [(&axes[0], first), (&axes[1], second)]);
        let scenario = parse("mix", &text).map_err(|errors| errors.to_string())?;
        Ok(Scenario { policies: vec![scenario.policies[1].clone()], replications: 3, ..scenario })
    };
    let question = Question {
        promises: &promises,
        count: axes[1].len(),
        is_most: false,
        first: None,
        replications_most: 3,
        settings: Settings { threads: 2, ..Settings::default() },
    };
    for (one, other) in [(3.0, 2.0), (2.0, 3.0), (10.0, 1.0)] {
        let amount = |axis: usize, place: usize| axes[axis].number(place).expect("they are numbers");
        let price = |first: usize, second: usize| one * amount(0, first) + other * amount(1, second);
        let counts = (axes[0].len(), axes[1].len());
        let mix =
            cheapest(question, counts, &price, &scenario_of, &(), &mut |_, _| {}).expect("it can be run");
        let mut least = f64::INFINITY;
        for first in 0..counts.0 {
            for second in 0..counts.1 {
                let scenario = scenario_of(first, second).expect("it is right");
                let tried = try_one(question, &scenario, second, &()).expect("it can be run");
                if tried.kept == Kept::Yes {
                    least = least.min(price(first, second));
                }
            }
        }
        let best = &mix.rows[mix.best.expect("some mix keeps it")];
        assert_eq!(best.price, Some(least), "{mix:?}");
        assert!((mix.cells as usize) < 3 * counts.0 * counts.1, "{} runs", mix.cells);
    }
    let desk = Desk::with(&[("mix.toml", &text)]);
    let words =
        ["plan", "mix.toml", "--policy", "easy", "--promise", "p95 wait <= 12 h", "--replications", "3"];
    let least = ["--least", "center.tiny.partition.npu.nodes=3..10"];
    let beside = ["--beside", "center.tiny.partition.npu.phase.more.nodes=1..8", "--prices", "3,2"];
    let told = desk.good(&[&words[..], &least, &beside, &["--max-replications", "3"]].concat());
    assert!(told.lines().next().is_some_and(|line| line.contains("and")), "{told}");
    assert!(
        told.contains("is the cheapest mix") && told.lines().all(|line| line.chars().count() <= 80),
        "{told}"
    );
    let same = ["--beside", "center.tiny.partition.npu.nodes=1..8", "--prices", "3,2"];
    let told = refused(&desk, &[&words[..], &least, &same].concat());
    assert!(told.contains("expected another value"), "{told}");
    let told = refused(&desk, &[&words[..], &least, &beside[..2], &["--prices", "3,-2"]].concat());
    assert!(told.contains("expected two prices above zero"), "{told}");
}
