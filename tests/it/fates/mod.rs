//! The fates of single jobs where rules meet: small scenarios with every start, end and eviction worked out by hand.
//!
//! What becomes of a job is one line, in seconds: `2: 10-40 requeued losing 30, 90-140 done`. All that is not in the line did
//! not happen to it. The auditor looks at every one of them as well.

mod breakoffs;
mod preemption;
mod runs;
mod slots;
mod structure;
mod suspension;

use crate::machine::audited;
use crate::support::request;
use std::collections::BTreeMap;
use suanli::model::{
    Center, ClassId, ClassRule, Condition, Dependency, Gang, GroupId, Job, JobId, Partition, PartitionId,
    PoolId, Preemption, Qos, QosId, Source, SourceError, Span, TenantId, Terms, Time,
};
use suanli::record::{Cancellation, End, Event, JobFact, Stop};

/// A job with what it asks for besides.
#[derive(Debug, Clone)]
struct Made {
    job: Job,
    terms: Terms,
}

/// A job of the first group, class and partition that works for all of its walltime.
fn job(id: u64, submit: u64, tasks: u32, walltime: u64) -> Made {
    let request = request(id, submit, tasks, walltime);
    Made { job: Job { request, work: request.walltime }, terms: Terms::default() }
}

impl Made {
    fn works(mut self, secs: u64) -> Made {
        self.job.work = Span::from_secs(secs);
        self
    }

    fn class(mut self, class: u16) -> Made {
        self.job.request.class = ClassId(class);
        self
    }

    /// Of the tenant whose group has this number.
    fn group(mut self, group: u16) -> Made {
        self.job.request.group = GroupId(group);
        self.job.request.tenant = TenantId(u32::from(group));
        self
    }

    fn partition(mut self, partition: u16) -> Made {
        self.job.request.partition = PartitionId(partition);
        self
    }

    fn cores_each(mut self, cores: u32) -> Made {
        self.job.request.shape.per_task.cores = cores;
        self
    }

    fn after(mut self, job: u64, condition: Condition) -> Made {
        self.terms.after.push(Dependency { job: JobId(job), condition });
        self
    }

    fn singleton(mut self) -> Made {
        self.terms.singleton = true;
        self
    }

    fn gang(mut self, gang: u64, members: u32) -> Made {
        self.terms.gang = Some(Gang { gang, members });
        self
    }

    fn patience(mut self, secs: u64) -> Made {
        self.terms.patience = Some(Span::from_secs(secs));
        self
    }
}

/// Pools of so many processors, behind partitions over these of them, for two groups.
fn machine(processors: &[u32], partitions: &[&[u16]]) -> Center {
    let pools = processors.iter().flat_map(|count| Center::counted("machine", *count).pools).collect();
    let partition = |pools: &&[u16]| Partition {
        name: "part".into(),
        pools: pools.iter().map(|pool| PoolId(*pool)).collect(),
    };
    let mut center = Center::new("machine", "machine", pools, partitions.iter().map(partition).collect(), 2);
    center.rules.has_sets = true;
    center
}

/// The same where jobs of the third class send away those of the other two, of which the second has the higher priority.
fn ranked(processors: &[u32], partitions: &[&[u16]]) -> Center {
    let mut center = machine(processors, partitions);
    let qos = |number: u16| Qos {
        name: format!("qos-{number}"),
        priority: u32::from(number),
        price_percent: 100,
        preempts: if number == 2 { vec![QosId(0), QosId(1)] } else { Vec::new() },
    };
    center.rules.qos = (0..3).map(qos).collect();
    center.rules.classes =
        (0..3).map(|number| ClassRule { qos: QosId(number), ..ClassRule::default() }).collect();
    center
}

fn preempting(mut center: Center, change: impl FnOnce(&mut Preemption)) -> Center {
    change(&mut center.rules.preemption);
    center
}

/// Jobs from memory with their terms.
struct Listed<'a> {
    jobs: &'a [Made],
    next: usize,
}

impl Source for Listed<'_> {
    fn next_submit(&mut self) -> Result<Option<Time>, SourceError> {
        Ok(self.jobs.get(self.next).map(|made| made.job.request.submit))
    }

    fn take(&mut self) -> Job {
        self.next += 1;
        self.jobs[self.next - 1].job
    }

    fn terms(&self) -> Option<&Terms> {
        Some(&self.jobs[self.next - 1].terms).filter(|terms| **terms != Terms::default())
    }

    fn has_dependencies(&self) -> bool {
        self.jobs.iter().any(|made| !made.terms.after.is_empty() || made.terms.singleton)
    }
}

/// What becomes of each job, in order of their numbers.
fn fates(center: &Center, policy: &str, jobs: &[Made]) -> Vec<String> {
    let terms = jobs.iter().map(|made| (made.job.request.id, made.terms.clone())).collect();
    let tape = audited(std::slice::from_ref(center), policy, &mut Listed { jobs, next: 0 }, terms);
    let mut fates: BTreeMap<JobId, Vec<String>> =
        jobs.iter().map(|made| (made.job.request.id, Vec::new())).collect();
    for entry in &tape.entries {
        if let Some((job, what)) = words(&entry.event, entry.at) {
            fates.get_mut(&job).expect("only these jobs come").push(what);
        }
    }
    fates.into_iter().map(|(job, fate)| format!("{job}: {}", fate.join(", "))).collect()
}

fn words(event: &Event, at: Time) -> Option<(JobId, String)> {
    let now = at.as_secs();
    let (request, fact) = event.job()?;
    let what = match fact {
        JobFact::Rejected { why } => format!("turned away, as {}", why.reason()),
        JobFact::Stopped { start, stop, lost, .. } => {
            let stop = match stop {
                Stop::Requeued => "requeued",
                Stop::Suspended => "suspended",
                Stop::NodeFailed => "failed",
                Stop::Failed => "failed by itself",
            };
            format!("{}-{now} {stop} losing {}", start.as_secs(), lost.as_secs())
        }
        JobFact::Lost { lost } => format!("at {now} loses {}", lost.as_secs()),
        JobFact::Cancelled { why, .. } => {
            let why = match why {
                Cancellation::Patience => "gives up",
                Cancellation::Dependency => "waited in vain",
                Cancellation::Misfit => "fits no more",
            };
            format!("{why} at {now}")
        }
        JobFact::PromiseBroken { promised, breach } => {
            format!("at {now} put off from {} {}", promised.as_secs(), breach.words())
        }
        JobFact::Ended { start, end, .. } => {
            let end = match end {
                End::Finished => "done",
                End::Killed => "killed",
                End::Evicted => "evicted",
                End::NodeFailed => "failed",
                End::Failed => "failed by itself",
                End::Cancelled => "stopped by its user",
            };
            format!("{}-{now} {end}", start.as_secs())
        }
        JobFact::StillWaiting { .. } => "waits for ever".into(),
        JobFact::StillRunning { .. } => "runs for ever".into(),
        JobFact::Submitted | JobFact::Started { .. } | JobFact::Waited { .. } => return None,
    };
    Some((request.id, what))
}
