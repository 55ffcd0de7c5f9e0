//! Sequential instants: one event at a time, as the simulators of 2007 to 2015 did it.

use super::{Order, PlainJob, Running, easy_starts, free_at};

/// EASY in order of submission, one event at a time: at equal times submissions (in log order) come before ends (in order
/// of start). After an end the scheduler always runs, after a submission only if the new job fits into what is free, or where
/// candidates are looked at in order of estimate, as the simulators that did so had it.
pub(crate) fn easy_sequential(jobs: &[PlainJob], processors: u64, candidates: Order) -> Vec<u64> {
    let mut starts = vec![u64::MAX; jobs.len()];
    let mut running: Vec<Running> = Vec::new();
    let mut waiting: Vec<usize> = Vec::new();
    let mut arrived = 0;
    loop {
        // Running jobs stand in order of start, and `min_by_key` takes the first of equals.
        let next_end = (0..running.len()).min_by_key(|&place| running[place].end);
        let submit = jobs.get(arrived).map(|job| job.submit);
        let (now, asked) = match (submit, next_end) {
            (None, None) => break,
            (Some(at), ended) if ended.is_none_or(|ended| at <= running[ended].end) => {
                waiting.push(arrived);
                arrived += 1;
                let fits = jobs[arrived - 1].procs <= free_at(processors, &running, at);
                (at, fits || candidates == Order::ShortestFirst)
            }
            (Some(_) | None, Some(ended)) => (running.remove(ended).end, true),
            (Some(_), None) => unreachable!("a submission with nothing running is taken by the arm above"),
        };
        if !asked {
            continue;
        }
        for place in easy_starts(jobs, now, processors, &running, &waiting, candidates) {
            let PlainJob { run, estimate, procs, .. } = jobs[place];
            starts[place] = now;
            running.push(Running { end: now + run, expected: now + estimate, procs });
        }
        waiting.retain(|place| starts[*place] == u64::MAX);
    }
    starts
}
