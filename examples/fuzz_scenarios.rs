//! Looks for scenarios that end in anything but an answer or a clear refusal: changes the shipped scenarios again and again, as people
//! do who try things out, and gives each to `suanli check` and `suanli run`, some hours of it. The same seed makes the same scenarios.
//!
//! ```text
//! cargo build && cargo run --example fuzz_scenarios -- --seconds 300
//! ```
//!
//! A panic, an exit code but 0, 1 or 2, half a minute of time or a gibibyte of memory is a finding; its scenario is kept.

mod fuzzing;
#[path = "../tests/it/mutator.rs"]
mod mutator;

use clap::Parser;
use fuzzing::{memory_kib, processor_time};
use mutator::{ABSURD, Dice, damaged};
use std::collections::BTreeMap;
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::time::{Duration, Instant};
use suanli::policy::{BACKFILLS, ORDERS};

/// A command that takes longer has found a loop.
const CASE_SECS_MAX: u64 = 30;

/// A command that takes longer by the clock waits for something that never comes, however busy the machine is.
const STUCK_SECS: u64 = 1_800;

/// No small scenario needs more memory.
const MEMORY_KIB_MAX: u64 = 1 << 20;

/// Changes scenarios until the time is over or one is not endured.
#[derive(Debug, Parser)]
struct Args {
    /// For how many seconds of processor time.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Where chance begins.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The command.
    #[arg(long, default_value = "target/debug/suanli")]
    suanli: PathBuf,
    /// The folder of the scenarios to begin with.
    #[arg(long, default_value = "scenarios")]
    scenarios: PathBuf,
    /// Where the scenario of the moment lies, and one that was found stays.
    #[arg(long, default_value = "fuzz-finding.toml")]
    keep: PathBuf,
}

/// How a command ended.
struct Ended {
    code: Option<i32>,
    took: Duration,
    memory_kib: u64,
    told: String,
}

fn main() -> io::Result<ExitCode> {
    let args = Args::parse();
    let mut told = io::stdout().lock();
    let texts = scenarios(&args.scenarios)?;
    let (mut spent, mut dice) = (Duration::ZERO, Dice::new(args.seed));
    let (mut rounds, mut slowest, mut most_kib) = (0_u64, Duration::ZERO, 0);
    let mut codes: BTreeMap<String, u64> = BTreeMap::new();
    while spent < Duration::from_secs(args.seconds) {
        rounds += 1;
        let text = changed(&texts, &mut dice);
        std::fs::write(&args.keep, &text)?;
        let hours = ["--horizon", "6 h", "--warm-up", "0 h", "--replications", "1"];
        for (verb, flags) in [("check", &[][..]), ("run", &hours[..])] {
            let ended =
                ended(Command::new(&args.suanli).arg(verb).arg(&args.keep).args(flags).spawn_quietly()?)?;
            if let Some(what) = ended.fault() {
                writeln!(
                    told,
                    "finding after {rounds} scenarios: `{verb}` {what}; it is in {}",
                    args.keep.display()
                )?;
                writeln!(told, "{}", ended.told)?;
                return Ok(ExitCode::FAILURE);
            }
            spent += ended.took;
            slowest = slowest.max(ended.took);
            most_kib = most_kib.max(ended.memory_kib);
            *codes.entry(format!("{verb} {}", ended.code.unwrap_or(-1))).or_default() += 1;
            if ended.code != Some(0) {
                break;
            }
        }
    }
    std::fs::remove_file(&args.keep)?;
    writeln!(
        told,
        "seed {}: {rounds} scenarios in {} s of processor time, by exit code {codes:?}, the slowest {} ms, memory at most {} MiB: no finding",
        args.seed,
        args.seconds,
        slowest.as_millis(),
        most_kib >> 10,
    )?;
    Ok(ExitCode::SUCCESS)
}

/// The texts of all scenarios of a folder.
fn scenarios(folder: &Path) -> io::Result<Vec<String>> {
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    paths.iter().map(std::fs::read_to_string).collect()
}

/// A scenario with one to three changes, and now and then damage.
fn changed(texts: &[String], dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<String> = pick(texts, dice).lines().map(str::to_owned).collect();
    for _ in 0..=dice.below(3) {
        change(&mut lines, texts, dice);
    }
    let text = lines.join("\n").into_bytes();
    if dice.below(10) == 0 { damaged(&text, dice) } else { text }
}

fn change(lines: &mut Vec<String>, texts: &[String], dice: &mut Dice) {
    if lines.is_empty() {
        return;
    }
    let place = dice.below(lines.len());
    match dice.below(9) {
        0 => drop(lines.remove(place)),
        1 => lines.insert(place, lines[dice.below(lines.len())].clone()),
        2 => {
            // A table of another scenario.
            let other: Vec<&str> = pick(texts, dice).split("\n\n").collect();
            lines.extend(other[dice.below(other.len())].lines().map(str::to_owned));
        }
        3 => {
            let other = dice.below(lines.len());
            lines.swap(place, other);
        }
        4 => lines.extend(policy(dice)),
        _ => {
            let Some(at) = any_value(lines, dice) else { return };
            let (key, old) = lines[at].split_once('=').expect("a line with a value was chosen");
            let new = value(old.trim(), lines, dice);
            lines[at] = format!("{key}= {new}");
        }
    }
}

/// Another value for a key: an absurd one, one that is near, or that of another key.
fn value(old: &str, lines: &[String], dice: &mut Dice) -> String {
    let number: String = old.chars().filter(char::is_ascii_digit).collect();
    let rest = |new: &str| old.replacen(&number, new, 1);
    match dice.below(6) {
        0 => ABSURD[dice.below(ABSURD.len())].to_owned(),
        1 if !number.is_empty() => rest(ABSURD[dice.below(ABSURD.len())]),
        2 if !number.is_empty() => rest("0"),
        3 if !number.is_empty() => rest("1"),
        4 if !number.is_empty() => rest(&(number.parse().unwrap_or(7_u64) / 3).to_string()),
        _ => {
            let with_value: Vec<&str> =
                lines.iter().filter_map(|line| Some(line.split_once('=')?.1.trim())).collect();
            (*pick(&with_value, dice)).to_owned()
        }
    }
}

/// A line that gives a key a value.
fn any_value(lines: &[String], dice: &mut Dice) -> Option<usize> {
    let is_value = |line: &str| line.contains('=') && !line.trim_start().starts_with('#');
    let places: Vec<usize> = (0..lines.len()).filter(|place| is_value(&lines[*place])).collect();
    (!places.is_empty()).then(|| *pick(&places, dice))
}

/// One more policy, of any order and backfill.
fn policy(dice: &mut Dice) -> Vec<String> {
    let (order, backfill) = (pick(ORDERS, dice).example(), pick(BACKFILLS, dice).name);
    let name = format!("p{}", dice.below(1_000_000));
    vec![
        String::new(),
        "[[policy]]".to_owned(),
        format!("name = \"{name}\""),
        format!("order = \"{order}\""),
        format!("backfill = \"{backfill}\""),
    ]
}

fn pick<'a, T>(all: &'a [T], dice: &mut Dice) -> &'a T {
    &all[dice.below(all.len())]
}

/// Commands whose output is for nobody, but for what they complain of.
trait Quiet {
    fn spawn_quietly(&mut self) -> io::Result<Child>;
}

impl Quiet for Command {
    fn spawn_quietly(&mut self) -> io::Result<Child> {
        self.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()
    }
}

/// Waits for a command, and ends it when it takes too much.
fn ended(mut child: Child) -> io::Result<Ended> {
    let (began, mut took) = (Instant::now(), Duration::ZERO);
    let process = child.id().to_string();
    let mut pipe = child.stderr.take().expect("the command was started with a pipe");
    let reader = std::thread::spawn(move || {
        let mut told = Vec::new();
        pipe.read_to_end(&mut told).map(|_| String::from_utf8_lossy(&told).into_owned())
    });
    let mut kib = 0;
    let code = loop {
        kib = kib.max(memory_kib(&process).unwrap_or(0));
        took = took.max(processor_time(&process).unwrap_or(Duration::ZERO));
        if let Some(status) = child.try_wait()? {
            break status.code();
        }
        let is_stuck = Duration::from_secs(STUCK_SECS) < began.elapsed();
        if Duration::from_secs(CASE_SECS_MAX) < took || MEMORY_KIB_MAX < kib || is_stuck {
            child.kill()?;
            break child.wait()?.code();
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let told = reader.join().expect("the reader of a pipe does not panic")?;
    Ok(Ended { code, took, memory_kib: kib, told })
}

impl Ended {
    /// Says why this is a finding, if it is one.
    fn fault(&self) -> Option<&'static str> {
        match self.code {
            _ if MEMORY_KIB_MAX < self.memory_kib => Some("took too much memory"),
            _ if Duration::from_secs(CASE_SECS_MAX) < self.took => Some("took too long"),
            Some(0..=2) if !self.told.contains("panicked at") => None,
            Some(_) | None => Some("did not end well"),
        }
    }
}
