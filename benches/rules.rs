//! What a rule costs that never binds: EASY on a shipped centre of accelerators for some weeks, without a rule and with one
//! that nobody reaches. The second time over the first is the price of rules that are only there.

use criterion::{Criterion, SamplingMode, criterion_group, criterion_main};
use std::hint::black_box;
use std::path::Path;
use suanli::engine::simulate;
use suanli::experiment::source_of;
use suanli::model::{Amount, Center, Each, Licence, Limit, Span, Streams, Time};
use suanli::policy::PolicySpec;
use suanli::scenario::{Scenario, load};

/// How much of the year is simulated.
const HORIZON: Span = Span::from_secs(56 * 86_400);

/// More jobs than anybody could have running.
const PLENTY: u64 = 100_000_000;

fn shipped(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    let scenario = load(&path).unwrap_or_else(|errors| panic!("{errors}"));
    // Its users stop there, too.
    Scenario { horizon: HORIZON, ..scenario }
}

fn limited(mut centers: Vec<Center>) -> Vec<Center> {
    for center in &mut centers {
        center.rules.limits.push(Limit {
            name: "plenty".into(),
            groups: Vec::new(),
            qos: Vec::new(),
            partitions: Vec::new(),
            classes: Vec::new(),
            each: Each::Tenant,
            amount: Amount::RunningJobs,
            most: PLENTY,
        });
    }
    centers
}

fn licensed(mut centers: Vec<Center>, classes: usize) -> Vec<Center> {
    for center in &mut centers {
        let number = center.rules.licences.len() as u16;
        center.rules.licences.push(Licence { name: "plenty".into(), count: PLENTY as u32 });
        let known = center.rules.classes.len().max(classes);
        center.rules.classes.resize(known, Default::default());
        center.rules.classes.iter_mut().for_each(|class| class.licences.push((number, 1)));
    }
    centers
}

fn run(scenario: &Scenario, centers: &[Center], policy: &PolicySpec) {
    let mut source = source_of(scenario, Streams::new(scenario.seed, 0));
    let horizon = Time::ZERO + scenario.horizon;
    simulate(centers, policy, &mut *source, horizon, &mut ()).expect("synthetic jobs can always be made");
}

/// The same centre without a rule, and with one of two kinds that never bind.
fn idle_rules(criterion: &mut Criterion) {
    let scenario = shipped("wuhan-ai-center.toml");
    let plain = scenario.centers.clone();
    let cases = [
        ("no rule", plain.clone()),
        ("a limit that never binds", limited(plain.clone())),
        ("a licence that never binds", licensed(plain, scenario.workloads.len())),
    ];
    for backfill in ["easy", "conservative"] {
        let policy =
            PolicySpec::parse(&format!("fcfs+{backfill}")).expect("the benches name rows of the tables");
        let mut group = criterion.benchmark_group(format!("rules that never bind, {backfill}"));
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        for (name, centers) in &cases {
            group.bench_function(*name, |bencher| {
                bencher.iter(|| run(black_box(&scenario), centers, &policy));
            });
        }
        group.finish();
    }
}

criterion_group!(benches, idle_rules);
criterion_main!(benches);
