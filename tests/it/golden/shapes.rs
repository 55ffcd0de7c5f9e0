//! Reservations by shape: a job that needs a whole node is reserved a node that will be empty, not so many cores wherever they
//! are; and a job that fits an empty centre starts there.

use super::machine::{center, check, nodes};
use crate::laws::idle::Idle;
use crate::machine::starts_in;
use crate::support::request;
use suanli::model::{Center, Job, JobId, Layout, Partition, Pool, PoolId, Resources, Shape, Span, Time};
use suanli::policy::{BACKFILLS, ORDERS, PLACEMENTS};

/// Backfills that reserve for the first in the queue and delay it by nothing that they know.
const RESERVING: [&str; 8] = [
    "easy",
    "easy-shortest-first",
    "depth(1)",
    "depth(2)",
    "conservative",
    "replanned",
    "periodic(1)",
    "slack(0)",
];

/// A centre without rules, and with each of some that never bind.
fn with_idle_rules(plain: &Center) -> impl Iterator<Item = Center> {
    let rules = [Idle::Limit, Idle::Licence, Idle::OwnLock, Idle::LateLock];
    let bound = rules.map(|idle| {
        let mut center = plain.clone();
        idle.bind_in(&mut center);
        center
    });
    std::iter::once(plain.clone()).chain(bound)
}

/// Four cores are free from the beginning, two on each node. c needs a node for itself, which is there at 100. Until then d may
/// have the two of one node, but e not those of the other.
const FIVE_JOBS: &str = "
    a @0 1x100/100 wide 2
    b @0 1x100/100 wide 2
    c @10 1x50/50 wide 4
    d @20 1x1000/1000 wide 2
    e @30 1x1000/1000 wide 2";

const FIVE_FATES: &str = "
    a 0-100
    b 0-100
    c 100-150
    d 20-1020
    e 100-1100";

#[test]
fn a_whole_node_is_reserved_while_free_cores_are_scattered() {
    let center = center(vec![nodes(2, 4)]);
    for backfill in RESERVING.into_iter().chain(["slack(1)"]) {
        for center in with_idle_rules(&center) {
            check(&format!("fcfs+{backfill}+spread"), &center, FIVE_JOBS, FIVE_FATES);
        }
    }
}

#[test]
fn a_whole_node_is_reserved_wherever_small_jobs_are_put() {
    // The same with one core left on each node: every placement puts a and b on different nodes.
    let jobs = "
        a @0 1x100/100 wide 3
        b @0 1x100/100 wide 3
        c @10 1x50/50 wide 4
        d @20 1x1000/1000
        e @30 1x1000/1000";
    let center = center(vec![nodes(2, 4)]);
    for backfill in RESERVING {
        for placement in PLACEMENTS {
            for center in with_idle_rules(&center) {
                check(&format!("fcfs+{backfill}+{}", placement.name), &center, jobs, FIVE_FATES);
            }
        }
    }
}

#[test]
fn a_whole_node_is_reserved_however_many_wait_for_parts_of_one() {
    // When c has gone from its node at 150, f and g fill it; the others follow when d (1020), e (1100), f and g (1150) end.
    let jobs = format!(
        "{FIVE_JOBS}
        f @40 1x1000/1000 wide 2
        g @50 1x1000/1000 wide 2
        h @60 1x1000/1000 wide 2
        i @70 1x1000/1000 wide 2
        j @80 1x1000/1000 wide 2"
    );
    let fates = format!("{FIVE_FATES}\nf 150-1150\ng 150-1150\nh 1020-2020\ni 1100-2100\nj 1150-2150");
    let center = center(vec![nodes(2, 4)]);
    for backfill in RESERVING {
        for center in with_idle_rules(&center) {
            check(&format!("fcfs+{backfill}+spread"), &center, &jobs, &fates);
        }
    }
}

/// A job of so many tasks, each on a node of its own.
fn job(id: u64, submit: u64, (tasks, per_task): (u32, Resources), (run, walltime): (u64, u64)) -> Job {
    let shape = Shape { tasks, per_task, layout: Layout::OnePerNode };
    let request = suanli::model::Request { shape, ..request(id, submit, tasks, walltime) };
    Job { request, work: Span::from_secs(run) }
}

/// A small job every 50 s for ten minutes each, and one of a whole node in the middle. How long that one waits.
fn wait_among_small_jobs(center: Center, policy: &str) -> u64 {
    let small = |submit| (submit, (1, Resources { accelerators: 1, ..Resources::cores(1) }), (600, 600));
    let large = (1010, (1, Resources { accelerators: 8, ..Resources::cores(64) }), (300, 600));
    let before = (0..=1000).step_by(50).map(small);
    let after = (1050..=7450).step_by(50).map(small);
    let jobs: Vec<Job> = before
        .chain([large])
        .chain(after)
        .enumerate()
        .map(|(id, (submit, shape, times))| job(id as u64, submit, shape, times))
        .collect();
    let large = jobs.iter().find(|job| job.request.submit == Time::from_secs(1010)).expect("it is there");
    let JobId(large) = large.request.id;
    starts_in(center, policy, jobs)[large as usize] - 1010
}

#[test]
fn a_stream_of_small_jobs_does_not_pass_a_job_of_a_whole_node_for_ever() {
    // Twelve small jobs run when it comes. The node on which the last but one of them ends is empty at 1550.
    let center = Center::of_nodes("machine", 2, Resources { accelerators: 8, ..Resources::cores(64) });
    for placement in ["pack", "spread"] {
        for center in with_idle_rules(&center) {
            let wait =
                |backfill| wait_among_small_jobs(center.clone(), &format!("fcfs+{backfill}+{placement}"));
            assert_eq!(wait("none"), 540, "{placement}");
            for backfill in RESERVING {
                let wait = wait(backfill);
                assert!(wait <= 590, "{wait} s under {backfill}+{placement} with {:?}", center.rules);
            }
        }
    }
}

/// Two pools of one node behind partitions of their own and one that joins them.
fn joined(first: Resources, second: Resources) -> Center {
    let pools: Vec<Pool> =
        [first, second].map(|node| Center::of_nodes("pool", 1, node).pools.remove(0)).into();
    let partition = |name: &str, pools: &[u16]| Partition {
        name: name.into(),
        pools: pools.iter().copied().map(PoolId).collect(),
    };
    let partitions = vec![partition("all", &[0, 1]), partition("x", &[0]), partition("y", &[1])];
    Center::new("machine", "machine", pools, partitions, 1)
}

/// The starts of two jobs under every order, backfill and placement.
fn check_everywhere(center: &Center, jobs: &[Job], starts: &[u64]) {
    let backfills = BACKFILLS.iter().map(|row| row.name);
    for backfill in backfills.chain(["depth(1)", "periodic(30)", "slack(1)"]) {
        for order in ORDERS {
            for placement in PLACEMENTS {
                let policy = format!("{}+{backfill}+{}", order.example(), placement.name);
                for center in with_idle_rules(center) {
                    let rules = center.rules.clone();
                    let found = starts_in(center, &policy, jobs.to_vec());
                    assert_eq!(found, starts, "{policy} with {rules:?}");
                }
            }
        }
    }
}

#[test]
fn a_job_over_two_pools_starts_in_an_empty_centre() {
    // Half of either node, and then half of one.
    let node = Resources::cores(12);
    let half = Resources::cores(6);
    let jobs = [job(0, 10, (2, half), (60, 300)), job(1, 20, (1, half), (60, 300))];
    check_everywhere(&joined(node, node), &jobs, &[10, 20]);
}

#[test]
fn a_job_over_whole_nodes_of_two_kinds_starts_in_an_empty_centre() {
    let (plain, accelerated) = (Resources::cores(12), Resources { accelerators: 4, ..Resources::cores(12) });
    let jobs = [job(0, 10, (2, plain), (60, 300)), job(1, 20, (1, plain), (60, 300))];
    check_everywhere(&joined(accelerated, plain), &jobs, &[10, 70]);
    check_everywhere(&joined(plain, accelerated), &jobs, &[10, 70]);
}
