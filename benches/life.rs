//! What the life of a centre costs. Two questions, each answered with a ratio of processor times:
//!
//! - `expansion`: two years of Wuhan's centres with phases, failures, tariffs and bills, to the same jobs without any of it (aim: at
//!   most 2);
//! - `failures`: 100,000 nodes on which large models are trained, a node of which fails 6.5 times in 1,000 days, to the same without
//!   failures (aim: at most 1.2), with checkpoints every hour and without.
//!
//! `cargo bench --bench life -- failures` asks the question whose name contains the text. The two sides take turns, so that a slow
//! moment of the machine meets both; told is the least of three rounds of each.

use std::io::{self, Write};
use std::path::Path;
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use suanli::experiment::{Settings, compare};
use suanli::faults::CenterFailures;
use suanli::model::{Center, Span};
use suanli::policy::PolicySpec;
use suanli::scenario::{Scenario, check_text, load};

const ROUNDS: usize = 3;

/// The national machine; a tenth of a per cent of its work are small jobs, which are most of all jobs.
const NATION: &str = r#"
[scenario]
title = "A machine of 100,000 nodes"
start = 2023-01-01
horizon = "30 days"
warm_up = "0 s"
seed = 1
replications = 1

[[center]]
name = "nation"
title = "A nation"

[[center.partition]]
name = "npu"
nodes = 100000
demand_nodes = 100000
hardware = "ascend-910-server"

[[failure]]
name = "node"
center = "nation"
per_1000_node_days = 6.5        # R4
repair_median = "4 h"           # R11
repair_upper_decile = "2 d"     # R11

[[tenants]]
name = "teams"
title = "Teams"
count = 100

[[workload]]
name = "pretraining"
title = "Pretraining"
application = "llm-pretraining"
center = "nation"
tenants = "teams"
load = "40 %"
CHECKPOINTS

[[workload]]
name = "tuning"
title = "Fine-tuning"
application = "fine-tuning"
center = "nation"
tenants = "teams"
load = "0.3 %"

[[policy]]
name = "easy"
order = "fcfs"
backfill = "easy"
"#;

const HOURLY: &str = "checkpoint_every = \"1 h\"\ncheckpoint_write = \"1 min\"\nrestart_time = \"10 min\"";

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Under `cargo test` a bench is only to be proved to run.
    let is_tested = arguments.iter().any(|argument| argument == "--test")
        || !arguments.iter().any(|argument| argument == "--bench");
    let wanted = arguments.iter().find(|argument| !argument.starts_with("--")).map_or("", String::as_str);
    let mut out = io::stdout().lock();
    for (name, scenario) in [
        ("expansion", shipped("wuhan-expansion.toml")),
        ("failures with hourly checkpoints", nation(HOURLY)),
        ("failures without checkpoints", nation("checkpoint_rule = \"none\"")),
    ] {
        if !name.contains(wanted) {
            continue;
        }
        let scenario = if is_tested { shortened(scenario) } else { scenario };
        let plain = if name == "expansion" { without_life(&scenario) } else { unfailing(&scenario) };
        let rounds = if is_tested { 1 } else { ROUNDS };
        let (with, without) = best(&scenario, &plain, rounds);
        let ratio = with.as_secs_f64() / without.as_secs_f64().max(0.001);
        writeln!(out, "{name}: {with:.2?} to {without:.2?}, {ratio:.2} times")?;
        out.flush()?;
    }
    Ok(())
}

fn shipped(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    // One replication tells as much of the time as eight.
    Scenario { replications: 1, ..load(&path).unwrap_or_else(|errors| panic!("{errors}")) }
}

fn nation(checkpoints: &str) -> Scenario {
    let text = NATION.replace("CHECKPOINTS", checkpoints);
    check_text("nation.toml", &text, None).unwrap_or_else(|errors| panic!("{errors}")).scenario
}

fn shortened(scenario: Scenario) -> Scenario {
    let policies: Vec<PolicySpec> = scenario.policies[..1].to_vec();
    Scenario { horizon: Span::from_secs(3_600), warm_up: Span::ZERO, policies, ..scenario }
}

/// The same jobs where no node fails.
fn unfailing(scenario: &Scenario) -> Scenario {
    let failures = scenario.failures.iter().map(|_| CenterFailures::default()).collect();
    Scenario { failures, ..scenario.clone() }
}

/// The same jobs where all nodes are there from the start, none fails, and nothing is metered.
fn without_life(scenario: &Scenario) -> Scenario {
    let complete = |center: &Center| {
        let mut center = center.clone();
        for pool in &mut center.pools {
            pool.lock.take_if(|lock| lock.absent);
        }
        center
    };
    let centers = scenario.centers.iter().map(complete).collect();
    Scenario { centers, books: None, ..unfailing(scenario) }
}

/// The shortest times of both.
fn best(one: &Scenario, other: &Scenario, rounds: usize) -> (Duration, Duration) {
    let timed = |scenario: &Scenario| {
        let began = processor_time();
        compare(scenario, Settings::default(), &()).expect("nothing stops it");
        processor_time() - began
    };
    let times: Vec<(Duration, Duration)> = (0..rounds).map(|_| (timed(one), timed(other))).collect();
    let least = |times: &mut dyn Iterator<Item = Duration>| times.min().unwrap_or_default();
    (least(&mut times.iter().map(|both| both.0)), least(&mut times.iter().map(|both| both.1)))
}

/// How long this process has been at work, or the wall clock where the system does not say that.
fn processor_time() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/self/stat").ok();
    // User and system, in hundredths of a second; the name before them may hold spaces, and ends with the last bracket.
    let ticks = told.and_then(|told| {
        let mut fields = told.rsplit_once(')')?.1.split_whitespace().skip(11);
        let mut next = || fields.next()?.parse::<u64>().ok();
        Some(next()? + next()?)
    });
    ticks.map_or_else(|| BEGAN.elapsed(), |ticks| Duration::from_millis(10 * ticks))
}
