//! Suspended jobs where pools shrink: they go on where they were.

use suanli::engine::{Resize, Simulation};
use suanli::model::{
    Center, CenterId, ClassId, ClassRule, Eviction, Job, NodeState, PoolId, Qos, QosId, Resources, Shape,
    Time,
};
use suanli::policy::PolicySpec;
use suanli::record::{Event, JobFact, NodeFact, Tape};
use suanli::verify::Auditor;

use crate::support::request;

/// A centre in which jobs of the second class suspend those of the first.
fn suspending(mut center: Center) -> Center {
    let qos = |name: &str, preempts| Qos { name: name.into(), priority: 0, price_percent: 100, preempts };
    center.rules.qos = vec![qos("low", Vec::new()), qos("high", vec![QosId(0)])];
    center.rules.classes = [0, 1].map(|qos| ClassRule { qos: QosId(qos), ..ClassRule::default() }).to_vec();
    center.rules.preemption.eviction = Eviction::Suspend;
    center
}

fn job(id: u64, submit: u64, cores: u32, (work, walltime): (u64, u64), class: u16) -> Job {
    let mut request = request(id, submit, 1, walltime);
    (request.shape, request.class) = (Shape::processors(cores), ClassId(class));
    Job { request, work: suanli::model::Span::from_secs(work) }
}

/// At 10 the second job suspends the first; at 15 the machine is to have another size.
fn simulated(center: &Center, policy: &str, size: u32) -> (Tape, Result<(), String>) {
    let jobs = [
        job(0, 0, 8, (100, 100), 0),
        job(1, 10, 8, (20, 40), 1),
        job(2, 20, 8, (5, 5), 0),
        job(3, 35, 4, (10, 10), 0),
    ];
    let policy = PolicySpec::parse(policy).expect("the policies of tests exist");
    let (mut jobs, mut tape) = (jobs.into_iter().peekable(), Tape::default());
    let mut simulation = Simulation::new(std::slice::from_ref(center), &policy);
    let at = Time::from_secs(15);
    simulation.run_until(at, &mut jobs, &mut tape).expect("jobs from memory can be read");
    let sizes = [Resize { center: CenterId(0), pool: PoolId(0), size }];
    let done = simulation.resize(&sizes, at, &mut jobs, &mut tape).map_err(|error| error.to_string());
    simulation.run_until(Time::NEVER, &mut jobs, &mut tape).expect("jobs from memory can be read");
    simulation.report_unfinished(Time::NEVER, &mut tape);
    let mut auditor = Auditor::new(std::slice::from_ref(center));
    tape.play(&mut auditor);
    let findings = auditor.finish(Time::NEVER);
    assert!(findings.is_clean(), "{findings}");
    (tape, done)
}

/// Which job ended when, and when it had started last.
fn ends(tape: &Tape) -> Vec<(u64, u64, u64)> {
    let end = |entry: &suanli::record::Entry| {
        let (request, JobFact::Ended { start, .. }) = entry.event.job()? else { return None };
        Some((request.id.0, start.as_secs(), entry.at.as_secs()))
    };
    tape.entries.iter().filter_map(end).collect()
}

#[test]
fn a_suspended_job_goes_on_on_a_node_that_drains() {
    // Node 1 is to leave, but the first job is to go on there: it does at 30 and ends at 120, and then the node leaves. Nothing
    // else starts there, so that the last job waits for node 0.
    let center = suspending(Center::of_nodes("machine", 2, Resources::cores(4)));
    for backfill in ["none", "easy", "conservative", "replanned", "depth(2)"] {
        let (tape, done) = simulated(&center, &format!("fcfs+{backfill}"), 1);
        assert_eq!(done, Ok(()));
        assert_eq!(ends(&tape), [(1, 10, 30), (0, 30, 120), (3, 120, 130)], "{backfill}");
        let told: Vec<(u64, NodeState)> = tape
            .entries
            .iter()
            .filter_map(|entry| {
                let Event::Nodes(NodeFact::Capacity(change)) = &entry.event else { return None };
                Some((entry.at.as_secs(), change.state))
            })
            .collect();
        assert_eq!(told, [(15, NodeState::Draining), (120, NodeState::Out)], "{backfill}");
    }
}

#[test]
fn processors_that_a_suspended_job_goes_on_with_do_not_leave() {
    let center = suspending(Center::counted("machine", 8));
    let (tape, done) = simulated(&center, "fcfs+easy", 4);
    assert_eq!(done, Err("job 0 is suspended and goes on with 8 processors".into()));
    // Nothing has changed.
    assert!(!tape.entries.iter().any(|entry| matches!(entry.event, Event::Nodes(_))));
    let (_, done) = simulated(&center, "fcfs+easy", 9);
    assert_eq!(done, Ok(()));
}
