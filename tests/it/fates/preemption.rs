//! Which jobs are sent away, when, and what that does to those who were promised a start.

use super::{fates, job, machine, preempting, ranked};
use suanli::model::{
    Center, Checkpoints, Eviction, Named, NodeType, Nodes, Partition, PartitionRule, PeakFlops, Pool, PoolId,
    Resources, Span, Victims,
};

/// Job 1 may be sent away after 60 s. Job 2 comes at 10 s and wants all. Whatever else happens, in this case every second
/// second from 50 s on in another pool, it waits until 60 s, and no longer.
#[test]
fn a_victim_leaves_exactly_at_the_end_of_its_minimum_run() {
    let center = preempting(ranked(&[2, 8], &[&[0], &[1]]), |rules| rules.minimum_run = Span::from_secs(60));
    let mut jobs = vec![job(1, 0, 2, 200), job(2, 10, 2, 50).class(2)];
    jobs.extend((0..10).map(|knock| job(3 + knock, 50 + 2 * knock, 1, 1).partition(1)));
    let found = fates(&center, "fcfs+easy", &jobs);
    assert_eq!(found[..2], ["1: 0-60 requeued losing 60, 110-310 done", "2: 60-110 done"]);
    // The same where nothing else happens.
    let found = fates(&center, "fcfs+easy", &jobs[..2]);
    assert_eq!(found, ["1: 0-60 requeued losing 60, 110-310 done", "2: 60-110 done"]);
}

/// Three jobs on a full machine of seven: the first since 0 s on one processor (100 unit seconds at 100 s), the second since
/// 40 s on two (120), the third since 60 s on four (160). The second is of a lower quality of service than the others. At
/// 100 s one processor is wanted for 10 s; the job that left it needs all of its own again, and goes on at 110 s.
#[test]
fn each_order_of_victims_picks_another() {
    for (victims, expected) in [
        (
            Victims::LEAST_LOST,
            ["1: 0-100 requeued losing 100, 110-610 done", "2: 40-540 done", "3: 60-560 done"],
        ),
        (
            Victims::LOWEST_PRIORITY,
            ["1: 0-500 done", "2: 40-100 requeued losing 60, 110-610 done", "3: 60-560 done"],
        ),
        (
            Victims::YOUNGEST,
            ["1: 0-500 done", "2: 40-540 done", "3: 60-100 requeued losing 40, 110-610 done"],
        ),
    ] {
        let center = preempting(ranked(&[7], &[&[0]]), |rules| rules.victims = victims);
        let jobs = [
            job(1, 0, 1, 500).class(1),
            job(2, 40, 2, 500),
            job(3, 60, 4, 500).class(1),
            job(4, 100, 1, 10).class(2),
        ];
        let found = fates(&center, "fcfs+easy", &jobs);
        assert_eq!(found[..3], expected, "{victims:?}");
        assert_eq!(found[3], "4: 100-110 done", "{victims:?}");
    }
}

/// Job 1 has run longest and loses most, but holds most: it alone makes room for job 4, for which both others together would not.
#[test]
fn the_largest_leaves_so_that_the_others_may_stay() {
    let largest = Victims::of_name("largest").expect("it is a row of the table");
    let center = preempting(ranked(&[7], &[&[0]]), |rules| rules.victims = largest);
    let jobs = [job(1, 0, 4, 500), job(2, 40, 2, 500), job(3, 60, 1, 500), job(4, 100, 1, 10).class(2)];
    let expected =
        ["1: 0-100 requeued losing 100, 110-610 done", "2: 40-540 done", "3: 60-560 done", "4: 100-110 done"];
    assert_eq!(fates(&center, "fcfs+easy", &jobs), expected);
}

/// The same three where the second writes a checkpoint every 60 s: at 100 s, 60 s after its start, it has just written one and
/// loses nothing, while the first would lose all of its 100 unit seconds. It goes on with the 440 s that are left.
#[test]
fn a_job_that_has_just_written_a_checkpoint_loses_least() {
    let mut center = preempting(ranked(&[7], &[&[0]]), |rules| {
        (rules.victims, rules.eviction) = (Victims::LEAST_LOST, Eviction::Checkpoint);
    });
    center.rules.classes[0].checkpoint = Some(Checkpoints::free(Span::from_secs(60)));
    let jobs = [
        job(1, 0, 1, 500).class(1),
        job(2, 40, 2, 500),
        job(3, 60, 4, 500).class(1),
        job(4, 100, 1, 10).class(2),
    ];
    let expected =
        ["1: 0-500 done", "2: 40-100 requeued losing 0, 110-550 done", "3: 60-560 done", "4: 100-110 done"];
    assert_eq!(fates(&center, "fcfs+easy", &jobs), expected);
}

/// Tiers count before the quality of service: the second of three stands in the lowest tier, and leaves, although it is neither
/// the youngest nor the one who loses least. A lower tier sends nobody away: job 5 waits until somebody ends, at 500 s.
#[test]
fn the_lowest_tier_leaves_first_and_sends_nobody_away() {
    let mut center = preempting(machine(&[7], &[&[0], &[0], &[0]]), |rules| {
        (rules.by_tier, rules.victims) = (true, Victims::LOWEST_PRIORITY);
    });
    center.rules.partitions =
        [0, 1, 2].map(|tier| PartitionRule { tier, ..PartitionRule::default() }).to_vec();
    let jobs = [
        job(1, 0, 1, 500).partition(1),
        job(2, 40, 2, 500),
        job(3, 60, 4, 500).partition(1),
        job(4, 100, 1, 10).partition(2),
        job(5, 120, 1, 10),
    ];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        [
            "1: 0-500 done",
            "2: 40-100 requeued losing 60, 110-610 done",
            "3: 60-560 done",
            "4: 100-110 done",
            "5: 500-510 done",
        ]
    );
}

/// The youngest goes first, and holds one processor of four; three are wanted. With the next, who holds three, there are enough
/// without the first, who therefore stays.
#[test]
fn a_victim_that_turns_out_not_to_be_needed_stays() {
    let center = ranked(&[4], &[&[0]]);
    let jobs = [job(1, 40, 3, 500), job(2, 60, 1, 500), job(3, 100, 3, 10).class(2)];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        ["1: 40-100 requeued losing 60, 110-610 done", "2: 60-560 done", "3: 100-110 done"]
    );
    // Where the youngest alone is enough nobody else is asked.
    let center = ranked(&[6], &[&[0]]);
    let jobs = [job(1, 0, 3, 500), job(2, 60, 3, 500), job(3, 100, 3, 10).class(2)];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        ["1: 0-500 done", "2: 60-100 requeued losing 40, 110-610 done", "3: 100-110 done"]
    );
}

/// Job 2 is told at 10 s that job 1 leaves at 40 s. The third processor is free until then: job 3 is gone at 35 s and uses it,
/// job 4 would be there until 46 s and waits for all to be free again. At 90 s job 1 stands first, as it came first.
#[test]
fn a_job_told_to_leave_leaves_when_its_time_is_up() {
    let center = preempting(ranked(&[3], &[&[0]]), |rules| rules.grace = Span::from_secs(30));
    let jobs = [job(1, 0, 2, 200), job(2, 10, 3, 50).class(2), job(3, 15, 1, 20), job(4, 16, 1, 30)];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        ["1: 0-40 requeued losing 40, 90-290 done", "2: 40-90 done", "3: 15-35 done", "4: 90-120 done"]
    );
}

/// A job that does its work before its time is up has lost nothing, and the other starts right then.
#[test]
fn a_job_done_within_the_grace_is_not_evicted() {
    let center = preempting(ranked(&[2], &[&[0]]), |rules| rules.grace = Span::from_secs(30));
    let jobs = [job(1, 0, 2, 200).works(25), job(2, 10, 2, 50).class(2)];
    assert_eq!(fates(&center, "fcfs+easy", &jobs), ["1: 0-25 done", "2: 25-75 done"]);
}

/// Pool 0 has two nodes of two cores, pool 1 two.
fn two_pools() -> Center {
    let pool = |count| Pool {
        name: "pool".into(),
        node_type: NodeType {
            name: "node".into(),
            capacity: Resources::cores(2),
            device: None,
            peak_tflops: PeakFlops::default(),
            idle_watts: 0.0,
            busy_watts: 0.0,
        },
        nodes: Nodes::Named { count },
        lock: None,
    };
    let partition = |pool| Partition { name: "part".into(), pools: vec![PoolId(pool)] };
    let rules = ranked(&[1], &[&[0]]).rules;
    let partitions = vec![partition(0), partition(1)];
    let mut center = Center::new("machine", "machine", vec![pool(2), pool(1)], partitions, 2);
    center.rules = rules;
    center
}

/// In pool 1 job 2 is promised 100 s, when job 1 is over. Job 3 sends job 1 away at 20 s and runs until 220 s; job 1, which came
/// first, is planned then, and job 2 behind it at 320 s: its promise is put off once, for a higher class.
///
/// In pool 0 jobs 11 and 12 fill one node, 13 and 14 the other; 12 and 14 end at 50 s. Job 15 wants a whole node, and is
/// promised 50 s, when two cores are free: but one on each node. It starts when both others end, at 100 s. Its promise is
/// broken at 50 s because free cores are scattered, whichever job sent which away before; and what happens at 60 s does not
/// break it once more.
#[test]
fn a_broken_promise_is_told_once_and_with_its_reason() {
    let jobs = [
        job(1, 0, 2, 100).partition(1),
        job(11, 0, 1, 100),
        job(12, 0, 1, 50),
        job(13, 0, 1, 100),
        job(14, 0, 1, 50),
        job(15, 5, 1, 30).cores_each(2),
        job(2, 10, 2, 50).partition(1),
        job(3, 20, 2, 200).partition(1).class(2),
        job(16, 60, 1, 5),
    ];
    assert_eq!(
        fates(&two_pools(), "fcfs+conservative+first-fit", &jobs),
        [
            "1: 0-20 requeued losing 20, 220-320 done",
            "2: at 20 put off from 100 for a higher class, 320-370 done",
            "3: 20-220 done",
            "11: 0-100 done",
            "12: 0-50 done",
            "13: 0-100 done",
            "14: 0-50 done",
            "15: 100-130 done",
            "16: 60-65 done",
        ]
    );
}
