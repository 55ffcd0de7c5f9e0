//! Jobs that write their checkpoints into the storage that all share: where several write at once, each takes as many times as long.

use super::{fates, job, machine, outage, play};
use suanli::model::{Center, Checkpoints, ClassRule, Interval, STEADY, Span};
use suanli::record::JobFact;

/// So many nodes whose jobs write for ten seconds after each minute, where nobody else writes.
fn storage(nodes: u32) -> Center {
    let write = Span::from_secs(10);
    let checkpoint = Checkpoints {
        interval: Interval::Every(Span::MINUTE),
        growth: STEADY,
        write,
        shared: true,
        safe_after: write,
        restart: Span::from_secs(5),
        at_end: false,
    };
    machine(nodes, ClassRule { checkpoint: Some(checkpoint), ..ClassRule::default() })
}

#[test]
fn checkpoints_that_are_written_at_once_take_longer() {
    let two = |submit: u64| {
        let jobs = [job(1, 0, 1, (120, 1_000)), job(2, submit, 1, (120, 1_000))];
        fates(&play(&storage(2), "fcfs", &[], &jobs))
    };
    // Alone a job writes for 10 s after the first of its two minutes.
    assert_eq!(two(500), ["1: 0-130 done", "2: 500-630 done"]);
    // Together both write from 60 to 80 s.
    assert_eq!(two(0), ["1: 0-140 done", "2: 0-140 done"]);
    // From 65 s on the second writes, too: the first has half of it left, which takes until 75 s, and then the second as much until
    // 80 s.
    assert_eq!(two(5), ["1: 0-135 done", "2: 5-140 done"]);
    // Three at once take 30 s.
    let jobs = [1, 2, 3].map(|id| job(id, 0, 1, (120, 1_000)));
    let done = fates(&play(&storage(3), "fcfs", &[], &jobs));
    // A third of the speed is rounded down to a millionth, so that the end comes 90 millionths of a second late.
    assert_eq!(done, ["1: 0-150 done", "2: 0-150 done", "3: 0-150 done"]);
}

#[test]
fn a_checkpoint_that_is_not_written_is_lost_and_the_others_go_on_faster() {
    // Both write from 60 s on. At 70 s half of each is written and the node of the first fails: nothing of it is safe. The second
    // has half left, alone: it is done at 75 s, and at 135 s.
    let jobs = [job(1, 0, 1, (120, 1_000)), job(2, 0, 1, (120, 1_000))];
    let tape = play(&storage(2), "fcfs", &[outage(0, 70, 200)], &jobs);
    assert_eq!(fates(&tape), ["1: 0-70 failed losing 60, 135-270 done", "2: 0-135 done"]);
    let spent = tape.entries.iter().filter_map(|entry| match entry.event.job() {
        Some((request, JobFact::Stopped { spent, .. } | JobFact::Ended { spent, .. })) => {
            let seconds = [spent.checkpoints, spent.restarts, spent.slowed].map(Span::as_secs);
            Some((request.id.0, seconds))
        }
        Some(_) | None => None,
    });
    let spent: Vec<(u64, [u64; 3])> = spent.collect();
    assert_eq!(spent, [(1, [5, 0, 5]), (2, [10, 0, 5]), (1, [10, 5, 0])]);
}

/// A job that is slowed down beyond its walltime is killed there.
#[test]
fn the_walltime_is_not_stretched() {
    let jobs = [job(1, 0, 1, (120, 135)), job(2, 0, 1, (120, 1_000))];
    assert_eq!(fates(&play(&storage(2), "fcfs", &[], &jobs)), ["1: 0-135 killed", "2: 0-140 done"]);
}
