//! Whether a model is as good as its log: what it generates beside the log, and the waits of both beside those of the log's weeks
//! drawn again and again.

use super::score::{Score, WaitsBySize};
use crate::engine::simulate;
use crate::fit::likeness::{Likeness, Sketch};
use crate::fit::{FittedSource, History, Length, Model, Observed};
use crate::model::{Center, Chance, Job, Span, Streams, Time, Use};
use crate::policy::PolicySpec;
use crate::record::{Fact, JobFact, Observer, Record};
use rand::RngExt as _;
use rayon::prelude::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};

const DAY_SECS: u64 = 86_400;
const WEEK_SECS: u64 = 7 * DAY_SECS;

/// How a model is judged.
#[derive(Clone, Copy)]
pub struct Judgement<'a> {
    /// The log.
    pub history: &'a History,
    /// What was learned from it.
    pub model: &'a Model,
    /// How large the machine is; without it nothing is simulated, and only distributions are compared.
    pub machine: Option<u32>,
    /// How many synthetic logs are made.
    pub synthetic: u32,
    /// How often the weeks of the log are drawn again.
    pub resamples: u32,
    /// How many threads, at least one.
    pub threads: usize,
    /// Raised by somebody who wants it to end as soon as it can.
    pub stop: &'a AtomicBool,
    /// Called after each simulated log.
    pub tick: &'a (dyn Fn() + Sync),
}

impl fmt::Debug for Judgement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Judgement")
            .field("machine", &self.machine)
            .field("synthetic", &self.synthetic)
            .field("resamples", &self.resamples)
            .finish_non_exhaustive()
    }
}

/// How good a model is.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// The sketch of the log.
    pub real: Sketch,
    /// That of the first synthetic log.
    pub first: Sketch,
    /// How alike each synthetic log is.
    pub likeness: Vec<Likeness>,
    /// The waits, where the size of the machine is known.
    pub waits: Option<SpreadOfWaits>,
}

/// Mean waits in seconds under EASY, all on the same machine.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadOfWaits {
    /// How large it is.
    pub machine: u32,
    /// The log itself.
    pub real: f64,
    /// The log as its machine really ran it, where it says so; its scheduler was another.
    pub recorded: Option<f64>,
    /// The weeks of the log drawn again, ascending.
    pub resampled: Vec<f64>,
    /// The synthetic logs.
    pub synthetic: Vec<f64>,
    /// How well the waits of each synthetic log are those of the log itself.
    pub scores: Vec<Score>,
    /// The same of the first, in every other week and in the weeks between.
    pub halves: [Option<f64>; 2],
}

/// Why there is no judgement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JudgeError {
    /// The threads could not be started.
    Threads(String),
    /// Somebody said stop.
    Stopped,
}

impl fmt::Display for JudgeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JudgeError::Threads(why) => write!(f, "cannot start the threads: {why}"),
            JudgeError::Stopped => f.write_str("stopped"),
        }
    }
}

impl std::error::Error for JudgeError {}

impl SpreadOfWaits {
    /// The range in which the middle 95 % of the resampled logs lie.
    #[must_use]
    pub fn spread(&self) -> (f64, f64) {
        (self.quantile(25), self.quantile(975))
    }

    /// The shortest and the longest of the resampled logs.
    #[must_use]
    pub fn extremes(&self) -> (f64, f64) {
        (self.quantile(0), self.quantile(1_000))
    }

    /// The mean over the synthetic logs.
    #[must_use]
    pub fn synthetic_mean(&self) -> f64 {
        self.synthetic.iter().sum::<f64>() / self.synthetic.len() as f64
    }

    /// How many synthetic logs lie in a range.
    #[must_use]
    pub fn within(&self, (least, most): (f64, f64)) -> usize {
        self.synthetic.iter().filter(|wait| least <= **wait && **wait <= most).count()
    }

    /// The resampled log at so many thousandths of all.
    fn quantile(&self, thousandths: usize) -> f64 {
        let last = self.resampled.len() - 1;
        self.resampled[(last * thousandths + 500) / 1_000]
    }
}

/// One log to be simulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trial {
    Real,
    Resampled(u32),
    Synthetic(u32),
}

/// What became of it.
struct Tried {
    wait: Option<WaitSum>,
    sketch: Option<Sketch>,
}

/// Judges a model.
///
/// # Errors
/// When the threads cannot be started, or somebody said stop.
///
/// # Panics
/// When no synthetic log is asked for.
pub fn judge(judgement: Judgement<'_>) -> Result<Judged, JudgeError> {
    assert!(0 < judgement.synthetic, "a model is judged by at least one synthetic log");
    let threads = rayon::ThreadPoolBuilder::new()
        .num_threads(judgement.threads.max(1))
        .build()
        .map_err(|error| JudgeError::Threads(error.to_string()))?;
    let resamples = if judgement.machine.is_some() { judgement.resamples } else { 0 };
    let mut trials = vec![Trial::Real];
    trials.extend((0..judgement.synthetic).map(Trial::Synthetic));
    trials.extend((0..resamples).map(Trial::Resampled));
    let run = |trial: &Trial| attempt(judgement, *trial);
    let tried: Vec<Result<Tried, JudgeError>> =
        threads.install(|| trials.par_iter().with_max_len(1).map(run).collect());
    let mut tried = tried.into_iter().collect::<Result<Vec<Tried>, JudgeError>>()?.into_iter();
    let real = tried.next().expect("the log itself is the first trial");
    let synthetic: Vec<Tried> = tried.by_ref().take(judgement.synthetic as usize).collect();
    let mean = |trial: &Tried| trial.wait.as_ref().map(WaitSum::mean);
    let mut resampled: Vec<f64> = tried.filter_map(|trial| mean(&trial)).collect();
    resampled.sort_by(f64::total_cmp);
    let sketch = real.sketch.expect("the log itself has a sketch");
    let sketches: Vec<&Sketch> = synthetic.iter().filter_map(|trial| trial.sketch.as_ref()).collect();
    let waits = judgement.machine.zip(real.wait.as_ref()).filter(|_| !resampled.is_empty());
    let made: Vec<&WaitSum> = synthetic.iter().filter_map(|trial| trial.wait.as_ref()).collect();
    let waits = waits.map(|(machine, real)| SpreadOfWaits {
        machine,
        real: real.mean(),
        recorded: recorded(judgement.history),
        resampled,
        synthetic: synthetic.iter().filter_map(mean).collect(),
        scores: made.iter().filter_map(|waits| real.by_size.score(&waits.by_size)).collect(),
        halves: made.first().map_or([None; 2], |first| real.by_size.scores_of_halves(&first.by_size)),
    });
    Ok(Judged {
        likeness: sketches.iter().map(|other| Likeness::of(&sketch, other)).collect(),
        first: sketches[0].clone(),
        real: sketch,
        waits,
    })
}

fn attempt(judgement: Judgement<'_>, trial: Trial) -> Result<Tried, JudgeError> {
    if judgement.stop.load(Ordering::Relaxed) {
        return Err(JudgeError::Stopped);
    }
    let seed = judgement.model.seed;
    let jobs: Vec<Job> = match trial {
        Trial::Real => numbered(judgement.history.jobs.iter().copied()),
        Trial::Resampled(turn) => {
            let mut chance = Streams::new(seed, u64::from(turn)).stream(Use::Resampling, "weeks");
            numbered(resampled(judgement.history, &mut chance).into_iter())
        }
        Trial::Synthetic(turn) => {
            let streams = Streams::new(seed, u64::from(turn));
            FittedSource::new(judgement.model, Length::AsLogged, streams).map(|made| made.job).collect()
        }
    };
    let sketch = match trial {
        Trial::Real | Trial::Synthetic(_) => Some(Sketch::new(&jobs)),
        Trial::Resampled(_) => None,
    };
    let wait = judgement.machine.map(|machine| waits(jobs, machine));
    (judgement.tick)();
    Ok(Tried { wait, sketch })
}

fn numbered(jobs: impl Iterator<Item = Observed>) -> Vec<Job> {
    jobs.zip(1..).map(|(job, number)| job.job(number)).collect()
}

/// The log with its complete weeks drawn with replacement: as many, each from a random place, its jobs in their own order.
/// The first begins on an empty machine, as the log itself and the synthetic logs do; nothing is left out.
#[must_use]
pub fn resampled(history: &History, chance: &mut Chance) -> Vec<Observed> {
    let weeks = history.days() / 7;
    let of_week = |week: u64| {
        let from = history.jobs.partition_point(|job| job.submit < week * WEEK_SECS);
        let until = history.jobs.partition_point(|job| job.submit < (week + 1) * WEEK_SECS);
        &history.jobs[from..until]
    };
    let mut jobs = Vec::with_capacity(history.jobs.len());
    for week in 0..weeks {
        let drawn = chance.random_range(0..weeks);
        for job in of_week(drawn) {
            jobs.push(Observed { submit: job.submit - drawn * WEEK_SECS + week * WEEK_SECS, ..*job });
        }
    }
    jobs
}

/// The mean wait in seconds that a machine recorded, over the jobs that say so.
fn recorded(history: &History) -> Option<f64> {
    let waits = history.jobs.iter().filter_map(|job| job.wait);
    let (count, sum) = waits.fold((0_u64, 0_u128), |(count, sum), wait| (count + 1, sum + u128::from(wait)));
    (0 < count).then(|| sum as f64 / count as f64)
}

/// The waits of jobs under EASY on a machine of that size.
fn waits(jobs: Vec<Job>, machine: u32) -> WaitSum {
    let policy = PolicySpec::new("easy", "fcfs", "easy", "pack").expect("the parts of EASY are built in");
    let center = [Center::counted("machine", machine)];
    let mut waits = WaitSum::default();
    let mut source = jobs.into_iter().peekable();
    simulate(&center, &policy, &mut source, Time::NEVER, &mut waits).expect("jobs at hand can be given");
    waits
}

/// Sums up waits.
#[derive(Debug, Default)]
struct WaitSum {
    jobs: u64,
    micros: u128,
    by_size: WaitsBySize,
}

impl WaitSum {
    /// Their mean in seconds; 0 where no job ever started.
    fn mean(&self) -> f64 {
        if self.jobs == 0 {
            return 0.0;
        }
        self.micros as f64 / self.jobs as f64 / Span::SECOND.as_micros() as f64
    }
}

impl Observer for WaitSum {
    fn observe(&mut self, record: &Record<'_>) {
        if let Fact::Job { request, fact: JobFact::Started { .. }, .. } = record.fact {
            self.jobs += 1;
            let wait = record.at.since(request.submit);
            self.micros += u128::from(wait.as_micros());
            self.by_size.note(request.shape.total().cores, request.submit, wait);
        }
    }
}
