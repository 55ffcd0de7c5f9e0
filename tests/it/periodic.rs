//! Plans that are made by the clock, and jobs that are queued later than they were submitted.

use crate::machine::{job, starts, starts_with};
use crate::plain::PlainJob;
use suanli::engine::{AtWalltime, Settings, simulate};
use suanli::model::{Center, Job, LimitChecks, Source, SourceError, Span, Time};
use suanli::policy::PolicySpec;
use suanli::record::{JobFact, Tape};

const fn plain(submit: u64, procs: u64, run: u64, estimate: u64) -> PlainJob {
    PlainJob { id: 0, submit, run, estimate, procs }
}

/// The second job blocks the queue until 100; the third fits beside the first.
const BLOCKED: [PlainJob; 3] = [plain(0, 3, 100, 100), plain(1, 4, 10, 10), plain(2, 1, 10, 10)];

#[test]
fn nobody_overtakes_before_the_next_plan() {
    assert_eq!(starts(4, "fcfs+replanned", &BLOCKED), [0, 100, 2]);
    // The first submission found the first plan due, at 0.
    assert_eq!(starts(4, "fcfs+periodic(30)", &BLOCKED), [0, 100, 30]);
    assert_eq!(starts(4, "fcfs+periodic", &BLOCKED), [0, 100, 30]);
    assert_eq!(starts(4, "fcfs+periodic(1)", &BLOCKED), [0, 100, 2]);
    // Where the plan comes too late to be of use, this is first come, first served.
    assert_eq!(starts(4, "fcfs+periodic(86400)", &BLOCKED), starts(4, "fcfs+none", &BLOCKED));
}

#[test]
fn the_head_of_the_queue_starts_between_two_plans() {
    let jobs = [plain(0, 4, 10, 100), plain(5, 4, 10, 10), plain(6, 1, 5, 5)];
    assert_eq!(starts(4, "fcfs+periodic(30)", &jobs), [0, 10, 20]);
}

#[test]
fn an_interval_is_a_whole_number_of_seconds() {
    for wrong in ["periodic(0)", "periodic(0.5)", "periodic(-1)", "periodic(86401)", "periodic(soon)"] {
        let complaints = PolicySpec::parse(&format!("fcfs+{wrong}")).expect_err("there is no such policy");
        assert!(complaints[0].to_string().contains("seconds between two plans"), "{}", complaints[0]);
    }
}

#[test]
fn what_happens_between_two_looks_waits_for_the_next() {
    assert_eq!(starts(4, "fcfs+none+pack+every(7)", &BLOCKED), [0, 105, 119]);
    assert_eq!(starts(4, "fcfs+easy+pack+every(7)", &BLOCKED), [0, 105, 7]);
    assert_eq!(starts(4, "fcfs+easy+every(0.5)", &BLOCKED), starts(4, "fcfs+easy", &BLOCKED));
    for wrong in ["every", "every()", "every(0)", "every(-1)", "every(nan)", "every(86401)"] {
        let complaints = PolicySpec::parse(&format!("fcfs+{wrong}")).expect_err("nobody can look like that");
        assert!(complaints[0].to_string().contains("seconds between two looks"), "{}", complaints[0]);
    }
}

#[test]
fn a_job_beyond_its_limit_runs_until_the_next_check() {
    let checks = LimitChecks { every: Span::from_secs(30), first: Span::from_secs(24) };
    let settings = Settings { at_walltime: AtWalltime::KillAtChecks(checks), ..Settings::default() };
    // The first is killed at 24; the third, whose limit is at 39, is done before the check at 54.
    let jobs = [plain(0, 1, 100, 10), plain(1, 1, 5, 10), plain(2, 1, 12, 10), plain(3, 1, 1, 10)];
    assert_eq!(starts_with(settings, 1, "fcfs+none", &jobs), [0, 24, 29, 41]);
}

/// Jobs with the time at which each is queued, the next one last.
struct Held(Vec<(Time, Job)>);

impl Source for Held {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.0.last().map(|(at, _)| *at))
    }

    fn take(&mut self) -> Job {
        self.0.pop().expect("take is called only when next_submit gave a time").1
    }
}

#[test]
fn a_job_that_was_held_back_stands_where_it_was_submitted() {
    let jobs = [plain(0, 1, 10, 10), plain(3, 1, 10, 10), plain(1, 1, 10, 10)];
    let queued = [0, 3, 5];
    let mut held = Held(
        jobs.iter()
            .enumerate()
            .map(|(place, plain)| (Time::from_secs(queued[place]), job(place, plain)))
            .collect(),
    );
    held.0.reverse();
    for backfill in ["none", "easy", "replanned", "periodic(30)", "conservative"] {
        let policy = PolicySpec::parse(&format!("fcfs+{backfill}")).expect("a known policy");
        let (mut tape, mut source) = (Tape::default(), Held(held.0.clone()));
        simulate(&[Center::counted("machine", 1)], &policy, &mut source, Time::NEVER, &mut tape)
            .expect("jobs from memory can be read");
        let mut order = Vec::new();
        for entry in tape.entries {
            if let Some((request, JobFact::Started { .. })) = entry.event.job() {
                order.push((request.id.0, entry.at.as_secs()));
            }
        }
        // Under `conservative` the second job had its promise before the third was queued.
        let expected =
            if backfill == "conservative" { [(0, 0), (1, 10), (2, 20)] } else { [(0, 0), (2, 10), (1, 20)] };
        assert_eq!(order, expected, "{backfill}");
    }
}
