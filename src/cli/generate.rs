//! `suanli generate`: the jobs of a scenario or of a model, for other simulators.

use super::asked::{Asked, OnePolicy, OneReplication};
use super::study::stop_on_interrupt;
use super::{Failure, console};
use crate::experiment::World;
use crate::fit::{FittedSource, Length, Model};
use crate::log::State;
use crate::model::{
    BreakKind, BreakOff, Center, Ending, Job, Shape, Source, SourceError, Span, Streams, Time,
};
use crate::report::{
    EXPORTS, ExportFile, ExportFormat, ExportHead, ExportJob, export_format, export_format_of,
};
use crate::scenario::Scenario;
use crate::text::counted;
use crate::workload::Origin;
use clap::builder::PossibleValuesParser;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// What `suanli generate` is asked.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    /// A scenario, or a model that `suanli fit` has written.
    #[arg(value_name = "SCENARIO|MODEL")]
    input: PathBuf,

    /// The format of the file [default: what the name of the file says].
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(EXPORTS.iter().map(|format| format.name)))]
    format: Option<String>,

    /// So many jobs, beyond the end of the scenario or of the log if need be.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=JOBS_MAX), conflicts_with_all = ["days", "horizon"])]
    jobs: Option<u64>,

    /// Everything submitted in the first days [default: as long as the scenario or the log].
    #[arg(long, value_name = "D", value_parser = clap::value_parser!(u64).range(1..=DAYS_MAX), conflicts_with = "horizon")]
    days: Option<u64>,

    #[command(flatten)]
    asked: Asked,

    #[command(flatten)]
    policy: OnePolicy,

    #[command(flatten)]
    replication: OneReplication,

    /// Write the jobs to this file; packed, where its name ends in .gz or .zst. `suanli replay` reads .swf and .csv.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// More jobs than this no simulator reads.
const JOBS_MAX: u64 = 1_000_000_000;

/// A hundred years, which is as far as demand can be thought to grow.
const DAYS_MAX: u64 = 36_500;

/// The beginning of a file tells what it is.
const LOOKED_AT_BYTES: u64 = 1 << 16;

/// So many jobs pass between two looks at whether somebody said stop.
const JOBS_BETWEEN_LOOKS: u64 = 1 << 10;

/// Answers `suanli generate`.
///
/// # Errors
/// When the scenario or model is wrong, or the file cannot be written.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let format = format(args)?;
    if args.out.canonicalize().is_ok_and(|out| args.input.canonicalize().is_ok_and(|input| input == out)) {
        return Err(Failure::wrong("--out: would overwrite what the jobs are made of"));
    }
    let stop = stop_on_interrupt()?;
    let jobs = if is_model(&args.input) {
        refuse_for_models(args)?;
        let model = Model::load(&args.input).map_err(|errors| Failure::Wrong(errors.reports()))?;
        from_model(args, &model, format, &stop)?
    } else {
        from_scenario(args, args.asked.scenario(&args.input)?, format, &stop)?
    };
    console::tell(&format!("wrote {} to {}", counted(jobs, "job", "jobs"), args.out.display()));
    if let Some(asked) = args.jobs.filter(|asked| jobs < *asked) {
        console::tell(&format!(
            "warning: {} asked for, and there are no more than {jobs}",
            counted(asked, "job was", "jobs were")
        ));
    }
    Ok(())
}

fn format(args: &Args) -> Result<ExportFormat, Failure> {
    let named = args.format.as_deref().and_then(export_format);
    named.or_else(|| export_format_of(&args.out)).ok_or_else(|| {
        let known: Vec<&str> = EXPORTS.iter().map(|format| format.name).collect();
        Failure::wrong(format!(
            "{}: its name says no format: give --format {}",
            args.out.display(),
            known.join(" or ")
        ))
    })
}

/// Whether a file holds a model; where it cannot be read, reading it as a scenario tells why.
fn is_model(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(LOOKED_AT_BYTES).read_to_end(&mut head));
    read.is_ok() && Model::looks_like(&String::from_utf8_lossy(&head))
}

/// A model has neither centres nor policies, and ends with its log.
fn refuse_for_models(args: &Args) -> Result<(), Failure> {
    let Asked { horizon, warm_up, logs, seed: _, text: _ } = &args.asked;
    let given = [
        ("--horizon", horizon.is_some()),
        ("--warm-up", warm_up.is_some()),
        ("--logs", logs.is_some()),
        ("--policy", args.policy.is_named()),
    ];
    match given.iter().find(|(_, given)| *given) {
        Some((option, _)) => Err(Failure::wrong(format!(
            "{option}: goes with a scenario, and {} is a model",
            args.input.display()
        ))),
        None => Ok(()),
    }
}

fn from_model(args: &Args, model: &Model, format: ExportFormat, stop: &AtomicBool) -> Result<u64, Failure> {
    let length = match (args.jobs, args.days) {
        (Some(jobs), _) => Length::Jobs(jobs),
        (None, Some(days)) => Length::Days(days),
        (None, None) => Length::AsLogged,
    };
    let seed = args.asked.seed.unwrap_or(model.seed);
    let head = ExportHead {
        title: format!("a model of {}", model.title),
        start: model.start.map(|date| date.to_datetime(jiff::civil::Time::midnight())),
        unit: model.unit.words().to_owned(),
        machine: model.machine.map(u64::from),
        seed,
        classes: model.kinds.iter().map(|kind| kind.title.clone()).collect(),
        partitions: Vec::new(),
        recorded: Vec::new(),
    };
    let jobs = FittedSource::new(model, length, Streams::new(seed, u64::from(args.replication.place()))).map(
        |made| {
            let request = &made.job.request;
            Ok(ExportJob {
                submit: request.submit,
                run: made.job.work,
                size: request.shape.tasks,
                walltime: request.walltime,
                user: request.tenant.0,
                class: made.kind,
                partition: 0,
                shape: None,
                state: made.state,
            })
        },
    );
    write(args, format, &head, jobs, stop)
}

fn from_scenario(
    args: &Args,
    mut scenario: Scenario,
    format: ExportFormat,
    stop: &AtomicBool,
) -> Result<u64, Failure> {
    let days = |days: u64| Span::from_secs(days * 86_400);
    scenario.horizon = match (args.jobs, args.days) {
        (Some(_), _) => days(DAYS_MAX),
        (None, Some(asked)) => days(asked),
        (None, None) => scenario.horizon,
    };
    let policy = args.policy.of(&scenario)?;
    let world = World::of(&scenario, &policy, args.replication.place());
    let (source, end) = (world.source(), world.horizon());
    let mut limited = Limited { source, left: args.jobs.unwrap_or(u64::MAX), end, stop, taken: Vec::new() };
    let places = Places::new(&scenario.centers);
    let head = ExportHead {
        title: scenario.title.clone(),
        start: Some(scenario.start),
        unit: "accelerators in partitions that have them, and cores in others".to_owned(),
        machine: Some(scenario.centers.iter().map(capacity).sum()),
        seed: scenario.seed,
        classes: scenario.workloads.iter().map(|workload| workload.name.clone()).collect(),
        partitions: places.names.clone(),
        recorded: recorded_classes(&scenario),
    };
    if scenario.has_feedback() {
        console::tell(&format!(
            "some users wait for their results: these are the jobs that come under the policy {}",
            policy.name
        ));
        world.setup().simulate(&mut limited, &mut ())?;
        let jobs = std::mem::take(&mut limited.taken);
        return write(
            args,
            format,
            &head,
            jobs.iter().map(|(job, break_off)| Ok(places.export(job, *break_off))),
            stop,
        );
    }
    let jobs = std::iter::from_fn(|| match limited.next_submit() {
        Ok(Some(_)) => {
            limited.left -= 1;
            let job = limited.source.take();
            Some(Ok(places.export(&job, first_break(&*limited.source))))
        }
        Ok(None) => None,
        Err(error) => Some(Err(Failure::from(error))),
    });
    write(args, format, &head, jobs, stop)
}

/// A source that ends after so many jobs or at an instant, and keeps what was taken from it.
struct Limited<'a> {
    source: Box<dyn Source + Send>,
    left: u64,
    end: Time,
    stop: &'a AtomicBool,
    taken: Vec<(Job, Option<BreakOff>)>,
}

impl Source for Limited<'_> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(SourceError { message: "stopped".into() });
        }
        let next = if 0 < self.left { self.source.next_submit()? } else { None };
        Ok(next.filter(|at| *at < self.end))
    }

    fn take(&mut self) -> Job {
        self.left -= 1;
        let job = self.source.take();
        self.taken.push((job, first_break(&*self.source)));
        job
    }

    fn terms(&self) -> Option<&crate::model::Terms> {
        self.source.terms()
    }

    fn has_dependencies(&self) -> bool {
        self.source.has_dependencies()
    }

    fn learn(&mut self, ending: &Ending) {
        self.source.learn(ending);
    }
}

fn write(
    args: &Args,
    format: ExportFormat,
    head: &ExportHead,
    jobs: impl Iterator<Item = Result<ExportJob, Failure>>,
    stop: &AtomicBool,
) -> Result<u64, Failure> {
    let mut file = ExportFile::create(&args.out, format, head)?;
    for job in jobs {
        file.write(&job?)?;
        if file.jobs().is_multiple_of(JOBS_BETWEEN_LOOKS) && stop.load(Ordering::Relaxed) {
            return Err(Failure::Interrupted);
        }
    }
    if file.jobs() == 0 {
        return Err(Failure::wrong(format!("{}: gives no job in that time", args.input.display())));
    }
    let jobs = file.jobs();
    file.finish()?;
    Ok(jobs)
}

/// The partitions of all centres, one after the other.
struct Places {
    /// `centre/partition, its size`.
    names: Vec<String>,
    /// The place of each centre's first partition.
    first: Vec<usize>,
}

impl Places {
    fn new(centers: &[Center]) -> Places {
        let mut places = Places { names: Vec::new(), first: Vec::new() };
        for center in centers {
            places.first.push(places.names.len());
            places.names.extend(
                center.partitions.iter().map(|partition| format!("{}/{}", center.name, partition.name)),
            );
        }
        places
    }

    /// A job as it goes at its first attempt.
    fn export(&self, job: &Job, break_off: Option<BreakOff>) -> ExportJob {
        let request = &job.request;
        let state = break_off.map_or(State::Unknown, |break_off| match break_off.kind {
            BreakKind::Failed | BreakKind::Retried => State::Failed,
            BreakKind::Cancelled => State::Cancelled,
        });
        ExportJob {
            submit: request.submit,
            run: break_off.map_or(job.work, |break_off| break_off.point(Span::ZERO, job.work)),
            size: size(request.shape),
            walltime: request.walltime,
            // Users of a log are counted from 1.
            user: request.tenant.0.saturating_add(1),
            class: usize::from(request.class.0),
            partition: self.first[usize::from(request.center.0)] + usize::from(request.partition.0),
            shape: Some(request.shape),
            state,
        }
    }
}

/// How the first attempt at the job ends that was taken last, where it ends of itself.
fn first_break(source: &dyn Source) -> Option<BreakOff> {
    source.terms().and_then(|terms| terms.breaks.first()).copied()
}

/// How much a job holds, in its own unit.
fn size(shape: Shape) -> u32 {
    shape.total().units()
}

/// How much a centre has of what sizes count.
fn capacity(center: &Center) -> u64 {
    let of_pool = |pool: &crate::model::Pool| u64::from(pool.capacity().units());
    center.pools.iter().map(of_pool).sum()
}

/// The names of workloads whose jobs come from logs.
fn recorded_classes(scenario: &Scenario) -> Vec<String> {
    let from_logs = scenario.workloads.iter().filter(|workload| matches!(workload.origin, Origin::Log(_)));
    from_logs.map(|workload| workload.name.clone()).collect()
}
