//! No two jobs send each other away for ever: named pairs under every reason to evict and every fate.

use super::scenario::Scenario;
use super::{POLICIES, play};
use crate::support::request;
use std::collections::BTreeMap;
use suanli::model::{
    Center, Checkpoints, ClassId, ClassRule, Eviction, GroupId, Job, JobId, Lock, LockMode, Partition,
    PartitionId, PartitionRule, PoolId, Preemption, Qos, QosId, Quota, Request, Span, TenantId, Time,
    Victims,
};
use suanli::record::{End, JobFact, Tape};

/// Four processors behind two partitions, for two groups and two classes of jobs; and one processor beside them for a third.
fn machine() -> Center {
    let mut pools = Center::counted("machine", 4).pools;
    pools.extend(Center::counted("beside", 1).pools);
    let partition = |name: &str, pool| Partition { name: name.into(), pools: vec![PoolId(pool)] };
    let partitions = vec![partition("a", 0), partition("b", 0), partition("beside", 1)];
    Center::new("machine", "machine", pools, partitions, 3)
}

/// A job of a side: its group, class and partition.
fn job(id: u64, side: u16, submit: u64, tasks: u32) -> Job {
    let request = Request {
        tenant: TenantId(u32::from(side)),
        group: GroupId(side),
        class: ClassId(side),
        partition: PartitionId(side),
        ..request(id, submit, tasks, 100)
    };
    Job { request, work: request.walltime }
}

fn quality(center: &mut Center, above: u16) {
    let qos = |number: u16| Qos {
        name: format!("qos-{number}"),
        priority: u32::from(number == above),
        price_percent: 100,
        preempts: if number == above { vec![QosId(1 - above)] } else { Vec::new() },
    };
    center.rules.qos = vec![qos(0), qos(1)];
}

fn tiers(center: &mut Center, [a, b]: [u32; 2]) {
    center.rules.preemption.by_tier = true;
    center.rules.partitions =
        [a, b, 0].into_iter().map(|tier| PartitionRule { tier, ..PartitionRule::default() }).collect();
}

fn quotas(center: &mut Center, guaranteed: [u32; 2]) {
    let quota = |group: u16| Quota {
        name: format!("quota-{group}"),
        groups: vec![GroupId(group)],
        guaranteed: guaranteed[usize::from(group)],
        most: None,
        borrows: true,
        lends: true,
        reclaims: true,
    };
    center.rules.quotas = vec![quota(0), quota(1)];
}

fn lock(center: &mut Center, owner: u16, mode: LockMode) {
    let lock = Lock { name: "lock".into(), owners: vec![GroupId(owner)], mode, ..Lock::default() };
    center.pools[0].lock = Some(lock);
    let (pools, partitions) = (center.pools.clone(), center.partitions.clone());
    let rules = std::mem::take(&mut center.rules);
    *center = Center::new("machine", "machine", pools, partitions, 3);
    center.rules = rules;
}

/// What the rules are, the sizes of the jobs of both sides, and how often each is evicted when the first side comes first.
type Pair = (&'static str, fn(&mut Center), [u32; 2], [u64; 2]);

const PAIRS: &[Pair] = &[
    ("a higher quality of service", |center| quality(center, 1), [4, 4], [1, 0]),
    ("a lower quality of service", |center| quality(center, 0), [4, 4], [0, 0]),
    ("a higher tier", |center| tiers(center, [0, 1]), [4, 4], [1, 0]),
    ("equal tiers", |center| tiers(center, [1, 1]), [4, 4], [0, 0]),
    ("both beyond what they are sure of", |center| quotas(center, [2, 2]), [4, 4], [0, 0]),
    ("within what it is sure of", |center| quotas(center, [2, 2]), [4, 2], [1, 0]),
    ("both within what they are sure of", |center| quotas(center, [2, 2]), [2, 2], [0, 0]),
    ("owner of a lock", |center| lock(center, 1, LockMode::LendPreemptible), [4, 4], [1, 0]),
    (
        "owner of a lock that gives time",
        |center| lock(center, 1, LockMode::LendUntilNeeded { return_time: Span::ZERO }),
        [4, 4],
        [1, 0],
    ),
    (
        "owner of a lock against a higher quality of service",
        |center| {
            quality(center, 0);
            lock(center, 1, LockMode::LendPreemptible);
        },
        [4, 4],
        [1, 0],
    ),
    (
        "owner of a lock against a higher tier",
        |center| {
            tiers(center, [1, 0]);
            lock(center, 1, LockMode::LendPreemptible);
        },
        [4, 4],
        [1, 0],
    ),
    (
        "owner of a lock against who takes back his quota",
        |center| {
            quotas(center, [4, 0]);
            lock(center, 1, LockMode::LendPreemptible);
        },
        [4, 4],
        [0, 0],
    ),
    (
        "who takes back his quota against a higher quality of service",
        |center| {
            quality(center, 0);
            quotas(center, [0, 4]);
        },
        [4, 4],
        [1, 0],
    ),
    (
        "who takes back his quota against a higher tier",
        |center| {
            tiers(center, [1, 0]);
            quotas(center, [0, 4]);
        },
        [4, 4],
        [1, 0],
    ),
    (
        "a higher tier against a higher quality of service",
        |center| {
            quality(center, 0);
            tiers(center, [0, 1]);
        },
        [4, 4],
        [1, 0],
    ),
];

/// How often each job was sent away, and how each ended.
fn fates(tape: &Tape) -> (BTreeMap<JobId, u64>, BTreeMap<JobId, End>) {
    let (mut evictions, mut ends) = (BTreeMap::new(), BTreeMap::new());
    for entry in &tape.entries {
        let Some((request, fact)) = entry.event.job() else { continue };
        if let JobFact::Stopped { .. } = fact {
            *evictions.entry(request.id).or_default() += 1;
        }
        if let JobFact::Ended { end, .. } = fact {
            *evictions.entry(request.id).or_default() += u64::from(*end == End::Evicted);
            ends.insert(request.id, *end);
        }
    }
    (evictions, ends)
}

#[test]
fn of_two_jobs_one_is_evicted_once_at_most_and_both_come_to_their_end() {
    let seconds = [0, 5].map(Span::from_secs);
    for (name, rules, tasks, expected) in PAIRS {
        for eviction in [Eviction::Requeue, Eviction::Checkpoint, Eviction::Cancel, Eviction::Suspend] {
            for (grace, minimum_run) in seconds.iter().flat_map(|grace| seconds.map(|run| (*grace, run))) {
                for policy in POLICIES {
                    let mut center = machine();
                    let class = |qos| ClassRule {
                        qos: QosId(qos),
                        checkpoint: Some(Checkpoints::free(Span::from_secs(3))),
                        ..ClassRule::default()
                    };
                    center.rules.classes = vec![class(0), class(1)];
                    rules(&mut center);
                    let rules = &mut center.rules.preemption;
                    let (by_tier, victims) = (rules.by_tier, Victims::YOUNGEST);
                    *rules = Preemption { by_tier, victims, eviction, grace, minimum_run };
                    // Somebody comes every seven seconds to the processor beside them, so that there is always another look.
                    let knocks = (0..60)
                        .map(|knock| Job { work: Span::SECOND, ..job(10 + knock, 2, 13 + 7 * knock, 1) });
                    let mut jobs = vec![job(1, 0, 0, tasks[0]), job(2, 1, 10, tasks[1])];
                    jobs.extend(knocks);
                    let scenario = Scenario {
                        centers: vec![center],
                        jobs,
                        terms: BTreeMap::new(),
                        horizon: Time::from_secs(100_000),
                        outages: Vec::new(),
                    };
                    let (evictions, ends) = fates(&play(&scenario, policy));
                    let told =
                        format!("{name}: {eviction:?}, grace {grace}, minimum {minimum_run}, {policy}");
                    for (id, most) in [(1, expected[0]), (2, expected[1])] {
                        let count = evictions[&JobId(id)];
                        assert_eq!(count, most, "job {id}: {told}");
                        let last = ends.get(&JobId(id));
                        let right = if eviction == Eviction::Cancel && 0 < most {
                            End::Evicted
                        } else {
                            End::Finished
                        };
                        assert_eq!(last, Some(&right), "job {id}: {told}");
                    }
                }
            }
        }
    }
}
