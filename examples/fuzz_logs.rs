//! Looks for logs that cannot be read soundly: damages small logs of a format again and again, and keeps those that fare in a new
//! way to be damaged further. The same seed tries the same texts in the same order.
//!
//! ```text
//! cargo run --example fuzz_logs -- --format sacct --seconds 300
//! cargo run --example fuzz_logs -- --file fuzz-finding
//! ```
//!
//! Run it without `--release`, so that numbers that wrap are found too.

#[path = "../tests/it/endured.rs"]
mod endured;
mod fuzzing;
#[path = "../tests/it/mutator.rs"]
mod mutator;
#[path = "../tests/it/samples.rs"]
mod samples;

use clap::Parser;
use endured::endured;
use fuzzing::{memory_kib, processor_time};
use mutator::{Dice, damaged};
use samples::SAMPLES;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::panic;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// So many texts are kept to be damaged further, none of them longer than this.
const KEPT_MAX: usize = 4_000;
const KEPT_BYTES_MAX: usize = 1 << 17;

/// A text that takes longer has found a loop.
const CASE_SECS_MAX: u64 = 20;

/// No log needs more memory; Linux says how much was needed at most.
const MEMORY_KIB_MAX: u64 = 1 << 20;

/// Damages logs until the time is over or one cannot be read soundly.
#[derive(Debug, Parser)]
struct Args {
    /// Begin with the samples of this format or kind of file only; with all of them where none is named.
    #[arg(long)]
    format: Option<String>,
    /// For how many seconds of processor time.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Where chance begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Read this file instead, such as one that was found before.
    #[arg(long)]
    file: Option<PathBuf>,
}

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    let mut told = io::stdout().lock();
    if let Some(path) = args.file {
        writeln!(told, "{}", endured(&std::fs::read(path)?))?;
        return Ok(ExitCode::SUCCESS);
    }
    let wanted = |name: &str| args.format.as_deref().is_none_or(|format| format.eq_ignore_ascii_case(name));
    let mut texts: Vec<Vec<u8>> =
        SAMPLES.iter().filter(|sample| wanted(sample.name)).map(|sample| sample.text.into()).collect();
    if texts.is_empty() {
        let names: BTreeSet<&str> = SAMPLES.iter().map(|sample| sample.name).collect();
        writeln!(told, "no such format; there are: {}", Vec::from_iter(names).join(", "))?;
        return Ok(ExitCode::FAILURE);
    }
    let mut dice = Dice::new(args.seed);
    let (mut rounds, mut slowest) = (0_u64, Duration::ZERO);
    let mut outcomes: BTreeMap<String, u64> = BTreeMap::new();
    let mut now = spent();
    while now < Duration::from_secs(args.seconds) {
        rounds += 1;
        let text = damaged(&texts[dice.below(texts.len())], &mut dice);
        let Ok(outcome) = panic::catch_unwind(|| endured(&text)) else {
            return finding(&mut told, &text, rounds, "it panicked");
        };
        let then = std::mem::replace(&mut now, spent());
        slowest = slowest.max(now - then);
        if Duration::from_secs(CASE_SECS_MAX) < slowest {
            return finding(&mut told, &text, rounds, "it took too long");
        }
        if rounds.is_multiple_of(100) && memory_kib("self").is_some_and(|kib| MEMORY_KIB_MAX < kib) {
            return finding(
                &mut told,
                &text,
                rounds,
                "too much memory was needed, by this text or one just before it",
            );
        }
        let seen = outcomes.entry(outcome).or_default();
        *seen += 1;
        if *seen == 1 && texts.len() < KEPT_MAX && text.len() <= KEPT_BYTES_MAX {
            texts.push(text);
        }
    }
    let name = args.format.as_deref().unwrap_or("all formats");
    writeln!(
        told,
        "{name}, seed {}: {rounds} texts in {} s of processor time, {} different outcomes, the slowest {} ms, memory at most {} MiB: no finding",
        args.seed,
        args.seconds,
        outcomes.len(),
        slowest.as_millis(),
        memory_kib("self").map_or_else(|| "?".to_owned(), |kib| (kib >> 10).to_string()),
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps the text that was found.
fn finding(told: &mut impl Write, text: &[u8], rounds: u64, what: &str) -> io::Result<ExitCode> {
    std::fs::write("fuzz-finding", text)?;
    writeln!(told, "finding after {rounds} texts: {what}; the text is in fuzz-finding")?;
    Ok(ExitCode::FAILURE)
}

/// The processor time of this program so far.
fn spent() -> Duration {
    processor_time("self").expect("Linux tells the time of a process")
}
