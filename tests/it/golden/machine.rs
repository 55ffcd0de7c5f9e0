//! Centres and jobs in a few words, and the runs of every job as text.
//!
//! A job is `name @submit TASKSxRUN/WALLTIME`, in seconds, and where it matters `of` a group, `by` a tenant, `as` a class, and
//! `wide` so many cores for each task: all are numbers, and 0, or 1 core, where nothing is said. Its fate is `name start-end`; a
//! run that was made to leave has a `!` behind it.

use crate::little::{lines, number, plain_job};
use crate::machine::audited;
use std::collections::BTreeMap;
use suanli::model::{Center, ClassId, GroupId, Job, Lock, Partition, Pool, PoolId, Resources, TenantId};
use suanli::record::{End, JobFact};

/// How many groups of tenants a centre knows.
const GROUPS: usize = 3;

/// A centre of these pools behind one partition.
pub(super) fn center(pools: Vec<Pool>) -> Center {
    let all = (0..pools.len() as u16).map(PoolId).collect();
    Center::new("machine", "machine", pools, vec![Partition { name: "all".into(), pools: all }], GROUPS)
}

/// So many processors of which only their number is known.
pub(super) fn counted(processors: u32) -> Pool {
    Center::counted("machine", processors).pools.remove(0)
}

/// So many nodes of so many cores.
pub(super) fn nodes(count: u32, cores: u32) -> Pool {
    Center::of_nodes("machine", count, Resources::cores(cores)).pools.remove(0)
}

pub(super) fn locked(pool: Pool, lock: Lock) -> Pool {
    Pool { lock: Some(lock), ..pool }
}

/// Runs jobs in a centre under a policy and compares their fates, job by job. No law may be broken on the way.
pub(super) fn check(policy: &str, center: &Center, jobs: &str, expected: &str) {
    let names: Vec<&str> = lines(jobs).map(|line| line.split_once(' ').expect("a name").0).collect();
    let jobs: Vec<Job> = lines(jobs).enumerate().map(|(place, line)| job(place, line)).collect();
    let centers = [center.clone()];
    let tape = audited(&centers, policy, &mut jobs.into_iter().peekable(), BTreeMap::new());
    let mut fates: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    for entry in &tape.entries {
        let Some((request, fact)) = entry.event.job() else { continue };
        let fate = match fact {
            JobFact::Rejected { .. } => "rejected".into(),
            JobFact::Stopped { start, .. } => format!("{}-{}!", start.as_secs(), entry.at.as_secs()),
            JobFact::Ended { start, end, .. } => {
                let mark = match end {
                    End::Finished => "",
                    End::Killed => " killed",
                    End::Evicted | End::NodeFailed | End::Failed | End::Cancelled => "!",
                };
                format!("{}-{}{mark}", start.as_secs(), entry.at.as_secs())
            }
            JobFact::StillWaiting { .. } => "waits for ever".into(),
            JobFact::StillRunning { .. } => "runs for ever".into(),
            JobFact::Submitted
            | JobFact::Started { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Lost { .. }
            | JobFact::Waited { .. }
            | JobFact::PromiseBroken { .. } => continue,
        };
        let line = &mut fates[request.id.0 as usize];
        *line = format!("{line} {fate}");
    }
    assert_eq!(fates, lines(expected).collect::<Vec<_>>(), "{policy}");
}

fn job(place: usize, line: &str) -> Job {
    let mut job = plain_job(place, line);
    let traits: Vec<&str> = line.split_whitespace().skip(3).collect();
    for pair in traits.chunks(2) {
        let &[what, which] = pair else { panic!("`{line}` ends in half a pair") };
        let which = number(which);
        match what {
            "of" => job.request.group = GroupId(which as u16),
            "by" => job.request.tenant = TenantId(which as u32),
            "as" => job.request.class = ClassId(which as u16),
            "wide" => job.request.shape.per_task = Resources::cores(which as u32),
            other => panic!("expected `of`, `by`, `as` or `wide`, found `{other}`"),
        }
    }
    job
}
