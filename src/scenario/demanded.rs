//! How much each workload brings, in figures and in words: for `suanli check`.

use schemars::JsonSchema;
use serde::Serialize;

use super::believed::Scenario;
use super::spoken::parts::{counted, rounded};
use crate::model::{Center, Partition, PartitionId};
use crate::workload::{
    Demand, Unit, Workload, expected_jobs_per_day, misfit, offered_load, partition_capacity, size_range,
};

/// What a workload brings on an average day, at the start.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct UnderstoodDemand {
    /// Its name.
    pub workload: String,
    /// How many jobs come a day.
    pub jobs_per_day: f64,
    /// What its sizes count: `accelerators`, `cores` or `nodes`.
    #[serde(serialize_with = "word")]
    #[schemars(with = "String")]
    pub unit: Unit,
    /// How many hours of that its jobs hold.
    pub unit_hours_per_day: f64,
    /// Its smallest and its largest size.
    pub sizes: (u32, u32),
    /// For how many nodes the demand is stated.
    pub of_nodes: u64,
    /// How many nodes there are.
    pub nodes: u64,
    /// Whether the file says for how many; where it does not, they are as many as there are.
    pub is_stated: bool,
    /// The share of the nodes that there are, 1 = all of them.
    pub load: f64,
}

impl UnderstoodDemand {
    /// What a workload of a scenario brings; nothing where its jobs can run nowhere, as in a scenario of a program whose jobs are its own.
    pub(super) fn of(scenario: &Scenario, workload: &Workload) -> Option<UnderstoodDemand> {
        const HOURS_OF_A_DAY: f64 = 24.0;
        let stated = scenario.basis.center(workload.center);
        if misfit(workload, stated).is_some() {
            return None;
        }
        let (smallest, largest, unit) = size_range(workload, stated);
        let capacity = partition_capacity(unit, stated, workload.partition) as f64;
        Some(UnderstoodDemand {
            workload: workload.name.clone(),
            jobs_per_day: expected_jobs_per_day(workload, stated),
            unit,
            unit_hours_per_day: offered_load(workload, stated) * capacity * HOURS_OF_A_DAY,
            sizes: (smallest, largest),
            of_nodes: node_count(stated, workload.partition),
            nodes: node_count(&scenario.centers[usize::from(workload.center.0)], workload.partition),
            is_stated: scenario.basis.is_stated(workload.center, workload.partition),
            load: scenario.offered_load(workload),
        })
    }
}

/// How much a workload brings in words, beginning with what the file says of it.
pub(super) fn demand_words(scenario: &Scenario, workload: &Workload) -> String {
    let jobs = |figure: String| format!("{figure} {}", if figure == "1" { "job" } else { "jobs" });
    let typed = |unit: Option<Unit>| match (workload.demand, unit) {
        (Demand::Load(load), _) => format!("load {} %", rounded(load * 100.0)),
        (Demand::JobsPerDay(typed), _) => format!("{} a day", jobs(rounded(typed).to_string())),
        (Demand::UnitHoursPerDay(typed), unit) => {
            format!("{} {}-hours a day", rounded(typed), unit.map_or("unit", Unit::singular))
        }
    };
    let Some(found) = UnderstoodDemand::of(scenario, workload) else { return typed(workload.origin.unit()) };
    let said = typed(Some(found.unit));
    let all_jobs = jobs(short(found.jobs_per_day));
    let held = format!("{} {}-hours", short(found.unit_hours_per_day), found.unit.singular());
    match workload.demand {
        Demand::Load(_) => {
            let nodes = counted(found.of_nodes, "node", "nodes");
            let of_all = match found.nodes {
                now if now == found.of_nodes => String::new(),
                now => format!(", {} % of the {now} that there are", short(found.load * 100.0)),
            };
            format!("{said} of {nodes} ({all_jobs} and {held} a day{of_all})")
        }
        Demand::JobsPerDay(_) => format!("{said} ({held})"),
        Demand::UnitHoursPerDay(_) => format!("{said} ({all_jobs})"),
    }
}

/// Words on a partition's nodes and the demand, behind a comma; nothing where there is nothing to say.
pub(super) fn basis_words(scenario: &Scenario, (center, partition): (usize, usize)) -> String {
    let (there, stated) = (&scenario.centers[center], &scenario.basis.centers[center]);
    let id = PartitionId(partition as u16);
    let (now, then) = (node_count(there, id), node_count(stated, id));
    if now != then {
        return format!(", demand stated for {}", counted(then, "node", "nodes"));
    }
    // A partition that consists of others has no number of its own.
    if scenario.basis.stated[center].contains(&id) || !has_own_nodes(there, id) {
        return String::new();
    }
    let pools = |partition: PartitionId| &there.partitions[usize::from(partition.0)].pools;
    let comes_here = |workload: &&Workload| {
        usize::from(workload.center.0) == center
            && pools(id).iter().any(|pool| pools(workload.partition).contains(pool))
    };
    let here: Vec<&Workload> = scenario.workloads.iter().filter(comes_here).collect();
    let what = if here.iter().any(|workload| is_share(workload.demand)) {
        "loads are shares of however many there are"
    } else if here.iter().any(|workload| grows(workload, stated)) {
        "jobs are as large as the nodes allow"
    } else {
        return String::new();
    };
    format!(", and {what}: `demand_nodes = {now}` keeps the demand when `nodes` changes")
}

const fn is_share(demand: Demand) -> bool {
    match demand {
        Demand::Load(_) => true,
        Demand::JobsPerDay(_) | Demand::UnitHoursPerDay(_) => false,
    }
}

/// Whether the jobs of a workload would be larger if there were more nodes.
fn grows(workload: &Workload, center: &Center) -> bool {
    let mut larger = center.clone();
    for pool in &mut larger.pools {
        pool.nodes = pool.nodes.resized(pool.nodes.size().saturating_mul(2));
    }
    misfit(workload, center).is_none() && size_range(workload, center) != size_range(workload, &larger)
}

/// Whether the nodes of a partition are its own. Its pools bear its name, those of locks with the name of the lock behind that.
fn has_own_nodes(center: &Center, partition: PartitionId) -> bool {
    let Partition { name, pools } = &center.partitions[usize::from(partition.0)];
    let mut names = pools.iter().map(|pool| &center.pools[usize::from(pool.0)].name);
    names.all(|pool| pool.split('/').next() == Some(name))
}

fn node_count(center: &Center, partition: PartitionId) -> u64 {
    let pools = &center.partitions[usize::from(partition.0)].pools;
    pools.iter().map(|pool| u64::from(center.pools[usize::from(pool.0)].nodes.size())).sum()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives every value so")]
fn word<S: serde::Serializer>(unit: &Unit, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(unit.word())
}

/// A figure with three digits, or all before the point where there are more.
fn short(figure: f64) -> String {
    if figure == 0.0 {
        return "0".into();
    }
    let digits = 2 - libm::floor(libm::log10(figure)) as i32;
    let scale = libm::pow(10.0, f64::from(digits.clamp(0, 9)));
    ((figure * scale).round() / scale).to_string()
}

#[cfg(test)]
mod tests {
    use super::short;

    #[test]
    fn figures_have_three_digits_or_all_before_the_point() {
        let said = [0.0, 0.012_345, 0.5, 1.0, 12.345, 123.456, 12_345.6].map(short);
        assert_eq!(said, ["0", "0.0123", "0.5", "1", "12.3", "123", "12346"]);
    }
}
