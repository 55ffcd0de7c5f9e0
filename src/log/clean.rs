//! Which rows of a log give a job, and what is put in the place of what is missing.

use super::number::Number;
use super::options::Sizes;
use super::quality::{Finding, Notes, Treatment};
use super::row::{PerNode, Row, SizeUnit};
use super::sorting::job_of;
use crate::model::{Job, Layout, Resources, Shape, Span, Time};

/// No job runs for longer than 31 years, and no user seriously asks for that.
pub const RUN_MAX: Span = Span::from_secs(1_000_000_000);

/// No log was written after the year 5000, even if its origin is 1970.
pub const SUBMIT_MAX: Span = Span::from_secs(100_000_000_000);

/// How long reading one token of a prompt takes, in microseconds: prompts of 2,735 tokens, the 90th percentile of the Azure
/// trace of 2023 (U25), are then read in 0.55 s, amid the 0.2 to 1 s in which chat services promise their first token (U27).
const READING_MICROS: u64 = 200;

/// How long writing one token takes, in microseconds: amid the 25 to 50 ms that chat services promise (U27).
const WRITING_MICROS: u64 = 40_000;

/// Which rows of a log give a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cleaning {
    /// Whatever can run, as the archive of such logs has it; what is missing is replaced by the next best that is known.
    #[default]
    Archive,
    /// The filter of a study of 2015 (Gaussier, Glesser, Reis and Trystram, "Improving backfilling by using machine learning
    /// to predict running times"): only rows with a run time, a requested time and a size, none of them above the machine; runs
    /// are cut to the requested time.
    Strict {
        /// How many processors the machine has.
        processors: u64,
    },
}

/// The job of a row and what was repaired for it, or why the rule does not take it.
pub(super) fn cleaned(
    (cleaning, unit, sizes): (Cleaning, SizeUnit, Sizes),
    row: &Row,
    line: u64,
) -> Result<(Job, Notes), Finding> {
    let size = size(row, unit, sizes);
    let refusal = match cleaning {
        Cleaning::Archive => hopeless(row),
        Cleaning::Strict { processors } => hopeless(row).or_else(|| refusal(row, processors)),
    };
    let (submit, run, processors) = refusal.map_or_else(|| essentials(row, size, unit), Err)?;
    let mut notes = row.notes;
    if unit != SizeUnit::Processors || sizes == Sizes::Allocated {
        notes.remove(Finding::GotMore);
    }
    let mut note = |finding| notes.add(finding);
    if unit == SizeUnit::Processors && row.processors_requested.is_none_or(Number::is_zero) {
        note(Finding::ProcessorsAllocated);
    }
    if size.is_some_and(|number| !number.is_whole()) {
        note(Finding::ProcessorsFraction);
    }
    if run == Span::ZERO {
        note(Finding::RunZero);
    }
    if row.run.is_none() {
        note(Finding::RunEstimated);
    }
    let walltime = walltime(row, run, &mut note);
    let user = match row.user.map(|user| u32::try_from(user.whole())) {
        Some(Ok(user)) => user,
        Some(Err(_)) => {
            note(Finding::UserAbsurd);
            0
        }
        None => 0,
    };
    let id = match row.job {
        Some(number) if number < Number::TOO_LARGE => number.whole(),
        Some(_) | None => {
            note(Finding::JobNumberUnknown);
            line
        }
    };
    let work = match cleaning {
        // The job keeps its true run time, so that a simulation without killing can use it.
        Cleaning::Archive => run,
        Cleaning::Strict { .. } => run.min(walltime),
    };
    // Users of a log are counted from 1, so that 0 stands for nobody in particular.
    Ok((job_of(id, submit, work, walltime, processors, user), notes))
}

/// The shape of a job that tells what it needs on each of its nodes.
pub(super) fn own_shape(nodes: u32, each: PerNode) -> Result<Shape, Finding> {
    let narrow = |number: Number| u32::try_from(number.whole_up()).map_err(|_| Finding::NumberAbsurd);
    let per_task = Resources {
        cores: narrow(each.cores)?,
        accelerators: narrow(each.accelerators)?,
        memory_mib: u64::from(narrow(each.memory_mib)?),
    };
    let countable =
        [per_task.cores, per_task.accelerators].into_iter().all(|each| each.checked_mul(nodes).is_some());
    if per_task == Resources::default() || !countable {
        return Err(Finding::NumberAbsurd);
    }
    Ok(Shape { tasks: nodes, per_task, layout: Layout::OnePerNode })
}

/// Why nobody can make a job of a row, as its format has found.
fn hopeless(row: &Row) -> Option<Finding> {
    row.notes.findings().find(|finding| finding.treatment() == Treatment::Dropped)
}

/// Why the strict rule does not take a row that the archive's may.
fn refusal(row: &Row, processors: u64) -> Option<Finding> {
    let larger = |number: &Number| processors < number.whole_up();
    let sizes = [row.processors_allocated, row.processors_requested];
    if sizes.iter().flatten().any(larger) {
        Some(Finding::LargerThanMachine)
    } else if row.run.is_some_and(Number::is_zero) {
        Some(Finding::RunNone)
    } else if row.walltime.is_none_or(Number::is_zero) {
        Some(Finding::WalltimeNone)
    } else {
        None
    }
}

/// What a job cannot do without, or what is wrong with it.
fn essentials(row: &Row, size: Option<Number>, unit: SizeUnit) -> Result<(Time, Span, u32), Finding> {
    let submit = row.submit.ok_or(Finding::SubmitUnknown)?.secs();
    let run = row.run.or_else(|| service_time(row)).ok_or(Finding::RunUnknown)?.secs();
    let processors = size.ok_or(match unit {
        SizeUnit::Processors | SizeUnit::Nodes | SizeUnit::Slots => Finding::ProcessorsUnknown,
        SizeUnit::Accelerators => Finding::AcceleratorsNone,
    })?;
    let processors = u32::try_from(processors.whole_up()).map_err(|_| Finding::NumberAbsurd)?;
    if SUBMIT_MAX < submit || RUN_MAX < run {
        return Err(Finding::NumberAbsurd);
    }
    Ok((Time::ZERO + submit, run, processors))
}

/// How much the job needs. Of processors, what was requested or allocated; some logs know only one of them.
fn size(row: &Row, unit: SizeUnit, sizes: Sizes) -> Option<Number> {
    let positive = |number: &Number| !number.is_zero();
    match unit {
        SizeUnit::Processors => {
            let requested = row.processors_requested.filter(positive);
            let allocated = row.processors_allocated.filter(positive);
            match sizes {
                Sizes::Requested => requested.or(allocated),
                Sizes::Allocated => allocated.or(requested),
            }
        }
        SizeUnit::Nodes => row.nodes.filter(positive),
        SizeUnit::Accelerators => row.accelerators.filter(positive),
        SizeUnit::Slots => Some(Number::of(1)),
    }
}

/// How long a request to a language model takes by its tokens: so long for each that is read and each that is written.
fn service_time(row: &Row) -> Option<Number> {
    let (read, written) = row.tokens_in.zip(row.tokens_out)?;
    let micros = |tokens: Number, each: u64| tokens.whole().saturating_mul(each);
    let all = micros(read, READING_MICROS).saturating_add(micros(written, WRITING_MICROS));
    Some(Number::from_millionths(all))
}

fn walltime(row: &Row, run: Span, note: &mut impl FnMut(Finding)) -> Span {
    let Some(requested) = row.walltime.filter(|number| !number.is_zero()) else {
        // A word in its place has been noted already.
        if !row.notes.has(Finding::WalltimeWord) {
            note(Finding::WalltimeUnknown);
        }
        return run;
    };
    let requested = requested.secs();
    if RUN_MAX < requested {
        note(Finding::WalltimeAbsurd);
        return RUN_MAX;
    }
    if requested < run {
        note(Finding::RanOver);
    }
    requested
}
