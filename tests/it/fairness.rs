//! Fairness among tenants: worked out by hand, and second by second by a plain program on random logs.

use crate::machine;
use crate::plain::PlainJob;
use crate::random::random_log;
use crate::survivors::plain_quantile;
use suanli::engine::simulate;
use suanli::metrics::{CellResult, Measured, Scope, SizeBand, Tally, Window, place};
use suanli::model::{
    Center, CenterId, GroupId, Job, NodeType, Nodes, Partition, PartitionId, PeakFlops, Pool, PoolId,
    Resources, Shape, TenantId, Time,
};
use suanli::policy::PolicySpec;
use suanli::record::{JobFact, Tape};

/// A job in one line: tenant, submit, processors, run. It asks for as long as it runs.
type Line = (u32, u64, u64, u64);

/// Every tenant is a group of its own, so that each has figures.
fn jobs(lines: &[Line]) -> Vec<Job> {
    let job = |(id, &(tenant, submit, procs, run)): (usize, &Line)| {
        let plain = PlainJob { id: id as u64, submit, run, estimate: run, procs };
        let mut job = machine::job(id, &plain);
        (job.request.tenant, job.request.group) = (TenantId(tenant), GroupId(tenant as u16));
        job
    };
    lines.iter().enumerate().map(job).collect()
}

/// The measurements of these jobs from the end of the warm-up to the horizon, and the tape of it.
fn measured(center: Center, policy: &str, jobs: Vec<Job>, (start, end): (u64, u64)) -> (CellResult, Tape) {
    let centers = [center];
    let policy = PolicySpec::parse(policy).expect("the policies of tests exist");
    let (start, end) = (Time::from_secs(start), Time::from_secs(end));
    let groups = 1 + jobs.iter().map(|job| usize::from(job.request.group.0)).max().unwrap_or(0);
    let mut tape = Tape::default();
    simulate(&centers, &policy, &mut jobs.into_iter().peekable(), end, &mut tape)
        .expect("jobs from memory can be read");
    let window = Window { start, end };
    let class_centers = [CenterId(0)];
    let mut tally = Tally::new(Measured {
        centers: &centers,
        class_centers: &class_centers,
        groups,
        window,
        week: Some(window),
    });
    tape.play(&mut tally);
    (tally.finish(0, 0), tape)
}

fn value(result: &CellResult, scope: Scope, metric: &str) -> Option<f64> {
    let (_, values) = result.values.iter().find(|(known, _)| *known == scope).expect("the scope is there");
    values[place(metric).expect("the metric is there")]
}

/// Parts are known to a millionth.
#[track_caller]
fn check(result: &CellResult, expected: &[(Scope, &str, f64)]) {
    for (scope, metric, expected) in expected {
        let found = value(result, *scope, metric);
        let is_close = |found: f64| (found - expected).abs() < 1.5e-6 * expected.max(1.0);
        assert!(found.is_some_and(is_close), "{scope:?} {metric}: {found:?}, not {expected}");
    }
}

const fn tenant(number: u16) -> Scope {
    Scope::Group(GroupId(number))
}

#[test]
fn the_first_tenant_holds_what_was_due_to_the_other() {
    // Both want the whole machine for 50 s. At first half of it is due to each, and then all of it to the second.
    let lines = [(0, 0, 10, 50), (1, 0, 10, 50)];
    let (result, _) = measured(Center::counted("ten", 10), "fcfs+none", jobs(&lines), (0, 200));
    check(
        &result,
        &[
            (tenant(0), "served_of_due", 500.0 / 250.0),
            (tenant(1), "served_of_due", 500.0 / 750.0),
            (Scope::Overall, "served_of_due", 1.0),
            (Scope::Overall, "served_of_due_min", 2.0 / 3.0),
            // (2 + 2/3)^2 / (2 x (4 + 4/9)).
            (Scope::Overall, "served_of_due_jain", 0.8),
            // Slowdowns of 1 and 2: 3^2 / (2 x 5).
            (Scope::Overall, "bounded_slowdown_jain", 0.9),
            (Scope::Overall, "dominant_share_max", 0.25),
            (Scope::Center(CenterId(0)), "served_of_due_jain", 0.8),
        ],
    );
    // A class shares its tenants with other classes, so that nothing is due to it.
    assert_eq!(value(&result, Scope::Class(suanli::model::ClassId(0)), "served_of_due"), None);
}

#[test]
fn what_a_small_claim_leaves_goes_to_the_others_by_their_shares() {
    // Of 11 processors 2 are due to tenant 0, which asks for no more; of the other 9, two thirds to tenant 1 with two
    // shares. That one holds 9 and asks for 12. Tenant 2 asks for all and gets nothing.
    let center = Center { tenant_shares: vec![1, 2], ..Center::counted("eleven", 11) };
    let lines = [(0, 0, 2, 20), (1, 0, 9, 20), (1, 0, 3, 20), (2, 0, 11, 20)];
    let (result, _) = measured(center, "fcfs+none", jobs(&lines), (0, 10));
    check(
        &result,
        &[
            (tenant(0), "served_of_due", 1.0),
            (tenant(1), "served_of_due", 1.5),
            (tenant(2), "served_of_due", 0.0),
            (Scope::Overall, "served_of_due_min", 0.0),
            (Scope::Overall, "served_of_due_jain", 6.25 / (3.0 * 3.25)),
            (Scope::Overall, "dominant_share_max", 9.0 / 11.0),
        ],
    );
    // No job has ended.
    assert_eq!(value(&result, Scope::Overall, "bounded_slowdown_jain"), None);
}

#[test]
fn a_tenant_that_only_looked_on_does_not_count() {
    // Tenant 1 was there during the warm-up only.
    let lines = [(1, 0, 4, 10), (0, 100, 4, 10)];
    let (result, _) = measured(Center::counted("four", 4), "fcfs+none", jobs(&lines), (50, 150));
    check(&result, &[(Scope::Overall, "served_of_due_jain", 1.0), (tenant(0), "served_of_due", 1.0)]);
    assert_eq!(value(&result, tenant(1), "served_of_due"), None);
    assert_eq!(value(&result, tenant(1), "bounded_slowdown_jain"), None);
    let bands = SizeBand::ALL.map(|band| value(&result, Scope::Size(band), "jobs_submitted"));
    assert_eq!(bands, [1.0, 0.0, 0.0, 0.0, 0.0].map(Some));
}

fn pool(name: &str, accelerators: u32) -> Pool {
    let node_type = NodeType {
        name: name.into(),
        capacity: Resources { cores: 8, accelerators, memory_mib: 0 },
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    Pool { name: name.into(), node_type, nodes: Nodes::Named { count: 1 }, lock: None }
}

#[test]
fn nodes_that_no_job_could_use_together_are_divided_apart() {
    let partition = |name: &str, pool| Partition { name: name.into(), pools: vec![PoolId(pool)] };
    let pools = vec![pool("cards", 4), pool("cores", 0)];
    let center = Center::new("both", "Both", pools, vec![partition("cards", 0), partition("cores", 1)], 3);
    // Tenant 0 has the cores alone; of the cards half is due to tenant 1, which holds them, and half to tenant 2.
    let mut jobs = jobs(&[(0, 0, 1, 20), (1, 0, 1, 20), (2, 0, 1, 20)]);
    for job in &mut jobs {
        let accelerators = if job.request.tenant.0 == 0 { 0 } else { 4 };
        job.request.partition = PartitionId(u16::from(accelerators == 0));
        job.request.shape.per_task = Resources { cores: 8, accelerators, memory_mib: 0 };
    }
    let (result, _) = measured(center, "fcfs+none", jobs, (0, 10));
    check(
        &result,
        &[
            (tenant(0), "served_of_due", 1.0),
            (tenant(1), "served_of_due", 2.0),
            (tenant(2), "served_of_due", 0.0),
        ],
    );
}

#[test]
fn the_dominant_share_is_that_of_the_scarcest_thing() {
    let node = Resources { cores: 10, accelerators: 4, memory_mib: 0 };
    let center = Center::of_nodes("one", 1, node);
    let mut jobs = jobs(&[(0, 0, 1, 50), (1, 0, 1, 50)]);
    let shape = |cores, accelerators| Shape {
        tasks: 1,
        per_task: Resources { cores, accelerators, memory_mib: 0 },
        ..Shape::default()
    };
    (jobs[0].request.shape, jobs[1].request.shape) = (shape(5, 0), shape(1, 4));
    let (result, _) = measured(center, "fcfs+none", jobs, (0, 100));
    check(&result, &[(tenant(0), "dominant_share_max", 0.25), (tenant(1), "dominant_share_max", 0.5)]);
    let dominance = &result.dominance[0];
    assert_eq!((dominance.bin.as_secs(), dominance.others.len(), dominance.other_count), (1, 100, 0));
    let [(first, whole), (second, half)] = &dominance.tenants[..] else { panic!("two tenants") };
    assert_eq!((*first, *second), (TenantId(1), TenantId(0)), "who asks for most is first");
    let until_50 = |share: f64| (0..100).map(|bin| if bin < 50 { share } else { 0.0 }).collect::<Vec<f64>>();
    assert_eq!((whole, half), (&until_50(1.0), &until_50(0.5)));
}

#[test]
fn bands_of_size_are_quarters_and_a_tenth() {
    use SizeBand::{Large, LargestTenth, SecondQuarter, SmallestQuarter, ThirdQuarter};
    let of_ten = [
        SmallestQuarter,
        SmallestQuarter,
        SmallestQuarter,
        SecondQuarter,
        SecondQuarter,
        ThirdQuarter,
        ThirdQuarter,
        ThirdQuarter,
        Large,
        LargestTenth,
    ];
    assert_eq!(std::array::from_fn::<SizeBand, 10, _>(|rank| SizeBand::of(rank, 10)), of_ten);
    let count = |band| (0..120).filter(|rank| SizeBand::of(*rank, 120) == band).count();
    assert_eq!(SizeBand::ALL.map(count), [30, 30, 30, 18, 12]);

    // Tenant 9 asks for least, tenant 0 for most; one after another they wait 0, 10, 19, 27, ... s.
    let lines: Vec<Line> = (0..10).map(|number| (number, 0, 1, 10 - u64::from(number))).collect();
    let (result, _) = measured(Center::counted("one", 1), "fcfs+none", jobs(&lines), (0, 1_000));
    check(
        &result,
        &[
            (Scope::Size(LargestTenth), "wait_secs_mean", 0.0),
            (Scope::Size(Large), "wait_secs_mean", 10.0),
            (Scope::Size(ThirdQuarter), "wait_secs_mean", (19.0 + 27.0 + 34.0) / 3.0),
            (Scope::Size(ThirdQuarter), "wait_secs_median", 27.0),
            (Scope::Size(SmallestQuarter), "jobs_submitted", 3.0),
            (Scope::Size(SmallestQuarter), "core_hours", (1.0 + 2.0 + 3.0) / 3_600.0),
        ],
    );
}

/// What became of a job, in whole seconds.
#[derive(Debug, Clone, Copy)]
struct Stay {
    tenant: usize,
    procs: u64,
    walltime: u64,
    submit: u64,
    start: Option<u64>,
    end: Option<u64>,
}

fn stays(tape: &Tape, count: usize) -> Vec<Stay> {
    let mut stays: Vec<Option<Stay>> = vec![None; count];
    // Nobody is stopped or gives up here.
    for entry in &tape.entries {
        let at = entry.at.as_secs();
        let Some((request, fact)) = entry.event.job() else { continue };
        if *fact == JobFact::Submitted {
            stays[request.id.0 as usize] = Some(Stay {
                tenant: request.tenant.0 as usize,
                procs: u64::from(request.shape.tasks),
                walltime: request.walltime.as_secs(),
                submit: at,
                start: None,
                end: None,
            });
        }
        if let JobFact::Started { .. } = fact {
            stays[request.id.0 as usize].as_mut().expect("it was submitted").start = Some(at);
        }
        if let JobFact::Ended { .. } = fact {
            stays[request.id.0 as usize].as_mut().expect("it was submitted").end = Some(at);
        }
    }
    stays.into_iter().flatten().collect()
}

const SHARES: [u32; 5] = [1, 3, 1, 2, 5];

/// Held and due, by tenant, summed up second by second; the level of the division is found by bisection.
fn plain_service(stays: &[Stay], processors: u64, (from, to): (u64, u64)) -> ([f64; 5], [f64; 5]) {
    let (mut held, mut due) = ([0.0; 5], [0.0; 5]);
    for second in from..to {
        let mut asked = [0.0; 5];
        for stay in
            stays.iter().filter(|stay| stay.submit <= second && stay.end.is_none_or(|end| second < end))
        {
            asked[stay.tenant] += stay.procs as f64;
            if stay.start.is_some_and(|start| start <= second) {
                held[stay.tenant] += stay.procs as f64;
            }
        }
        let part = |level: f64, who: usize| f64::min(asked[who], level * f64::from(SHARES[who]));
        let given = |level: f64| (0..5).map(|who| part(level, who)).sum::<f64>();
        let (mut low, mut high) = (0.0, 1e6);
        for _ in 0..80 {
            let middle = (low + high) / 2.0;
            if given(middle) <= processors as f64 { low = middle } else { high = middle }
        }
        (0..5).for_each(|who| due[who] += part(low, who));
    }
    (held, due)
}

fn plain_jain(values: &[f64]) -> f64 {
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let mean_square = values.iter().map(|value| value * value).sum::<f64>() / values.len() as f64;
    mean * mean / mean_square
}

fn check_service(result: &CellResult, stays: &[Stay], processors: u64, window: (u64, u64)) {
    let (held, due) = plain_service(stays, processors, window);
    let mut served = Vec::new();
    for who in 0..5 {
        if due[who] < 1e-9 {
            continue;
        }
        served.push(held[who] / due[who]);
        check(result, &[(tenant(who as u16), "served_of_due", held[who] / due[who])]);
    }
    if 0.0 < held.iter().sum() {
        let least = served.iter().copied().fold(f64::INFINITY, f64::min);
        let whole = processors as f64 * (window.1 - window.0) as f64;
        let dominant = held.iter().copied().fold(0.0, f64::max) / whole;
        check(
            result,
            &[
                (Scope::Overall, "served_of_due_min", least),
                (Scope::Overall, "served_of_due_jain", plain_jain(&served)),
                (Scope::Overall, "dominant_share_max", dominant),
            ],
        );
    }
    let slowdowns: Vec<f64> = (0..5).filter_map(|who| plain_slowdown(stays, who, window.0)).collect();
    if !slowdowns.is_empty() {
        check(result, &[(Scope::Overall, "bounded_slowdown_jain", plain_jain(&slowdowns))]);
    }
}

/// The mean bounded slowdown of a tenant's jobs that were submitted after the warm-up and ended.
fn plain_slowdown(stays: &[Stay], who: usize, warm_up: u64) -> Option<f64> {
    let ended = |stay: &&Stay| stay.tenant == who && warm_up <= stay.submit && stay.end.is_some();
    let slowdown = |stay: &Stay| {
        let (start, end) = (stay.start.expect("it ended"), stay.end.expect("it ended"));
        ((end - stay.submit) as f64 / f64::max((end - start) as f64, 10.0)).max(1.0)
    };
    let all: Vec<f64> = stays.iter().filter(ended).map(slowdown).collect();
    (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
}

fn check_bands(result: &CellResult, stays: &[Stay], (warm_up, end): (u64, u64)) {
    let late: Vec<&Stay> = stays.iter().filter(|stay| warm_up <= stay.submit).collect();
    let asked = |who: usize| -> Option<u64> {
        let mine: Vec<u64> =
            late.iter().filter(|stay| stay.tenant == who).map(|stay| stay.procs * stay.walltime).collect();
        (!mine.is_empty()).then(|| mine.iter().sum())
    };
    let mut ranked: Vec<(u64, usize)> = (0..5).filter_map(|who| Some((asked(who)?, who))).collect();
    ranked.sort_unstable();
    let edges = [0.0, 0.25, 0.5, 0.75, 0.9, 1.0];
    for (number, band) in SizeBand::ALL.into_iter().enumerate() {
        let is_in = |who: usize| {
            let rank = ranked.iter().position(|(_, other)| *other == who).expect("he submitted something");
            let part = rank as f64 / ranked.len() as f64;
            edges[number] <= part && part < edges[number + 1]
        };
        let mine: Vec<&&Stay> = late.iter().filter(|stay| is_in(stay.tenant)).collect();
        check(result, &[(Scope::Size(band), "jobs_submitted", mine.len() as f64)]);
        let (started, cut): (Vec<&&Stay>, Vec<&&Stay>) =
            mine.into_iter().partition(|stay| stay.start.is_some());
        let wait = |stay: &&Stay| (stay.start.unwrap_or(end) - stay.submit) as f64;
        let waits: Vec<f64> = started.into_iter().map(wait).collect();
        let cut: Vec<f64> = cut.into_iter().map(wait).collect();
        if waits.is_empty() {
            assert_eq!(value(result, Scope::Size(band), "wait_secs_mean"), None);
            continue;
        }
        let quantile = |q: f64| plain_quantile(&waits, &cut, q);
        check(
            result,
            &[
                (Scope::Size(band), "wait_secs_mean", waits.iter().sum::<f64>() / waits.len() as f64),
                (Scope::Size(band), "wait_secs_median", quantile(0.5)),
                (Scope::Size(band), "wait_secs_p95", quantile(0.95)),
            ],
        );
    }
}

#[test]
fn a_plain_program_finds_the_same_on_random_logs() {
    for seed in 0..200 {
        let (processors, log) = random_log(seed);
        let mut jobs: Vec<Job> =
            log.iter().enumerate().map(|(place, plain)| machine::job(place, plain)).collect();
        for (job, plain) in jobs.iter_mut().zip(&log) {
            let who = (plain.id * plain.id / 3 + plain.procs) % 5;
            (job.request.tenant, job.request.group) = (TenantId(who as u32), GroupId(who as u16));
        }
        // Every tenant has its figures, whether it comes or not.
        jobs[0].request.group = GroupId(4);
        jobs[0].request.tenant = TenantId(4);
        let last = log.last().expect("a log has jobs").submit;
        let window = (last / 5, last / 5 + last / 2 + 10);
        let center =
            Center { tenant_shares: SHARES.to_vec(), ..Center::counted("machine", processors as u32) };
        let policy = ["fcfs+none", "fcfs+easy", "fair-share+easy", "dominant-share+any"][seed as usize % 4];
        let count = jobs.len();
        let (result, tape) = measured(center, policy, jobs, window);
        let stays = stays(&tape, count);
        check_service(&result, &stays, processors, window);
        check_bands(&result, &stays, window);
    }
}
