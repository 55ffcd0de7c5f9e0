//! Long jobs under a shorter walltime: chains of parts, each of which waits for the end of the one before it.

use super::sorting::Recorded;
use crate::model::{JobId, Span};

/// The parts of a job are told apart by this in their numbers: part 2 of job 401 is 2,000,000,000,000,401.
pub const NUMBERS_OF_ONE_PART: u64 = 1_000_000_000_000_000;

/// No chain is longer: numbers have room for no more.
const PARTS_MAX: u64 = 10_000;

/// The rest of a job that is given in parts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest {
    /// The job, with what is left of its run and its requested time.
    recorded: Recorded,
    /// The number that it has in the log.
    number: u64,
    /// How many parts have been given.
    parts: u64,
}

impl Rest {
    /// All of a job.
    pub(super) const fn all_of(recorded: Recorded) -> Rest {
        Rest { recorded, number: recorded.job.request.id.0, parts: 0 }
    }

    /// Whether a part of it has been given.
    pub(super) const fn is_begun(&self) -> bool {
        0 < self.parts
    }
}

/// The next part of a job where no job may ask for more, and what is left then.
pub(super) fn part_of(rest: Rest, most: Span) -> (Recorded, Option<Rest>) {
    let Rest { recorded: whole, number, parts } = rest;
    let numbered = |part: u64| match part {
        0 => number,
        later => (later + 1) * NUMBERS_OF_ONE_PART + number % NUMBERS_OF_ONE_PART,
    };
    let mut part = whole;
    part.job.request.id = JobId(numbered(parts));
    if 0 < parts {
        part.after = Some(numbered(parts - 1));
        // The log says how long the job waited, not how long a part of it would have.
        part.wait = None;
    }
    let (work, asked) = (whole.job.work, whole.job.request.walltime);
    let walltime = asked.min(most);
    (part.job.request.walltime, part.job.request.estimate) = (walltime, walltime);
    // What runs beyond its requested time has no right to another part.
    if work <= most || asked <= most || PARTS_MAX <= parts + 1 {
        return (part, None);
    }
    part.job.work = most;
    let mut left = whole;
    left.job.work = work - most;
    left.job.request.walltime = asked - most;
    (part, Some(Rest { recorded: left, number, parts: parts + 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Asked;
    use crate::log::sorting::job_of;
    use crate::model::Time;

    /// The parts of a job as `number work/walltime`, and after which each comes.
    fn parts(work: u64, walltime: u64, most: u64) -> Vec<(u64, u64, u64, Option<u64>)> {
        let secs = Span::from_secs;
        let job = job_of(7, Time::ZERO, secs(work), secs(walltime), 4, 1);
        let asked = Asked::default();
        let whole = Recorded { job, wait: Some(Span::ZERO), queue: None, after: None, part: 0, asked };
        let mut found = Vec::new();
        let mut rest = Some(Rest::all_of(whole));
        while let Some(left) = rest {
            let part;
            (part, rest) = part_of(left, secs(most));
            let request = part.job.request;
            found.push((request.id.0, part.job.work.as_secs(), request.walltime.as_secs(), part.after));
        }
        found
    }

    #[test]
    fn long_jobs_become_chains() {
        let later = |part: u64| part * NUMBERS_OF_ONE_PART + 7;
        assert_eq!(parts(50, 60, 100), [(7, 50, 60, None)], "short enough");
        assert_eq!(parts(50, 300, 100), [(7, 50, 100, None)], "over before the first part is");
        assert_eq!(
            parts(250, 280, 100),
            [(7, 100, 100, None), (later(2), 100, 100, Some(7)), (later(3), 50, 80, Some(later(2)))]
        );
        assert_eq!(parts(200, 300, 100), [(7, 100, 100, None), (later(2), 100, 100, Some(7))]);
        assert_eq!(parts(300, 150, 100), [(7, 100, 100, None), (later(2), 200, 50, Some(7))], "ran over");
        assert_eq!(parts(u64::MAX / 2_000_000, u64::MAX / 2_000_000, 1).len(), 10_000);
    }
}
