//! How much is left of a run that was stopped, and where it goes on.

use super::{Made, fates, job, preempting, ranked};
use suanli::model::{
    Amount, Center, Checkpoints, Each, Eviction, GroupId, Limit, Lock, LockMode, Span, Time, Windows,
};

fn suspending(processors: u32) -> Center {
    preempting(ranked(&[processors], &[&[0]]), |rules| rules.eviction = Eviction::Suspend)
}

/// Job 1 on two of three processors is suspended at 20 s and at 50 s for 10 s each, and so is expected to end at 120 s: 20 s, 20 s
/// and 60 s make its 100 s. Job 4 wants all three from 65 s on, and is planned for then. Job 5 would run on the free one until
/// 121 s, and waits; job 6, until 120 s, starts at once.
#[test]
fn a_second_suspension_remembers_the_first() {
    let rows = |last: Made| {
        vec![
            job(1, 0, 2, 100),
            job(2, 20, 2, 10).class(2),
            job(3, 50, 2, 10).class(2),
            job(4, 65, 3, 10),
            last,
        ]
    };
    let first = [
        "1: 0-20 suspended losing 0, 30-50 suspended losing 0, 60-120 done",
        "2: 20-30 done",
        "3: 50-60 done",
        "4: 120-130 done",
    ];
    for (last, expected) in [(job(5, 66, 1, 55), "5: 130-185 done"), (job(6, 66, 1, 54), "6: 66-120 done")] {
        let found = fates(&suspending(3), "fcfs+easy", &rows(last));
        assert_eq!(found[..4], first);
        assert_eq!(found[4], expected);
    }
}

/// The walltime goes on where it stood: with 150 s of work, the same job is killed when it has run for 100 s, which is at 120 s.
#[test]
fn the_walltime_of_a_suspended_job_does_not_begin_anew() {
    let jobs = [job(1, 0, 2, 100).works(150), job(2, 20, 2, 10).class(2), job(3, 50, 2, 10).class(2)];
    assert_eq!(
        fates(&suspending(2), "fcfs+easy", &jobs)[0],
        "1: 0-20 suspended losing 0, 30-50 suspended losing 0, 60-120 killed"
    );
}

/// Job 1 begins anew at 30 s, before job 4 who came after it, with all of its walltime: it is killed 100 s later.
#[test]
fn a_requeued_job_keeps_its_place_and_begins_anew() {
    let jobs = [job(1, 0, 2, 100).works(150), job(4, 5, 2, 40), job(2, 20, 2, 10).class(2)];
    assert_eq!(
        fates(&ranked(&[2], &[&[0]]), "fcfs+easy", &jobs),
        ["1: 0-20 requeued losing 20, 30-130 killed", "2: 20-30 done", "4: 130-170 done"]
    );
}

/// Every 15 s of a run are written down: of 20 s, 15 s are kept and 5 s lost, twice over. Of 100 s of work 70 s are left, and the
/// third run ends at 130 s.
#[test]
fn checkpoints_add_up() {
    let mut center = preempting(ranked(&[2], &[&[0]]), |rules| rules.eviction = Eviction::Checkpoint);
    center.rules.classes[0].checkpoint = Some(Checkpoints::free(Span::from_secs(15)));
    let jobs = [job(1, 0, 2, 100), job(2, 20, 2, 10).class(2), job(3, 50, 2, 10).class(2)];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        ["1: 0-20 requeued losing 5, 30-50 requeued losing 5, 60-130 done", "2: 20-30 done", "3: 50-60 done"]
    );
}

/// One job of the first group may wait. Job 1, evicted at 20 s, is that one: job 3 is turned away at 22 s. From 30 s on it runs
/// again, and the place is free for job 4 at 35 s, but not for job 5 at 36 s.
#[test]
fn an_evicted_job_counts_among_those_that_wait() {
    let mut center = ranked(&[2], &[&[0]]);
    center.rules.limits.push(Limit {
        name: "one waits".into(),
        groups: vec![GroupId(0)],
        qos: Vec::new(),
        partitions: Vec::new(),
        classes: Vec::new(),
        each: Each::Together,
        amount: Amount::WaitingJobs,
        most: 1,
    });
    let jobs = [
        job(1, 0, 2, 100),
        job(2, 20, 2, 10).class(2).group(1),
        job(3, 22, 2, 10),
        job(4, 35, 2, 10),
        job(5, 36, 2, 10),
    ];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        [
            "1: 0-20 requeued losing 20, 30-130 done",
            "2: 20-30 done",
            "3: turned away, as as many jobs waited as its limit allows",
            "4: 130-140 done",
            "5: turned away, as as many jobs waited as its limit allows",
        ]
    );
}

/// Job 1 has 10 s left when its nodes are free again at 20 s. That would reach into the locked time, in which nobody but the
/// second group may use the pool, from 25 s to 60 s: it goes on when the lock opens.
#[test]
fn nobody_goes_on_into_locked_time() {
    let mut center = suspending(2);
    let windows = Windows::new(vec![(Time::from_secs(25), Time::from_secs(60))]);
    let owners = vec![GroupId(1)];
    center.pools[0].lock = Some(Lock {
        name: "lock".into(),
        owners,
        mode: LockMode::Strict,
        windows,
        absent: false,
        ..Lock::default()
    });
    let rules = std::mem::take(&mut center.rules);
    let mut center = Center::new("machine", "machine", center.pools, center.partitions, 2);
    center.rules = rules;
    assert_eq!(
        fates(&center, "fcfs+easy", &[job(1, 0, 2, 20), job(2, 10, 2, 10).class(2)]),
        ["1: 0-10 suspended losing 0, 60-70 done", "2: 10-20 done"]
    );
}

/// Job 4 is promised 100 s, when job 1 would be done. Job 2 suspends job 1 from 20 s until 120 s, and puts job 4 off until then.
/// At 120 s the nodes are job 4's, and job 1 goes on behind it with the 80 s that are left.
#[test]
fn nobody_goes_on_where_another_was_promised_to_start() {
    let jobs = [job(1, 0, 2, 100), job(4, 10, 2, 10), job(2, 20, 2, 100).class(2)];
    assert_eq!(
        fates(&suspending(2), "fcfs+conservative", &jobs),
        [
            "1: 0-20 suspended losing 0, 130-210 done",
            "2: 20-120 done",
            "4: at 20 put off from 100 for a higher class, 120-130 done"
        ]
    );
}
