//! `suanli verify`: checks a schedule, ours or another simulator's, by rules that share no code with the engine.

use super::{Failure, console};
use crate::log::{Cleaning, LogReader, LogSource};
use crate::model::{Job, Source};
use crate::verify::{Asked, Fate, Instants, Machine, Row, Rule, Terms, read_table, schedule};
use std::io::{self, Write};
use std::path::PathBuf;

/// Checks a schedule: over-commitment, early starts, broken promises, idle while the head of the queue fits.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("machine").required(true).args(["processors", "nodes"])))]
pub struct Args {
    /// The schedule as CSV with the columns job, submit, start, end, procs, and where known walltime and state (seconds).
    #[arg(value_name = "JOBS.csv")]
    jobs: PathBuf,
    /// The machine has so many processors.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    processors: Option<u64>,
    /// The machine has so many nodes.
    #[arg(long, value_name = "N", requires = "cores_per_node", value_parser = clap::value_parser!(u64).range(1..))]
    nodes: Option<u64>,
    /// Each node has so many cores.
    #[arg(long, value_name = "N", requires = "nodes", value_parser = clap::value_parser!(u64).range(1..))]
    cores_per_node: Option<u64>,
    /// The log that the schedule was made from (given again for each one that follows it), to find jobs that were lost or
    /// changed and to learn requested times.
    #[arg(long = "log", value_name = "LOG")]
    logs: Vec<PathBuf>,
    /// Which rows of the log give a job.
    #[arg(long, value_name = "RULE", default_value = "archive", requires = "logs", value_enum)]
    clean: CleanName,
    /// The rule the schedule claims to follow.
    #[arg(long, value_enum, default_value = "any")]
    rule: RuleName,
    /// How its simulator took the events of one instant.
    #[arg(long, value_enum, default_value = "batched")]
    instants: InstantsName,
}

/// A rule as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum RuleName {
    /// Only what holds for every schedule.
    Any,
    /// First come, first served: nobody overtakes.
    Fcfs,
    /// Nobody delays the head of the queue past its reservation.
    Easy,
    /// Nobody starts later than promised at submission.
    Conservative,
}

/// A rule of cleaning as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum CleanName {
    /// All that can run, with repairs.
    Archive,
    /// Only rows without a gap that fit the machine.
    Strict,
}

/// An order of events as the command line names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum InstantsName {
    /// Everything of an instant happens, then it schedules.
    Batched,
    /// One event at a time, submissions first.
    Sequential,
}

/// Prints every finding and one line of summary.
///
/// # Errors
/// When the table cannot be read or understood, and when anything was found.
pub fn run(args: &Args) -> Result<(), Failure> {
    let path = args.jobs.display();
    let bytes = std::fs::read(&args.jobs)
        .map_err(|error| Failure::wrong(format!("cannot read `{path}`: {error}")))?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::wrong(format!("`{path}`: expected CSV, found bytes that are no text")))?;
    let rows = read_table(&text).map_err(|errors| {
        Failure::Wrong(errors.iter().map(|error| miette::Report::msg(format!("`{path}`: {error}"))).collect())
    })?;
    let terms = args.terms()?;
    let asked = if args.logs.is_empty() { None } else { Some(args.asked(&terms)?) };
    let plans = asked.is_none() && matches!(terms.rule, Rule::Easy | Rule::Conservative);
    if plans && let Some(row) = rows.iter().find(|row| row.walltime.is_none() && row.fate != Fate::Rejected) {
        return Err(Failure::wrong(format!(
            "`{path}`: this rule plans by requested times, and job {} has none; expected a column `walltime`, or --log LOG",
            row.job
        )));
    }
    let findings = schedule(&rows, &terms, asked.as_deref());
    let verdict = match findings.total() {
        0 => "no law broken".to_owned(),
        1 => "1 finding".to_owned(),
        total => format!("{total} findings"),
    };
    let answer = format!("{findings}{verdict} in {}\n", summary(&rows, &terms));
    print(&answer)?;
    if matches!(terms.machine, Machine::Nodes { .. }) && terms.rule != Rule::Any && !findings.is_clean() {
        console::tell(
            "the cores of all nodes are counted together: a job that has to lie on one node, or on so many, may wait although it fits by that count",
        );
    }
    if findings.is_clean() { Ok(()) } else { Err(Failure::unanswered(format!("`{path}`: {verdict}"))) }
}

impl Args {
    /// What the jobs of the log asked for, by the times of the log as a replay counts them.
    fn asked(&self, terms: &Terms) -> Result<Vec<Asked>, Failure> {
        let cleaning = match self.clean {
            CleanName::Archive => Cleaning::Archive,
            CleanName::Strict => Cleaning::Strict { processors: terms.machine.processors() },
        };
        let reader = LogReader::open_all(&self.logs)?.cleaned(cleaning);
        let mut source = LogSource::sorted(reader)?;
        let mut asked = Vec::new();
        while source.next_submit().map_err(|error| Failure::wrong(error.message))?.is_some() {
            let Job { request, work } = source.take();
            let procs = u64::from(request.shape.tasks);
            let submit = request.submit + source.origin();
            let walltime = Some(request.walltime);
            asked.push(Asked { job: request.id, submit, procs, walltime, run: Some(work) });
        }
        Ok(asked)
    }

    fn terms(&self) -> Result<Terms, Failure> {
        let machine = match (self.processors, self.nodes, self.cores_per_node) {
            (Some(processors), None, None) => Machine::Processors(processors),
            (None, Some(count), Some(cores)) => Machine::Nodes { count, cores },
            (_, _, _) => {
                let expected = "expected either --processors, or --nodes with --cores-per-node";
                return Err(Failure::wrong(expected));
            }
        };
        let rule = match self.rule {
            RuleName::Any => Rule::Any,
            RuleName::Fcfs => Rule::Fcfs,
            RuleName::Easy => Rule::Easy,
            RuleName::Conservative => Rule::Conservative,
        };
        let instants = match self.instants {
            InstantsName::Batched => Instants::Batched,
            InstantsName::Sequential => Instants::Sequential,
        };
        Ok(Terms { machine, rule, instants })
    }
}

/// What was looked at, so that a clean answer cannot be mistaken for an empty one.
fn summary(rows: &[Row], terms: &Terms) -> String {
    let mut ran = 0;
    let (mut running, mut waiting, mut rejected) = (0, 0, 0);
    for row in rows {
        match row.fate {
            Fate::Ran { .. } => ran += 1,
            Fate::Running { .. } => running += 1,
            Fate::Waiting => waiting += 1,
            Fate::Rejected => rejected += 1,
        }
    }
    format!(
        "{} jobs on {} processors ({ran} ran, {running} still running, {waiting} waiting, {rejected} rejected)",
        rows.len(),
        terms.machine.processors()
    )
}

/// A reader that has gone away needs no more.
fn print(text: &str) -> Result<(), Failure> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::unanswered(format!("cannot write to standard output: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}
