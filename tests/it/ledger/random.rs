//! Ledgers of random scenarios that mix every rule: held to what must be true of each, and to a plain program that walks each node from
//! instant to instant.

use super::money::assert_identity;
use super::sleepers::{Sleepers, sleepers};
use crate::mixed::scenario::Scenario;
use crate::mixed::{POLICIES, play};
use std::collections::BTreeMap;
use suanli::ledger::{
    About, Books, Carbon, CenterBooks, Discount, EnergyPrice, Fold, FreeHours, Ledger, Money, Power,
    PowerCurve, Price, Voucher, Weighing, builtin_tariff,
};
use suanli::model::{Center, CenterId, GroupId, JobId, NodeId, NodeState, Piece, PoolId, Span, Time};
use suanli::record::{End, Entry, Event, JobFact, NodeFact, Observer, Record, Stretch, Tape};
use suanli::state::Saved;

const SCENARIOS: u64 = 1_000;

/// Four minutes before a month ends, so that most runs go over it.
fn start() -> jiff::civil::DateTime {
    jiff::civil::date(2026, 1, 31).at(23, 58, 0, 0)
}

/// The centres of a scenario with nodes that draw power.
fn powered(centers: &[Center], seed: u64) -> Vec<Center> {
    let mut centers = centers.to_vec();
    for (place, pool) in centers.iter_mut().flat_map(|center| &mut center.pools).enumerate() {
        pool.node_type.name = format!("kind-{place}");
        pool.node_type.idle_watts = (50 + seed % 7 * 10 + place as u64) as f64;
        pool.node_type.busy_watts = pool.node_type.idle_watts + (seed % 11 * 20) as f64;
    }
    centers
}

fn books(centers: &[Center], seed: u64) -> Books {
    let power = Power {
        services: vec![("storage", 123_457), ("network", 10_001)],
        overhead: [100_003; 12],
        fixed_milliwatts: 77_777,
        price: EnergyPrice::Tariff(builtin_tariff("hubei-2026").expect("it is in the table")),
        penalty: None,
        carbon: Carbon::Always(539_500),
    };
    let curve = || PowerCurve::through(vec![50_000, 170_000, 200_000, 210_001]);
    let curved =
        (0..).zip(centers.iter().flat_map(|center| &center.pools)).filter(|(place, _)| place % 3 == seed % 3);
    let price = |name: &str, groups: &[u16], core: i64, accelerator: i64| Price {
        name: name.into(),
        about: About { groups: groups.iter().copied().map(GroupId).collect(), ..About::default() },
        accelerator,
        core,
        gib: 3,
        node: 1_000_001,
        weighing: if seed.is_multiple_of(2) { Weighing::Sum } else { Weighing::Dearest },
        hours: std::array::from_fn(|hour| 500 + 13 * hour as u32),
    };
    let voucher = Voucher {
        name: "city".into(),
        groups: vec![GroupId(0)],
        share: 2_500,
        tenant_cap: Some(200),
        budget: Some(333),
    };
    let money = Money {
        // In every third scenario some groups have no price.
        prices: match seed % 3 {
            0 => vec![price("a", &[0], 1_370_000, 9_000_000)],
            _ => vec![price("a", &[0], 1_370_000, 9_000_000), price("b", &[], 777_777, 1)],
        },
        free: vec![FreeHours { groups: vec![GroupId(0)], accelerator_hours: 1, core_hours: seed % 3 }],
        volumes: Vec::new(),
        discounts: vec![Discount { name: "half".into(), groups: Vec::new(), off: 5_001 }],
        vouchers: vec![voucher],
        lost_is_billed: seed.is_multiple_of(5),
    };
    Books {
        start: start(),
        centers: centers.iter().map(|_| CenterBooks { power: Some(power.clone()), cost: None }).collect(),
        drive: (0..8).map(|class| 1_000 - 100 * (class % 4)).collect(),
        curves: curved.map(|(_, pool)| (pool.node_type.name.clone(), curve())).collect(),
        money,
    }
}

/// A job on a node for a while.
struct Stay {
    from: Time,
    until: Time,
    units: u64,
    drive: u64,
}

type Place = (CenterId, NodeId);

/// By node: its pool, and what stayed there.
type Stays = BTreeMap<Place, (u16, Vec<Stay>)>;

/// Every stay of every job on every node within the measured time, and what is held in all, by centre, in cores and accelerators.
fn stays(
    tape: &Tape,
    (centers, books): (&[Center], &Books),
    (from, until): (Time, Time),
    sleepers: &[Sleepers],
) -> (Stays, BTreeMap<CenterId, [u128; 4]>) {
    let (mut stays, mut held) = (Stays::new(), BTreeMap::<_, [u128; 4]>::new());
    for entry in &tape.entries {
        let Event::Job { request, pieces, fact } = &entry.event else { continue };
        let Some((start, stretch)) = fact.stretch() else { continue };
        let end = if stretch == Stretch::Cut { until } else { entry.at };
        let ran = end.since(start);
        let in_vain = match (fact, stretch) {
            (JobFact::Stopped { lost, spent, .. }, _) => ran.min(*lost + spent.hung),
            (_, Stretch::Ended(End::Evicted | End::NodeFailed | End::Failed)) => ran,
            (
                _,
                Stretch::Ended(End::Finished | End::Killed | End::Cancelled)
                | Stretch::Stopped
                | Stretch::Cut,
            ) => Span::ZERO,
        };
        let kept_until = end.as_micros() - in_vain.as_micros();
        let place = usize::from(entry.center.0);
        let awake = sleepers[place].awake.get(&(request.id, start)).copied().unwrap_or(start);
        let works_from = awake.clamp(from, until);
        let (start, end) = (start.max(from), end.min(until));
        if end <= start {
            continue;
        }
        for Piece { pool, node, tasks } in pieces {
            let kind = &centers[usize::from(entry.center.0)].pools[usize::from(pool.0)];
            let each = request.shape.per_task;
            let units = u64::from(*tasks) * u64::from(kind.unit().of(each));
            let drive = u64::from(books.drive[usize::from(request.class.0)]);
            // Where power is a straight line, a job drives nothing before all its nodes are awake.
            let works_from = if books.curve(kind).is_straight() { works_from.min(end) } else { start };
            let stay = Stay { from: works_from, until: end, units, drive };
            stays.entry((entry.center, *node)).or_insert((pool.0, Vec::new())).1.push(stay);
            let micros = u128::from(end.since(start).as_micros()) * u128::from(*tasks);
            let sums = held.entry(entry.center).or_default();
            sums[0] += micros * u128::from(each.cores);
            sums[1] += micros * u128::from(each.accelerators);
            let in_vain = Time::from_micros(kept_until).max(start).until(end);
            let micros = u128::from(in_vain.as_micros()) * u128::from(*tasks);
            sums[2] += micros * u128::from(each.cores);
            sums[3] += micros * u128::from(each.accelerators);
        }
    }
    (stays, held)
}

/// How many nodes of a pool draw power, times seconds: those that are there and have not failed, and those that stand by.
fn drawing_secs(
    tape: &Tape,
    (id, center): (CenterId, &Center),
    pool: PoolId,
    (from, until): (Time, Time),
) -> f64 {
    let (mut nodes, mut present) = (0, i64::from(center.pools[usize::from(pool.0)].nodes.size()));
    nodes += present + i64::from(center.spares_of(pool));
    let (mut since, mut secs) = (Time::ZERO, 0.0);
    let mut count = |nodes: i64, since: Time, at: Time| {
        secs += nodes as f64 * since.clamp(from, until).until(at.clamp(from, until)).as_secs_f64();
    };
    for entry in tape.entries.iter().filter(|entry| entry.center == id) {
        let more = match &entry.event {
            Event::Nodes(NodeFact::Capacity(change)) if change.pool == pool => {
                let before = std::mem::replace(&mut present, i64::from(change.present));
                present - before
            }
            Event::Nodes(NodeFact::Turned(turn)) if turn.pool == pool => {
                i64::from(turn.from == NodeState::Down) - i64::from(turn.to == NodeState::Down)
            }
            Event::Nodes(_) | Event::Job { .. } | Event::Waiting { .. } | Event::Data(_) => continue,
        };
        count(nodes, since, entry.at);
        (nodes, since) = (nodes + more, entry.at);
    }
    count(nodes, since, until);
    secs
}

/// When each run of each job was over, by its start.
fn ends(tape: &Tape, until: Time) -> BTreeMap<(JobId, Time), Time> {
    let runs = tape.entries.iter().filter_map(|entry| {
        let Event::Job { request, fact, .. } = &entry.event else { return None };
        let (start, stretch) = fact.stretch()?;
        Some(((request.id, start), if stretch == Stretch::Cut { until } else { entry.at }))
    });
    runs.collect()
}

/// From when on jobs of a centre draw which share of what they would at full speed, where a record says so.
fn gear(entry: &Entry, id: CenterId) -> Option<(Time, u32)> {
    match &entry.event {
        Event::Nodes(NodeFact::Geared(gear)) if entry.center == id => Some((entry.at, gear.draw)),
        Event::Nodes(_) | Event::Job { .. } | Event::Waiting { .. } | Event::Data(_) => None,
    }
}

/// What all nodes of a centre drew, in joules: each node from instant to instant.
fn joules(
    (tape, ends): (&Tape, &BTreeMap<(JobId, Time), Time>),
    center: (CenterId, &Center),
    books: &Books,
    (stays, sleepers): (&Stays, &Sleepers),
    window: (Time, Time),
) -> f64 {
    let mut joules = 0.0;
    let mut otherwise = |pool: PoolId, (from, until): (Time, Time), milliwatts: u64| {
        let (from, until) = (from.clamp(window.0, window.1), until.clamp(window.0, window.1));
        let idle = books.curve(&center.1.pools[usize::from(pool.0)]).idle();
        joules += (milliwatts as f64 - idle as f64) / 1e3 * from.until(until).as_secs_f64();
    };
    if let Some(sleep) = center.1.rules.sleep {
        for (pool, from, until) in &sleepers.naps {
            otherwise(*pool, (*from, *until), sleep.milliwatts);
        }
        for ((job, start), pools) in &sleepers.woken {
            let awake = (*start + sleep.wake).min(ends[&(*job, *start)]);
            for pool in pools {
                let curve = books.curve(&center.1.pools[usize::from(pool.0)]);
                if curve.is_straight() {
                    otherwise(*pool, (*start, awake), sleep.wake_milliwatts.unwrap_or(curve.idle()));
                }
            }
        }
    }
    for (place, pool) in center.1.pools.iter().enumerate() {
        let secs = drawing_secs(tape, center, PoolId(place as u16), window);
        joules += secs * books.curve(pool).idle() as f64 / 1e3;
    }
    let gears: Vec<(Time, u32)> = tape.entries.iter().filter_map(|entry| gear(entry, center.0)).collect();
    for ((_, _), (pool, stays)) in stays.iter().filter(|((id, _), _)| *id == center.0) {
        let pool = &center.1.pools[usize::from(*pool)];
        let parts = u64::from(suanli::ledger::node_units(pool)) * 1_000;
        let curve = books.curve(pool);
        let mut instants: Vec<Time> = stays.iter().flat_map(|stay| [stay.from, stay.until]).collect();
        instants.extend(gears.iter().map(|(at, _)| *at));
        instants.sort_unstable();
        for two in instants.windows(2) {
            let there = stays.iter().filter(|stay| stay.from <= two[0] && two[1] <= stay.until);
            let load: u64 = there.map(|stay| stay.units * stay.drive).sum();
            // A pool of processors is one place: its power grows with each of them.
            let drawn = if parts < load {
                (curve.busy() - curve.idle()) as f64 * load as f64 / parts as f64
            } else {
                (curve.at(load, parts) - curve.idle()) as f64
            };
            let gear = gears.iter().rev().find(|(at, _)| *at <= two[0]).map_or(1_000_000, |(_, draw)| *draw);
            let drawn = drawn * f64::from(gear) / 1e6;
            joules += drawn / 1e3 * two[1].since(two[0]).as_secs_f64();
        }
    }
    joules
}

fn folded(tape: &Tape, centers: &[Center], books: &Books, window: (Time, Time)) -> Ledger {
    let mut fold = Fold::new(books, centers, window);
    tape.play(&mut fold);
    fold.finish()
}

fn tell(observer: &mut dyn Observer, entries: &[Entry]) {
    for entry in entries {
        observer.observe(&Record { at: entry.at, center: entry.center, fact: entry.event.fact() });
    }
}

#[test]
fn ledgers_of_random_scenarios_add_up() {
    let (mut invoices, mut lost, mut naps, mut woken, mut geared) = (0, 0, 0, 0, 0);
    for seed in 0..SCENARIOS {
        let scenario = Scenario::random(seed);
        let tape = play(&scenario, POLICIES[seed as usize % POLICIES.len()]);
        let Some(last) = tape.entries.last() else { continue };
        let window = (Time::from_secs(5), scenario.horizon.min(last.at).max(Time::from_secs(6)));
        let centers = powered(&scenario.centers, seed);
        let mut books = books(&centers, seed);
        // Where processors are only counted there are no nodes with curves.
        books.curves.retain(|name, _| {
            let pools = centers.iter().flat_map(|center| &center.pools);
            pools.into_iter().any(|pool| {
                pool.node_type.name == *name && matches!(pool.nodes, suanli::model::Nodes::Named { .. })
            })
        });
        let ledger = folded(&tape, &centers, &books, window);
        assert_identity(&ledger);
        invoices += ledger.invoices.len();
        let found = (0..).map(CenterId).zip(&centers).map(|center| sleepers(&tape, center, window.1));
        let found: Vec<Sleepers> = found.collect();
        naps += found.iter().map(|found| found.naps.len()).sum::<usize>();
        woken += found.iter().map(|found| found.woken.len()).sum::<usize>();
        let is_geared = |entry: &&Entry| matches!(entry.event, Event::Nodes(NodeFact::Geared(_)));
        geared += tape.entries.iter().filter(is_geared).count();
        let ends = ends(&tape, window.1);
        let (stays, held) = stays(&tape, (&centers, &books), window, &found);
        for (place, center) in centers.iter().enumerate() {
            let id = CenterId(place as u16);
            let told = &ledger.centers[place];
            let [cores, accelerators, lost_cores, lost_accelerators] =
                held.get(&id).copied().unwrap_or_default();
            assert_eq!(told.delivered, [cores, accelerators], "seed {seed}");
            assert_eq!(told.lost, [lost_cores, lost_accelerators], "seed {seed}");
            lost += lost_cores;
            let power = told.power.as_ref().expect("it is told");
            let plain = joules((&tape, &ends), (id, center), &books, (&stays, &found[place]), window);
            let nodes: i128 = power.uses[..2].iter().map(|(_, joules)| joules).sum();
            assert!((nodes as f64 - plain).abs() < 3.0, "seed {seed}: {nodes} J, and {plain} J");
            let rows = || ledger.accounts.iter().filter(|row| row.center == id);
            let of_jobs: i128 = rows().map(|row| row.joules).sum();
            assert!((of_jobs - power.uses[0].1).abs() <= 1, "seed {seed}: {of_jobs} J, {:?}", power.uses);
            assert!(power.uses.iter().all(|(_, joules)| 0 <= *joules), "seed {seed}: {:?}", power.uses);
            let sums = |of: fn(&suanli::ledger::HourRow) -> i128| power.hours.iter().map(of).sum::<i128>();
            let fen: i128 = power.periods.iter().map(|(_, _, fen)| fen).sum();
            assert_eq!(sums(|hour| hour.fen), fen, "seed {seed}");
            assert!((sums(|hour| hour.joules) - power.joules()).abs() <= 1, "seed {seed}");
        }
        let half = tape.entries.len() / 2;
        let mut first = Fold::new(&books, &centers, window);
        tell(&mut first, &tape.entries[..half]);
        let Saved::State(state) = first.save() else { panic!("a ledger can be written down") };
        let mut second = Fold::new(&books, &centers, window);
        second.restore(&state).expect("it is of its kind");
        tell(&mut second, &tape.entries[half..]);
        assert_eq!(second.finish(), ledger, "seed {seed}");
    }
    assert!(200 < invoices && 0 < lost, "{invoices} invoices, {lost} lost");
    assert!(500 < naps && 200 < woken, "{naps} naps, {woken} jobs that woke nodes");
    assert!(500 < geared, "{geared} changes of speed");
}

/// Nodes that leave draw nothing from then on, and nodes that come draw from then on.
#[test]
fn only_nodes_that_are_there_draw_power() {
    let mut center = Center::of_nodes("one", 4, suanli::model::Resources::cores(8));
    center.pools[0].node_type.idle_watts = 100.0;
    let centers = [center];
    let books = Books { curves: BTreeMap::new(), ..books(&centers, 0) };
    let change = |secs, present| Entry {
        at: Time::from_secs(secs),
        center: CenterId(0),
        event: Event::Nodes(NodeFact::Capacity(suanli::record::CapacityChange {
            pool: suanli::model::PoolId(0),
            nodes: Vec::new(),
            state: suanli::model::NodeState::Out,
            present,
            leaving: 0,
        })),
    };
    let tape = Tape { entries: vec![change(100, 1), change(700, 3)] };
    let ledger = folded(&tape, &centers, &books, (Time::ZERO, Time::from_secs(1_000)));
    let power = ledger.centers[0].power.as_ref().expect("it is told");
    assert_eq!(power.uses[1].1, 100 * (100 * 4 + 600 + 300 * 3));
    assert_eq!(ledger.centers[0].capacity, [8_000_000 * (100 * 4 + 600 + 300 * 3), 0]);
}

/// Every shipped scenario, for its first days, with power and prices that it may not have.
#[test]
fn ledgers_of_shipped_scenarios_add_up() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = std::fs::read_dir(folder).expect("scenarios are shipped");
    let paths = files.map(|file| file.expect("it can be read").path());
    let mut seen = 0;
    for path in paths.filter(|path| path.extension().is_some_and(|end| end == "toml")) {
        let scenario = suanli::scenario::load(&path).unwrap_or_else(|errors| panic!("{errors}"));
        let end = Time::ZERO + scenario.horizon.min(suanli::model::Span::from_secs(3 * 86_400));
        let world = suanli::experiment::World::of(&scenario, &scenario.policies[0], 0);
        let setup = suanli::experiment::Setup { horizon: end, ..world.setup() };
        let centers = setup.centers;
        let drive = vec![900; scenario.workloads.len()];
        let books = Books { start: scenario.start, drive, ..books(centers, 1) };
        let mut fold = Fold::new(&books, centers, (Time::ZERO, end));
        setup.simulate(&mut *world.source(), &mut fold).expect("jobs can be made");
        let ledger = fold.finish();
        assert_identity(&ledger);
        for center in &ledger.centers {
            let power = center.power.as_ref().expect("it is told");
            assert!(power.uses.iter().all(|(_, joules)| 0 <= *joules), "{}: {:?}", scenario.name, power.uses);
            let hours: i128 = power.hours.iter().map(|hour| hour.joules).sum();
            assert!((hours - power.joules()).abs() <= 1, "{}", scenario.name);
        }
        seen += 1;
    }
    assert!(9 <= seen);
}
