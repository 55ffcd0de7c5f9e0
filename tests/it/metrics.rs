//! Every metric is worked out by hand on a small tape: facts in, figures out.

use crate::support::{request, told};
use suanli::metrics::{
    CellResult, HeatMap, METRICS, Measured, Scope, Tally, Timeline, WaitCurve, Window, place,
};
use suanli::model::{
    Center, CenterId, ClassId, GroupId, Layout, NodeId, NodeType, Nodes, Partition, PartitionId, PeakFlops,
    Pool, PoolId, Request, Resources, Shape, Span, Time,
};
use suanli::record::{End, Entry, Event, JobFact, Past, Piece, Rejection, Spent, Tape};

/// How long a job would run that has not ended, of an hour.
const WORK: Span = Span::from_secs(1_800);

/// Nothing but the wait until then.
fn past(request: &Request, secs: u64) -> Past {
    Past::of_wait(request, at(secs))
}

const fn at(secs: u64) -> Time {
    Time::from_secs(secs)
}

fn pool(name: &str, count: u32, cores: u32, accelerators: u32) -> Pool {
    let node_type = NodeType {
        name: name.into(),
        capacity: Resources { cores, accelerators, memory_mib: 0 },
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    Pool { name: name.into(), node_type, nodes: Nodes::Named { count }, lock: None }
}

/// Two nodes of 8 cores and 4 cards, and one of 16 cores: nodes 0, 1 and 2.
fn cards_and_cores() -> Center {
    let partition = |name: &str, pool| Partition { name: name.into(), pools: vec![PoolId(pool)] };
    Center::new(
        "mixed",
        "Mixed",
        vec![pool("cards", 2, 8, 4), pool("cores", 1, 16, 0)],
        vec![partition("cards", 0), partition("cores", 1)],
        2,
    )
}

/// What happened to one job.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Ends(u64, u64, End),
    Runs(u64),
    Waits,
    Rejected,
}

/// A job in one line: number, class, submit, tasks of so many (cores, cards), where, and what happened to it.
#[derive(Debug, Clone, Copy)]
struct Line {
    id: u64,
    class: u16,
    submit: u64,
    tasks: u32,
    per_task: (u32, u32),
    node: (u16, u32),
    fate: Fate,
}

impl Line {
    fn request(self) -> Request {
        let (cores, accelerators) = self.per_task;
        Request {
            shape: Shape {
                tasks: self.tasks,
                per_task: Resources { cores, accelerators, memory_mib: 0 },
                layout: Layout::Anywhere,
            },
            group: GroupId(self.class % 2),
            class: ClassId(self.class),
            partition: PartitionId(self.node.0),
            ..request(self.id, self.submit, self.tasks, 3_600)
        }
    }

    fn entries(self, horizon: u64) -> Vec<Entry> {
        let request = self.request();
        let pieces = [Piece { pool: PoolId(self.node.0), node: NodeId(self.node.1), tasks: self.tasks }];
        let idle = |secs, fact| entry(secs, told(request, &[], fact));
        let busy = |secs, fact| entry(secs, told(request, &pieces, fact));
        let submitted = idle(self.submit, JobFact::Submitted);
        let started = |start| busy(start, JobFact::Started { past: past(&request, start) });
        match self.fate {
            Fate::Ends(start, end, how) => {
                let (spent, past) = (Spent::default(), past(&request, start));
                let ended = JobFact::Ended { start: at(start), end: how, spent, past };
                vec![submitted, started(start), busy(end, ended)]
            }
            Fate::Runs(start) => {
                let (spent, past) = (Spent::default(), past(&request, start));
                let running = JobFact::StillRunning { start: at(start), spent, past, work: WORK };
                vec![submitted, started(start), busy(horizon, running)]
            }
            Fate::Waits => {
                let waiting = JobFact::StillWaiting { past: past(&request, horizon), work: WORK };
                vec![submitted, idle(horizon, waiting)]
            }
            Fate::Rejected => vec![idle(self.submit, JobFact::Rejected { why: Rejection::TooManyTasks })],
        }
    }
}

fn entry(secs: u64, event: Event) -> Entry {
    Entry { at: at(secs), center: CenterId(0), event }
}

fn tape(lines: &[Line], horizon: u64) -> Tape {
    let mut entries: Vec<Entry> = lines.iter().flat_map(|line| line.entries(horizon)).collect();
    entries.sort_by_key(|entry| entry.at);
    Tape { entries }
}

fn tally(tape: &Tape, window: (u64, u64), week: Option<(u64, u64)>) -> CellResult {
    let span = |(start, end)| Window { start: at(start), end: at(end) };
    let mut tally = Tally::new(Measured {
        centers: &[cards_and_cores()],
        class_centers: &[CenterId(0), CenterId(0)],
        groups: 2,
        window: span(window),
        week: week.map(span),
    });
    tape.play(&mut tally);
    tally.finish(0, 0)
}

fn value(result: &CellResult, scope: Scope, metric: &str) -> Option<f64> {
    let values = &result.values.iter().find(|(known, _)| *known == scope).expect("the scope is there").1;
    values[place(metric).expect("the metric is there")]
}

#[track_caller]
fn check(result: &CellResult, scope: Scope, expected: &[(&str, f64)]) {
    for (metric, expected) in expected {
        let found = value(result, scope, metric).unwrap_or_else(|| panic!("{metric} has a value"));
        assert!(
            (found - expected).abs() < 1e-12 * expected.abs().max(1.0),
            "{metric}: {found}, not {expected}"
        );
    }
}

/// Measured from 100 s to 1,100 s. By hand, in the window: on the cards 4 x 200 s + 4 x 500 s = 2,800 card-seconds =
/// 700 node-seconds; on the cores 8 x 5 s + 16 x 200 s = 3,240 core-seconds = 202.5 node-seconds.
fn six_jobs() -> Vec<Line> {
    let line = |id, class, submit, tasks, per_task, node, fate| Line {
        id,
        class,
        submit,
        tasks,
        per_task,
        node,
        fate,
    };
    vec![
        line(1, 0, 0, 1, (8, 4), (0, 0), Fate::Ends(50, 300, End::Finished)),
        line(2, 0, 150, 2, (4, 2), (0, 1), Fate::Ends(200, 700, End::Killed)),
        line(3, 1, 200, 1, (8, 0), (1, 2), Fate::Ends(200, 205, End::Finished)),
        line(4, 1, 300, 16, (1, 0), (1, 2), Fate::Runs(900)),
        line(5, 1, 1_000, 1, (1, 0), (1, 2), Fate::Waits),
        line(6, 0, 400, 9, (8, 4), (0, 0), Fate::Rejected),
    ]
}

#[test]
fn every_metric_is_as_worked_out_by_hand() {
    let result = tally(&tape(&six_jobs(), 1_100), (100, 1_100), None);
    check(
        &result,
        Scope::Overall,
        &[
            ("utilization", 902.5 / 3_000.0),
            // 8 x 200 + 8 x 500 + 8 x 5 + 16 x 200 core-seconds, of 32 cores.
            ("utilization_cores", 8_840.0 / 32_000.0),
            ("utilization_accelerators", 2_800.0 / 8_000.0),
            // Waits of 50, 0 and 600 s, and one that was cut off after 100 s. Half of the four started within 50 s; nine tenths
            // did not: that is at least 100 + 0.7 x 500 s, between the two nearest (0, 50, 100, 600 at 0, 1/3, 2/3, 1).
            ("wait_secs_restricted_mean", 750.0 / 4.0),
            ("never_started_share", 0.25),
            ("wait_secs_mean", 650.0 / 3.0),
            ("wait_secs_median", 50.0),
            ("wait_secs_p90", 450.0),
            ("wait_secs_p95", 525.0),
            ("wait_secs_p99", 585.0),
            ("wait_secs_max", 600.0),
            ("bounded_slowdown_mean", 1.05),
            ("bounded_slowdown_median", 1.05),
            ("bounded_slowdown_p95", 1.095),
            ("jobs_submitted", 5.0),
            ("jobs_finished", 1.0),
            ("jobs_killed", 1.0),
            ("jobs_rejected", 1.0),
            ("jobs_still_running", 1.0),
            ("jobs_still_waiting", 1.0),
            ("still_waiting_secs_mean", 100.0),
            // Jobs 1 and 3 in 1,000 s.
            ("finished_per_day", 172.8),
            ("core_hours", 8_840.0 / 3_600.0),
            ("accelerator_hours", 2_800.0 / 3_600.0),
            ("core_hours_killed", 4_000.0 / 3_600.0),
            ("accelerator_hours_killed", 2_000.0 / 3_600.0),
            // The only tenant is due one or two nodes of cards for 750 s in all, and the node of cores whenever it asks for
            // it, for 2.5 + 800 s; it held 700 and 202.5 node-seconds.
            ("served_of_due", 902.5 / 1_552.5),
            ("served_of_due_min", 0.581_320),
            ("served_of_due_jain", 1.0),
            ("bounded_slowdown_jain", 1.0),
            ("dominant_share_max", 2_800.0 / 8_000.0),
        ],
    );
    let bounds: Vec<&str> = result.at_least[0].iter().map(|row| METRICS[*row].name).collect();
    assert_eq!(bounds, ["wait_secs_p90", "wait_secs_p95", "wait_secs_p99", "wait_secs_max"]);
    assert_eq!(METRICS.len(), 68 + 12 + 3 + 3, "a new metric needs its line above or in its own file");
}

#[test]
fn classes_and_groups_share_out_what_their_centre_used() {
    let result = tally(&tape(&six_jobs(), 1_100), (100, 1_100), None);
    for (first, second) in [
        (Scope::Class(ClassId(0)), Scope::Class(ClassId(1))),
        (Scope::Group(GroupId(0)), Scope::Group(GroupId(1))),
    ] {
        check(&result, first, &[("utilization", 700.0 / 3_000.0), ("jobs_submitted", 2.0)]);
        check(&result, second, &[("utilization", 202.5 / 3_000.0), ("jobs_submitted", 3.0)]);
    }
    let center = Scope::Center(CenterId(0));
    check(&result, center, &[("utilization", 902.5 / 3_000.0), ("jobs_submitted", 5.0)]);
}

#[test]
fn what_nobody_did_has_no_figure() {
    let result = tally(&Tape::default(), (100, 1_100), None);
    assert_eq!(value(&result, Scope::Overall, "wait_secs_mean"), None);
    assert_eq!(value(&result, Scope::Overall, "bounded_slowdown_p95"), None);
    assert_eq!(value(&result, Scope::Overall, "still_waiting_secs_mean"), None);
    assert_eq!(value(&result, Scope::Overall, "utilization"), Some(0.0));
    assert_eq!(value(&result, Scope::Overall, "jobs_submitted"), Some(0.0));
}

#[test]
fn use_is_cut_at_the_warm_up_and_at_the_horizon() {
    let run = |window| {
        let line = Line {
            id: 1,
            class: 1,
            submit: 0,
            tasks: 1,
            per_task: (16, 0),
            node: (1, 2),
            fate: Fate::Ends(100, 900, End::Finished),
        };
        let result = tally(&tape(&[line], 1_000), window, None);
        value(&result, Scope::Overall, "core_hours").expect("always there") * 3_600.0 / 16.0
    };
    assert_eq!(run((0, 1_000)), 800.0);
    assert_eq!(run((300, 1_000)), 600.0);
    assert_eq!(run((100, 1_000)), 800.0);
    assert_eq!(run((900, 1_000)), 0.0);
    assert_eq!(run((950, 1_000)), 0.0);
}

#[test]
fn a_job_that_still_runs_is_counted_up_to_the_horizon() {
    let line = Line { fate: Fate::Runs(400), ..six_jobs()[3] };
    // The last thing that happened was its start.
    let result = tally(&tape(&[line], 400), (0, 1_000), None);
    check(&result, Scope::Overall, &[("core_hours", 16.0 * 600.0 / 3_600.0)]);
}

#[test]
fn a_job_submitted_at_the_end_of_the_warm_up_counts() {
    let submitted = |warm_up| {
        let result = tally(&tape(&six_jobs(), 1_100), (warm_up, 1_100), None);
        value(&result, Scope::Overall, "jobs_submitted")
    };
    assert_eq!(submitted(0), Some(6.0));
    assert_eq!(submitted(150), Some(5.0));
    assert_eq!(submitted(151), Some(4.0));
}

#[test]
#[should_panic(expected = "2 jobs were submitted and 1 accounted for")]
fn a_lost_job_is_noticed() {
    let mut tape = tape(&six_jobs()[1..3], 1_100);
    tape.entries.pop();
    tally(&tape, (0, 1_100), None);
}

#[test]
fn a_timeline_holds_exactly_what_was_used() {
    let result = tally(&tape(&six_jobs(), 1_100), (0, 1_100), None);
    let timeline: &Timeline = &result.timelines[0];
    assert_eq!((timeline.bin, timeline.waiting.len()), (Span::from_secs(2), 550));
    let node_secs = |class: usize| timeline.busy[class].iter().sum::<f64>() * 2.0 * 3.0;
    assert!((node_secs(0) - (4.0 * 250.0 + 4.0 * 500.0) / 4.0).abs() < 1e-9);
    assert!((node_secs(1) - 202.5).abs() < 1e-9);
    // At 450 s, job 2 holds one of three nodes whole; job 4 waits, which takes a whole node for half an hour.
    assert!((timeline.busy[0][225] - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(timeline.waiting[225], 1.0);
    assert!((timeline.backlog_hours[225] - 0.5 / 3.0).abs() < 1e-12);
    // Jobs wait 50 + 50 + 0 + 600 + 100 s.
    assert!((timeline.waiting.iter().sum::<f64>() * 2.0 - 800.0).abs() < 1e-9);
    assert_eq!((timeline.waiting[0], timeline.waiting[24], timeline.waiting[25]), (1.0, 1.0, 0.0));
}

#[test]
fn a_heat_map_shows_each_node_hour_by_hour() {
    // From 00:30 to 02:15 on half of the cards of node 1, in a week that is over after two and a half hours.
    let line = Line {
        id: 1,
        class: 0,
        submit: 0,
        tasks: 1,
        per_task: (1, 2),
        node: (0, 1),
        fate: Fate::Ends(1_800, 8_100, End::Finished),
    };
    let horizon = 9_000;
    let result = tally(&tape(&[line], horizon), (0, horizon), Some((0, horizon)));
    let heat: &HeatMap = &result.heat[0];
    let idle = vec![0.0; 3];
    assert_eq!(heat.busy, vec![idle.clone(), vec![0.25, 0.5, 0.25], idle]);
    assert_eq!(heat.bin, Span::HOUR);
    let later = tally(&tape(&[line], horizon), (0, horizon), Some((5_400, horizon)));
    assert_eq!(
        later.heat[0].busy[1],
        vec![0.375],
        "from 01:30 on, three quarters of an hour, half of the cards"
    );
}

#[test]
fn a_wait_curve_says_how_many_waited_at_most_so_long() {
    let curve = |waits: &[u64]| -> WaitCurve {
        let ends = |(id, wait): (usize, &u64)| Line {
            id: id as u64 + 1,
            fate: Fate::Ends(*wait, *wait, End::Finished),
            submit: 0,
            ..six_jobs()[2]
        };
        let lines: Vec<Line> = waits.iter().enumerate().map(ends).collect();
        let result = tally(&tape(&lines, 1_000_000), (0, 1_000_000), None);
        result.waits[0].1.clone()
    };
    assert_eq!(curve(&[]), WaitCurve::default());
    assert_eq!(curve(&[7]), WaitCurve { wait_secs: vec![7.0], share: vec![1.0] });
    let three = curve(&[600, 0, 50]);
    assert_eq!((three.wait_secs, three.share), (vec![0.0, 50.0, 600.0], vec![1.0 / 3.0, 2.0 / 3.0, 1.0]));
    let tied = curve(&[10, 0, 0, 0]);
    assert_eq!((tied.wait_secs, tied.share), (vec![0.0, 10.0], vec![0.75, 1.0]));

    let many = curve(&(0..10_000).collect::<Vec<u64>>());
    assert_eq!(many.wait_secs.len(), 512);
    assert_eq!((many.wait_secs[0], many.wait_secs[511], many.share[511]), (0.0, 9_999.0, 1.0));
    for (secs, share) in many.wait_secs.iter().zip(&many.share) {
        // Of 0, 1, ... 9,999 s, the share that is at most x is (x + 1) / 10,000.
        assert!(((secs + 1.0) / 10_000.0 - share).abs() <= 1e-4, "{share} of the jobs within {secs} s");
    }
}

#[test]
fn several_centres_count_alike() {
    let centers = [Center::counted("small", 2), Center::counted("large", 200)];
    let mut tally = Tally::new(Measured {
        centers: &centers,
        class_centers: &[CenterId(0), CenterId(1)],
        groups: 1,
        window: Window { start: at(0), end: at(1_000) },
        week: Some(Window { start: at(0), end: at(1_000) }),
    });
    // The small centre is full for half the time; nobody uses the large one.
    let mut request = Line { tasks: 2, per_task: (1, 0), ..six_jobs()[2] }.request();
    (request.class, request.group, request.partition) = (ClassId(0), GroupId(0), PartitionId(0));
    let pieces = [Piece { pool: PoolId(0), node: NodeId(0), tasks: 2 }];
    let past = past(&request, 200);
    let ended = JobFact::Ended { start: at(200), end: End::Finished, spent: Spent::default(), past };
    let entries = vec![
        entry(200, told(request, &[], JobFact::Submitted)),
        entry(200, told(request, &pieces, JobFact::Started { past })),
        entry(700, told(request, &pieces, ended)),
    ];
    Tape { entries }.play(&mut tally);
    let result = tally.finish(0, 0);
    check(&result, Scope::Center(CenterId(0)), &[("utilization", 0.5)]);
    check(&result, Scope::Center(CenterId(1)), &[("utilization", 0.0)]);
    check(&result, Scope::Class(ClassId(0)), &[("utilization", 0.5)]);
    check(&result, Scope::Group(GroupId(0)), &[("utilization", 0.25)]);
    check(&result, Scope::Overall, &[("utilization", 0.25), ("utilization_cores", 1_000.0 / 202_000.0)]);
    assert_eq!(value(&result, Scope::Overall, "utilization_accelerators"), None);
    assert!(result.heat.is_empty(), "counted processors have no nodes to show");
}
