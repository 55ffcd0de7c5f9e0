//! Orders that weigh tenants and classes against each other: by hand, and against plain programs on random logs.

use crate::machine;
use crate::plain::{Begun, PlainJob, ranked};
use crate::random::random_log;
use suanli::model::{Center, Job, TenantId};

/// Shares that no small usages are in proportion to: two tenants tie only where neither has used anything, and rounding never
/// decides who is first.
const SHARES: [u32; 5] = [1_009, 1_013, 1_019, 1_021, 1_031];

/// The half-life of `fair-share`, in seconds.
const WEEK: f64 = 7.0 * 86_400.0;

/// Whose a job is.
fn tenant(job: &PlainJob) -> usize {
    (job.id * job.id / 3 + job.procs) as usize % SHARES.len()
}

fn jobs(plain: &[PlainJob]) -> Vec<Job> {
    let owned = |(place, job): (usize, &PlainJob)| {
        let mut truth = machine::job(place, job);
        truth.request.tenant = TenantId(tenant(job) as u32);
        truth
    };
    plain.iter().enumerate().map(owned).collect()
}

fn center(processors: u64) -> Center {
    Center { tenant_shares: SHARES.to_vec(), ..Center::counted("machine", processors as u32) }
}

/// What a tenant used up to an instant and has not been forgotten, in processor-seconds: the sum over all his jobs.
fn usage(jobs: &[PlainJob], begun: &[Begun], who: usize, now: u64, half_life: f64) -> f64 {
    let kept = |at: u64| libm::exp2(-((now - at) as f64) / half_life);
    let of_job = |(place, start): &Begun| {
        let job = &jobs[*place];
        let end = (start + job.run).min(now);
        job.procs as f64 * half_life / std::f64::consts::LN_2 * (kept(end) - kept(*start))
    };
    begun.iter().filter(|(place, _)| tenant(&jobs[*place]) == who).map(of_job).sum()
}

#[test]
fn fair_share_starts_every_job_when_the_plain_program_does() {
    for seed in 0..400 {
        let (processors, log) = random_log(seed);
        let plain = ranked(&log, processors, |now, begun, place| {
            let who = tenant(&log[place]);
            usage(&log, begun, who, now, WEEK) / f64::from(SHARES[who])
        });
        let engine = machine::starts_in(center(processors), "fair-share+easy", jobs(&log));
        assert_eq!(engine, plain, "seed {seed} on {processors} processors: {log:#?}");
    }
}
