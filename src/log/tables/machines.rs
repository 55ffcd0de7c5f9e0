//! Lists of machines: how many nodes of each kind there are, and the centre that they make.

use super::{Content, First, Kind, NAME_BYTES_MAX, Reading};
use crate::log::number::Number;
use crate::log::quality::{Finding, Quality};
use crate::log::text::number;
use crate::model::{Center, Device, NodeType, Nodes, Partition, PeakFlops, Pool, PoolId, Resources};
use crate::text::Delimited;
use crate::text::counted;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// So many kinds of nodes are kept apart; no centre has more, and memory must not grow with the file.
const KINDS_MAX: usize = 1_000;

/// Lists with names in the first line: openb's, PAI's, and that of the spot cluster.
pub(super) const LIST: Kind =
    Kind { name: "list of machines", delimiter: b',', reading: listed, first: First::Names };

/// The lists of the simulator Alea: number, name, nodes, cores of a node, speed, KB of a node, between tabs.
pub(super) const ALEA: Kind =
    Kind { name: "list of machines", delimiter: b'\t', reading: alea, first: First::Row };

/// Equal nodes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct MachineKind {
    /// The model of its accelerators, or the name of its cluster; empty where there is neither.
    pub model: String,
    /// How many accelerators a node has.
    pub accelerators: u32,
    /// How many cores a node has.
    pub cores: u32,
    /// How much memory a node has, in MiB; 0 where the list does not say.
    pub memory_mib: u64,
    /// How many nodes.
    pub nodes: u32,
}

/// A list of machines, by kind.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct Machines {
    /// The kinds, in the order of their models.
    pub kinds: Vec<MachineKind>,
}

impl Machines {
    /// How many nodes there are.
    #[must_use]
    pub fn nodes(&self) -> u64 {
        self.kinds.iter().map(|kind| u64::from(kind.nodes)).sum()
    }

    /// How many cores there are.
    #[must_use]
    pub fn cores(&self) -> u64 {
        self.kinds.iter().map(|kind| u64::from(kind.nodes) * u64::from(kind.cores)).sum()
    }

    /// How much memory there is, in MiB.
    #[must_use]
    pub fn memory_mib(&self) -> u128 {
        self.kinds.iter().map(|kind| u128::from(kind.nodes) * u128::from(kind.memory_mib)).sum()
    }

    /// How many nodes and accelerators of each model there are, without the nodes that have none.
    #[must_use]
    pub fn accelerators(&self) -> BTreeMap<&str, (u64, u64)> {
        let mut models: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
        for kind in self.kinds.iter().filter(|kind| 0 < kind.accelerators) {
            let (nodes, accelerators) = models.entry(&kind.model).or_default();
            *nodes += u64::from(kind.nodes);
            *accelerators += u64::from(kind.nodes) * u64::from(kind.accelerators);
        }
        models
    }

    /// A centre with a pool for each kind of node, all open to everybody.
    ///
    /// # Errors
    /// When there are no nodes, or more than a centre can count.
    pub fn center(&self, name: &str) -> Result<Center, String> {
        let limit = u64::from(u32::MAX);
        let accelerators: u64 = self.accelerators().values().map(|(_, accelerators)| accelerators).sum();
        let most = self.nodes().max(self.cores()).max(accelerators);
        if most == 0 || limit < most || u128::from(u64::MAX) < self.memory_mib() {
            return Err(format!(
                "expected 1 to {limit} nodes, cores and accelerators, found {} nodes with {} cores and {accelerators} accelerators",
                self.nodes(),
                self.cores(),
            ));
        }
        let pools: Vec<Pool> = self.kinds.iter().map(MachineKind::pool).collect();
        let all = (0..pools.len()).map(|place| PoolId(place as u16)).collect();
        let partition = Partition { name: "all".into(), pools: all };
        Ok(Center::new(name, name, pools, vec![partition], 1))
    }

    pub(super) fn facts(&self) -> Vec<(String, String)> {
        let mut facts = vec![
            ("nodes".to_owned(), self.nodes().to_string()),
            ("cores".to_owned(), self.cores().to_string()),
        ];
        if 0 < self.memory_mib() {
            facts.push(("memory".to_owned(), format!("{} GiB", self.memory_mib() >> 10)));
        }
        let models = self.accelerators();
        let all: u64 = models.values().map(|(_, accelerators)| accelerators).sum();
        facts.push(("accelerators".to_owned(), all.to_string()));
        for (model, (nodes, accelerators)) in models {
            facts.push((
                format!("  {model}"),
                format!("{accelerators} in {}", counted(nodes, "node", "nodes")),
            ));
        }
        facts.push(("kinds of nodes".to_owned(), self.kinds.len().to_string()));
        facts
    }
}

impl MachineKind {
    /// The pool of these nodes.
    fn pool(&self) -> Pool {
        let model = if self.model.is_empty() { "node" } else { &self.model };
        // All that tells kinds apart is in the name, so that no two pools have the same.
        let name = format!("{model}, {} x, {} cores, {} MiB", self.accelerators, self.cores, self.memory_mib);
        let device = (0 < self.accelerators)
            .then(|| Device { name: self.model.clone(), peak_tflops: PeakFlops::default() });
        let node_type = NodeType {
            name: name.clone(),
            capacity: Resources {
                cores: self.cores,
                accelerators: self.accelerators,
                memory_mib: self.memory_mib,
            },
            device,
            peak_tflops: PeakFlops::default(),
            idle_watts: 0.0,
            busy_watts: 0.0,
        };
        Pool { name, node_type, nodes: Nodes::Named { count: self.nodes }, lock: None }
    }
}

/// Where the columns of a list are, and what they count.
struct Columns {
    /// In the unit of the divisor behind it.
    cores: (usize, u64),
    accelerators: Option<usize>,
    model: usize,
    /// And how many KiB its unit is.
    memory: Option<(usize, u64)>,
    nodes: Option<usize>,
    /// How fast a core is beside others, which plays no part here.
    speed: Option<usize>,
}

const KIB: u64 = 1;
const MIB: u64 = 1 << 10;
const GIB: u64 = 1 << 20;

fn listed(first: &Delimited) -> Option<Box<dyn Reading>> {
    let known = |cores: (&str, u64), accelerators, model, memory: Option<(&str, u64)>, name| {
        first.column(name)?;
        Some(Columns {
            cores: (first.column(cores.0)?, cores.1),
            accelerators: Some(first.column(accelerators)?),
            model: first.column(model)?,
            memory: match memory {
                Some((memory, unit)) => Some((first.column(memory)?, unit)),
                None => None,
            },
            nodes: None,
            speed: None,
        })
    };
    let openb = || known(("cpu_milli", 1_000), "gpu", "model", Some(("memory_mib", MIB)), "sn");
    let spot = || known(("cpu_num", 1), "gpu_capacity_num", "gpu_model", None, "node_name");
    let pai = || known(("cap_cpu", 1), "cap_gpu", "gpu_type", Some(("cap_mem", GIB)), "machine");
    let columns = openb().or_else(spot).or_else(pai)?;
    Some(Box::new(Kinds { columns, nodes: BTreeMap::new() }))
}

fn alea(first: &Delimited) -> Option<Box<dyn Reading>> {
    let numbers = [0, 2, 3, 4, 5].into_iter().all(|place| number(first.field(place)).is_some());
    let named = first.fields().count() == 6 && number(first.field(1)).is_none();
    let columns = Columns {
        cores: (3, 1),
        accelerators: None,
        model: 1,
        memory: Some((5, KIB)),
        nodes: Some(2),
        speed: Some(4),
    };
    (numbers && named).then(|| Box::new(Kinds { columns, nodes: BTreeMap::new() }) as Box<dyn Reading>)
}

/// What tells a kind of node from another: model, accelerators, cores, MiB of memory.
type Key = (String, u32, u32, u64);

struct Kinds {
    columns: Columns,
    nodes: BTreeMap<Key, u32>,
}

impl Kinds {
    fn node(&self, row: &Delimited) -> Option<(Key, u32)> {
        let Columns { cores, accelerators, model, memory, nodes, speed: _ } = &self.columns;
        let whole =
            |place: usize, unit: u64| u32::try_from(number(row.field(place))?.part_of(unit)?.whole()).ok();
        let count =
            |place: &Option<usize>, otherwise: u32| place.map_or(Some(otherwise), |place| whole(place, 1));
        let memory_mib = match memory {
            Some((place, unit)) => number(row.field(*place))?.times(*unit).part_of(MIB)?.whole(),
            None => 0,
        };
        let model = row.field(*model);
        if NAME_BYTES_MAX < model.len() {
            return None;
        }
        let model = String::from_utf8_lossy(model).into_owned();
        Some(((model, count(accelerators, 0)?, whole(cores.0, cores.1)?, memory_mib), count(nodes, 1)?))
    }
}

impl Reading for Kinds {
    fn take(&mut self, row: &Delimited, line: u64, quality: &mut Quality) -> bool {
        let Some((key, count)) = self.node(row) else {
            quality.note(Finding::Unreadable, line);
            return false;
        };
        if self.nodes.len() == KINDS_MAX && !self.nodes.contains_key(&key) {
            quality.note(Finding::TooMany, line);
            return false;
        }
        let (cores, unit) = self.columns.cores;
        if number(row.field(cores))
            .and_then(|cores| cores.part_of(unit))
            .is_some_and(|cores| !cores.is_whole())
        {
            quality.note(Finding::CoresFraction, line);
        }
        let speed = self.columns.speed.and_then(|place| number(row.field(place)));
        if speed.is_some_and(|speed| speed != Number::of(1)) {
            quality.note(Finding::SpeedIgnored, line);
        }
        let nodes = self.nodes.entry(key).or_default();
        *nodes = nodes.saturating_add(count);
        true
    }

    fn content(self: Box<Self>, _: &mut Quality) -> Content {
        let kind = |((model, accelerators, cores, memory_mib), nodes)| MachineKind {
            model,
            accelerators,
            cores,
            memory_mib,
            nodes,
        };
        Content::Machines(Machines { kinds: self.nodes.into_iter().map(kind).collect() })
    }
}
