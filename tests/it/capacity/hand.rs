//! Growth, draining and jobs that no longer fit, worked out by hand.

use super::{Change, Changed};
use crate::little::{lines, plain_job};
use suanli::engine::{Instants, Resize, Settings};
use suanli::model::{Center, CenterId, Job, NodeState, PoolId, Resources, Time};
use suanli::policy::PolicySpec;
use suanli::record::{Cancellation, Event, JobFact, NodeFact, Tape};
use suanli::verify::Auditor;

/// One pool with another size from each of these seconds on.
fn changes(sizes: &[(u64, u32)]) -> Vec<Change> {
    let change = |&(at, size): &(u64, u32)| Change {
        at: Time::from_secs(at),
        sizes: vec![Resize { center: CenterId(0), pool: PoolId(0), size }],
    };
    sizes.iter().map(change).collect()
}

fn jobs(text: &str) -> Vec<Job> {
    lines(text).enumerate().map(|(place, line)| plain_job(place, line)).collect()
}

fn tape(settings: Settings, policy: &str, center: &Center, text: &str, sizes: &[(u64, u32)]) -> Tape {
    let policy = PolicySpec::parse(policy).expect("the policies of tests exist");
    let centers = std::slice::from_ref(center);
    let (changes, horizon) = (changes(sizes), Time::NEVER);
    let run = Changed { centers, policy: &policy, settings, horizon, changes: &changes };
    let (tape, done) = run.tape(&mut jobs(text).into_iter().peekable(), |simulation| simulation);
    assert!(done.iter().all(|done| *done));
    let mut auditor = Auditor::new(centers).without_standstill();
    tape.play(&mut auditor);
    let findings = auditor.finish(horizon);
    assert!(findings.is_clean(), "{findings}");
    tape
}

/// What becomes of jobs, in seconds, with the nodes they held where these have names.
fn fates(center: &Center, tape: &Tape, text: &str) -> Vec<String> {
    let named = matches!(center.pools[0].nodes, suanli::model::Nodes::Named { .. });
    let mut fates: Vec<String> =
        lines(text).map(|line| line.split_once(' ').expect("a name").0.to_owned()).collect();
    for entry in &tape.entries {
        let at = entry.at.as_secs();
        let Event::Job { request, pieces, fact } = &entry.event else { continue };
        let fate = if let JobFact::Ended { start, .. } = fact {
            let on: Vec<String> = pieces.iter().map(|piece| piece.node.to_string()).collect();
            let on = if named { format!(" on {}", on.join(" ")) } else { String::new() };
            format!("{}-{at}{on}", start.as_secs())
        } else if let JobFact::Cancelled { why: Cancellation::Misfit, .. } = fact {
            format!("fits no more at {at}")
        } else if let JobFact::Rejected { .. } = fact {
            "rejected".into()
        } else if let JobFact::StillWaiting { .. } = fact {
            "waits for ever".into()
        } else {
            continue;
        };
        let line = &mut fates[request.id.0 as usize];
        *line = format!("{line} {fate}");
    }
    fates
}

#[track_caller]
fn check(policy: &str, center: &Center, text: &str, sizes: &[(u64, u32)], expected: &str) {
    let tape = tape(Settings::default(), policy, center, text, sizes);
    assert_eq!(fates(center, &tape, text), lines(expected).collect::<Vec<_>>(), "{policy}");
}

/// What was told of nodes: second, which nodes, what they are, how many are there, how many of these are to leave.
fn told(tape: &Tape) -> Vec<(u64, Vec<u32>, NodeState, u32, u32)> {
    let told = tape.entries.iter().filter_map(|entry| {
        let Event::Nodes(NodeFact::Capacity(change)) = &entry.event else { return None };
        let nodes = change.nodes.iter().map(|node| node.0).collect();
        Some((entry.at.as_secs(), nodes, change.state, change.present, change.leaving))
    });
    told.collect()
}

fn nodes(count: u32) -> Center {
    Center::of_nodes("machine", count, Resources::cores(4))
}

#[test]
fn new_processors_are_taken_in_the_very_instant_and_later_jobs_are_admitted_by_them() {
    // c comes too early for the larger machine, d does not. At 30 b has its four; d needs six, which are free when a ends.
    let text = "a @0 4x100/100
                b @10 4x50/50
                c @20 6x10/10
                d @40 6x10/10";
    for backfill in ["none", "easy", "conservative", "replanned", "slack(1)", "depth(4)", "any"] {
        let expected = "a 0-100\n b 30-80\n c rejected\n d 100-110";
        check(&format!("fcfs+{backfill}"), &Center::counted("m", 4), text, &[(30, 8)], expected);
    }
}

#[test]
fn new_nodes_have_numbers_behind_all_others() {
    let text = "a @0 8x100/100
                b @10 4x50/50
                c @20 4x20/20";
    let expected = "a 0-100 on 0 1\n b 30-80 on 2\n c 80-100 on 2";
    check("fcfs+easy+first-fit", &nodes(2), text, &[(30, 3)], expected);
    let found = tape(Settings::default(), "fcfs+easy+first-fit", &nodes(2), text, &[(30, 3)]);
    assert_eq!(told(&found), [(30, vec![2], NodeState::InService, 3, 0)]);
}

#[test]
fn processors_that_are_owed_leave_first_and_no_plan_counts_on_them() {
    // At 20 two of eight are free and leave, two more are owed: b's, at 50. So c waits for a, and d, which would have fitted
    // into b's place, behind it.
    let text = "a @0 4x100/100
                b @0 2x50/50
                c @10 3x30/30
                d @30 2x10/10";
    let center = Center::counted("m", 8);
    for backfill in ["none", "easy", "conservative", "replanned", "depth(4)", "easy-shortest-first"] {
        let expected = "a 0-100\n b 0-50\n c 100-130\n d 130-140";
        check(&format!("fcfs+{backfill}"), &center, text, &[(20, 4)], expected);
    }
    let found = tape(Settings::default(), "fcfs+easy", &center, text, &[(20, 4)]);
    let (draining, out) = (NodeState::Draining, NodeState::Out);
    let expected = [(20, vec![], draining, 6, 2), (20, vec![], out, 6, 2), (50, vec![], out, 4, 0)];
    assert_eq!(told(&found), expected);
}

#[test]
fn idle_nodes_leave_at_once_and_those_in_use_when_their_jobs_end() {
    // At 20 node 2 is idle and leaves. One more has to: node 1 is expected to be idle at 60, node 0 at 100. e needs two nodes and
    // will never have them; f waits for node 0 although node 1 is idle at 60, and g overtakes nobody.
    let text = "a @0 4x100/100
                b @0 4x60/60
                e @10 8x5/5
                f @30 4x10/10
                g @30 1x10/10";
    let expected = "a 0-100 on 0\n b 0-60 on 1\n e fits no more at 20\n f 100-110 on 0\n g 110-120 on 0";
    for backfill in ["none", "easy", "conservative", "replanned", "depth(4)", "slack(0)"] {
        check(&format!("fcfs+{backfill}+first-fit"), &nodes(3), text, &[(20, 1)], expected);
        check(&format!("fcfs+{backfill}+pack"), &nodes(3), text, &[(20, 1)], expected);
    }
    let found = tape(Settings::default(), "fcfs+easy+first-fit", &nodes(3), text, &[(20, 1)]);
    let (draining, out) = (NodeState::Draining, NodeState::Out);
    let expected = [(20, vec![1, 2], draining, 3, 2), (20, vec![2], out, 2, 1), (60, vec![1], out, 1, 0)];
    assert_eq!(told(&found), expected);
}

#[test]
fn the_free_part_of_a_node_that_drains_is_no_room() {
    // Node 0 has one core left and node 1 two; node 1 drains from 10 on, as it is expected to be idle first. So c gets the core of
    // node 0, and d waits for it.
    let text = "a @0 3x300/300
                b @0 2x200/200
                c @20 1x50/50
                d @20 1x50/50";
    let expected = "a 0-300 on 0\n b 0-200 on 1\n c 20-70 on 0\n d 70-120 on 0";
    for backfill in ["none", "easy", "conservative", "replanned", "any", "slack(0)", "periodic(5)"] {
        check(&format!("fcfs+{backfill}+pack"), &nodes(2), text, &[(10, 1)], expected);
    }
}

#[test]
fn a_node_that_drains_stays_when_the_pool_grows_again_and_one_that_left_comes_back() {
    // Node 2 leaves at 10, and node 1 is to. At 20 node 1 stays after all; at 40 node 2 comes back, and node 3 is new.
    let text = "a @0 4x100/100
                b @0 4x60/60
                c @30 8x10/10";
    let found = tape(
        Settings::default(),
        "fcfs+easy+first-fit",
        &nodes(3),
        text,
        &[(10, 1), (20, 2), (40, 4), (50, 4)],
    );
    let (draining, out, service) = (NodeState::Draining, NodeState::Out, NodeState::InService);
    let expected = [
        (10, vec![1, 2], draining, 3, 2),
        (10, vec![2], out, 2, 1),
        (20, vec![1], service, 2, 0),
        (40, vec![2, 3], service, 4, 0),
    ];
    assert_eq!(told(&found), expected);
    let fates = fates(&nodes(3), &found, text);
    assert_eq!(fates, ["a 0-100 on 0", "b 0-60 on 1", "c 40-50 on 2 3"]);
}

#[test]
fn the_head_of_the_queue_that_fits_no_more_blocks_nobody() {
    let text = "a @0 4x50/50
                b @10 6x10/10
                c @20 2x40/40";
    for backfill in ["none", "easy", "conservative", "replanned", "slack(0)", "depth(2)"] {
        let expected = "a 0-50\n b fits no more at 30\n c 50-90";
        check(&format!("fcfs+{backfill}"), &Center::counted("m", 6), text, &[(30, 4)], expected);
    }
}

#[test]
fn a_pool_may_be_drained_altogether() {
    let text = "a @0 4x50/50
                b @10 1x10/10
                c @20 1x10/10";
    check("fcfs+easy", &Center::counted("m", 6), text, &[(15, 0)], "a 0-50\n b 10-20\n c rejected");
    let expected = "a 0-50 on 0\n b 10-20 on 1\n c rejected";
    check("fcfs+easy", &nodes(2), text, &[(15, 0)], expected);
}

#[test]
fn with_sequential_instants_new_processors_are_taken_in_the_very_instant_as_well() {
    let text = "a @0 4x100/100
                b @10 4x50/50";
    let settings = Settings { instants: Instants::Sequential, ..Settings::default() };
    for backfill in ["none", "easy", "conservative"] {
        let center = Center::counted("m", 4);
        let found = tape(settings, &format!("fcfs+{backfill}"), &center, text, &[(30, 8)]);
        assert_eq!(fates(&center, &found, text), ["a 0-100", "b 30-80"], "{backfill}");
    }
}

#[test]
fn a_size_that_is_there_already_changes_nothing() {
    let text = "a @0 4x100/100\n b @10 2x30/30\n c @20 4x30/30";
    for backfill in ["none", "easy", "conservative"] {
        let (policy, center) = (format!("fcfs+{backfill}"), Center::counted("m", 6));
        let plain = tape(Settings::default(), &policy, &center, text, &[]);
        assert_eq!(tape(Settings::default(), &policy, &center, text, &[(15, 6), (35, 6)]), plain);
    }
}

#[test]
fn a_pool_that_is_not_there_is_refused() {
    use suanli::engine::Simulation;
    let policy = PolicySpec::parse("fcfs+easy").expect("it exists");
    let mut simulation = Simulation::new(&[nodes(2)], &policy);
    let size = Resize { center: CenterId(0), pool: PoolId(1), size: 3 };
    let mut nobody = std::iter::empty().peekable();
    let error = simulation.resize(&[size], Time::ZERO, &mut nobody, &mut ()).unwrap_err();
    assert_eq!(error.to_string(), "centre 0 has no pool 1");
}
