//! Users who submit in sessions and wait for nothing.

use super::*;
use suanli::workload::{Feedback, Sessions};

const HOUR: u64 = 3600;

fn sessions(submissions_mean: f64) -> Sessions {
    let think_median = Span::from_secs(900);
    Sessions { submissions_mean, think_median, think_spread: 0.5, feedback: Feedback::Open }
}

fn found(sessions: Sessions, per_day: f64, days: u64, users: &[Tenant], batch: Batch) -> Vec<Job> {
    let workload = Workload {
        sessions: Some(sessions),
        batch: Some(batch),
        ..Workload::new("jobs", Origin::Application("cfd".into()), Demand::JobsPerDay(per_day))
    };
    let mut source = source(&workload, &center(100), users, days, 0);
    let mut jobs = Vec::new();
    while source.next_submit().expect("a synthetic source reads nothing").is_some() {
        jobs.push(source.take());
    }
    jobs
}

#[test]
fn a_session_is_several_submissions_of_one_user_with_short_pauses() {
    // So few sessions that they hardly ever overlap: one in four days.
    let jobs = found(sessions(5.0), 1.25, 40_000, &tenants(&[1.0; 7]), Batch::Single);
    let pairs = || jobs.windows(2).map(|pair| (pair[1].request.submit.since(pair[0].request.submit), pair));
    // A pause for thought of more than five hours is six deviations away.
    let within: Vec<_> = pairs().filter(|(gap, _)| *gap <= Span::from_secs(5 * HOUR)).collect();
    let strangers =
        within.iter().filter(|(_, pair)| pair[0].request.tenant != pair[1].request.tenant).count();
    assert!(strangers < within.len() / 20, "{strangers} of {}", within.len());
    let submissions = jobs.len() as f64 / (jobs.len() - within.len()) as f64;
    assert!((4.5..5.8).contains(&submissions), "{submissions} in a session");
    let mut gaps: Vec<u64> = within.iter().map(|(gap, _)| gap.as_secs()).collect();
    gaps.sort_unstable();
    let median = gaps[gaps.len() / 2];
    assert!((870..960).contains(&median), "{median} s");
    // One deviation more or less: P84 and P16.
    let ratio = gaps[gaps.len() * 84 / 100] as f64 / gaps[gaps.len() * 16 / 100] as f64;
    assert!((2.5..3.1).contains(&ratio), "{ratio}, expected e");
}

#[test]
fn sessions_bring_as_many_jobs_as_were_demanded() {
    let batches = [Batch::Single, Batch::Burst { least: 2, most: 8 }, Batch::Array { least: 3, most: 3 }];
    for batch in batches {
        let jobs = found(sessions(4.0), 300.0, 700, &tenants(&[1.0, 2.0]), batch);
        let days: Vec<f64> = (0..100_u64)
            .map(|week| {
                let here = |job: &&Job| job.request.submit.as_secs() / DAY / 7 == week;
                jobs.iter().filter(here).count() as f64 / 7.0
            })
            .collect();
        let (mean, tolerance) = mean_and_tolerance(&days);
        assert!(
            (mean - 300.0).abs() <= tolerance && tolerance < 30.0,
            "{batch:?}: {mean} within {tolerance}"
        );
        assert!(jobs.is_sorted_by_key(|job| job.request.submit));
    }
}

#[test]
fn active_users_have_more_sessions() {
    // Zipf's law over four.
    let jobs = found(sessions(4.0), 400.0, 700, &tenants(&[1.0, 0.5, 1.0 / 3.0, 0.25]), Batch::Single);
    let all: f64 = 1.0 + 0.5 + 1.0 / 3.0 + 0.25;
    for (place, activity) in [1.0, 0.5, 1.0 / 3.0, 0.25].into_iter().enumerate() {
        let count = jobs.iter().filter(|job| job.request.tenant.0 as usize == place).count();
        let (found, expected) = (count as f64 / jobs.len() as f64, activity / all);
        // A session of geometric length counts its mean length times over, and more for its variance: 2 x 4 - 1.
        let tolerance = share_tolerance(expected, jobs.len() / 7);
        assert!((found - expected).abs() <= tolerance, "tenant {place}: {found}, {expected}");
    }
}

#[test]
fn the_same_jobs_come_however_they_are_submitted() {
    let alone = found(sessions(1.0), 200.0, 100, &tenants(&[1.0]), Batch::Single);
    let together = found(sessions(6.0), 200.0, 100, &tenants(&[1.0]), Batch::Single);
    let job = |job: &Job| (job.request.shape, job.work, job.request.walltime);
    let count = alone.len().min(together.len());
    assert!(15_000 < count);
    assert!(alone[..count].iter().map(job).eq(together[..count].iter().map(job)));
}
