//! A comparison as a large scenario would leave it, made of plain arithmetic.

use suanli::experiment::Comparison;
use suanli::metrics::{
    CauseCourse, CellResult, Dominance, Estimate, HeatMap, METRICS, Scope, SizeBand, Timeline, WaitCurve,
    place,
};
use suanli::model::{
    Center, CenterId, ClassId, Device, GroupId, Lock, NodeType, Nodes, Partition, PeakFlops, Pool, PoolId,
    Resources, Span, Tenant, TenantGroup, TenantId, Time,
};
use suanli::policy::{PolicySpec, Routing};
use suanli::scenario::{Basis, Scenario};
use suanli::workload::{Demand, Origin, Workload};

/// How large a comparison is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) policies: usize,
    pub(crate) replications: u32,
    pub(crate) bins: usize,
}

pub(crate) const SMALL: Size = Size { policies: 2, replications: 2, bins: 20 };
pub(crate) const LARGE: Size = Size { policies: 3, replications: 8, bins: 730 };

const POLICIES: [[&str; 4]; 4] = [
    ["fcfs", "fcfs", "none", "pack"],
    ["fcfs+easy", "fcfs", "easy", "pack"],
    ["fair-share+easy+spread", "fair-share", "easy", "spread"],
    ["shortest-first+easy", "shortest-first", "easy", "first-fit"],
];

const WORKLOADS: [(&str, &str, u16, u16, f64); 13] = [
    ("pretraining", "Large-model pretraining 大模型预训练", 0, 0, 0.24),
    ("fine-tuning", "Fine-tuning", 0, 1, 0.14),
    ("evaluation", "Evaluation", 0, 0, 0.05),
    ("debugging", "Debugging", 0, 1, 0.02),
    ("hotline", "12345 hotline inference 市民热线", 0, 2, 0.06),
    ("driving", "Autonomous-driving training", 0, 0, 0.12),
    ("vision", "Factory vision", 0, 1, 0.07),
    ("screening", "Drug screening", 0, 1, 0.05),
    ("cfd", "Fluid dynamics", 1, 3, 0.22),
    ("weather", "Weather and climate, four cycles a day", 1, 3, 0.17),
    ("sensing", "Remote sensing 遥感", 1, 3, 0.12),
    ("genomics", "Genomics", 1, 4, 0.16),
    ("graphs", "Graph computing", 1, 4, 0.06),
];

const GROUPS: [(&str, &str); 6] = [
    ("enterprises", "120 enterprises"),
    ("start-ups", "Start-ups 初创企业"),
    ("city", "City services"),
    ("institutes", "Research institutes"),
    ("universities", "Universities"),
    ("guests", "Guests"),
];

/// Chance enough for a picture: the fractional part of a multiple of the golden ratio, scrambled.
pub(crate) fn noise(seed: u64) -> f64 {
    let mut bits = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits ^= bits >> 29;
    bits = bits.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (bits >> 11) as f64 / (1_u64 << 53) as f64
}

fn node_type(name: &str, cores: u32, accelerators: u32) -> NodeType {
    let device = Device { name: "Ascend 910".into(), peak_tflops: PeakFlops::default() };
    NodeType {
        name: name.into(),
        capacity: Resources { cores, accelerators, memory_mib: 1 << 20 },
        device: (0 < accelerators).then_some(device),
        peak_tflops: PeakFlops::default(),
        idle_watts: 500.0,
        busy_watts: 5_000.0,
    }
}

fn pool(name: &str, count: u32, accelerators: u32, lock: Option<Lock>) -> Pool {
    Pool {
        name: name.into(),
        node_type: node_type(name, 64, accelerators),
        nodes: Nodes::Named { count },
        lock,
    }
}

fn centers() -> Vec<Center> {
    let lock = Lock { name: "large models".into(), owners: vec![GroupId(0)], ..Lock::default() };
    let all = |pools: u16| vec![Partition { name: "all".into(), pools: (0..pools).map(PoolId).collect() }];
    let intelligent = vec![pool("open", 68, 8, None), pool("teams", 30, 8, Some(lock))];
    let super_pools = vec![pool("cpu", 820, 0, None), pool("gpu", 40, 4, None)];
    let groups = GROUPS.len();
    vec![
        Center::new(
            "wuhan-ai",
            "Wuhan AI Computing Center 武汉人工智能计算中心",
            intelligent,
            all(2),
            groups,
        ),
        Center::new("wuhan-super", "Wuhan Supercomputing Center 武汉超算中心", super_pools, all(2), groups),
    ]
}

fn workloads() -> Vec<Workload> {
    let workload = |&(name, title, center, group, load): &(&str, &str, u16, u16, f64)| Workload {
        title: title.into(),
        center: CenterId(center),
        group: GroupId(group),
        growth_per_year: 0.3,
        ..Workload::new(name, Origin::Application(name.into()), Demand::Load(load))
    };
    WORKLOADS.iter().map(workload).collect()
}

/// A comparison of this size in which every figure has something to show.
pub(crate) fn comparison(size: Size) -> Comparison {
    let policies = (0..size.policies).map(|policy| {
        let [name, order, backfill, placement] = POLICIES[policy % POLICIES.len()].map(String::from);
        PolicySpec { name, order, backfill, placement, every: None, routing: Routing::default() }
    });
    let scenario = Scenario {
        name: "wuhan-dual-center".into(),
        title: "Wuhan's two centres as one utility 武汉双中心".into(),
        start: jiff::civil::date(2024, 1, 1).at(0, 0, 0, 0),
        horizon: Span::from_secs(365 * 86_400),
        limit_checks: None,
        warm_up: Span::from_secs(14 * 86_400),
        seed: 7,
        replications: size.replications,
        centers: centers(),
        basis: Basis::of(&centers()),
        groups: GROUPS.map(|(name, title)| TenantGroup { name: name.into(), title: title.into() }).to_vec(),
        tenants: Vec::<Tenant>::new(),
        workloads: workloads(),
        policies: policies.collect(),
        variants: std::collections::BTreeMap::new(),
        failures: Vec::new(),
        wan: suanli::model::Wan::default(),
        books: None,
        planned: None,
        network: None,
        document: None,
    };
    let (mut cells, mut ledgers) = (Vec::new(), Vec::new());
    for policy in 0..size.policies {
        for replication in 0..size.replications {
            cells.push(cell(&scenario, policy, replication, size.bins));
            ledgers.push(super::ledgers::ledger(policy, replication));
        }
    }
    let estimates =
        (0..size.policies).map(|policy| estimates(&scenario, policy, size.replications)).collect();
    let (confidence, branched) = (suanli::stats::Confidence::USUAL, Vec::new());
    Comparison {
        scenario,
        confidence,
        cells,
        ledgers,
        estimates,
        saturations: vec![Vec::new(); size.policies],
        branched,
        week: None,
    }
}

fn cell(scenario: &Scenario, policy: usize, replication: u32, bins: usize) -> CellResult {
    let seed = policy as u64 * 1_000 + u64::from(replication);
    let centers = 0..scenario.centers.len() as u16;
    let heat = if replication == 0 {
        centers.clone().map(|center| heat(center, seed)).collect()
    } else {
        Vec::new()
    };
    let dominance = if replication == 0 {
        centers.clone().map(|center| dominance(center, seed)).collect()
    } else {
        Vec::new()
    };
    let cause_courses = centers.clone().map(|center| cause_course(center, policy, seed, bins)).collect();
    CellResult {
        policy,
        replication,
        values: Vec::new(),
        at_least: Vec::new(),
        timelines: centers.map(|center| timeline(center, policy, seed, bins)).collect(),
        strains: Vec::new(),
        weeks: Vec::new(),
        waits: scopes(scenario).into_iter().map(|scope| (scope, waits(policy, scope, seed))).collect(),
        heat,
        dominance,
        causes: Vec::new(),
        cause_courses,
        capacity_steps: Vec::new(),
        balances: Vec::new(),
        sizes: Vec::new(),
        works: Vec::new(),
        moves: Vec::new(),
        hours: Vec::new(),
    }
}

fn scopes(scenario: &Scenario) -> Vec<Scope> {
    let mut scopes = vec![Scope::Overall];
    scopes.extend((0..scenario.centers.len()).map(|center| Scope::Center(CenterId(center as u16))));
    scopes.extend((0..scenario.workloads.len()).map(|class| Scope::Class(ClassId(class as u16))));
    // The last group sends nothing.
    scopes.extend((0..scenario.groups.len() - 1).map(|group| Scope::Group(GroupId(group as u16))));
    scopes.extend(SizeBand::ALL.map(Scope::Size));
    scopes
}

/// Twelve tenants of falling size and a hundred others, week by week.
fn dominance(center: u16, seed: u64) -> Dominance {
    let line = |tenant: u32| {
        let size = 0.3 / f64::from(tenant + 1);
        let share = |week: u64| size * (0.4 + 0.9 * noise(seed + u64::from(tenant) * 97 + week * 13));
        (0..53).map(share).collect::<Vec<f64>>()
    };
    Dominance {
        center: CenterId(center),
        start: Time::ZERO,
        bin: Span::from_secs(7 * 86_400),
        end: Time::from_secs(365 * 86_400),
        tenants: (0..12).map(|tenant| (TenantId(tenant), line(tenant))).collect(),
        other_count: 100,
        others: (0..53).map(|week| 0.2 * noise(seed + week)).collect(),
    }
}

fn cause_course(center: u16, policy: usize, seed: u64, bins: usize) -> CauseCourse {
    let Timeline { start, bin, waiting, .. } = timeline(center, policy, seed, bins);
    // Nobody waits for a dependency; most wait because too little is free.
    let share = |cause: usize| [0.0, 0.1, 0.05, 0.15, 0.45, 0.05, 0.2][cause];
    let of = |cause: usize| waiting.iter().map(|jobs| jobs * share(cause)).collect::<Vec<f64>>();
    CauseCourse { center: CenterId(center), start, bin, waiting: (0..7).map(of).collect() }
}

fn timeline(center: u16, policy: usize, seed: u64, bins: usize) -> Timeline {
    let width = 365 * 86_400 / bins as u64;
    let growth = |bin: usize| 0.8 + 0.35 * bin as f64 / bins as f64;
    let busy = |class: usize| {
        let (_, _, home, _, load) = WORKLOADS[class];
        let share = |bin: usize| {
            let chance = noise(seed * 7_919 + (class * bins + bin / 3) as u64);
            let here = if home == center { 1.0 } else { 0.0 };
            here * load * growth(bin) * (0.75 + 0.5 * chance) * (1.0 + 0.04 * policy as f64)
        };
        (0..bins).map(share).collect::<Vec<f64>>()
    };
    let worse = [40.0, 2.2, 1.6, 1.0][policy % 4];
    let wave = |bin: usize| {
        let season = 1.0 + 0.6 * libm::sin(bin as f64 / bins as f64 * 19.0);
        worse * growth(bin) * season * (0.4 + 1.2 * noise(seed * 104_729 + (bin / 2) as u64))
    };
    Timeline {
        center: CenterId(center),
        start: Time::ZERO,
        bin: Span::from_secs(width),
        busy: (0..WORKLOADS.len()).map(busy).collect(),
        waiting: (0..bins).map(|bin| 14.0 * wave(bin)).collect(),
        backlog_hours: (0..bins).map(|bin| 1.3 * wave(bin)).collect(),
        down_nodes: (0..bins).map(|bin| if bin % 50 < 2 { 16.0 } else { 0.0 }).collect(),
        maintenance_nodes: (0..bins).map(|bin| if bin % 30 == 0 { 4.0 } else { 0.0 }).collect(),
    }
}

fn waits(policy: usize, scope: Scope, seed: u64) -> WaitCurve {
    let at_once = [0.22, 0.55, 0.5, 0.62][policy % 4] + 0.05 * noise(seed);
    let slower = [40.0, 1.5, 2.0, 1.0][policy % 4] * (1.0 + 0.3 * noise(seed + 9));
    let slower = if scope == Scope::Center(CenterId(1)) { slower * 0.1 } else { slower };
    let points = 400;
    let mut curve = WaitCurve { wait_secs: vec![0.0], share: vec![at_once] };
    for point in 1..=points {
        let part = f64::from(point) / f64::from(points);
        curve.wait_secs.push(2.0 * libm::pow(9_000.0 * slower, part));
        curve.share.push(at_once + (1.0 - at_once) * (1.0 - libm::pow(1.0 - part, 2.0)));
    }
    curve
}

fn heat(center: u16, seed: u64) -> HeatMap {
    let nodes = if center == 0 { 98 } else { 860 };
    let share = |node: u64, hour: u64| {
        let job = noise(seed + node / 4 * 31 + (hour + node % 9) / 11 * 7);
        if job < 0.25 {
            0.0
        } else if job < 0.4 {
            0.5
        } else {
            1.0
        }
    };
    // A rack of eight for ten hours.
    let failed =
        |node: u64, hour: u64| if (40..48).contains(&node) && (60..70).contains(&hour) { 1.0 } else { 0.0 };
    HeatMap {
        center: CenterId(center),
        start: Time::from_secs(63 * 86_400),
        bin: Span::HOUR,
        busy: (0..nodes).map(|node| (0..168).map(|hour| share(node, hour)).collect()).collect(),
        down: (0..nodes).map(|node| (0..168).map(|hour| failed(node, hour)).collect()).collect(),
    }
}

fn estimates(scenario: &Scenario, policy: usize, runs: u32) -> Vec<(Scope, Vec<Option<Estimate>>)> {
    let worse = [40.0, 1.4, 1.8, 1.0][policy % 4];
    let row = |(number, scope): (usize, &Scope)| {
        let scale = worse * (1.0 + 0.6 * noise(number as u64 + 3));
        let of = |mean: f64, spread: f64| {
            Some(Estimate { mean, half_width: (1 < runs).then_some(mean * spread), runs, at_least: false })
        };
        let known = [
            ("wait_secs_restricted_mean", of(2_900.0 * scale, 0.12)),
            ("wait_secs_median", of(0.4 * scale * scale, 0.3)),
            ("wait_secs_p95", of(15_000.0 * scale, 0.18)),
            ("bounded_slowdown_mean", of(6.5 * scale, 0.15)),
            ("utilization", of(0.71 + 0.03 * policy as f64, 0.01)),
            ("served_of_due", of(0.4 + 0.15 * number as f64, 0.05)),
            ("served_of_due_jain", of(0.62, 0.04)),
        ];
        // Two workloads have deadlines, and one of them is never late.
        let deadlines = match scope {
            Scope::Class(ClassId(8)) => vec![("deadline_attainment", of(1.0, 0.0))],
            Scope::Class(ClassId(9)) => vec![
                ("deadline_attainment", of(0.97 - 0.012 * worse, 0.02)),
                ("lateness_secs_mean", of(900.0 * worse, 0.3)),
                ("lateness_secs_p95", of(2_400.0 * worse, 0.4)),
            ],
            Scope::Overall | Scope::Center(_) | Scope::Class(_) | Scope::Group(_) | Scope::Size(_) => vec![],
        };
        let mut values = vec![None; METRICS.len()];
        for (name, estimate) in known.into_iter().chain(deadlines) {
            values[place(name).expect("a row of the table")] = estimate;
        }
        (*scope, values)
    };
    scopes(scenario).iter().enumerate().map(row).collect()
}

/// The comparison, and the hard ones: nothing measured, one run, one centre, many policies with long names.
pub(crate) fn comparisons() -> Vec<(&'static str, Comparison)> {
    let mut one_center = comparison(Size { policies: 4, replications: 1, bins: 24 });
    one_center.scenario.centers.truncate(1);
    let mut crowded = comparison(Size { policies: 11, replications: 2, bins: 40 });
    for (number, policy) in crowded.scenario.policies.iter_mut().enumerate() {
        policy.name = format!("{} with a name that explains rather too much, number {number}", policy.name);
    }
    for (center, title) in crowded.scenario.centers.iter_mut().zip(["武汉人工智能计算中心", "武汉超算中心"])
    {
        center.title = title.repeat(12);
    }
    vec![
        ("large", comparison(LARGE)),
        ("one centre", one_center),
        ("crowded", crowded),
        ("nothing measured", nothing_measured()),
    ]
}

fn nothing_measured() -> Comparison {
    let mut empty = comparison(SMALL);
    for cell in &mut empty.cells {
        cell.waits.iter_mut().for_each(|(_, curve)| *curve = WaitCurve::default());
        for line in &mut cell.timelines {
            line.busy.iter_mut().for_each(|busy| busy.fill(0.0));
            line.waiting.fill(0.0);
            line.backlog_hours.fill(0.0);
        }
        cell.heat.iter_mut().for_each(|map| map.busy.iter_mut().for_each(|node| node.fill(0.0)));
        for shares in &mut cell.dominance {
            shares.tenants.iter_mut().for_each(|(_, line)| line.fill(0.0));
            shares.others.fill(0.0);
        }
    }
    empty.estimates.iter_mut().flatten().for_each(|(_, row)| row.fill(None));
    empty
}
