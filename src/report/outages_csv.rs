//! `outages.csv`: from when to when which nodes could do nothing, in each replication, and whether anybody knew before.

use crate::experiment::{Comparison, World};
use crate::model::{Center, Lock, Nodes, PoolId, Span, Time};
use crate::text::csv_cell;
use std::io::{self, Write};

/// The first line.
const HEADER: &str =
    "replication,center,partition,node,nodes,from_secs,noticed_secs,to_secs,cause,announced,policy";

/// Whether nodes ever fail, come, go or are under maintenance.
#[must_use]
pub fn has_outages(comparison: &Comparison) -> bool {
    let scenario = &comparison.scenario;
    scenario.failures.iter().any(|failures| !failures.are_none())
        || scenario.centers.iter().any(|center| announced(center).next().is_some())
        || comparison.cells.iter().any(|cell| !cell.works.is_empty())
}

/// Writes `outages.csv`: of each replication one line for each failure of a node, which no policy changes; and once, without a
/// replication, one for all nodes of a phase that are not there, or that are kept for maintenance.
///
/// # Errors
/// When `out` cannot be written to.
pub fn write_outages_csv(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{HEADER}")?;
    let scenario = &comparison.scenario;
    for center in &scenario.centers {
        for (pool, lock) in announced(center) {
            let nodes = center.pools[usize::from(pool.0)].nodes.size();
            let of = csv_cell(partition_of(center, pool));
            let always = [(Time::ZERO, Time::NEVER)];
            let windows = lock.windows_in_truth().spans();
            for (from, until) in if windows.is_empty() { &always[..] } else { windows } {
                let cause = if lock.is_maintenance() { "maintenance" } else { &lock.name };
                let (center, cause) = (csv_cell(&center.name), csv_cell(cause));
                let (from, until) = (secs(*from), secs(*until));
                let known = lock.foresight.as_ref().is_none_or(|foresight| foresight.ahead != Span::ZERO);
                writeln!(out, ",{center},{of},,{nodes},{from},{from},{until},{cause},{known},")?;
            }
        }
    }
    let Some(policy) = scenario.policies.first() else { return Ok(()) };
    let centers = scenario.centers_under(policy);
    for replication in 0..scenario.replications {
        let world = World::of(scenario, policy, replication);
        let numbers = world.node_numbers();
        for ((center, outages), nodes) in centers.iter().zip(&world.outages()).zip(&numbers) {
            for outage in outages.list() {
                let (partition, number) = nodes[&(outage.pool, outage.node)];
                let times = [outage.from, outage.noticed, outage.until].map(secs);
                let [from, noticed, until] = times;
                let cause = csv_cell(outages.cause_name(outage.cause));
                let (center, partition) = (csv_cell(&center.name), csv_cell(partition));
                let run = replication + 1;
                writeln!(
                    out,
                    "{run},{center},{partition},{number},1,{from},{noticed},{until},{cause},false,"
                )?;
            }
        }
    }
    write_works(comparison, out)
}

/// Writes one line for each node that was worked on as soon as it was free, which is another time under every policy.
fn write_works(comparison: &Comparison, out: &mut dyn Write) -> io::Result<()> {
    let scenario = &comparison.scenario;
    for cell in comparison.cells.iter().filter(|cell| !cell.works.is_empty()) {
        let policy = &scenario.policies[cell.policy];
        let numbers = World::of(scenario, policy, cell.replication).node_numbers();
        for work in &cell.works {
            let place = usize::from(work.center.0);
            let (partition, number) = numbers[place][&(work.pool, work.node)];
            let (center, partition) = (csv_cell(&scenario.centers[place].name), csv_cell(partition));
            let (run, policy) = (cell.replication + 1, csv_cell(&policy.name));
            let [from, until] = [work.from, work.until].map(secs);
            writeln!(
                out,
                "{run},{center},{partition},{number},1,{from},{from},{until},maintenance,false,{policy}"
            )?;
        }
    }
    Ok(())
}

/// The pools whose nodes come, go or are kept for nobody.
fn announced(center: &Center) -> impl Iterator<Item = (PoolId, &Lock)> {
    let pools = center.pools.iter().enumerate();
    let named = pools.filter(|(_, pool)| matches!(pool.nodes, Nodes::Named { .. }));
    let locked = named.filter_map(|(place, pool)| Some((PoolId(place as u16), pool.lock.as_ref()?)));
    locked.filter(|(_, lock)| lock.owners.is_empty())
}

/// The first partition that a pool belongs to.
fn partition_of(center: &Center, pool: PoolId) -> &str {
    let partition = center.partitions.iter().find(|partition| partition.pools.contains(&pool));
    partition.map_or("", |partition| partition.name.as_str())
}

/// An instant in seconds; nothing for one that never comes.
fn secs(at: Time) -> String {
    if at == Time::NEVER { String::new() } else { format!("{}", at.as_micros() as f64 / 1e6) }
}
