//! The options of `suanli forecast`, and what is known of the machine.

use super::logs::{HowArgs, names};
use super::page_args::PageArgs;
use super::study::threads;
use super::{Failure, console};
use crate::experiment::forecast::{Asking, Past};
use crate::fit::Model;
use crate::policy::PolicySpec;
use crate::report::quality_text;
use std::path::PathBuf;

/// The policy that is simulated where nothing is said.
const POLICY: &str = "fcfs+easy";

/// What `suanli forecast` is asked.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct Args {
    /// The log of the machine, in any format of `suanli list formats`, plain or compressed: what is known of such jobs. Or a scenario (a
    /// TOML file), whose run is stopped at the instant and goes on in many futures.
    #[arg(value_name = "LOG", required_unless_present_any = ["queue", "model"])]
    pub(super) logs: Vec<PathBuf>,

    #[command(flatten)]
    how: HowArgs,

    /// A model that `suanli fit` has learned, instead of a log: nothing is known of single users then.
    #[arg(long, value_name = "MODEL", conflicts_with_all = ["logs", "months"])]
    model: Option<PathBuf>,

    /// The queue: what `squeue` prints in any of its forms, what `qstat -f` prints, or a table with such columns.
    #[arg(long, value_name = "FILE", conflicts_with = "months")]
    pub(super) queue: Option<PathBuf>,

    /// The nodes: what `sinfo` prints in any of its forms.
    #[arg(long, value_name = "FILE", requires = "queue", conflicts_with = "processors")]
    pub(super) sinfo: Option<PathBuf>,

    /// The instant: of the log, as a date (2013-05-01T10:00) or as time since it began (30d); of the scenario, as such a time; or when the queue was written down, where
    /// that does not say so itself.
    #[arg(long, value_name = "INSTANT", required_unless_present_any = ["queue", "months"])]
    pub(super) at: Option<String>,

    /// Tell of these jobs alone, by their names.
    #[arg(long, value_name = "JOB", value_delimiter = ',')]
    pub(super) job: Vec<String>,

    /// Tell also when a job would start if it asked for something else: '4711 walltime=2h', '4711 nodes=8', or both. On machines of
    /// which only processors are counted these are what `nodes` counts.
    #[arg(long, value_name = "JOB KEY=VALUE", conflicts_with = "months")]
    pub(super) what_if: Vec<String>,

    /// Correct forecasts by what was learned from the past: the file `lessons.csv` that --judge writes.
    #[arg(long, value_name = "FILE", conflicts_with = "months")]
    pub(super) lessons_from: Option<PathBuf>,

    /// The policy that is simulated, order+backfill; or, with --judge, `closest`: of some, the one that comes closest to the log; or one
    /// of the scenario [default: fcfs+easy; of a scenario, its first].
    #[arg(long, value_name = "POLICY")]
    pub(super) policy: Option<String>,

    /// How large the machine is, in what sizes count; without it, what the log says, or else the most that its jobs held at one time.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) processors: Option<u32>,

    /// How many futures are simulated.
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(20..=100_000))]
    pub(super) futures: u32,

    /// The seed of all chance.
    #[arg(long, default_value_t = 1)]
    pub(super) seed: u64,

    /// How many threads [default: as many as the machine has cores].
    #[arg(long, value_name = "N", env = "RAYON_NUM_THREADS", value_parser = threads)]
    pub(super) threads: Option<usize>,

    #[command(flatten)]
    pub(super) judge: JudgeArgs,

    /// Write the results into this folder.
    #[arg(long, value_name = "DIR")]
    pub(super) out: Option<PathBuf>,

    /// Print JSON instead of text.
    #[arg(long)]
    pub(super) json: bool,

    #[command(flatten)]
    pub(super) page: PageArgs,
}

/// How forecasts are judged.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct JudgeArgs {
    /// Judge forecasts at instants of the last so many months of the log, made as if nothing after them were known.
    #[arg(long = "judge", value_name = "MONTHS", value_parser = clap::value_parser!(u32).range(1..=120), help_heading = "How good forecasts were")]
    pub(super) months: Option<u32>,

    /// At how many instants of these months.
    #[arg(long, value_name = "N", default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=100_000), help_heading = "How good forecasts were")]
    pub(super) snapshots: u32,

    /// At how many instants before these months forecasts are made to learn from.
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(0..=100_000), help_heading = "How good forecasts were")]
    pub(super) lessons: u32,

    /// Judge beside the starts that a replay of the log under the policy has, instead of those that were recorded.
    #[arg(long, help_heading = "How good forecasts were")]
    pub(super) replayed: bool,

    /// The figure of how well intervals held as PNG besides SVG.
    #[arg(long, requires_all = ["months", "out"], help_heading = "How good forecasts were")]
    pub(super) png: bool,
}

impl Args {
    /// How large the machine is, as somebody says or as its past shows.
    pub(super) fn machine_known(&self, past: &Past) -> Option<u32> {
        self.processors.or_else(|| past.machine())
    }

    /// How large the machine of the log is.
    pub(super) fn machine(&self, past: &Past) -> Result<u32, Failure> {
        self.machine_known(past).ok_or_else(|| {
            let log = &past.title;
            Failure::wrong(format!("{log}: it is not known how large the machine is: give --processors N"))
        })
    }

    /// The policy that is asked for; nothing where it is to be found.
    pub(super) fn policy(&self) -> Result<Option<PolicySpec>, Failure> {
        let policy = self.policy.as_deref().unwrap_or(POLICY);
        if policy == "closest" {
            return Ok(None);
        }
        let help = "a policy is written order+backfill[+placement], or `closest`";
        let problem = |part| miette::miette!(help = help, "--policy {policy}: {part}");
        PolicySpec::parse(policy)
            .map(Some)
            .map_err(|parts| Failure::Wrong(parts.into_iter().map(problem).collect()))
    }

    /// All that is asked of the futures.
    pub(super) const fn asking<'a>(&self, past: &'a Past, policy: &'a PolicySpec) -> Asking<'a> {
        Asking { past, policy, futures: self.futures, seed: self.seed }
    }
}

/// All that is known of the machine.
pub(super) fn past(args: &Args) -> Result<Past, Failure> {
    if let Some(path) = &args.model {
        let model = Model::load(path).map_err(|errors| {
            Failure::Wrong(
                errors.to_string().lines().map(|line| miette::Report::msg(line.to_owned())).collect(),
            )
        })?;
        return Ok(Past::of_model(&model));
    }
    if args.logs.is_empty() {
        console::tell(
            "nothing is known of such jobs: each is taken to run for any time up to what it asks for, and none to come; \
             give the log of the machine",
        );
        return Ok(Past::unknown());
    }
    let log = names(&args.logs);
    let past = Past::read(args.how.open(&args.logs)?.reader, &log)?;
    console::tell(quality_text(&log, &past.quality).trim_end());
    Ok(past)
}
