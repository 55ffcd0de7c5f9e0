//! `suanli verify`: checks a schedule, ours or another simulator's, by rules that share no code with the engine.

use super::logs::{HowArgs, Opened, part_length};
use super::{Failure, console};
use crate::log::{Cleaning, LogSource, NUMBERS_OF_ONE_PART};
use crate::model::{Job, Source, Span};
use crate::report::schedule_text;
use crate::text::counted;
use crate::verify::{Asked, Fate, Instants, Machine, Row, Rule, Terms, read_table, schedule};
use std::path::PathBuf;

/// Checks a schedule: over-commitment, early starts, broken promises, idle while the head of the queue fits.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("machine").required(true).args(["processors", "nodes"])))]
pub struct Args {
    /// The schedule as CSV with the columns job, submit_secs, start_secs, end_secs, procs, and where known walltime_secs and state;
    /// also packed (.gz, .zst), or as Parquet. Rows of several policies and replications are checked one after another.
    #[arg(value_name = "JOBS")]
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
    #[command(flatten)]
    how: HowArgs,
    /// The log's jobs that asked for more than this time were split into chains of parts that ask for so much each.
    #[arg(long, value_name = "TIME", value_parser = part_length, requires = "logs", help_heading = "Jobs of the log")]
    split_at: Option<Span>,
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
    let text = schedule_text(&args.jobs).map_err(Failure::wrong)?;
    let schedules = read_table(&text).map_err(|errors| {
        Failure::Wrong(errors.iter().map(|error| miette::Report::msg(format!("`{path}`: {error}"))).collect())
    })?;
    drop(text);
    let terms = args.terms()?;
    if args.logs.is_empty() && !args.how.is_usual() {
        return Err(Failure::wrong(
            "options about the jobs of a log say how --log is read, and there is none",
        ));
    }
    let rows = || schedules.iter().flat_map(|schedule| &schedule.rows);
    refuse_what_no_rule_knows(&path.to_string(), rows(), &terms)?;
    let asked = if args.logs.is_empty() { None } else { Some(args.asked(&terms)?) };
    let plans = asked.is_none() && matches!(terms.rule, Rule::Easy | Rule::Conservative);
    if plans && let Some(row) = rows().find(|row| row.walltime.is_none() && row.fate != Fate::Rejected) {
        return Err(Failure::wrong(format!(
            "`{path}`: this rule plans by requested times, and job {} has none; expected a column `walltime_secs`, or --log LOG",
            row.job
        )));
    }
    let gave_up = schedules.iter().flat_map(|schedule| &schedule.rows).find(|row| row.fate == Fate::GaveUp);
    if let (Some(row), false) = (gave_up, terms.rule == Rule::Any) {
        return Err(Failure::wrong(format!(
            "`{path}`: job {} was given up while it waited, and this rule cannot say how long others had to wait for it; `--rule any` checks the rest",
            row.job
        )));
    }
    let mut total = 0;
    for one in &schedules {
        let findings = schedule(&one.rows, &terms, asked.as_deref());
        total += findings.total();
        let whose = if schedules.len() == 1 { String::new() } else { format!("{}: ", one.title()) };
        let told =
            format!("{findings}{whose}{} in {}\n", verdict(findings.total()), summary(&one.rows, &terms));
        console::print(&console::fitted(&told))?;
    }
    if total == 0 { Ok(()) } else { Err(Failure::unanswered(format!("`{path}`: {}", verdict(total)))) }
}

/// A rule says when a job must start, which a table of jobs does not always tell.
fn refuse_what_no_rule_knows<'a>(
    path: &str,
    mut rows: impl Iterator<Item = &'a Row>,
    terms: &Terms,
) -> Result<(), Failure> {
    if terms.rule == Rule::Any {
        return Ok(());
    }
    let part_of_node = |row: &&Row| match terms.machine {
        Machine::Nodes { count, cores } => 1 < count && !row.procs.is_multiple_of(cores),
        Machine::Processors(_) => false,
    };
    let part_of_job = |row: &&Row| NUMBERS_OF_ONE_PART <= row.job.0;
    let Some(row) = rows.find(|row| part_of_job(row) || part_of_node(row)) else { return Ok(()) };
    let why = if part_of_job(&row) {
        "is a part of a job that was split, and waits for the part before it, which no row says"
    } else {
        "takes a part of a node, and no row says on which nodes jobs were, so that nobody knows when it would have fit"
    };
    Err(Failure::wrong(format!(
        "`{path}`: job {} {why}: this rule cannot be checked; `--rule any` checks what holds for every schedule",
        row.job
    )))
}

fn verdict(findings: u64) -> String {
    match findings {
        0 => "no law broken".to_owned(),
        total => counted(total, "finding", "findings"),
    }
}

impl Args {
    /// What the jobs of the log asked for, by the times of the log as a replay counts them.
    fn asked(&self, terms: &Terms) -> Result<Vec<Asked>, Failure> {
        let cleaning = match self.clean {
            CleanName::Archive => Cleaning::Archive,
            CleanName::Strict => Cleaning::Strict { processors: terms.machine.processors() },
        };
        let Opened { mut logs, reader, .. } = self.how.open(&self.logs)?;
        logs.transform.split_at = self.split_at;
        let mut source = LogSource::sorted(reader.transformed(logs.transform).cleaned(cleaning))?;
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
    let (mut running, mut waiting, mut gave_up, mut rejected) = (0, 0, 0, 0);
    for row in rows {
        match row.fate {
            Fate::Ran { .. } => ran += 1,
            Fate::Running { .. } => running += 1,
            Fate::Waiting => waiting += 1,
            Fate::GaveUp => gave_up += 1,
            Fate::Rejected => rejected += 1,
        }
    }
    let given_up = if gave_up == 0 { String::new() } else { format!(", {gave_up} given up") };
    format!(
        "{} on {} ({ran} ran, {running} still running, {waiting} waiting, {rejected} rejected{given_up})",
        counted(rows.len() as u64, "job", "jobs"),
        counted(terms.machine.processors(), "processor", "processors")
    )
}
