//! Batched instants: everything of an instant happens, then the policy is asked once.

use super::{Order, PlainJob, Running, easy_starts, free_at};

/// Which jobs may start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Nobody overtakes the first in this order.
    Strict(Order),
    /// Every job that fits starts, looked at in this order.
    Any(Order),
    /// EASY: the queue in the first order, those behind its head looked at in the second.
    Easy(Order, Order),
}

/// The start of every job. Jobs come in order of submission, and each fits into the machine.
pub(crate) fn batched(jobs: &[PlainJob], processors: u64, rule: Rule) -> Vec<u64> {
    run(jobs, processors, |floor| {
        let starts = match rule {
            Rule::Strict(order) => {
                let mut free = free_at(processors, floor.running, floor.now);
                let queue = order.sorted(jobs, floor.waiting);
                let fits = |place: &usize| match free.checked_sub(jobs[*place].procs) {
                    Some(left) => {
                        free = left;
                        true
                    }
                    None => false,
                };
                queue.into_iter().take_while(fits).collect()
            }
            Rule::Any(order) => {
                let mut free = free_at(processors, floor.running, floor.now);
                let mut starts = Vec::new();
                for place in order.sorted(jobs, floor.waiting) {
                    if jobs[place].procs <= free {
                        free -= jobs[place].procs;
                        starts.push(place);
                    }
                }
                starts
            }
            Rule::Easy(order, candidates) => {
                let queue = order.sorted(jobs, floor.waiting);
                easy_starts(jobs, floor.now, processors, floor.running, &queue, candidates)
            }
        };
        Choice { starts, wake: None }
    })
}

/// A job that has begun: its place, and when.
pub(crate) type Begun = (usize, u64);

/// EASY over a queue that is sorted anew whenever the policy is asked: by what `rank` says of a job, given the instant and all
/// jobs that have begun; equal ones in order of submission.
pub(crate) fn ranked(
    jobs: &[PlainJob],
    processors: u64,
    mut rank: impl FnMut(u64, &[Begun], usize) -> f64,
) -> Vec<u64> {
    let mut begun: Vec<Begun> = Vec::new();
    run(jobs, processors, |floor| {
        let mut queue: Vec<(f64, usize)> =
            floor.waiting.iter().map(|place| (rank(floor.now, &begun, *place), *place)).collect();
        queue.sort_by(|one, other| one.partial_cmp(other).expect("ranks are numbers"));
        let queue: Vec<usize> = queue.into_iter().map(|(_, place)| place).collect();
        // Those behind the head keep the order of the queue.
        let starts = easy_starts(jobs, floor.now, processors, floor.running, &queue, Order::Submission);
        begun.extend(starts.iter().map(|place| (*place, floor.now)));
        Choice { starts, wake: None }
    })
}

/// What a policy sees when it is asked.
pub(super) struct Floor<'a> {
    pub(super) now: u64,
    pub(super) running: &'a [Running],
    /// Places of the waiting jobs in order of submission.
    pub(super) waiting: &'a [usize],
    /// What ended at this instant.
    pub(super) ended: &'a [Running],
}

/// What a policy answers: who starts now, and when it wants to be asked again at the latest.
pub(super) struct Choice {
    pub(super) starts: Vec<usize>,
    pub(super) wake: Option<u64>,
}

/// The loop itself. A job of no length ends at the instant of its start, and the policy is asked again.
pub(super) fn run(
    jobs: &[PlainJob],
    processors: u64,
    mut choose: impl FnMut(&Floor<'_>) -> Choice,
) -> Vec<u64> {
    let mut starts = vec![u64::MAX; jobs.len()];
    let mut running: Vec<Running> = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    let mut arrived = 0;
    let mut wake = None;
    loop {
        let next_end = running.iter().map(|run| run.end).min();
        let next_submit = jobs.get(arrived).map(|job| job.submit);
        let Some(now) = [next_end, next_submit, wake].into_iter().flatten().min() else { break };
        let ended: Vec<Running> = running.iter().copied().filter(|run| run.end == now).collect();
        running.retain(|run| run.end != now);
        while jobs.get(arrived).is_some_and(|job| job.submit == now) {
            waiting.push(arrived);
            arrived += 1;
        }
        let floor = Floor { now, running: &running, waiting: &waiting, ended: &ended };
        let choice = choose(&floor);
        wake = choice.wake;
        assert!(wake.is_none_or(|wake| now < wake), "a policy that wakes at once is asked for ever");
        for &place in &choice.starts {
            let PlainJob { run, estimate, procs, .. } = jobs[place];
            starts[place] = now;
            running.push(Running { end: now + run, expected: now + estimate, procs });
        }
        waiting.retain(|place| starts[*place] == u64::MAX);
        let used: u64 = running.iter().map(|run| run.procs).sum();
        assert!(used <= processors, "{used} processors in use at {now}, the machine has {processors}");
    }
    assert!(waiting.is_empty(), "{} jobs never started", waiting.len());
    starts
}
