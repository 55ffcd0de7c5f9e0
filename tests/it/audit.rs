//! The auditor against tapes with one mistake each: a checker that finds nothing must be shown to find something.

use crate::support::{self, told};
use suanli::model::{
    Center, CenterId, GroupId, JobId, Layout, Lock, NodeId, NodeType, Nodes, Partition, PartitionId,
    PeakFlops, Pool, PoolId, Request, Resources, Shape, Span, Time, Windows,
};
use suanli::record::{End, Entry, Event, JobFact, Past, Piece, Rejection, Spent, Tape};
use suanli::verify::{Auditor, Findings, Law};

const NODE: Resources = Resources { cores: 8, accelerators: 2, memory_mib: 100 };

fn pool(name: &str, nodes: Nodes, lock: Option<Lock>) -> Pool {
    let node_type = NodeType {
        name: "node".into(),
        capacity: NODE,
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    Pool { name: name.into(), node_type, nodes, lock }
}

/// Nodes 0 to 2 are open, 3 is locked for group 1, 4 is ten counted processors behind a partition of their own.
fn center() -> Center {
    let lock = Lock { name: "models".into(), owners: vec![GroupId(1)], ..Lock::default() };
    let pools = vec![
        pool("open", Nodes::Named { count: 3 }, None),
        pool("locked", Nodes::Named { count: 1 }, Some(lock)),
        pool("counted", Nodes::Counted { processors: 10 }, None),
    ];
    let partitions = vec![
        Partition { name: "nodes".into(), pools: vec![PoolId(0), PoolId(1)] },
        Partition { name: "processors".into(), pools: vec![PoolId(2)] },
    ];
    Center::new("here", "Here", pools, partitions, 2)
}

fn request(id: u64, tasks: u32, cores: u32, layout: Layout) -> Request {
    Request {
        shape: Shape { tasks, per_task: Resources { cores, accelerators: 1, memory_mib: 10 }, layout },
        ..support::request(id, 10, tasks, 100)
    }
}

fn piece(pool: u16, node: u32, tasks: u32) -> Piece {
    Piece { pool: PoolId(pool), node: NodeId(node), tasks }
}

fn entry(secs: u64, event: Event) -> Entry {
    Entry { at: Time::from_secs(secs), center: CenterId(0), event }
}

/// Nothing but the wait until then.
fn past(request: &Request, secs: u64) -> Past {
    Past { waited: request.submit.until(Time::from_secs(secs)), ..Past::default() }
}

fn started(request: Request, piece: Piece, secs: u64) -> Event {
    told(request, &[piece], JobFact::Started { past: past(&request, secs) })
}

fn still_running(request: Request, piece: Piece, secs: u64) -> Event {
    let (start, past) = (Time::from_secs(secs), past(&request, secs));
    told(request, &[piece], JobFact::StillRunning { start, spent: Spent::default(), past, work: Span::HOUR })
}

fn still_waiting(request: Request) -> Event {
    told(request, &[], JobFact::StillWaiting { past: past(&request, 1_000), work: Span::HOUR })
}

/// A job that is submitted at 10, starts at 20 and ends at the given second.
fn life(request: Request, pieces: &[Piece], end: u64, how: End) -> Vec<Entry> {
    let (start, past) = (Time::from_secs(20), past(&request, 20));
    vec![
        entry(10, told(request, &[], JobFact::Submitted)),
        entry(20, told(request, pieces, JobFact::Started { past })),
        entry(end, told(request, pieces, JobFact::Ended { start, end: how, spent: Spent::default(), past })),
    ]
}

/// Two one-per-node tasks on nodes 0 and 1, from 20 to 60.
fn usual() -> Vec<Entry> {
    life(request(1, 2, 4, Layout::OnePerNode), &[piece(0, 0, 1), piece(0, 1, 1)], 60, End::Finished)
}

fn audit(entries: Vec<Entry>) -> Findings {
    let centers = [center()];
    let mut auditor = Auditor::new(&centers);
    Tape { entries }.play(&mut auditor);
    auditor.finish(Time::from_secs(1_000))
}

fn check_found(law: Law, entries: Vec<Entry>) {
    let findings = audit(entries);
    assert!(findings.broke(law), "{law:?} was not found: {findings}");
    assert!(findings.kept.iter().all(|finding| !finding.detail.is_empty()));
}

/// Only this law is broken.
fn check_only(law: Law, entries: Vec<Entry>) {
    let findings = audit(entries);
    assert_eq!(findings.counts.keys().collect::<Vec<_>>(), [&law], "{findings}");
}

fn check_clean(entries: Vec<Entry>) {
    let findings = audit(entries);
    assert!(findings.is_clean(), "{findings}");
}

/// The usual life with one change to it.
fn changed(place: usize, change: impl FnOnce(&mut Entry)) -> Vec<Entry> {
    let mut entries = usual();
    change(&mut entries[place]);
    entries
}

#[test]
fn a_right_run_breaks_no_law() {
    check_clean(Vec::new());
    check_clean(usual());
    check_clean(life(
        request(1, 4, 4, Layout::Anywhere),
        &[piece(0, 2, 2), piece(0, 0, 2)],
        120,
        End::Killed,
    ));
    let locked = Request { group: GroupId(1), ..request(1, 4, 4, Layout::OnePerNode) };
    let everywhere = [piece(1, 3, 1), piece(0, 0, 1), piece(0, 1, 1), piece(0, 2, 1)];
    check_clean(life(locked, &everywhere, 20, End::Finished));
    let counted = Request {
        partition: PartitionId(1),
        shape: Shape::processors(10),
        ..request(1, 1, 1, Layout::Anywhere)
    };
    check_clean(life(counted, &[piece(2, 4, 10)], 60, End::Finished));
    let running = request(1, 1, 1, Layout::OnePerNode);
    let waiting = Request { submit: Time::from_secs(950), ..request(2, 1, 1, Layout::OnePerNode) };
    check_clean(vec![
        entry(10, told(running, &[], JobFact::Submitted)),
        entry(950, started(running, piece(0, 0, 1), 950)),
        entry(950, told(waiting, &[], JobFact::Submitted)),
        entry(1_000, still_running(running, piece(0, 0, 1), 950)),
        entry(1_000, still_waiting(waiting)),
    ]);
}

#[test]
fn an_over_full_node_is_found_in_every_resource() {
    let two = |cores, accelerators, memory_mib| {
        let per_task = Resources { cores, accelerators, memory_mib };
        let shape = Shape { tasks: 1, per_task, layout: Layout::OnePerNode };
        let first = Request { shape, ..request(1, 1, 1, Layout::OnePerNode) };
        let second = Request { id: JobId(2), ..first };
        let mut entries = life(first, &[piece(0, 0, 1)], 60, End::Finished);
        entries.extend(life(second, &[piece(0, 0, 1)], 60, End::Finished));
        entries.sort_by_key(|entry| entry.at);
        entries
    };
    check_clean(two(4, 1, 50));
    check_only(Law::OverCommitted, two(5, 1, 50));
    check_only(Law::OverCommitted, two(4, 2, 50));
    check_only(Law::OverCommitted, two(4, 1, 51));
}

#[test]
fn a_start_before_the_submission_is_found() {
    let late = Request { submit: Time::from_secs(30), ..request(1, 1, 1, Layout::OnePerNode) };
    check_found(Law::EarlyStart, life(late, &[piece(0, 0, 1)], 60, End::Finished));
}

#[test]
fn a_lost_job_is_found() {
    check_found(Law::Lost, usual()[..1].to_vec());
    check_found(Law::Lost, usual()[..2].to_vec());
    check_found(Law::Unbalanced, usual()[..2].to_vec());
}

#[test]
fn a_lost_release_breaks_the_capacity_identity() {
    check_found(Law::CapacityIdentity, usual()[..2].to_vec());
}

#[test]
fn a_kill_at_another_time_than_the_walltime_is_found() {
    let killed_at = |secs| {
        life(request(1, 2, 4, Layout::OnePerNode), &[piece(0, 0, 1), piece(0, 1, 1)], secs, End::Killed)
    };
    check_clean(killed_at(120));
    check_only(Law::WrongKill, killed_at(119));
    check_only(Law::WrongKill, killed_at(121));
}

#[test]
fn a_run_beyond_its_walltime_is_found() {
    check_only(Law::Overrun, changed(2, |entry| entry.at = Time::from_secs(121)));
    let running = request(1, 1, 1, Layout::OnePerNode);
    check_only(
        Law::Overrun,
        vec![
            entry(10, told(running, &[], JobFact::Submitted)),
            entry(20, started(running, piece(0, 0, 1), 20)),
            entry(1_000, still_running(running, piece(0, 0, 1), 20)),
        ],
    );
}

#[test]
fn a_job_in_a_pool_that_is_not_open_to_it_is_found() {
    let one = request(1, 1, 1, Layout::OnePerNode);
    check_only(Law::ClosedPool, life(one, &[piece(1, 3, 1)], 60, End::Finished));
    let small = Request { shape: Shape::processors(1), ..one };
    check_only(Law::ClosedPool, life(small, &[piece(2, 4, 1)], 60, End::Finished));
    let elsewhere = Request { center: CenterId(1), ..one };
    check_only(Law::ClosedPool, life(elsewhere, &[piece(0, 0, 1)], 60, End::Finished));
}

#[test]
fn a_node_that_is_not_there_is_found() {
    let one = request(1, 1, 1, Layout::OnePerNode);
    check_only(Law::UnknownNode, life(one, &[piece(0, 3, 1)], 60, End::Finished));
    check_found(Law::UnknownNode, life(one, &[piece(0, 99, 1)], 60, End::Finished));
}

#[test]
fn tasks_that_are_not_placed_as_asked_are_found() {
    let two = request(1, 2, 1, Layout::OnePerNode);
    check_only(Law::WrongTasks, life(two, &[piece(0, 0, 1)], 60, End::Finished));
    check_only(
        Law::WrongTasks,
        life(two, &[piece(0, 0, 1), piece(0, 1, 1), piece(0, 2, 1)], 60, End::Finished),
    );
    check_only(Law::WrongLayout, life(two, &[piece(0, 0, 2)], 60, End::Finished));
    check_only(Law::WrongLayout, life(two, &[piece(0, 0, 1), piece(0, 0, 1)], 60, End::Finished));
    check_only(
        Law::WrongLayout,
        life(two, &[piece(0, 0, 1), piece(0, 1, 0), piece(0, 2, 1)], 60, End::Finished),
    );
}

#[test]
fn a_release_of_what_is_not_held_is_found() {
    check_only(
        Law::NotHeld,
        changed(2, |entry| {
            let (job, start) = (request(1, 2, 4, Layout::OnePerNode), Time::from_secs(20));
            let ended =
                JobFact::Ended { start, end: End::Finished, spent: Spent::default(), past: past(&job, 20) };
            entry.event = told(job, &[piece(0, 0, 1), piece(0, 2, 1)], ended);
        }),
    );
    let mut twice = usual();
    twice.push(twice[2].clone());
    check_found(Law::NotHeld, twice);
    let mut never_started = usual();
    never_started.remove(1);
    check_only(Law::NotHeld, never_started);
}

#[test]
fn a_job_that_comes_twice_is_found() {
    let mut submitted = usual();
    submitted.insert(1, submitted[0].clone());
    check_found(Law::Duplicate, submitted);
    let mut started = usual();
    started.insert(2, started[1].clone());
    check_found(Law::Duplicate, started);
    let mut again = usual();
    again.push(entry(70, usual()[1].event.clone()));
    check_found(Law::Duplicate, again);
}

#[test]
fn a_job_that_nobody_submitted_is_found() {
    check_found(Law::Unknown, usual()[1..].to_vec());
    check_found(Law::Unknown, usual()[2..].to_vec());
}

#[test]
fn a_job_that_is_not_what_was_submitted_is_found() {
    let other = request(1, 2, 3, Layout::OnePerNode);
    let pieces = [piece(0, 0, 1), piece(0, 1, 1)];
    check_found(
        Law::Changed,
        changed(1, |entry| {
            entry.event = told(other, &pieces, JobFact::Started { past: past(&other, 20) });
        }),
    );
    let job = request(1, 2, 4, Layout::OnePerNode);
    let start = Time::from_secs(21);
    let ended = JobFact::Ended { start, end: End::Finished, spent: Spent::default(), past: past(&job, 20) };
    check_only(Law::Changed, changed(2, |entry| entry.event = told(job, &pieces, ended)));
    check_found(Law::Changed, changed(1, |entry| entry.event = still_waiting(other)));
}

#[test]
fn records_out_of_order_are_found() {
    let mut swapped = usual();
    swapped.push(entry(50, told(request(2, 1, 1, Layout::OnePerNode), &[], JobFact::Submitted)));
    check_found(Law::TimeOrder, swapped);
    check_found(Law::TimeOrder, changed(0, |entry| entry.at = Time::from_secs(9)));
    check_found(Law::TimeOrder, changed(2, |entry| entry.at = Time::from_secs(1_001)));
}

#[test]
fn a_job_turned_away_although_it_fits_is_found() {
    let rejected = |request, why| vec![entry(10, told(request, &[], JobFact::Rejected { why }))];
    let four = request(1, 4, 1, Layout::OnePerNode);
    check_clean(rejected(four, Rejection::TooManyTasks));
    check_only(Law::WrongRejection, rejected(four, Rejection::TaskTooLarge));
    // The locked node is open to its owners, who can have four.
    check_only(Law::WrongRejection, rejected(Request { group: GroupId(1), ..four }, Rejection::TooManyTasks));
    check_clean(rejected(request(1, 1, 9, Layout::Anywhere), Rejection::TaskTooLarge));
    check_clean(rejected(request(1, 7, 1, Layout::Anywhere), Rejection::TooManyTasks));
    check_only(Law::WrongRejection, rejected(request(1, 6, 1, Layout::Anywhere), Rejection::TooManyTasks));
}

#[test]
fn a_job_let_in_although_it_never_fits_is_found() {
    let four = request(1, 4, 1, Layout::OnePerNode);
    check_only(
        Law::NeverFits,
        vec![entry(10, told(four, &[], JobFact::Submitted)), entry(1_000, still_waiting(four))],
    );
}

#[test]
fn many_findings_are_counted_and_the_first_kept() {
    let entries =
        (0..100).map(|id| entry(10, told(request(id, 1, 1, Layout::Anywhere), &[], JobFact::Submitted)));
    let findings = audit(entries.collect());
    assert_eq!(findings.counts[&Law::Lost], 100);
    assert_eq!(findings.kept.iter().filter(|finding| finding.law == Law::Lost).count(), 20);
    assert!(findings.to_string().ends_with("100 x lost\n1 x jobs do not add up\n"), "{findings}");
}

#[test]
fn a_centre_that_stands_still_is_found_where_none_should() {
    let standstills = |centers: &[Center], entries: Vec<Entry>| {
        let mut auditor = Auditor::new(centers).without_standstill();
        Tape { entries }.play(&mut auditor);
        auditor.finish(Time::from_secs(1_000)).counts.get(&Law::Standstill).copied().unwrap_or(0)
    };
    // The job comes at 10 and starts at 20.
    assert_eq!(standstills(&[center()], usual()), 1);
    // A job that runs until 30 may be in its way.
    let other = request(2, 1, 1, Layout::OnePerNode);
    let runs =
        vec![entry(10, told(other, &[], JobFact::Submitted)), entry(10, started(other, piece(0, 2, 1), 10))];
    let ended = JobFact::Ended {
        start: Time::from_secs(10),
        end: End::Finished,
        spent: Spent::default(),
        past: past(&other, 10),
    };
    let ends = entry(30, told(other, &[piece(0, 2, 1)], ended));
    let mut entries = [runs, usual()].concat();
    entries.insert(entries.len() - 1, ends);
    assert_eq!(standstills(&[center()], entries), 0);
    // So may another that waits for a lock to open, as that one may be planned: this one is there until 20.
    let mut closed = center();
    let windows = Windows::new(vec![(Time::ZERO, Time::from_secs(20))]);
    closed.pools[0].lock = Some(Lock { name: "closed".into(), windows, ..Lock::default() });
    assert_eq!(standstills(&[closed], usual()), 0);
}
