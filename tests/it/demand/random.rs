//! The law over the random centres of the generators: with jobs of applications and models, in partitions that overlap, mix kinds of
//! nodes and are locked in part, adding nodes changes no job.

use super::{each_partition, jobs, nodes};
use crate::laws::scenario::Scenario as Plain;
use rand::RngExt;
use std::fmt::Write;
use suanli::model::{Center, Chance, Streams, Use};
use suanli::scenario::{Scenario, parse};
use suanli::workload::{APPLICATIONS, MODELS};

/// So many random scenarios are tried.
const SEEDS: u64 = 250;

/// The header, the centres of a random scenario and its groups of tenants, as a file.
fn ground(centers: &[Center], chance: &mut Chance) -> String {
    let mut text = "[scenario]\ntitle = \"Random\"\nstart = 2023-01-02\nhorizon = \"4 days\"\nseed = 5\nreplications = 1\n".to_owned();
    for (place, center) in centers.iter().enumerate() {
        for pool in &center.pools {
            let capacity = pool.node_type.capacity;
            let (name, cores, memory) = (&pool.node_type.name, capacity.cores, capacity.memory_mib);
            let _ = writeln!(
                text,
                "[hardware.{name}-of-{place}]\ncores = {cores}\nmemory = \"{memory} MiB\"\nidle = \"1 kW\"\nbusy = \"2 kW\""
            );
            if 0 < capacity.accelerators {
                let _ = writeln!(text, "accelerators = {}", capacity.accelerators);
            }
        }
    }
    for (place, center) in centers.iter().enumerate() {
        let _ = writeln!(text, "[[center]]\nname = \"c{place}\"\ntitle = \"C\"");
        for pool in &center.pools {
            let (name, kind, nodes) = (&pool.name, &pool.node_type.name, pool.nodes.size());
            let _ = writeln!(
                text,
                "[[center.partition]]\nname = \"{name}\"\nnodes = {nodes}\nhardware = \"{kind}-of-{place}\""
            );
            let Some(lock) = pool.lock.as_ref().filter(|lock| !lock.owners.is_empty() && 1 < nodes) else {
                continue;
            };
            let size = match chance.random_range(0..2) {
                0 => format!("share = \"{} %\"", chance.random_range(10..=60)),
                _ => format!("nodes = {}", chance.random_range(1..nodes)),
            };
            let owners: Vec<String> = lock.owners.iter().map(|owner| format!("\"g{}\"", owner.0)).collect();
            let _ = writeln!(
                text,
                "[[center.partition.lock]]\nname = \"lock\"\n{size}\nfor = [{}]",
                owners.join(", ")
            );
        }
        for partition in &center.partitions {
            let parts: Vec<String> = partition
                .pools
                .iter()
                .map(|pool| format!("\"{}\"", center.pools[usize::from(pool.0)].name))
                .collect();
            let _ = writeln!(
                text,
                "[[center.partition]]\nname = \"{}\"\nof = [{}]",
                partition.name,
                parts.join(", ")
            );
        }
    }
    for group in 0..centers[0].access[0].len() {
        let _ = writeln!(text, "[[tenants]]\nname = \"g{group}\"\ncount = 3");
    }
    text + "[[policy]]\nname = \"easy\"\norder = \"fcfs\"\nbackfill = \"easy\"\n"
}

fn workload(centers: &[Center], number: usize, chance: &mut Chance) -> String {
    let place = chance.random_range(0..centers.len());
    let center = &centers[place];
    let partition = match chance.random_range(0..3) {
        0 => &center.pools[chance.random_range(0..center.pools.len())].name,
        _ => &center.partitions[chance.random_range(0..center.partitions.len())].name,
    };
    let unit = ["nodes", "cores", "accelerators"][chance.random_range(0..3)];
    let (origin, hours) = if chance.random_bool(0.6) {
        let model = MODELS[chance.random_range(0..MODELS.len())].name;
        (format!("model = \"{model}\"\nunit = \"{unit}\""), unit)
    } else {
        let application = &APPLICATIONS[chance.random_range(0..APPLICATIONS.len())];
        (format!("application = \"{}\"", application.name), application.unit.word())
    };
    let demand = match chance.random_range(0..4) {
        0 => format!("jobs_per_day = {}", chance.random_range(1..60)),
        1 => format!("{}_hours_per_day = {}", hours.trim_end_matches('s'), chance.random_range(1..60)),
        _ => format!("load = \"{} %\"", chance.random_range(5..=90)),
    };
    let habits = match chance.random_range(0..5) {
        0 => format!("size_max = {}", chance.random_range(1..=8)),
        1 if !origin.contains("weather") => "feedback = \"sessions\"".to_owned(),
        _ => String::new(),
    };
    let group = chance.random_range(0..center.access[0].len());
    let outcomes = match chance.random_range(0..4) {
        0 => "outcomes = { like = \"acme-kalos\", small_max = 4, small_factor = 1.3, retries = 1 }",
        1 => "outcomes = { failed = \"20 %\", failed_after = \"5 %\" }",
        _ => "",
    };
    format!(
        "[[workload]]\nname = \"w{number}\"\n{origin}\ncenter = \"c{place}\"\npartition = \"{partition}\"\n\
         tenants = \"g{group}\"\n{demand}\n{habits}\n{outcomes}\n"
    )
}

/// A random scenario that says for how many nodes its demand is stated: those that it has. Workloads that fit nowhere are left out.
fn stated(seed: u64, chance: &mut Chance) -> Option<toml::Table> {
    let Plain { centers, .. } = Plain::random(seed);
    let ground = ground(&centers, chance);
    let mut text = ground.clone();
    for number in 0..chance.random_range(1..=5) {
        let workload = workload(&centers, number, chance);
        if parse("x.toml", &format!("{ground}{workload}")).is_ok() {
            text += &workload;
        }
    }
    let mut file: toml::Table = text.parse().expect("it is TOML");
    file.get("workload")?;
    each_partition(&mut file, |partition| {
        let nodes = nodes(partition);
        partition.insert("demand_nodes".into(), nodes.into());
    });
    Some(file)
}

fn read(seed: u64, file: &toml::Table) -> Scenario {
    parse("x.toml", &file.to_string()).unwrap_or_else(|errors| panic!("seed {seed}: {errors}\n{file}"))
}

/// The same with nodes added to some partitions.
fn grown(file: &toml::Table, chance: &mut Chance) -> toml::Table {
    let mut grown = file.clone();
    each_partition(&mut grown, |partition| {
        let nodes = nodes(partition) + chance.random_range(0..=30);
        partition.insert("nodes".into(), nodes.into());
    });
    grown
}

#[test]
fn more_nodes_change_no_job_of_a_random_scenario() {
    // Of how many scenarios, and of how many the jobs would have been others without the key.
    let (mut tried, mut others) = (0, 0);
    for seed in 0..SEEDS {
        let mut chance = Streams::new(seed, 0).stream(Use::Scenarios, "demand");
        let Some(file) = stated(seed, &mut chance) else { continue };
        let usual = jobs(&read(seed, &file));
        let mut grown = grown(&file, &mut chance);
        assert!(jobs(&read(seed, &grown)) == usual, "seed {seed}:\n{grown}");
        let without_key = |file: &mut toml::Table| {
            each_partition(file, |partition| drop(partition.remove("demand_nodes")));
        };
        let mut plain = file.clone();
        without_key(&mut plain);
        assert!(jobs(&read(seed, &plain)) == usual, "seed {seed}:\n{plain}");
        without_key(&mut grown);
        tried += 1;
        others += usize::from(jobs(&read(seed, &grown)) != usual);
    }
    assert!(150 < tried && 100 < others, "{tried} tried, {others} others");
}
