//! The nodes of a machine as `sinfo` lists them, and the centre that is made of them: equal nodes of the same partitions are a pool.

use super::cells::{Cell, Names, Table};
use super::hosts::hosts;
use super::problem::Problems;
use crate::model::{Center, NodeType, Nodes, Partition, PeakFlops, Pool, PoolId, Resources};
use std::collections::{BTreeMap, BTreeSet};

const KNOWN: &[Names] = &[
    &["PARTITION", "queue"],
    &["NODELIST", "HOSTNAMES", "node", "name"],
    &["NODES", "count"],
    &["STATE"],
    &["CPUS", "cores"],
    &["GRES", "gpus", "accelerators"],
];

const PARTITION: usize = 0;
const NAMES: usize = 1;
const COUNT: usize = 2;
const STATE: usize = 3;
const CORES: usize = 4;
const ACCELERATORS: usize = 5;

const PASSED: &[&str] = &[
    "AVAIL",
    "TIMELIMIT",
    "MEMORY",
    "S:C:T",
    "SOCKETS",
    "CORES",
    "THREADS",
    "TMP_DISK",
    "WEIGHT",
    "AVAIL_FE",
    "ACTIVE_FEATURES",
    "FEATURES",
    "REASON",
    "FREE_MEM",
    "CPU_LOAD",
    "CPUS(A/I/O/T)",
    "NODES(A/I)",
    "NODES(A/I/O/T)",
    "ROOT",
    "OVERSUBS",
    "GROUPS",
    "JOB_SIZE",
    "PRIO_TIER",
    "DEFAULTTIME",
    "PREEMPT_MODE",
    "NODE_ADDR",
    "TIMESTAMP",
    "USER",
    "VERSION",
    "CLUSTER",
    "ALLOCNODES",
];

/// No machine has more nodes.
const NODES_MAX: u32 = 1_000_000;

/// A machine and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    pub(super) center: Center,
    /// Whether it is known how many cores its nodes have; else each counts as one, and jobs take whole nodes.
    pub(super) cores_known: bool,
    /// Whether only its size is known, and neither its nodes nor its partitions.
    pub(super) is_counted: bool,
}

/// A node.
struct Node {
    capacity: Resources,
    is_up: bool,
    partitions: BTreeSet<usize>,
}

/// Reads the nodes.
pub(super) fn machine(file: (&str, &str), problems: &mut Problems) -> Option<Machine> {
    let table = Table::read(file, KNOWN, PASSED, problems)?;
    let file = file.0;
    if !table.has(NAMES) && !table.has(COUNT) {
        let message =
            "there is neither a column `NODELIST` nor one `NODES`, which say how many nodes a line is about";
        problems.add(file, Some(table.header), message);
    }
    if !problems.is_empty() {
        return None;
    }
    let mut partitions: Vec<String> = Vec::new();
    let mut nodes: BTreeMap<String, Node> = BTreeMap::new();
    for row in &table.rows {
        line((&table, file), row, &mut partitions, &mut nodes, problems);
    }
    let is_any_up = nodes.values().any(|node| node.is_up);
    if problems.is_empty() && !is_any_up {
        problems.add(file, None, "expected nodes that can be used, found none");
    }
    let cores_known = table.has(CORES);
    let center = || center(&partitions, &nodes);
    problems.is_empty().then(|| Machine { center: center(), cores_known, is_counted: false })
}

fn line(
    (table, file): (&Table, &str),
    row: &[Cell],
    partitions: &mut Vec<String>,
    nodes: &mut BTreeMap<String, Node>,
    problems: &mut Problems,
) {
    let text = |column: usize| table.cell(row, column);
    let here = row.first().map(|cell| cell.place);
    let partition = text(PARTITION).map_or("all", |cell| cell.text.trim_end_matches('*')).to_owned();
    let partition = partitions.iter().position(|known| *known == partition).unwrap_or_else(|| {
        partitions.push(partition);
        partitions.len() - 1
    });
    let mut number = |column: usize, otherwise: u32| {
        let Some(cell) = text(column) else { return Some(otherwise) };
        let digits = cell.text.trim_end_matches('+');
        let value = digits.rsplit([':', '=']).next().unwrap_or(digits);
        let value = value.split_once('(').map_or(value, |(value, _)| value);
        let value = if column == ACCELERATORS && !cell.text.contains("gpu") && !cell.text.contains("npu") {
            cell.text.parse::<u32>().ok().or(Some(0))
        } else {
            value.parse::<u32>().ok().filter(|value| *value <= NODES_MAX)
        };
        if value.is_none() {
            let message = format!("{}: expected a whole number, found `{}`", KNOWN[column][0], cell.text);
            problems.add(file, Some(cell.place), message);
        }
        value
    };
    let (count, cores, accelerators) = (number(COUNT, 1), number(CORES, 1), number(ACCELERATORS, 0));
    let (Some(count), Some(cores), Some(accelerators)) = (count, cores, accelerators) else { return };
    let names = match text(NAMES) {
        Some(cell) => {
            let names = hosts(&cell.text);
            if names.is_none() {
                let message =
                    format!("NODELIST: expected names such as cn[001-004,007], found `{}`", cell.text);
                problems.add(file, Some(cell.place), message);
            }
            names
        }
        // Nodes without names are those of this line alone.
        None => here.map(|(line, _)| (0..count).map(|node| format!("{line}/{node}")).collect()),
    };
    let is_up = text(STATE).is_none_or(|state| is_up(&state.text));
    let capacity = Resources { cores: cores.max(1), accelerators, memory_mib: 0 };
    for name in names.into_iter().flatten() {
        let node = nodes.entry(name.clone()).or_insert(Node { capacity, is_up, partitions: BTreeSet::new() });
        if node.capacity != capacity {
            let message = format!("node {name} has other cores or accelerators in a line above");
            problems.add(file, here, message);
        }
        node.partitions.insert(partition);
    }
}

/// Whether jobs can run on nodes in that state: marks behind it say that a node does not answer, is saving power and so on.
fn is_up(state: &str) -> bool {
    let word = state.trim_end_matches(|mark: char| !mark.is_ascii_alphabetic()).to_ascii_lowercase();
    let is_silent = state.ends_with('*');
    let down = ["down", "drain", "fail", "maint", "unk", "inval", "futr", "future", "reboot", "boot_fail"];
    // Nodes that drain are still used by jobs that run.
    let is_draining = word.starts_with("draining") || word.starts_with("drng");
    !is_silent && (is_draining || !down.iter().any(|down| word.starts_with(down)))
}

fn center(partitions: &[String], nodes: &BTreeMap<String, Node>) -> Center {
    let mut kinds: BTreeMap<(Resources, &BTreeSet<usize>), u32> = BTreeMap::new();
    for node in nodes.values().filter(|node| node.is_up) {
        *kinds.entry((node.capacity, &node.partitions)).or_default() += 1;
    }
    let node_type = |capacity: Resources| NodeType {
        name: "node".into(),
        capacity,
        device: None,
        peak_tflops: PeakFlops::default(),
        idle_watts: 0.0,
        busy_watts: 0.0,
    };
    let pools = (1..).zip(&kinds).map(|(number, ((capacity, _), count))| Pool {
        name: format!("nodes {number}"),
        node_type: node_type(*capacity),
        nodes: Nodes::Named { count: *count },
        lock: None,
    });
    let pools: Vec<Pool> = pools.collect();
    let open = |partition: usize| {
        let pools = (0..).zip(kinds.keys()).filter(move |(_, (_, of))| of.contains(&partition));
        pools.map(|(pool, _)| PoolId(pool)).collect()
    };
    let partitions = partitions.iter().enumerate();
    let partitions =
        partitions.map(|(place, name)| Partition { name: name.clone(), pools: open(place) }).collect();
    Center::new("machine", "machine", pools, partitions, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_of_several_partitions_are_counted_once() {
        let text = "PARTITION AVAIL TIMELIMIT NODES STATE NODELIST\nwork* up 1-00:00:00 4 idle cn[1-4]\n\
                    all up infinite 6 mix cn[1-6]\nall up infinite 1 down* cn7\n";
        let mut problems = Problems::default();
        let machine = machine(("sinfo", text), &mut problems).unwrap();
        let counts: Vec<u32> = machine.center.pools.iter().map(|pool| pool.nodes.size()).collect();
        assert_eq!(counts, [4, 2]);
        let open: Vec<usize> =
            machine.center.partitions.iter().map(|partition| partition.pools.len()).collect();
        assert_eq!(open, [1, 2]);
        assert!(!machine.cores_known);
    }

    #[test]
    fn states_say_whether_nodes_can_be_used() {
        assert!(["idle", "mix", "allocated", "idle~", "drng", "planned"].iter().all(|state| is_up(state)));
        assert!(!["down", "idle*", "drained", "drain", "maint", "fail"].iter().any(|state| is_up(state)));
    }
}
