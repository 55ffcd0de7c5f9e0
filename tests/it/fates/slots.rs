//! What was noted of a job that is gone does not fall on the one that comes after it into its slot.
//!
//! The slot that was given up last is taken first.

use super::{fates, job, preempting, ranked};
use suanli::model::{Center, GroupId, Lock, LockMode, Span, Time, Windows};

/// Job 2 has job 1 told to leave at 40 s, and gives up at 15 s. Job 3 takes its slot at 20 s, but not its claim on what job 1
/// leaves: job 1, who came first, goes on at once, and job 3 follows it.
#[test]
fn the_claim_of_a_job_that_gave_up_is_nobodys() {
    let center = preempting(ranked(&[2], &[&[0]]), |rules| rules.grace = Span::from_secs(30));
    let jobs = [job(1, 0, 2, 200), job(2, 10, 2, 50).class(2).patience(5), job(3, 20, 2, 10)];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        ["1: 0-40 requeued losing 40, 40-240 done", "2: gives up at 15", "3: 240-250 done"]
    );
}

/// Job 2 starts by its claim at 40 s and ends at 50 s. Job 4, who came at 45 s, waits for the whole machine until 250 s, and
/// nobody passes it: not job 5 either, who takes the slot of job 2 at 60 s and finds the third processor free.
#[test]
fn the_claim_of_a_job_that_started_is_nobodys() {
    let center = preempting(ranked(&[3], &[&[0]]), |rules| rules.grace = Span::from_secs(30));
    let jobs = [job(1, 0, 2, 200), job(2, 10, 2, 10).class(2), job(4, 45, 3, 10), job(5, 60, 1, 10)];
    assert_eq!(
        fates(&center, "fcfs+none", &jobs),
        ["1: 0-40 requeued losing 40, 50-250 done", "2: 40-50 done", "4: 250-260 done", "5: 260-270 done"]
    );
}

/// A job that cannot start locks its pool for a minute. Job 2 does so at 10 s and gives up at 25 s; job 3 takes its slot at
/// 30 s and locks anew, until 90 s: job 4, who would fit from 75 s on, passes it then.
#[test]
fn the_lock_of_a_job_that_gave_up_is_nobodys() {
    let jobs = [job(1, 0, 1, 200), job(2, 10, 2, 10).patience(15), job(3, 30, 2, 10), job(4, 75, 1, 10)];
    assert_eq!(
        fates(&ranked(&[2], &[&[0]]), "fcfs+stepped(1)", &jobs),
        ["1: 0-200 done", "2: gives up at 25", "3: 200-210 done", "4: 90-100 done"]
    );
}

/// The user of job 2 would have given up at 110 s, but it ran from 20 s to 25 s. Job 4 takes the slot of job 1 at 24 s, and job 3
/// that of job 2 at 30 s: its user waits for 500 s, and so until 225 s.
#[test]
fn the_patience_of_a_job_that_is_gone_is_nobodys() {
    let jobs = [
        job(1, 0, 2, 20),
        job(2, 10, 2, 5).patience(100),
        job(4, 24, 2, 200),
        job(3, 30, 2, 10).patience(500),
    ];
    assert_eq!(
        fates(&ranked(&[2], &[&[0]]), "fcfs+easy", &jobs),
        ["1: 0-20 done", "2: 20-25 done", "3: 225-235 done", "4: 25-225 done"]
    );
}

/// Job 2 has the youngest told to leave: job 1, in the first pool, at 40 s. But from 40 s on the owners alone may use that pool,
/// and job 1, one of theirs, goes on there. So the claim of job 2 has failed, and at the same instant it has job 5 in the other
/// pool told to leave, at 70 s.
#[test]
fn whose_claim_failed_makes_another_at_once() {
    let center = preempting(ranked(&[2, 2], &[&[0, 1]]), |rules| rules.grace = Span::from_secs(30));
    let windows = Windows::new(vec![(Time::from_secs(40), Time::from_secs(10_000))]);
    let lock = Lock {
        name: "lock".into(),
        owners: vec![GroupId(1)],
        mode: LockMode::Strict,
        windows,
        absent: false,
        ..Lock::default()
    };
    let Center { mut pools, partitions, rules, .. } = center;
    pools[0].lock = Some(lock);
    let mut center = Center::new("machine", "machine", pools, partitions, 2);
    center.rules = rules;
    let jobs = [job(5, 0, 2, 500), job(1, 5, 2, 200).group(1), job(2, 10, 2, 30).class(2)];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        [
            "1: 5-40 requeued losing 35, 40-240 done",
            "2: 70-100 done",
            "5: 0-70 requeued losing 70, 100-600 done"
        ]
    );
}
