//! How the time of a run grows with the log: every order with every backfill at a moderate load and at one that no centre can
//! serve, where the queue grows with the log. Prints two tables for `docs/performance.md`.
//!
//! `cargo bench --bench growth -- wfp3+easy` measures the cells whose name contains the text. Time is that of the processor, where the
//! system tells it, and of the best of several runs; the exponent is that of the two largest logs: 1 where twice the jobs take twice
//! the time.

mod offer;

use offer::{Offer, log};
use std::io::{self, Write};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use suanli::engine::simulate;
use suanli::model::{Center, Job, Time};
use suanli::policy::{BACKFILLS, ORDERS, PolicySpec};

const PROCESSORS: u32 = 1_024;
const LOADS: [f64; 2] = [0.9, 1.2];
const SIZES: [u64; 3] = [10_000, 30_000, 100_000];

/// A formula that goes by the job alone; the example of its row asks for what tenants used.
const WAITING: &str = "formula(-wait / walltime)";

/// Short runs are repeated for so long, as the best of them is meant.
const ENOUGH: Duration = Duration::from_millis(400);

/// A log that is expected to take longer is left out.
const TOO_LONG: Duration = Duration::from_secs(20);

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    // Under `cargo test` a bench is only to be proved to run.
    let is_tested = arguments.iter().any(|argument| argument == "--test")
        || !arguments.iter().any(|argument| argument == "--bench");
    let (sizes, enough) = if is_tested { (&[30, 60][..], Duration::ZERO) } else { (&SIZES[..], ENOUGH) };
    let wanted = arguments.iter().find(|argument| !argument.starts_with("--")).map_or("", String::as_str);
    let mut out = io::stdout().lock();
    for load in LOADS {
        let logs: Vec<Vec<Job>> =
            sizes.iter().map(|jobs| log(Offer { jobs: *jobs, processors: PROCESSORS, load })).collect();
        writeln!(out, "\nLoad {load}: seconds for {} jobs, and the exponent\n", sizes[sizes.len() - 1])?;
        let names: Vec<&str> = BACKFILLS.iter().map(|backfill| backfill.name).collect();
        writeln!(out, "| order | {} |\n|---|{}", names.join(" | "), "---|".repeat(names.len()))?;
        let examples = ORDERS.iter().map(|order| order.example());
        for order in examples.chain(std::iter::once(WAITING.to_owned())) {
            let settings = if order.starts_with("formula") { None } else { order.find('(') };
            write!(out, "| `{}` |", &order[..settings.unwrap_or(order.len())])?;
            for backfill in BACKFILLS {
                let name = format!("{order}+{}", backfill.name);
                let cell = if name.contains(wanted) { cell(&name, &logs, enough) } else { String::new() };
                write!(out, " {cell} |")?;
                out.flush()?;
            }
            writeln!(out)?;
        }
    }
    Ok(())
}

/// The time of the largest log, and by which power of the jobs it grows.
fn cell(name: &str, logs: &[Vec<Job>], enough: Duration) -> String {
    let policy = PolicySpec::parse(name).expect("a row of each table makes a policy");
    let mut known: Vec<(f64, Duration)> = Vec::new();
    for jobs in logs {
        let len = jobs.len() as f64;
        // Until something else is known, time is expected to grow with the square.
        let expected = |(before, took): &(f64, Duration)| took.mul_f64((len / before) * (len / before));
        if known.last().map(expected).is_some_and(|time| TOO_LONG < time) {
            break;
        }
        known.push((len, best(&policy, jobs, enough)));
    }
    let [.., (few, short), (many, long)] = known[..] else { return "too long".to_owned() };
    let exponent = libm::log(long.as_secs_f64() / short.as_secs_f64()) / libm::log(many / few);
    let of = if known.len() < logs.len() { format!(" ({many} jobs)") } else { String::new() };
    format!("{:.2}{of}, {exponent:.2}", long.as_secs_f64())
}

/// How long this thread has been at work, or the wall clock where the system does not say that.
fn processor_time() -> Duration {
    static BEGAN: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|told| told.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| BEGAN.elapsed(), Duration::from_nanos)
}

/// The shortest time of several runs, or of one that is long.
fn best(policy: &PolicySpec, jobs: &[Job], enough: Duration) -> Duration {
    let center = Center::counted("machine", PROCESSORS);
    let begin = processor_time();
    let mut best = Duration::MAX;
    loop {
        let start = processor_time();
        let mut source = jobs.iter().copied().peekable();
        let centers = std::slice::from_ref(&center);
        simulate(centers, policy, &mut source, Time::NEVER, &mut ()).expect("jobs from memory can be read");
        best = best.min(processor_time() - start);
        if enough <= processor_time() - begin {
            return best;
        }
    }
}
