//! A scenario as it was understood, in JSON.

use super::rules_json::{lock_view, partition_rule_view, rules_view};
use super::workload_json::{WorkloadView, workload_view};
use crate::model::{Center, NodeType, Nodes, PartitionId, PeakFlops, Pool};
use crate::scenario::Scenario;
use serde::Serialize;
use serde_json::Value;

/// A scenario as it was understood.
#[derive(Serialize)]
pub(super) struct ScenarioView<'a> {
    name: &'a str,
    title: &'a str,
    start: String,
    horizon_secs: f64,
    warm_up_secs: f64,
    centers: Vec<CenterView<'a>>,
    groups: Vec<GroupView<'a>>,
    tenants: Vec<TenantView<'a>>,
    workloads: Vec<WorkloadView<'a>>,
    policies: Vec<PolicyView<'a>>,
}

#[derive(Serialize)]
struct CenterView<'a> {
    name: &'a str,
    title: &'a str,
    peak_pflops_fp16: f64,
    pools: Vec<PoolView<'a>>,
    partitions: Vec<PartitionView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Value>,
}

#[derive(Serialize)]
struct PoolView<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    processors: Option<u32>,
    node_type: NodeTypeView<'a>,
    /// The groups it is locked for; absent where it is open to all.
    #[serde(skip_serializing_if = "Option::is_none")]
    locked_for: Option<Vec<&'a str>>,
    /// How it is locked, where it is not strictly and for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    lock: Option<Value>,
}

#[derive(Serialize)]
struct NodeTypeView<'a> {
    name: &'a str,
    cores: u32,
    accelerators: u32,
    memory_mib: u64,
    device: Option<&'a str>,
    peak_tflops: PeakView,
    idle_watts: f64,
    busy_watts: f64,
}

#[derive(Serialize)]
struct PeakView {
    fp16: f64,
    fp32: f64,
    fp64: f64,
}

#[derive(Serialize)]
struct PartitionView<'a> {
    name: &'a str,
    pools: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<Value>,
}

#[derive(Serialize)]
struct GroupView<'a> {
    name: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct TenantView<'a> {
    name: &'a str,
    group: &'a str,
    activity: f64,
    shares: u32,
    home: Option<&'a str>,
}

#[derive(Serialize)]
struct PolicyView<'a> {
    name: &'a str,
    order: &'a str,
    backfill: &'a str,
    placement: &'a str,
    /// The centres under it, where they are not as the scenario has them.
    #[serde(skip_serializing_if = "Option::is_none")]
    centers: Option<Vec<CenterView<'a>>>,
}

impl<'a> ScenarioView<'a> {
    pub(super) fn new(scenario: &'a Scenario) -> ScenarioView<'a> {
        let tenants = scenario.tenants.iter().map(|tenant| TenantView {
            name: &tenant.name,
            group: &scenario.groups[usize::from(tenant.group.0)].name,
            activity: tenant.activity,
            shares: tenant.shares,
            home: tenant.home.map(|id| scenario.centers[usize::from(id.0)].name.as_str()),
        });
        let policies = scenario.policies.iter().map(|policy| PolicyView {
            name: &policy.name,
            order: &policy.order,
            backfill: &policy.backfill,
            placement: &policy.placement,
            centers: scenario
                .variants
                .get(&policy.name)
                .map(|centers| centers.iter().map(|center| center_view(scenario, center)).collect()),
        });
        let groups = scenario.groups.iter().map(|group| GroupView { name: &group.name, title: &group.title });
        ScenarioView {
            name: &scenario.name,
            title: &scenario.title,
            start: scenario.start.to_string(),
            horizon_secs: scenario.horizon.as_micros() as f64 / 1e6,
            warm_up_secs: scenario.warm_up.as_micros() as f64 / 1e6,
            centers: scenario.centers.iter().map(|center| center_view(scenario, center)).collect(),
            groups: groups.collect(),
            tenants: tenants.collect(),
            workloads: scenario.workloads.iter().map(|workload| workload_view(scenario, workload)).collect(),
            policies: policies.collect(),
        }
    }
}

fn center_view<'a>(scenario: &'a Scenario, center: &'a Center) -> CenterView<'a> {
    let partitions = center.partitions.iter().enumerate().map(|(place, partition)| PartitionView {
        rule: partition_rule_view(scenario, center.rules.partition(PartitionId(place as u16))),
        name: &partition.name,
        pools: partition.pools.iter().map(|id| center.pools[usize::from(id.0)].name.as_str()).collect(),
    });
    CenterView {
        name: &center.name,
        title: &center.title,
        peak_pflops_fp16: center.peak_pflops_fp16(),
        pools: center.pools.iter().map(|pool| pool_view(scenario, pool)).collect(),
        partitions: partitions.collect(),
        rules: rules_view(scenario, center),
    }
}

fn pool_view<'a>(scenario: &'a Scenario, pool: &'a Pool) -> PoolView<'a> {
    let (nodes, processors) = match pool.nodes {
        Nodes::Named { count } => (Some(count), None),
        Nodes::Counted { processors } => (None, Some(processors)),
    };
    let locked_for = pool
        .lock
        .as_ref()
        .map(|lock| lock.owners.iter().map(|id| scenario.groups[usize::from(id.0)].name.as_str()).collect());
    PoolView {
        name: &pool.name,
        nodes,
        processors,
        node_type: node_type_view(&pool.node_type),
        locked_for,
        lock: pool.lock.as_ref().and_then(lock_view),
    }
}

fn node_type_view(node_type: &NodeType) -> NodeTypeView<'_> {
    let PeakFlops { fp16, fp32, fp64 } = node_type.peak_tflops;
    NodeTypeView {
        name: &node_type.name,
        cores: node_type.capacity.cores,
        accelerators: node_type.capacity.accelerators,
        memory_mib: node_type.capacity.memory_mib,
        device: node_type.device.as_ref().map(|device| device.name.as_str()),
        peak_tflops: PeakView { fp16, fp32, fp64 },
        idle_watts: node_type.idle_watts,
        busy_watts: node_type.busy_watts,
    }
}
