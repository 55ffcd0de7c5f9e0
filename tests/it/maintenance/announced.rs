//! Nodes that come and go on dates that people learn of only some time ahead.

use super::{absence, job, machine, play, runs};
use suanli::model::Span;

/// A third node comes at 100 s. Job 1 holds one of two until 200 s, and job 2 needs two. Where the date is known, job 2 is planned for
/// it, and job 3, of 100 s, must not take the free node before; where nobody knows it, job 2 is planned for 200 s, and job 3 may.
#[test]
fn no_plan_counts_on_nodes_before_they_are_announced() {
    let jobs = [job(1, 0, 1, 200), job(2, 10, 2, 20), job(3, 20, 1, 100)];
    let told = |ahead: Option<u64>, policy: &str| {
        let lock = absence(&[(0, 100)]);
        let lock = match ahead {
            Some(secs) => lock.announced(Span::from_secs(secs)),
            None => lock,
        };
        runs(&play(&machine(&[(2, None), (1, Some(lock))]), policy, &jobs))
    };
    for policy in ["fcfs+easy", "fcfs+depth(2)", "fcfs+conservative", "fcfs+replanned"] {
        let known = ["0-200", "100-120", "120-220"];
        let unknown = ["0-200", "120-140", "20-120"];
        assert_eq!(told(None, policy), known, "{policy}");
        assert_eq!(told(Some(100), policy), known, "{policy}");
        assert_eq!(told(Some(85), policy), known, "{policy}");
        assert_eq!(told(Some(75), policy), unknown, "{policy}");
        assert_eq!(told(Some(0), policy), unknown, "{policy}");
    }
}

/// The second of two nodes goes at 200 s, which is announced 50 s before. Job 2 began on it before that, goes on to its end, and job 3,
/// which would run to 220 s, does not start there any more.
#[test]
fn a_retirement_is_drained_from_when_it_is_announced() {
    let jobs = [job(1, 0, 1, 300), job(2, 100, 1, 150), job(3, 160, 1, 60)];
    let told = |ahead: u64, policy: &str| {
        let lock = absence(&[(200, u64::MAX)]).announced(Span::from_secs(ahead));
        runs(&play(&machine(&[(1, None), (1, Some(lock))]), policy, &jobs))
    };
    for policy in ["fcfs+easy", "fcfs+depth(2)", "fcfs+conservative", "fcfs+replanned"] {
        assert_eq!(told(50, policy), ["0-300", "100-250", "300-360"], "{policy}");
        // Where nobody ever knew, nothing is drained before, and the job that is there goes on.
        let short = [job(1, 0, 1, 300), job(2, 190, 1, 60), job(3, 195, 1, 10)];
        let lock = absence(&[(200, u64::MAX)]).announced(Span::ZERO);
        let found = runs(&play(&machine(&[(1, None), (1, Some(lock))]), policy, &short));
        assert_eq!(found, ["0-300", "190-250", "300-310"], "{policy}");
    }
}
