//! `suanli replay`: the log of a real machine under a policy of one's choice.

use super::logs::{LogArgs, Opened, names, part_length};
use super::observed::{self, RecordArgs, RecordUse};
use super::page_args::PageArgs;
use super::replay_branch::{self, Future};
use super::replay_forms::FormArgs;
use super::replay_machine::MachineArgs;
use super::replay_onlooker::{Closely, Onlooker, Question};
use super::replay_played::{Played, played};
use super::rules::Rules;
use super::saver::{Runs, saver};
use super::saving::SaveArgs;
use super::{Failure, by, console, explain, peak_rss_bytes};
use crate::engine::Settings;
use crate::experiment::{Cell, Keep, Keeping, Replay, Replayed};
use crate::log::{Cleaning, LogReader, Logs, Quality, Shapes};
use crate::model::{Center, Span};
use crate::policy::PolicySpec;
use crate::report::{
    By, Cost, OutFile, ReplayMachine, ReplaySummary, ReplayedHours, prepare_dir, quality_text,
};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// The one run of a replay.
const ONLY: Cell = Cell { policy: 0, replication: 0 };

/// What `suanli replay` is asked.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    log: LogArgs,

    #[command(flatten)]
    machine: MachineArgs,

    /// Which job comes first: an order of `suanli list policies`, or an expression, as in 'formula(wait / walltime)'.
    #[arg(long, value_name = "ORDER", default_value = "fcfs")]
    order: String,

    /// Which jobs may overtake.
    #[arg(long, value_name = "BACKFILL", default_value = "easy")]
    backfill: String,

    /// Which nodes a job gets.
    #[arg(long, value_name = "PLACEMENT", default_value = "pack")]
    placement: String,

    /// Split jobs that asked for more than this time, such as 24h, into chains of parts that ask for so much each: a part is queued
    /// when the one before it has ended.
    #[arg(long, value_name = "TIME", value_parser = part_length, help_heading = "Jobs of the log")]
    split_at: Option<Span>,

    #[command(flatten)]
    rules: Rules,

    #[command(flatten)]
    pub(super) record: RecordArgs,

    /// Write every job with its start and end to this file, in the order of the log: .csv, .parquet, or .swf for a log of what
    /// was simulated; packed where .gz or .zst stands behind that.
    #[arg(long, value_name = "FILE")]
    pub(super) jobs: Option<PathBuf>,

    #[command(flatten)]
    pub(super) forms: FormArgs,

    /// Write the summary to this JSON file.
    #[arg(long, value_name = "FILE")]
    pub(super) summary: Option<PathBuf>,

    /// Write the results as one page with charts to this HTML file.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["explain", "save_every", "save_to"])]
    pub(super) report: Option<PathBuf>,

    #[command(flatten)]
    pub(super) page: PageArgs,

    /// Tell the story of this job instead: why it waited, and what would have let it start at once.
    /// A task of an array may be named as its scheduler does (501_2, 501[2]).
    #[arg(long, value_name = "JOB", value_parser = explain::AskedJob::parse, conflicts_with_all = ["jobs", "summary", "against", "save_every", "save_to"])]
    pub(super) explain: Option<explain::AskedJob>,

    /// Tell also what jobs held, in hours of what sizes count, by these: partitions are queues, tenants users, groups accounts, and
    /// classes those of sizes (1, 2, 3-4, ...). --summary has it, too.
    #[arg(long, value_name = "KIND", value_parser = by::one_of(&By::ALL), value_delimiter = ',', conflicts_with = "explain")]
    pub(super) by: Vec<By>,

    /// Print the summary as JSON instead of a table.
    #[arg(long)]
    pub(super) json: bool,

    /// The folder of the files, where a branch has one.
    #[arg(skip)]
    folder: Option<PathBuf>,

    /// Whether what was found of the log has been told already.
    #[arg(skip)]
    told: bool,

    #[command(flatten)]
    pub(super) save: SaveArgs,
}

/// Tells the story of a job, where one is asked about.
pub(super) fn told_story(args: &Args) -> Result<bool, Failure> {
    match &args.explain {
        Some(job) => story(args, job, ground(args)?).map(|()| true),
        None => Ok(false),
    }
}

/// What a replay comes to.
pub(super) struct Answered {
    pub(super) policy: String,
    pub(super) log: String,
    pub(super) machine: String,
    pub(super) summary: ReplaySummary,
    /// What was held by whom, in words.
    pub(super) hours: String,
    /// The run looked at closely, where a page is asked for.
    pub(super) closely: Option<Closely>,
    /// What the log calls its users, by number.
    pub(super) users: Vec<String>,
}

/// What has to be known of waits where jobs were split.
const SPLIT: &str = "--split-at: a part waits from the submission of its job on, so that waits and slowdowns count the run time of the parts \
                     before it";

/// What a replay begins with, once everything that was asked has been understood.
struct Ground {
    policy: PolicySpec,
    settings: Settings,
    center: Center,
    machine: ReplayMachine,
    logs: Logs,
    reader: LogReader,
    /// The changes in the jobs of the log, in words.
    changes: Vec<String>,
    cleaning: Cleaning,
}

fn ground(args: &Args) -> Result<Ground, Failure> {
    refuse_what_a_record_is_not(args)?;
    let policy = policy(args)?;
    let settings = args.rules.settings().map_err(Failure::wrong)?;
    refuse_same_file(args)?;
    let opened = args.log.open()?;
    let (center, machine) = args.machine.of(&args.log.logs, &opened, args.told)?;
    let mut changes = args.log.changes(&opened);
    changes.extend(args.split_at.map(|most| format!("--split-at {} s", most.as_secs_f64())));
    let Opened { logs, reader, resize } = as_asked(args, opened);
    // Rows are judged by the machine that they come from.
    let cleaning = args.rules.cleaning(resize.map_or(machine.processors, |resize| resize.from));
    Ok(Ground { policy, settings, center, machine, logs, reader, changes, cleaning })
}

/// Replays a log under a policy.
pub(super) fn answered(args: &Args, stop: &AtomicBool) -> Result<Answered, Failure> {
    let began = Instant::now();
    let Ground { policy, settings, center, machine, logs, reader, changes, cleaning } = ground(args)?;
    // A folder that cannot be written to is better known before the simulation than after it.
    if let Some(folder) = &args.folder {
        prepare_dir(folder)?;
    }
    let summary_file = args.summary.as_deref().map(OutFile::create).transpose()?;
    let staging = args.record.staging()?;
    refuse_states_beside_a_record(args)?;
    let (Future { policy, paces, .. }, save) = replay_branch::changed(policy, &center, &args.save)?;
    let runs = Runs { policies: vec!["replay".to_owned()], replications: 1, horizon: None };
    let saver = saver(&save, None, &args.log.logs, &runs)?;
    let keep = |at, state| match &saver {
        Some(saver) => saver.keep(ONLY, at, state),
        None => Ok(()),
    };
    let states = saver.as_ref().map(|saver| (saver.every, &keep as &Keep<'_>));
    let keeping = Keeping { states, from: save.beginning_of(ONLY) };
    let (logs, center, paces) = (&logs, &center, &paces[..]);
    let question = Replay { logs, cleaning, center, policy: &policy, settings, keeping, paces, stop };
    let (jobs, on_nodes) = (args.jobs.as_deref(), args.machine.nodes.is_some());
    let (forms, closely) = (&args.forms, args.report.is_some());
    let question = Question { replay: question, jobs, forms, on_nodes, by: &args.by, began, closely };
    let played = played(question, args.record.wanted(), reader);
    if stop.load(Ordering::Relaxed) {
        return Err(Failure::Interrupted);
    }
    if let Some(saver) = &saver {
        saver.tell_if_nothing_was_kept(&save);
    }
    let Played { replayed, feasibility, compared } = played?;
    let Replayed { mut observer, quality, header, kinds } = replayed;
    observer.end();
    let Onlooker { tally, jobs, forms, bar, hours, closely, .. } = observer;
    drop(bar);
    if let Some(jobs) = jobs {
        jobs.finish_naming(&header.users)?;
    }
    forms.write(&names(&args.log.logs), &policy.name)?;
    let hours = hours.map(|hours| hours.told(&args.by, logs, (&header, &kinds)));
    let cost = Cost { wall_time_secs: began.elapsed().as_secs_f64(), peak_rss_bytes: peak_rss_bytes() };
    let (log, lang) = (names(&args.log.logs), args.page.lang());
    if let (Some(staging), Some(compared)) = (staging, &compared) {
        args.record.write(staging, compared, (&log, &machine.words_in(lang)), lang)?;
    }
    let rules = args.rules.told(settings, changes);
    let (words, users) = (machine.words_in(lang), explain::names_of(&header.users));
    let summary = ReplaySummary::new(&log, machine, &policy, rules, &tally, &quality, cost)
        .with_record(feasibility, compared.map(|compared| compared.report))
        .with_branches(save.told)
        .with_hours(hours.as_ref().map(ReplayedHours::rows).unwrap_or_default());
    write_summary(summary_file, &summary)?;
    tell_of_log(args, &log, &quality);
    let hours = hours.map(|hours| hours.text(lang, console::width())).unwrap_or_default();
    let policy = args.record.policy().map_or_else(|| policy.name.clone(), str::to_owned);
    Ok(Answered { policy, log, machine: words, summary, hours, closely, users })
}

/// Tells what has to be known of the log.
fn tell_of_log(args: &Args, log: &str, quality: &Quality) {
    if args.split_at.is_some() {
        console::tell(SPLIT);
    }
    if !args.told {
        console::tell(quality_text(log, quality).trim_end());
    }
}

/// Opened logs whose jobs hold and ask for what a replay lets them.
fn as_asked(args: &Args, opened: Opened) -> Opened {
    let Opened { mut logs, reader, resize } = opened;
    logs.shapes = shapes(args);
    logs.transform.split_at = args.split_at;
    logs.apart = by::apart(&args.by);
    let reader = reader.shaped(logs.shapes).transformed(logs.transform.clone()).told_apart_by(logs.apart);
    Opened { logs, reader, resize }
}

/// A job that was on so many nodes goes on so many, where nodes are told apart.
fn shapes(args: &Args) -> Shapes {
    match (args.machine.nodes, args.machine.cores_per_node) {
        (Some(nodes), Some(each)) => Shapes::OnNodes { nodes, each },
        (None, _) | (Some(_), None) => Shapes::Counted,
    }
}

/// Tells the story of one job.
fn story(args: &Args, job: &explain::AskedJob, ground: Ground) -> Result<(), Failure> {
    let Ground { policy, settings, center, logs, reader, cleaning, .. } = ground;
    let (number, attempts) = match reader.repeatable() {
        true => explain::attempts(&logs, cleaning, job.number)?,
        false => (job.number, 1),
    };
    let job = &explain::AskedJob { number, ..job.clone() };
    let tenants = logs.transform.tenants.as_ref().map(|tenants| tenants.names().to_vec());
    explain::replayed(explain::Replayed {
        reader: reader.cleaned(cleaning),
        center: &center,
        policy: &policy,
        settings,
        tenants: tenants.unwrap_or_default(),
        job,
        attempts,
        json: args.json,
    })
}

impl Args {
    /// The same with one of its policies alone; what is known of the log need be told but once.
    pub(super) fn with_only(&self, policy: &str, told: bool) -> Args {
        Args { record: self.record.only(policy), told, ..self.clone() }
    }

    /// Has the files written into another folder, or none: those that were asked for, and the summary.
    pub(super) fn write_to(&mut self, out: Option<&Path>) {
        let place = |file: &Path| Some(out?.join(file.file_name()?));
        let summary = self.summary.as_deref().unwrap_or(Path::new("summary.json"));
        self.summary = place(summary);
        self.jobs = self.jobs.as_deref().and_then(place);
        self.forms = self.forms.placed(place);
        self.folder = out.map(Path::to_path_buf);
    }
}

fn write_summary(file: Option<OutFile>, summary: &ReplaySummary) -> Result<(), Failure> {
    let Some(mut file) = file else { return Ok(()) };
    file.write_all(summary.json().as_bytes()).map_err(|error| file.failed(error))?;
    Ok(file.finish()?)
}

/// A record is played as it is, on no nodes and in no parts.
fn refuse_what_a_record_is_not(args: &Args) -> Result<(), Failure> {
    let nodes = args.machine.nodes.map(|_| "--nodes");
    let explain = args.explain.as_ref().map(|_| "--explain");
    let split = args.split_at.map(|_| "--split-at");
    args.record.refuse_with(explain.or(nodes).or(split).or(args.rules.of_simulation()))
}

fn refuse_states_beside_a_record(args: &Args) -> Result<(), Failure> {
    if args.save.is_asked() && args.record.wanted() != RecordUse::Unused {
        return Err(Failure::wrong("--save-every: a replay beside its own record cannot be saved"));
    }
    Ok(())
}

pub(super) fn policy(args: &Args) -> Result<PolicySpec, Failure> {
    match args.record.wanted() {
        RecordUse::Played => Ok(observed::no_policy()),
        RecordUse::Unused | RecordUse::Compared => {
            let Some(name) = args.record.policy() else {
                return PolicySpec::new("replay", &args.order, &args.backfill, &args.placement)
                    .map_err(|parts| Failure::Wrong(parts.into_iter().map(miette::Report::msg).collect()));
            };
            let help = "a policy is written order+backfill[+placement]; `observed` plays the record";
            let problem = |part| miette::miette!(help = help, "--policy {name}: {part}");
            PolicySpec::parse(name).map_err(|parts| Failure::Wrong(parts.into_iter().map(problem).collect()))
        }
    }
}

/// A file may be read or written, but not both, and not written twice.
fn refuse_same_file(args: &Args) -> Result<(), Failure> {
    let logs: Vec<PathBuf> = args.log.logs.iter().filter_map(|log| log.canonicalize().ok()).collect();
    let written = [("--jobs", &args.jobs), ("--summary", &args.summary), ("--report", &args.report)];
    let written = written.into_iter().filter_map(|(option, path)| Some((option, path.as_deref()?)));
    let written: Vec<(&str, &Path)> = written.chain(args.forms.files()).collect();
    for (place, (option, path)) in written.iter().enumerate() {
        if path.canonicalize().is_ok_and(|path| logs.contains(&path)) {
            return Err(Failure::wrong(format!("{option}: would overwrite the log itself")));
        }
        if let Some((other, _)) = written[..place].iter().find(|(_, other)| other == path) {
            return Err(Failure::wrong(format!("{other} and {option}: expected two different files")));
        }
    }
    Ok(())
}
