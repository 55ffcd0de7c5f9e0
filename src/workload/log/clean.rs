//! Which rows of a log give a job, and what is put in the place of what is missing.

use super::quality::{Finding, Quality};
use super::row::{Number, Row};
use crate::model::{
    CenterId, ClassId, GroupId, Job, JobId, PartitionId, Request, Shape, Span, TenantId, Time,
};

/// No job runs for longer than 31 years, and no user seriously asks for that.
const RUN_MAX: Span = Span::from_secs(1_000_000_000);

/// No log was written after the year 5000, even if its origin is 1970.
const SUBMIT_MAX: Span = Span::from_secs(100_000_000_000);

/// The job of a row, by the rule of the archive: whatever can run is kept, and what is missing is replaced by the next
/// best that is known. Everything that is dropped or replaced goes into the account.
pub(super) fn archive(row: &Row, line: u64, quality: &mut Quality) -> Option<Job> {
    quality.rows_read += 1;
    let (submit, run, processors) = match essentials(row) {
        Ok(essentials) => essentials,
        Err(finding) => {
            quality.note(finding, line);
            return None;
        }
    };
    let mut note = |finding| quality.note(finding, line);
    if row.processors_requested.is_none_or(Number::is_zero) {
        note(Finding::ProcessorsAllocated);
    }
    if needed_processors(row).is_some_and(|number| !number.is_whole()) {
        note(Finding::ProcessorsFraction);
    }
    if run == Span::ZERO {
        note(Finding::RunZero);
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
    quality.rows_kept += 1;
    let request = Request {
        id: JobId(id),
        submit,
        walltime,
        estimate: walltime,
        shape: Shape::processors(processors),
        // Users of a log are counted from 1, so that 0 stands for nobody in particular.
        tenant: TenantId(user),
        group: GroupId(0),
        class: ClassId(0),
        center: CenterId(0),
        partition: PartitionId(0),
    };
    Some(Job { request, work: run })
}

/// What a job cannot do without, or what is wrong with it.
fn essentials(row: &Row) -> Result<(Time, Span, u32), Finding> {
    let submit = row.submit.ok_or(Finding::SubmitUnknown)?.secs();
    let run = row.run.ok_or(Finding::RunUnknown)?.secs();
    let processors = needed_processors(row).ok_or(Finding::ProcessorsUnknown)?;
    let rounded_up = processors.whole().saturating_add(u64::from(!processors.is_whole()));
    let processors = u32::try_from(rounded_up).map_err(|_| Finding::NumberAbsurd)?;
    if SUBMIT_MAX < submit || RUN_MAX < run {
        return Err(Finding::NumberAbsurd);
    }
    Ok((Time::ZERO + submit, run, processors))
}

/// What was requested, or else what was allocated; some logs know only one of them.
fn needed_processors(row: &Row) -> Option<Number> {
    let positive = |number: &Number| !number.is_zero();
    row.processors_requested.filter(positive).or_else(|| row.processors_allocated.filter(positive))
}

fn walltime(row: &Row, run: Span, note: &mut impl FnMut(Finding)) -> Span {
    let Some(requested) = row.walltime.filter(|number| !number.is_zero()) else {
        note(Finding::WalltimeUnknown);
        return run;
    };
    let requested = requested.secs();
    if RUN_MAX < requested {
        note(Finding::WalltimeAbsurd);
        return RUN_MAX;
    }
    // The job keeps its true run time, so that whoever simulates without killing can use it.
    if requested < run {
        note(Finding::RanOver);
    }
    requested
}
