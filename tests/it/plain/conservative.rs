//! Conservative backfilling in three readings that differ by a factor of two in mean wait.

use super::batched::{Choice, run};
use super::profile::Profile;
use super::{Order, PlainJob, Running};

/// At every instant all waiting jobs are planned anew, in order of submission, each at its earliest time.
pub(crate) fn replanned(jobs: &[PlainJob], processors: u64) -> Vec<u64> {
    planned(jobs, processors, Order::Submission, usize::MAX)
}

/// At every instant the waiting jobs are planned anew, in this order: every job that can starts, of the others the first so
/// many get a reservation at their earliest time, and the rest nothing.
pub(crate) fn planned(jobs: &[PlainJob], processors: u64, order: Order, depth: usize) -> Vec<u64> {
    run(jobs, processors, |floor| {
        let mut profile = Profile::new(processors);
        for run in floor.running {
            profile.take(floor.now, run.expected, run.procs);
        }
        let mut choice = Choice { starts: Vec::new(), wake: None };
        let mut reserved = 0;
        for place in order.sorted(jobs, floor.waiting) {
            let PlainJob { estimate, procs, .. } = jobs[place];
            let at = profile.earliest(floor.now, procs, estimate);
            if at == floor.now {
                profile.take(at, at + estimate, procs);
                choice.starts.push(place);
            } else if reserved < depth {
                reserved += 1;
                profile.take(at, at + estimate, procs);
                choice.wake = Some(choice.wake.map_or(at, |wake| at.min(wake)));
            }
        }
        choice
    })
}

/// What has been promised to whom.
struct Plan<'a> {
    jobs: &'a [PlainJob],
    profile: Profile,
    promises: Vec<Option<u64>>,
}

impl<'a> Plan<'a> {
    fn new(jobs: &'a [PlainJob], processors: u64) -> Plan<'a> {
        Plan { jobs, profile: Profile::new(processors), promises: vec![None; jobs.len()] }
    }

    /// Promises a job its earliest time, all others keeping theirs.
    fn place(&mut self, now: u64, place: usize) {
        let PlainJob { estimate, procs, .. } = self.jobs[place];
        if let Some(old) = self.promises[place] {
            self.profile.give(old, old + estimate, procs);
        }
        let at = self.profile.earliest(now, procs, estimate);
        assert!(self.promises[place].is_none_or(|old| at <= old), "a promise is never made later");
        self.profile.take(at, at + estimate, procs);
        self.promises[place] = Some(at);
    }
}

/// Each job gets a promise when it is submitted. When a job ends, each waiting job in order is taken out and placed again.
pub(crate) fn conservative_batched(jobs: &[PlainJob], processors: u64) -> Vec<u64> {
    let mut plan = Plan::new(jobs, processors);
    run(jobs, processors, |floor| {
        let now = floor.now;
        plan.profile.forget_before(now);
        for run in floor.ended {
            plan.profile.give(now, run.expected, run.procs);
        }
        for &place in floor.waiting {
            if !floor.ended.is_empty() || plan.promises[place].is_none() {
                plan.place(now, place);
            }
        }
        let promised_now = |place: &usize| plan.promises[*place] == Some(now);
        let starts = floor.waiting.iter().copied().filter(promised_now).collect();
        let later = floor.waiting.iter().filter_map(|place| plan.promises[*place]).filter(|at| now < *at);
        Choice { starts, wake: later.min() }
    })
}

/// The same in the order of events of pyss (2007): at one instant first the submissions, each placed while jobs that end now
/// still hold their processors, then the ends one by one in order of start, each followed by the re-placing of the waiting
/// jobs that are not promised for now, then the starts.
pub(crate) fn conservative_sequential(jobs: &[PlainJob], processors: u64) -> Vec<u64> {
    let mut plan = Plan::new(jobs, processors);
    let mut starts = vec![u64::MAX; jobs.len()];
    let mut running: Vec<Running> = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    let mut arrived = 0;
    loop {
        let next_end = running.iter().map(|run| run.end).min();
        let next_submit = jobs.get(arrived).map(|job| job.submit);
        let next_promise = waiting.iter().filter_map(|place| plan.promises[*place]).min();
        let Some(now) = [next_end, next_submit, next_promise].into_iter().flatten().min() else { break };
        plan.profile.forget_before(now);
        while jobs.get(arrived).is_some_and(|job| job.submit == now) {
            plan.place(now, arrived);
            waiting.push(arrived);
            arrived += 1;
        }
        while let Some(first) = running.iter().position(|run| run.end == now) {
            let ended = running.remove(first);
            plan.profile.give(now, ended.expected, ended.procs);
            for &place in &waiting {
                if plan.promises[place] != Some(now) {
                    plan.place(now, place);
                }
            }
        }
        for &place in waiting.iter().filter(|place| plan.promises[**place] == Some(now)) {
            let PlainJob { run, estimate, procs, .. } = jobs[place];
            starts[place] = now;
            running.push(Running { end: now + run, expected: now + estimate, procs });
        }
        waiting.retain(|place| starts[*place] == u64::MAX);
    }
    starts
}
