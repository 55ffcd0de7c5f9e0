//! Jobs that fail by themselves or are stopped by their users, alone and with checkpoints, dependencies and walltimes.

use super::{Made, fates, job, ranked};
use suanli::model::{BreakKind, BreakOff, Checkpoints, Condition, Interval, STEADY, Span};

impl Made {
    fn breaks(mut self, breaks: &[(u32, BreakKind)]) -> Made {
        let break_off = |&(percent, kind): &(u32, BreakKind)| BreakOff { after: 10_000 * percent, kind };
        self.terms.breaks = breaks.iter().map(break_off).collect();
        self
    }
}

/// A quarter of 80 s is 20 s. The next job starts when it is gone.
#[test]
fn a_job_fails_or_is_stopped_when_so_much_of_its_work_is_done() {
    for (kind, expected) in [
        (BreakKind::Failed, "1: 0-20 failed by itself"),
        (BreakKind::Cancelled, "1: 0-20 stopped by its user"),
    ] {
        let jobs = [job(1, 0, 2, 100).works(80).breaks(&[(25, kind)]), job(2, 5, 2, 10)];
        assert_eq!(fates(&ranked(&[2], &[&[0]]), "fcfs+easy", &jobs), [expected, "2: 20-30 done"]);
    }
}

/// It fails at 40 s and begins anew in its old place, fails again at half of its 80 s, and then is done.
#[test]
fn a_job_that_fails_is_begun_again_in_its_old_place() {
    let twice = [(50, BreakKind::Retried), (50, BreakKind::Retried)];
    let jobs = [job(1, 0, 2, 100).works(80).breaks(&twice), job(2, 5, 2, 10)];
    assert_eq!(
        fates(&ranked(&[2], &[&[0]]), "fcfs+easy", &jobs),
        [
            "1: 0-40 failed by itself losing 40, 40-80 failed by itself losing 40, 80-160 done",
            "2: 160-170 done"
        ]
    );
    let once = [(50, BreakKind::Retried), (25, BreakKind::Failed)];
    let jobs = [job(1, 0, 2, 100).works(80).breaks(&once)];
    let expected = ["1: 0-40 failed by itself losing 40, 40-60 failed by itself"];
    assert_eq!(fates(&ranked(&[2], &[&[0]]), "fcfs+easy", &jobs), expected);
}

/// Every 15 s of work are written down, which takes 1 s, and a restart takes 5 s. Half of 80 s are done at 42 s, of which 30 s are
/// safe. A tenth of the other 50 s is done 5 s after the restart. The third attempt goes on from 30 s: 5 s, 50 s and three writes.
#[test]
fn a_job_goes_on_from_its_last_checkpoint() {
    let mut center = ranked(&[2], &[&[0]]);
    center.rules.classes[0].checkpoint = Some(Checkpoints {
        interval: Interval::Every(Span::from_secs(15)),
        growth: STEADY,
        write: Span::SECOND,
        shared: false,
        safe_after: Span::SECOND,
        restart: Span::from_secs(5),
        at_end: false,
    });
    let jobs = [job(1, 0, 2, 200).works(80).breaks(&[(50, BreakKind::Retried), (10, BreakKind::Retried)])];
    assert_eq!(
        fates(&center, "fcfs+easy", &jobs),
        ["1: 0-42 failed by itself losing 10, 42-52 failed by itself losing 5, 52-110 done"]
    );
}

/// At 90 % of 80 s its walltime of 50 s is long over, and the walltime of each attempt is its own.
#[test]
fn the_walltime_comes_first_where_it_is_shorter_and_begins_anew() {
    let late = [job(1, 0, 2, 50).works(80).breaks(&[(90, BreakKind::Failed)])];
    assert_eq!(fates(&ranked(&[2], &[&[0]]), "fcfs+easy", &late), ["1: 0-50 killed"]);
    let again = [job(1, 0, 2, 50).works(80).breaks(&[(50, BreakKind::Retried)])];
    let expected = ["1: 0-40 failed by itself losing 40, 40-90 killed"];
    assert_eq!(fates(&ranked(&[2], &[&[0]]), "fcfs+easy", &again), expected);
}

/// Jobs that wait for its success wait in vain, and those that wait for its failure start.
#[test]
fn others_that_wait_for_it_learn_how_it_ended() {
    let jobs = [
        job(1, 0, 2, 100).breaks(&[(10, BreakKind::Failed)]),
        job(2, 1, 2, 10).after(1, Condition::AfterOk),
        job(3, 2, 2, 10).after(1, Condition::AfterNotOk),
    ];
    assert_eq!(
        fates(&ranked(&[2], &[&[0]]), "fcfs+easy", &jobs),
        ["1: 0-10 failed by itself", "2: waited in vain at 10", "3: 10-20 done"]
    );
}
