//! Runs the engine on one counted machine for tests that think in whole seconds and processors.

use crate::plain::PlainJob;
use crate::support::request;
use std::collections::BTreeMap;
use suanli::engine::{Settings, simulate_with};
use suanli::model::{Center, Job, JobId, Source, Span, Terms, Time};
use suanli::policy::PolicySpec;
use suanli::record::{JobFact, Tape};
use suanli::verify::Auditor;

/// A job on a counted machine. Its place in the log is its id.
pub(crate) fn job(place: usize, plain: &PlainJob) -> Job {
    let request = request(place as u64, plain.submit, plain.procs as u32, plain.estimate);
    Job { request, work: Span::from_secs(plain.run) }
}

/// Everything that the engine says of these jobs in these centres, until nothing is left to happen.
pub(crate) fn tape(centers: &[Center], policy: &str, jobs: Vec<Job>) -> Tape {
    tape_with(Settings::default(), centers, policy, jobs)
}

fn tape_with(settings: Settings, centers: &[Center], policy: &str, jobs: Vec<Job>) -> Tape {
    let policy = PolicySpec::parse(policy).expect("the policies of tests exist");
    let mut tape = Tape::default();
    simulate_with(settings, centers, &policy, &mut jobs.into_iter().peekable(), Time::NEVER, &mut tape)
        .expect("jobs from memory can be read");
    tape
}

/// When each of these jobs starts in this centre, in whole seconds.
pub(crate) fn starts_in(center: Center, policy: &str, jobs: Vec<Job>) -> Vec<u64> {
    let mut starts = vec![u64::MAX; jobs.len()];
    for entry in tape(&[center], policy, jobs).entries {
        if let Some((request, JobFact::Started { .. })) = entry.event.job() {
            starts[request.id.0 as usize] = entry.at.as_secs();
        }
    }
    starts
}

/// The engine's start of every job of a log.
pub(crate) fn starts(processors: u64, policy: &str, jobs: &[PlainJob]) -> Vec<u64> {
    starts_with(Settings::default(), processors, policy, jobs)
}

/// The same with settings other than the default.
pub(crate) fn starts_with(settings: Settings, processors: u64, policy: &str, jobs: &[PlainJob]) -> Vec<u64> {
    let centers = [Center::counted("machine", processors as u32)];
    let truth = jobs.iter().enumerate().map(|(place, plain)| job(place, plain)).collect();
    let mut starts = vec![u64::MAX; jobs.len()];
    for entry in tape_with(settings, &centers, policy, truth).entries {
        if let Some((request, JobFact::Started { .. })) = entry.event.job() {
            starts[request.id.0 as usize] = entry.at.as_secs();
        }
    }
    starts
}

/// What happens to jobs with these terms until all are done, and why each waited. No law may be broken on the way.
pub(crate) fn audited(
    centers: &[Center],
    policy: &str,
    source: &mut dyn Source,
    terms: BTreeMap<JobId, Terms>,
) -> Tape {
    let policy = PolicySpec::parse(policy).expect("the policies of tests exist");
    let settings = Settings { causes: true, ..Settings::default() };
    let mut tape = Tape::default();
    simulate_with(settings, centers, &policy, source, Time::NEVER, &mut tape)
        .expect("jobs from memory can be read");
    let mut auditor = Auditor::new(centers).with_terms(terms).with_causes();
    tape.play(&mut auditor);
    let findings = auditor.finish(Time::NEVER);
    assert!(findings.is_clean(), "{findings}");
    tape
}
