//! Policies by hand, in a little language: jobs as lines, the schedule as lines, through one `check`.
//!
//! A job is `name @submit PROCSxRUN/WALLTIME`, in seconds, and `by tenant` where that matters. A machine is `processors = 4`,
//! or `nodes = 3x4` for three nodes of four cores. A schedule is `name start-end`, with `killed` behind it, `on node:cores ...`
//! where there are nodes, or `name rejected`.

use crate::machine;
use crate::plain::PlainJob;
use suanli::model::{Center, Job, Resources, TenantId};
use suanli::record::{End, Event, JobFact, Piece};

/// Runs jobs on a machine under a policy and compares the schedule, job by job.
pub(crate) fn check(policy: &str, machine: &str, jobs: &str, expected: &str) {
    let names: Vec<&str> = lines(jobs).map(|line| word(line, 0)).collect();
    let mut tenants = Vec::new();
    let jobs: Vec<Job> =
        lines(jobs).enumerate().map(|(place, line)| job(place, line, &mut tenants)).collect();
    let mut found = vec![String::new(); names.len()];
    for entry in machine::tape(&[center(machine)], policy, jobs).entries {
        let Event::Job { request, pieces, fact } = entry.event else { continue };
        let fate = match fact {
            JobFact::Rejected { .. } => "rejected".into(),
            JobFact::Ended { start, end, .. } => {
                let killed = if end == End::Killed { " killed" } else { "" };
                let on = if machine.starts_with("nodes") { nodes(&pieces) } else { String::new() };
                format!("{}-{}{killed}{on}", start.as_secs(), entry.at.as_secs())
            }
            JobFact::StillWaiting { .. } => "waits for ever".into(),
            JobFact::StillRunning { .. } => "runs for ever".into(),
            JobFact::Submitted
            | JobFact::Started { .. }
            | JobFact::Stopped { .. }
            | JobFact::Cancelled { .. }
            | JobFact::Lost { .. }
            | JobFact::Waited { .. }
            | JobFact::PromiseBroken { .. } => continue,
        };
        let place = request.id.0 as usize;
        found[place] = format!("{} {fate}", names[place]);
    }
    assert_eq!(found, lines(expected).collect::<Vec<_>>(), "{policy}");
}

/// The lines of a text that say something.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn word(line: &str, place: usize) -> &str {
    line.split_whitespace().nth(place).unwrap_or_else(|| panic!("`{line}` has too few words"))
}

/// A whole number.
pub(crate) fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| panic!("expected a whole number, found `{text}`"))
}

fn halves<'a>(text: &'a str, between: &str) -> (&'a str, &'a str) {
    text.split_once(between).unwrap_or_else(|| panic!("expected `{between}` in `{text}`"))
}

fn center(machine: &str) -> Center {
    match halves(machine, " = ") {
        ("processors", count) => Center::counted("machine", number(count) as u32),
        ("nodes", nodes) => {
            let (count, cores) = halves(nodes, "x");
            Center::of_nodes("machine", number(count) as u32, Resources::cores(number(cores) as u32))
        }
        (other, _) => panic!("expected `processors` or `nodes`, found `{other}`"),
    }
}

/// What `name @submit PROCSxRUN/WALLTIME` says of a job, whatever stands behind it.
pub(crate) fn plain_job(place: usize, line: &str) -> Job {
    let (_, submit) = halves(word(line, 1), "@");
    let (procs, times) = halves(word(line, 2), "x");
    let (run, estimate) = halves(times, "/");
    let [submit, run, estimate, procs] = [submit, run, estimate, procs].map(number);
    machine::job(place, &PlainJob { id: place as u64, submit, run, estimate, procs })
}

fn job<'a>(place: usize, line: &'a str, tenants: &mut Vec<&'a str>) -> Job {
    let mut job = plain_job(place, line);
    if let Some((_, tenant)) = line.split_once(" by ") {
        let known = tenants.iter().position(|known| *known == tenant);
        job.request.tenant = TenantId(known.unwrap_or(tenants.len()) as u32);
        if known.is_none() {
            tenants.push(tenant);
        }
    }
    job
}

fn nodes(pieces: &[Piece]) -> String {
    let mut pieces = pieces.to_vec();
    pieces.sort_by_key(|piece| piece.node);
    let on: Vec<String> = pieces.iter().map(|piece| format!("{}:{}", piece.node, piece.tasks)).collect();
    format!(" on {}", on.join(" "))
}

#[test]
fn fcfs_lets_nobody_overtake() {
    check(
        "fcfs+none",
        "processors = 4",
        "a @0 3x100/100
         b @10 2x50/50
         c @20 1x10/10",
        "a 0-100
         b 100-150
         c 100-110",
    );
}

#[test]
fn a_job_that_outlives_its_walltime_is_killed_at_it() {
    check(
        "fcfs+none",
        "processors = 2",
        "a @0 2x100/60
         b @5 1x60/60
         c @5 2x1/1",
        "a 0-60 killed
         b 60-120
         c 120-121",
    );
}

#[test]
fn a_job_larger_than_the_machine_is_rejected_and_blocks_nobody() {
    check("fcfs+none", "processors = 4", "a @0 5x10/10\n b @0 4x10/10", "a rejected\n b 0-10");
}

#[test]
fn a_run_of_no_length_gives_its_processors_back_at_once() {
    check("fcfs+none", "processors = 2", "a @7 2x0/10\n b @7 2x0/10\n c @7 2x5/5", "a 7-7\n b 7-7\n c 7-12");
}

#[test]
fn what_ends_at_an_instant_is_free_for_what_comes_at_it() {
    check("fcfs+none", "processors = 2", "a @0 2x10/10\n b @10 2x10/10", "a 0-10\n b 10-20");
}

#[test]
fn easy_lets_a_job_overtake_that_ends_before_the_reservation() {
    // b is reserved for 100. c ends then at the latest; d would reach beyond, and b needs all.
    check(
        "fcfs+easy",
        "processors = 4",
        "a @0 2x100/100
         b @10 4x10/10
         c @20 1x30/80
         d @20 1x30/81",
        "a 0-100
         b 100-110
         c 20-50
         d 110-140",
    );
}

#[test]
fn easy_lets_a_job_overtake_that_fits_beside_the_head() {
    // At 100 the head needs three of four: one is to spare, and c takes it. d finds none.
    check(
        "fcfs+easy",
        "processors = 4",
        "a @0 2x100/100
         b @10 3x10/10
         c @20 1x500/500
         d @20 1x500/500",
        "a 0-100
         b 100-110
         c 20-520
         d 110-610",
    );
}

#[test]
fn easy_gives_a_reservation_to_the_head_alone() {
    // c, second in the queue, could have had 110; d delays it, as EASY may.
    check(
        "fcfs+easy",
        "processors = 4",
        "a @0 3x100/100
         b @10 3x10/10
         c @20 4x10/10
         d @30 1x300/300",
        "a 0-100
         b 100-110
         c 330-340
         d 30-330",
    );
}

#[test]
fn easy_starts_the_head_early_when_an_estimate_was_too_long() {
    check(
        "fcfs+easy",
        "processors = 4",
        "a @0 3x40/100
         b @10 2x10/10
         c @20 1x80/80",
        "a 0-40
         b 40-50
         c 20-100",
    );
}

#[test]
fn shortest_first_goes_by_the_requested_time_and_then_by_submission() {
    check(
        "shortest-first+none",
        "processors = 1",
        "a @0 1x10/10
         b @1 1x30/30
         c @2 1x20/20
         d @3 1x5/30
         e @4 1x20/20",
        "a 0-10
         b 50-80
         c 10-30
         d 80-85
         e 30-50",
    );
}

#[test]
fn smallest_first_goes_by_processors() {
    check(
        "smallest-first+none",
        "processors = 4",
        "a @0 4x10/10
         b @1 4x10/10
         c @2 3x10/10
         d @3 2x10/10",
        "a 0-10
         b 30-40
         c 20-30
         d 10-20",
    );
}

#[test]
fn largest_first_goes_by_processors_downwards() {
    check(
        "largest-first+none",
        "processors = 4",
        "a @0 4x10/10
         b @1 2x10/10
         c @2 3x10/10
         d @3 4x10/10",
        "a 0-10
         b 30-40
         c 20-30
         d 10-20",
    );
}

#[test]
fn largest_first_with_easy_lets_small_jobs_fill_the_holes() {
    // c is first at 10 and reserved for 60; b ends by then.
    check(
        "largest-first+easy",
        "processors = 4",
        "a @0 2x60/60
         c @10 4x10/10
         b @20 2x40/40",
        "a 0-60
         c 60-70
         b 20-60",
    );
}

#[test]
fn fair_share_lets_those_go_first_who_used_least() {
    // At 10 ann has used ten seconds and bob none. At 20 both have, but ann's are longer ago.
    check(
        "fair-share+none",
        "processors = 1",
        "a1 @0 1x10/10 by ann
         a2 @1 1x10/10 by ann
         b1 @2 1x10/10 by bob
         b2 @3 1x10/10 by bob",
        "a1 0-10
         a2 20-30
         b1 10-20
         b2 30-40",
    );
}

#[test]
fn pack_fills_the_node_with_least_left_and_spread_the_one_with_most() {
    // Node 0 has one core left, nodes 1 and 2 have four.
    let jobs = "a @0 3x100/100\n b @1 1x10/10";
    check("fcfs+none+pack", "nodes = 3x4", jobs, "a 0-100 on 0:3\n b 1-11 on 0:1");
    check("fcfs+none+first-fit", "nodes = 3x4", jobs, "a 0-100 on 0:3\n b 1-11 on 0:1");
    check("fcfs+none+spread", "nodes = 3x4", "a @0 1x9/9\n b @1 1x9/9", "a 0-9 on 0:1\n b 1-10 on 1:1");
}

#[test]
fn first_fit_takes_the_first_node_and_pack_the_fullest() {
    // a and c hold node 0 and two cores of node 1; when a ends, node 0 is empty.
    let jobs = "a @0 4x10/10\n b @0 2x100/100\n c @20 1x10/10";
    check("fcfs+none+first-fit", "nodes = 2x4", jobs, "a 0-10 on 0:4\n b 0-100 on 1:2\n c 20-30 on 0:1");
    check("fcfs+none+pack", "nodes = 2x4", jobs, "a 0-10 on 0:4\n b 0-100 on 1:2\n c 20-30 on 1:1");
}

#[test]
fn consecutive_takes_the_shortest_stretch_that_is_long_enough() {
    // When a ends, nodes 0 to 2 are free, and 4 and 5: c takes one of the shorter stretch. None is long enough for d, which takes
    // the longest whole, and the rest from the other.
    let jobs = "a @0 3x10/10\n b @0 1x100/100\n c @20 1x10/10\n d @40 4x10/10";
    let apart = "a 0-10 on 0:1 1:1 2:1\n b 0-100 on 3:1\n c 20-30 on 4:1\n d 40-50 on 0:1 1:1 2:1 4:1";
    check("fcfs+none+consecutive", "nodes = 6x1", jobs, apart);
    let first = "a 0-10 on 0:1 1:1 2:1\n b 0-100 on 3:1\n c 20-30 on 0:1\n d 40-50 on 0:1 1:1 2:1 4:1";
    check("fcfs+none+first-fit", "nodes = 6x1", jobs, first);
}

const THREE_OF_FOUR: &str = "
    a @0 3x100/100
    b @10 4x50/50
    c @20 1x150/150
";

#[test]
fn slack_lets_a_promise_slip_by_its_factor_of_the_wait() {
    // b could start at 100, after a wait of 90, so it is promised 190. That leaves room for c from 20 to 170, and when c
    // ends, b starts at once.
    check("fcfs+slack(1)", "processors = 4", THREE_OF_FOUR, "a 0-100\nb 170-220\nc 20-170");
    // Half the slack promises b 145, and c no longer fits before it.
    check("fcfs+slack(0.5)", "processors = 4", THREE_OF_FOUR, "a 0-100\nb 100-150\nc 150-300");
    check("fcfs+slack(0)", "processors = 4", THREE_OF_FOUR, "a 0-100\nb 100-150\nc 150-300");
}

#[test]
fn slack_keeps_every_promise_while_it_lets_others_pass() {
    // d is promised 199: 100 and its wait of 99 again. e, promised 109 so that it is gone by then, starts at 100, when d at
    // once would be in its way; d starts when e ends.
    check(
        "fcfs+slack(1)",
        "processors = 4",
        "a @0 4x100/100\nd @1 4x10/10\ne @2 4x90/90",
        "a 0-100\nd 190-200\ne 100-190",
    );
}
