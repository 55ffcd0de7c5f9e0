//! Nodes that fail while nobody knows: jobs hang there, hold their nodes, and are lost when somebody notices.

use super::{every_minute, fates, job, machine, outage, play};
use suanli::model::{Center, ClassRule, OnFailure, Outage, Time};
use suanli::record::{JobFact, Tape};

/// A node that fails at one instant, is noticed at another and back at a third.
fn silent(node: u32, (from, noticed, until): (u64, u64, u64)) -> Outage {
    Outage { noticed: Time::from_secs(noticed), ..outage(node, from, until) }
}

/// For how long each run of the jobs hung, in seconds.
fn hung(tape: &Tape) -> Vec<u64> {
    let of = |fact: &JobFact| match fact {
        JobFact::Stopped { spent, .. }
        | JobFact::Ended { spent, .. }
        | JobFact::StillRunning { spent, .. } => Some(spent.hung.as_secs()),
        JobFact::Submitted
        | JobFact::Rejected { .. }
        | JobFact::Started { .. }
        | JobFact::Cancelled { .. }
        | JobFact::Waited { .. }
        | JobFact::Lost { .. }
        | JobFact::PromiseBroken { .. }
        | JobFact::StillWaiting { .. } => None,
    };
    tape.entries.iter().filter_map(|entry| of(entry.event.job()?.1)).collect()
}

fn plain(nodes: u32) -> Center {
    machine(nodes, ClassRule::default())
}

/// The job hangs from 40 s on, which is noticed at 100 s: 40 s of work are lost and 60 s more. It would have been done at 90 s.
#[test]
fn a_job_hangs_until_somebody_notices_and_begins_anew() {
    let tape = play(&plain(1), "fcfs+easy", &[silent(0, (40, 100, 130))], &[job(1, 0, 1, (90, 200))]);
    assert_eq!(fates(&tape), ["1: 0-100 failed losing 40, 130-220 done"]);
    assert_eq!(hung(&tape), [60, 0]);
}

/// Four checkpoints are written by 300 s. It is noticed at 400 s, and the job goes on from there.
#[test]
fn a_job_that_hung_goes_on_from_its_last_checkpoint() {
    let rule = ClassRule { checkpoint: Some(every_minute(false)), ..ClassRule::default() };
    let center = machine(2, rule);
    let tape = play(&center, "fcfs+easy", &[silent(0, (300, 400, 1_000))], &[job(1, 0, 1, (600, 2_000))]);
    assert_eq!(fates(&tape), ["1: 0-400 failed losing 56, 400-765 done"]);
    assert_eq!(hung(&tape), [100, 0]);
}

/// Nobody knows of the node that fails at 10 s: job 2 starts there at 20 s and hangs from its start. Job 3 is on another node.
#[test]
fn jobs_that_start_on_such_a_node_hang_from_their_start() {
    let jobs = [job(2, 20, 1, (30, 100)), job(3, 25, 1, (30, 100))];
    let tape = play(&plain(2), "fcfs+easy+first-fit", &[silent(0, (10, 60, 500))], &jobs);
    assert_eq!(fates(&tape), ["2: 20-60 failed losing 0, 60-90 done", "3: 25-55 done"]);
    assert_eq!(hung(&tape), [0, 40, 0]);
}

/// Its walltime comes before anybody notices. The node is free then, and takes the next job down with it.
#[test]
fn a_job_that_hangs_is_killed_at_its_walltime() {
    let jobs = [job(1, 0, 1, (90, 100)), job(2, 1, 1, (10, 20))];
    let tape = play(&plain(1), "fcfs+easy", &[silent(0, (50, 110, 140))], &jobs);
    assert_eq!(fates(&tape), ["1: 0-100 killed", "2: 100-110 failed losing 0, 140-150 done"]);
    assert_eq!(hung(&tape), [50, 10, 0]);
}

/// A job that was done at the instant of the failure is done, and one that is given up is given up when somebody notices.
#[test]
fn a_job_that_is_done_cannot_hang() {
    let rule = ClassRule { on_failure: OnFailure::Fail, ..ClassRule::default() };
    let jobs = [job(1, 0, 1, (50, 100)), job(2, 0, 1, (51, 100))];
    let outages = [silent(0, (50, 80, 90)), silent(1, (50, 80, 90))];
    let tape = play(&machine(2, rule), "fcfs+easy", &outages, &jobs);
    assert_eq!(fates(&tape), ["1: 0-50 done", "2: 0-80 given up"]);
    assert_eq!(hung(&tape), [0, 30]);
}
